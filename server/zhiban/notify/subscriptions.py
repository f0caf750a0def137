"""Where pushes go: one row an endpoint, owned by one person on one device (T17). Never in the log, never synced."""

from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, and_, delete, select, update

from ..sync.ledger import Ledger
from .records import PushSubscription

MOST = 8
"""Browsers a person may be reached on; the oldest makes room."""


def endpoint_hash(endpoint: str) -> str:
    return sha256(endpoint.encode()).hexdigest()


def subscribe(ledger: Ledger, subscription: PushSubscription) -> None:
    """An endpoint that another person had before on this browser goes over to the one who now asks."""
    own = of_person(ledger, subscription.person)
    others = [s for s in own if s.endpoint_hash != subscription.endpoint_hash]
    same_device = [s for s in others if s.device == subscription.device]
    crowd = [s for s in others if s not in same_device]
    for old in (*same_device, *crowd[: max(0, len(crowd) + 1 - MOST)]):
        unsubscribe(ledger, old.endpoint_hash, old.person)
    ledger.add_row("push_subscription", {"tenant": ledger.tenant, **msgspec.structs.asdict(subscription)})


def unsubscribe(ledger: Ledger, hash: str, person: str) -> bool:
    """False when this person has no such endpoint."""
    table = _table(ledger)
    mine = and_(_is(table, ledger.tenant, hash), table.c.person == person)
    return ledger.connection.execute(delete(table).where(mine)).rowcount > 0


def unsubscribe_device(ledger: Ledger, device: int) -> int:
    """For log-out and for a revoked phone (PHONE 4.23)."""
    table = _table(ledger)
    mine = and_(table.c.tenant == ledger.tenant, table.c.device == device)
    return ledger.connection.execute(delete(table).where(mine)).rowcount


def of_person(ledger: Ledger, person: str) -> list[PushSubscription]:
    """Oldest first."""
    table = _table(ledger)
    return _read(ledger.connection, table, and_(table.c.tenant == ledger.tenant, table.c.person == person))


def by_hash(ledger: Ledger, hash: str) -> PushSubscription | None:
    table = _table(ledger)
    found = _read(ledger.connection, table, _is(table, ledger.tenant, hash))
    return found[0] if found else None


def note_outcome(connection: Connection, table: Table, tenant: str, hash: str, *, gone: bool, sent: bool) -> None:
    """Removes an ended subscription, or counts how long it has been failing."""
    if gone:
        connection.execute(delete(table).where(_is(table, tenant, hash)))
        return
    failures = 0 if sent else table.c.failures + 1
    connection.execute(update(table).where(_is(table, tenant, hash)).values(failures=failures))


def _table(ledger: Ledger) -> Table:

    return ledger.rows.tables["push_subscription"]


def _is(table: Table, tenant: str, hash: str) -> ColumnElement[bool]:
    return and_(table.c.tenant == tenant, table.c.endpoint_hash == hash)


def _read(connection: Connection, table: Table, clause: ColumnElement[bool]) -> list[PushSubscription]:
    columns: list[Any] = [table.c[name] for name in PushSubscription.__struct_fields__]
    rows = connection.execute(
        select(*columns).where(clause).order_by(table.c.made_at, table.c.endpoint_hash)
    ).mappings()
    return [PushSubscription(**row) for row in rows]
