"""A person's phones and browsers: when they were last heard of, and taking one out of use (T19)."""

from msgspec import Struct
from sqlalchemy import select

from ..changes.verdict import Actor
from ..errors import Problem
from ..notify.subscriptions import unsubscribe_device
from ..sync.ledger import Ledger
from ..sync.replica import Replica, read_replica, revoke_replica
from .records import Person


class Device(Struct, frozen=True, kw_only=True):
    device: int
    label: str
    enrolled_at: int
    seen_at: int
    revoked: bool
    this: bool
    """Whether it is the one that asks."""


def may_look_after(actor: Actor, person: Person) -> bool:
    """Oneself, the head of the person's department, HR and administrators."""
    return (
        actor.person == person.id
        or f"lead:{person.department}" in actor.scopes
        or not actor.roles.isdisjoint({"hr", "admin"})
    )


def devices_of(ledger: Ledger, actor: Actor, id: str) -> list[Device]:
    """The last heard of first; for whoever may not ask, the person does not exist."""
    person = ledger.get(Person, id)
    if person is None or not may_look_after(actor, person):
        raise Problem(404, "person.unknown")
    table = ledger.rows.tables["replica"].c
    columns = [table[name] for name in Replica.__struct_fields__]
    query = select(*columns).where(table.tenant == ledger.tenant, table.person == id)
    found = [Replica(**row) for row in ledger.connection.execute(query.order_by(table.seen_at.desc())).mappings()]
    return [
        Device(device=r.device, label=r.label, enrolled_at=r.enrolled_at, seen_at=r.seen_at, revoked=r.revoked,
               this=r.device == actor.device)
        for r in found
    ]  # fmt: skip


def revoke(ledger: Ledger, actor: Actor, device: int) -> None:
    """From the next request on the device is told to forget everything; it gets no more pushes."""
    replica = read_replica(ledger, device)
    person = ledger.get(Person, replica.person) if replica else None
    if replica is None or person is None or not may_look_after(actor, person):
        raise Problem(404, "device.unknown")
    revoke_replica(ledger, replica)
    unsubscribe_device(ledger, device)
