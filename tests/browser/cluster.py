"""Lends the browser journeys a database in the tests' PostgreSQL: prints its URL, drops it when input ends."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from databases import postgres_cluster


def main() -> None:
    with postgres_cluster() as cluster, cluster.database() as url:
        print(url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
