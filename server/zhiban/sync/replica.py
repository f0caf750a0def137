"""What the server knows of each replica: whose it is, how far its sequence came, its last effective stamp."""

import secrets

import msgspec
from msgspec import Struct
from sqlalchemy import func, select

from ..changes.wire import Receipt
from .ledger import Ledger


class Replica(Struct, frozen=True, kw_only=True):
    device: int
    person: str
    epoch: int
    high: int
    """Highest contiguous sequence number taken in this epoch."""
    last_stamp: int
    """Packed time of its newest effective stamp."""
    label: str
    enrolled_at: int
    seen_at: int
    revoked: bool


def read_replica(ledger: Ledger, device: int) -> Replica | None:
    for pending in reversed(ledger.pending_rows("replica")):
        if pending["device"] == device:
            return msgspec.convert(pending, Replica)
    table = ledger.rows.tables["replica"].c
    query = select(*(table[name] for name in Replica.__struct_fields__))
    row = (
        ledger.connection.execute(query.where(table.tenant == ledger.tenant, table.device == device)).mappings().first()
    )
    return Replica(**row) if row else None


def enrol_replica(ledger: Ledger, person: str, label: str) -> int:
    """A new replica id for one person's store on one phone; random, because ids are never reused."""
    while True:
        device = secrets.randbelow(2**32 - 2) + 1
        if read_replica(ledger, device) is None:
            break
    new = Replica(
        device=device, person=person, epoch=1, high=0, last_stamp=0, label=label[:120], enrolled_at=ledger.now,
        seen_at=ledger.now, revoked=False,
    )  # fmt: skip
    save_replica(ledger, new)
    return device


def save_replica(ledger: Ledger, replica: Replica) -> None:
    """Writes a replica's state with the transaction."""
    row = msgspec.structs.asdict(msgspec.structs.replace(replica, seen_at=ledger.now))
    ledger.add_row("replica", {"tenant": ledger.tenant, **row})


def revoke_replica(ledger: Ledger, replica: Replica) -> None:
    """Takes a replica out of use for good; when it was last heard of stays as it was."""
    row = msgspec.structs.asdict(msgspec.structs.replace(replica, revoked=True))
    ledger.add_row("replica", {"tenant": ledger.tenant, **row})


def high_of_epoch(ledger: Ledger, replica: Replica, epoch: int) -> int:
    """Highest sequence number with a receipt in an epoch other than the present one."""
    if epoch == replica.epoch:
        return replica.high
    table = ledger.rows.tables["receipt"].c
    query = select(func.max(table.seq)).where(
        table.tenant == ledger.tenant, table.device == replica.device, table.epoch == epoch
    )
    return ledger.connection.execute(query).scalar() or 0


def stored_receipts(ledger: Ledger, device: int, epoch: int, first: int, last: int) -> list[tuple[str, Receipt]]:
    """(claimed moment, receipt) of changes that were answered before: a resend gets the same answers."""
    table = ledger.rows.tables["receipt"].c
    query = select(table.claimed, table.body).where(
        table.tenant == ledger.tenant, table.device == device, table.epoch == epoch, table.seq.between(first, last)
    )
    found = {(row.claimed, row.body) for row in ledger.connection.execute(query)}
    for row in ledger.pending_rows("receipt"):
        if row["device"] == device and row["epoch"] == epoch and first <= row["seq"] <= last:
            found.add((row["claimed"], row["body"]))
    receipts = [(claimed, msgspec.json.decode(body, type=Receipt)) for claimed, body in found]
    return sorted(receipts, key=lambda pair: pair[1].seq)


def replica_person(ledger: Ledger, device: int) -> str:
    """Who writes through a replica; empty for the server itself."""
    found = read_replica(ledger, device) if device else None
    return found.person if found else ""
