"""Which buckets a person may see, and who acts in a request."""

import hashlib

from msgspec import Struct
from sqlalchemy import select

from ..changes.verdict import Actor
from ..sync.ledger import Ledger
from .records import Person, Session


def scopes_of(person: Person) -> frozenset[str]:
    """The buckets of a person: the hospital's catalogue, their own, their ward's, and what their roles open."""
    scopes = {"all", "courses", f"user:{person.id}", f"dept:{person.department}"}
    for department in person.leads:
        scopes |= {f"dept:{department}", f"lead:{department}"}
    if "hr" in person.roles or "manager" in person.roles:
        scopes.add("role:hr")
    return frozenset(scopes)


def actor_for(tenant: str, person: Person, device: int) -> Actor:
    return Actor(tenant, person.id, device, frozenset(person.roles), scopes_of(person))


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Who(Struct, frozen=True):
    """An open session with its person."""

    actor: Actor
    person: Person
    session: Session


def find_session(ledger: Ledger, token: str) -> Who | None:
    """The session behind a device token; None when it is unknown, over, revoked, or its person has left (T19)."""
    table = ledger.rows.tables["session"].c
    columns = [table[name] for name in Session.__struct_fields__]
    query = select(*columns).where(table.tenant == ledger.tenant, table.token_hash == token_hash(token))
    row = ledger.connection.execute(query).mappings().first()
    if row is None:
        return None
    session = Session(**row)
    if session.revoked or session.expires_at < ledger.now:
        return None
    person = ledger.get(Person, session.person)
    if person is None or not person.active:
        return None
    return Who(actor_for(ledger.tenant, person, session.device), person, session)
