"""Log-in, log-out, and what a person may know of their own session."""

import asyncio

import msgspec
from litestar import Request, Router, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from msgspec import Struct

from ..errors import Problem
from ..notify.subscriptions import unsubscribe_device
from ..settings import Settings
from ..sync.hygiene import check_origin, read_json
from ..sync.ledger import Ledger, Origin
from ..sync.reader import Reader
from ..sync.writer import Writer
from .access import Who
from .records import Person
from .sessions import (
    LoginReply,
    LoginRequest,
    check_password,
    close_session,
    count_failure,
    find_credential,
    open_session,
    save_credential,
)

LOGIN = msgspec.json.Decoder(LoginRequest)


@post("/login", status_code=200)
async def login(
    request: Request[None, None, State],
    reader: NamedDependency[Reader],
    writer: NamedDependency[Writer],
    settings: NamedDependency[Settings],
    key: NamedDependency[bytes],
) -> LoginReply:
    """Number and password for a device token; unknown number and wrong password look the same (T18)."""
    asked = await read_json(request, LOGIN)
    tenant = settings.tenant
    credential = await reader.read(tenant, lambda ledger: find_credential(ledger, asked.number.strip()))
    now = await reader.read(tenant, lambda ledger: ledger.now)
    good = await asyncio.to_thread(check_password, credential, asked.password, now)
    if not good or credential is None:
        if credential is not None:
            await writer.run(tenant, Origin(""), lambda ledger: count_failure(ledger, credential))
        raise Problem(401, "auth.wrong")

    def enter(ledger: Ledger) -> LoginReply:
        person = ledger.get(Person, credential.person)
        if person is None or not person.active:
            raise Problem(401, "auth.wrong")
        save_credential(ledger, msgspec.structs.replace(credential, failures=0, locked_until=0))
        return open_session(ledger, person, asked, settings.session_days, key)

    return await writer.run(tenant, Origin(credential.person), enter)


@post("/logout", status_code=200)
async def logout(
    request: Request[None, None, State], who: NamedDependency[Who], writer: NamedDependency[Writer]
) -> dict[str, bool]:
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


router = Router("/people", route_handlers=[login, logout, me])
