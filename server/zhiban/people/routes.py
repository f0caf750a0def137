"""Log-in, log-out, and what a person may know of their own session."""

import asyncio
from typing import Any

import msgspec
from litestar import Request, Router, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery
from msgspec import Struct
from msgspec.structs import replace

from ..changes.verdict import Actor
from ..errors import Problem
from ..notify.subscriptions import unsubscribe_device
from ..settings import Settings
from ..sync.hygiene import check_origin, read_json
from ..sync.ledger import Ledger, Origin
from ..sync.reader import Reader
from ..sync.writer import Writer
from .access import Who
from .devices import Device, devices_of, revoke
from .passwords import FirstPassword, PasswordChange, change, check_new, give_first, may_give
from .records import Credential, Person
from .sessions import (
    LoginReply,
    LoginRequest,
    check_password,
    close_session,
    find_credential,
    hash_password,
    open_session,
    read_credential,
)
from .tries import Doors, forget_tries, take_try

LOGIN = msgspec.json.Decoder(LoginRequest)
CHANGE, FIRST = msgspec.json.Decoder(PasswordChange), msgspec.json.Decoder(FirstPassword)
Asked = Request[Any, Any, State]


@post("/login", status_code=200)
async def login(
    request: Asked,
    writer: NamedDependency[Writer],
    settings: NamedDependency[Settings],
    key: NamedDependency[bytes],
    doors: NamedDependency[Doors],
) -> LoginReply:
    """Number and password for a device token; unknown number and wrong password look the same (T18)."""
    asked = await read_json(request, LOGIN)
    tenant, number = settings.tenant, asked.number.strip()
    address = request.client.host if request.client else ""

    def look(ledger: Ledger) -> tuple[Credential | None, int]:
        return take_try(ledger, find_credential(ledger, number)), ledger.now

    credential, now = await writer.run(tenant, Origin(""), look)
    doors.addresses.check(address, now)
    if credential is None:
        doors.numbers.check(number, now)
        doors.numbers.count(number, now)
    good = await asyncio.to_thread(check_password, credential, asked.password)
    if not good or credential is None:
        doors.addresses.count(address, now)
        raise Problem(401, "auth.wrong")

    def enter(ledger: Ledger) -> LoginReply:
        person = ledger.get(Person, credential.person)
        if person is None or not person.active:
            raise Problem(401, "auth.wrong")
        forget_tries(ledger, credential)
        return open_session(ledger, person, asked, settings.session_days, key)

    return await writer.run(tenant, Origin(credential.person), enter)


@post("/logout", status_code=200)
async def logout(request: Asked, who: NamedDependency[Who], writer: NamedDependency[Writer]) -> dict[str, bool]:
    """Ends this device's session; unsent work stays on the phone, sealed."""
    check_origin(request)

    def leave(ledger: Ledger) -> None:
        close_session(ledger, who.session)
        unsubscribe_device(ledger, who.actor.device)  # the next person on this phone hears nothing of this one's

    await writer.run(who.actor.tenant, Origin(who.actor.person), leave)
    return {"ok": True}


class Me(Struct, frozen=True):
    person: Person
    device: int
    scopes: list[str]
    session_until: int


@get("/me")
async def me(who: NamedDependency[Who]) -> Me:
    """Who this token belongs to; a phone asks it to learn whether it is still welcome."""
    return Me(who.person, who.actor.device, sorted(who.actor.scopes), who.session.expires_at)


@get("/devices")
async def devices(
    actor: NamedDependency[Actor], reader: NamedDependency[Reader], person: FromQuery[str] = ""
) -> list[Device]:
    """One's own phones and browsers; heads, HR and administrators may ask for those of others."""
    return await reader.read(actor.tenant, lambda ledger: devices_of(ledger, actor, person or actor.person))


@post("/devices/{device:int}/revoke", status_code=200)
async def revoke_device(
    request: Asked, device: FromPath[int], actor: NamedDependency[Actor], writer: NamedDependency[Writer]
) -> dict[str, bool]:
    """A lost phone: at its next request it forgets everything it holds."""
    check_origin(request)
    await writer.run(actor.tenant, Origin(actor.person), lambda ledger: revoke(ledger, actor, device))
    return {"ok": True}


@post("/password", status_code=200)
async def change_password(
    request: Asked, who: NamedDependency[Who], writer: NamedDependency[Writer]
) -> dict[str, bool]:
    """One's own, with the old one; wrong tries count as at the log-in."""
    asked = await read_json(request, CHANGE)
    check_new(asked.new)
    tenant, origin = who.actor.tenant, Origin(who.actor.person)
    credential = await writer.run(
        tenant, origin, lambda ledger: take_try(ledger, read_credential(ledger, who.person.id))
    )
    if credential is None or not await asyncio.to_thread(check_password, credential, asked.old):
        raise Problem(403, "password.wrong")
    hash = await asyncio.to_thread(hash_password, asked.new)
    fresh = replace(credential, password_hash=hash, failures=0, locked_until=0)
    await writer.run(tenant, origin, lambda ledger: change(ledger, who.session, fresh))
    return {"ok": True}


@post("/{person:str}/password", status_code=200)
async def first_password(
    request: Asked, person: FromPath[str], actor: NamedDependency[Actor], writer: NamedDependency[Writer]
) -> dict[str, bool]:
    """HR gives somebody new their first password."""
    asked = await read_json(request, FIRST)
    if not may_give(actor):
        raise Problem(404, "person.unknown")
    check_new(asked.new)
    hash = await asyncio.to_thread(hash_password, asked.new)
    await writer.run(actor.tenant, Origin(actor.person), lambda ledger: give_first(ledger, person, hash))
    return {"ok": True}


def _provide_doors(state: State) -> Doors:
    if "doors" not in state:
        state["doors"] = Doors()
    return state["doors"]


router = Router(
    "/people",
    route_handlers=[login, logout, me, devices, revoke_device, change_password, first_password],
    dependencies={"doors": Provide(_provide_doors, sync_to_thread=False)},
)
