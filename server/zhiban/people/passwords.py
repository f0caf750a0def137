"""Own passwords, and the first one of somebody new."""

from typing import Annotated

from msgspec import Meta, Struct
from sqlalchemy import update

from ..changes.verdict import Actor
from ..errors import Problem
from ..sync.ledger import Ledger
from .records import Credential, Person, Session
from .sessions import find_credential, read_credential, save_credential

SHORTEST = 10
Secret = Annotated[str, Meta(max_length=200)]


class PasswordChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    old: Secret
    new: Secret


class FirstPassword(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    new: Secret


def check_new(password: str) -> None:
    """Length is what counts; no rules about kinds of characters (NIST SP 800-63B 5.1.1.2)."""
    if len(password) < SHORTEST:
        raise Problem(422, "password.too_short", params={"min": SHORTEST})


def may_give(actor: Actor) -> bool:
    return not actor.roles.isdisjoint({"hr", "admin"})


def give_first(ledger: Ledger, id: str, hash: str) -> None:
    """Somebody made in the console has no log-in yet; whoever has one changes it themselves."""
    person = ledger.get(Person, id)
    if person is None or not person.active:
        raise Problem(404, "person.unknown")
    if read_credential(ledger, id) is not None:
        raise Problem(409, "password.exists")
    if find_credential(ledger, person.number) is not None:
        raise Problem(409, "password.number_taken")
    save_credential(ledger, Credential(person=id, number=person.number, password_hash=hash))


def change(ledger: Ledger, session: Session, credential: Credential) -> None:
    """Log-ins on other devices end: who changes a password may have reason to."""
    save_credential(ledger, credential)
    table = ledger.rows.tables["session"]
    others = (table.c.person == session.person, table.c.token_hash != session.token_hash)
    ledger.connection.execute(update(table).where(table.c.tenant == ledger.tenant, *others).values(revoked=True))
