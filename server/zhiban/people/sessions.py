"""Logging in with number and password, and the opaque token a device then holds."""

import base64
import hmac
import secrets
from typing import Annotated, Any

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from msgspec import Meta, Struct
from sqlalchemy import select

from ..errors import Problem
from ..sync.ledger import Ledger
from ..sync.replica import Replica, enrol_replica, read_replica
from .access import token_hash
from .records import Credential, Person, Session

HASHER = PasswordHasher(time_cost=2, memory_cost=32_768, parallelism=1)
DUMMY = HASHER.hash("nobody's password")
DAY_MS = 86_400_000


class LoginRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    number: Annotated[str, Meta(max_length=64)]
    password: Annotated[str, Meta(max_length=200)]
    label: str = ""
    """What the person calls this phone or browser."""
    kind: str = "phone"
    device: int = 0
    """The replica this store already is, when the person logs in again on it."""


class LoginReply(Struct, frozen=True, kw_only=True):
    token: str
    device: int
    epoch: int
    person: str
    name: str
    name_en: str
    tenant: str
    post: str
    roles: list[str]
    leads: list[str]
    department: str
    salt: str
    """Random salt for the PIN's key on this device (PHONE 4.18)."""
    rescue: str
    """The same 32 bytes at every log-in of this replica (base64): with them a phone opens its sealed store when the
    PIN is forgotten, so that unsent work is not lost. The phone never keeps them."""
    zone: str
    time: int
    session_until: int


def hash_password(password: str) -> str:
    return HASHER.hash(password)


def find_credential(ledger: Ledger, number: str) -> Credential | None:
    """By staff number; this transaction's own writes count."""
    return _credential(ledger, "number", number)


def read_credential(ledger: Ledger, person: str) -> Credential | None:
    return _credential(ledger, "person", person)


def _credential(ledger: Ledger, field: str, value: str) -> Credential | None:
    for pending in reversed(ledger.pending_rows("credential")):
        if pending[field] == value:
            return msgspec.convert({n: pending[n] for n in Credential.__struct_fields__}, Credential)
    table = ledger.rows.tables["credential"].c
    columns = [table[name] for name in Credential.__struct_fields__]
    query = select(*columns).where(table.tenant == ledger.tenant, table[field] == value)
    row = ledger.connection.execute(query).mappings().first()
    return Credential(**row) if row else None


def check_password(credential: Credential | None, password: str) -> bool:
    """Takes the same time for unknown numbers (T18)."""
    try:
        HASHER.verify(credential.password_hash if credential else DUMMY, password)
    except VerificationError:
        return False
    return credential is not None


def save_credential(ledger: Ledger, credential: Credential) -> None:
    ledger.add_row("credential", {"tenant": ledger.tenant, **msgspec.structs.asdict(credential)})


def open_session(ledger: Ledger, person: Person, request: LoginRequest, session_days: int, key: bytes) -> LoginReply:
    """Enrols the replica (or finds it again) and issues its token; the token itself is never stored."""
    replica = _known_replica(ledger, person, request.device)
    device = replica.device if replica else enrol_replica(ledger, person.id, request.label)
    token = secrets.token_urlsafe(32)
    session = Session(
        token_hash=token_hash(token), person=person.id, device=device, kind=request.kind[:20], created_at=ledger.now,
        expires_at=ledger.now + session_days * DAY_MS,
    )  # fmt: skip
    ledger.add_row("session", {"tenant": ledger.tenant, **msgspec.structs.asdict(session)})
    return LoginReply(
        token=token, device=device, epoch=replica.epoch if replica else 1, person=person.id, name=person.name,
        name_en=person.name_en, tenant=ledger.tenant, post=person.post, roles=list(person.roles),
        leads=list(person.leads), department=person.department, salt=secrets.token_hex(16),
        rescue=_rescue(key, ledger.tenant, person.id, device), zone="Asia/Shanghai", time=ledger.now,
        session_until=session.expires_at,
    )  # fmt: skip


def _rescue(key: bytes, tenant: str, person: str, device: int) -> str:
    return base64.b64encode(hmac.digest(key, f"rescue/{tenant}/{person}/{device}".encode(), "sha256")).decode()


def _known_replica(ledger: Ledger, person: Person, device: int) -> Replica | None:
    """A store that was taken out of use gets neither a token nor its rescue secret again (T19)."""
    replica = read_replica(ledger, device) if device else None
    if replica is None or replica.person != person.id:
        return None
    if replica.revoked:
        raise Problem(401, "device.revoked")
    return replica


def close_session(ledger: Ledger, session: Session) -> None:
    row: dict[str, Any] = msgspec.structs.asdict(msgspec.structs.replace(session, revoked=True))
    ledger.add_row("session", {"tenant": ledger.tenant, **row})
