"""Which buckets a person may see, and who acts in a request."""

import hashlib

from msgspec import Struct
from sqlalchemy import and_, select

from ..changes.verdict import Actor
from ..errors import Problem
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


def find_session(ledger: Ledger, token: str) -> Who:
    """The session behind a device token; Problem 401 when it is unknown or over, its device was taken out of use (the
    phone then forgets everything), or its person has left (T19)."""
    sessions, replicas = ledger.rows.tables["session"], ledger.rows.tables["replica"]
    columns = [sessions.c[name] for name in Session.__struct_fields__]
    device = and_(replicas.c.tenant == sessions.c.tenant, replicas.c.device == sessions.c.device)
    query = select(*columns, replicas.c.revoked.label("lost")).outerjoin_from(sessions, replicas, device)
    query = query.where(sessions.c.tenant == ledger.tenant, sessions.c.token_hash == token_hash(token))
    row = ledger.connection.execute(query).mappings().first()
    if row is None:
        raise Problem(401, "auth.ended")
    if row["lost"]:
        raise Problem(401, "device.revoked")
    session = Session(**{name: row[name] for name in Session.__struct_fields__})
    person = ledger.get(Person, session.person)
    if session.revoked or session.expires_at < ledger.now or person is None or not person.active:
        raise Problem(401, "auth.ended")
    return Who(actor_for(ledger.tenant, person, session.device), person, session)
