"""What the database itself knows of changes: reads ids from standard input, counts where they are."""

import json
import sys

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection


def places(connection: Connection, change: str) -> dict[str, int]:
    """Receipts, quarantined originals and log entries of one change id."""
    device, epoch, seq = change.split(".")
    key = {"device": int(device, 16), "epoch": int(epoch), "seq": int(seq)}
    where = "device = :device AND epoch = :epoch AND"
    counts = {
        "receipts": f"SELECT count(*) FROM receipt WHERE {where} seq = :seq",
        "entries": f"SELECT count(*) FROM log WHERE {where} device_seq = :seq AND collection <> 'slip'",
        "slips": "SELECT count(*) FROM slip WHERE id = :id",
    }
    return {name: connection.execute(text(sql), {**key, "id": change}).scalar_one() for name, sql in counts.items()}


def main() -> None:
    """Argument: the database's URL."""
    with create_engine(sys.argv[1]).connect() as connection:
        print(json.dumps({change: places(connection, change) for change in json.load(sys.stdin)}))


if __name__ == "__main__":
    main()
