"""What a phone needs for web push: the server's public key, and a place to say where it can be reached."""

from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, delete, get, post
from litestar.di import NamedDependency
from msgspec import Meta, Struct

from ..changes.verdict import Actor
from ..errors import Problem
from ..settings import Settings
from ..sync.hygiene import read_json
from ..sync.ledger import Ledger, Origin
from ..sync.reader import Reader
from ..sync.writer import Writer
from .guard import BadEndpoint, allowed_hosts, check_endpoint, check_keys
from .records import PushSubscription
from .subscriptions import endpoint_hash, subscribe, unsubscribe
from .vapid import VapidKeys, load_keys

Address = Annotated[str, Meta(max_length=1000)]
KeyText = Annotated[str, Meta(max_length=200)]


class Subscribe(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the browser's ``PushSubscription.toJSON()`` holds, flattened. Whose it is, the session says (T17)."""

    endpoint: Address
    p256dh: KeyText
    auth: KeyText
    vapid: KeyText = ""
    """The public key it was made for; empty means the newest."""
    locale: Literal["zh-CN", "en"] = "zh-CN"


class Unsubscribe(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    endpoint: Address


SUBSCRIBE = msgspec.json.Decoder(Subscribe)
UNSUBSCRIBE = msgspec.json.Decoder(Unsubscribe)


def _keys(settings: NamedDependency[Settings], reader: NamedDependency[Reader]) -> VapidKeys:
    return load_keys(Path(settings.data_dir), reader.now())


@get("/vapid", sync_to_thread=True)
def vapid(settings: NamedDependency[Settings], reader: NamedDependency[Reader]) -> dict[str, str]:
    """The newest public key; a phone whose subscription was made for another one subscribes again."""
    return {"key": _keys(settings, reader).newest.public}


@post("/subscriptions", status_code=200)
async def add(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    settings: NamedDependency[Settings],
    reader: NamedDependency[Reader],
    writer: NamedDependency[Writer],
) -> dict[str, bool]:
    """Takes over an endpoint for the person and device of the session; a host off the list is refused (T14)."""
    asked = await read_json(request, SUBSCRIBE)
    keys = _keys(settings, reader)
    made_for = asked.vapid or keys.newest.public
    if keys.of(made_for) is None:
        raise Problem(409, "push.key_retired")
    try:
        check_endpoint(asked.endpoint, allowed_hosts(settings.push_hosts))
        check_keys(asked.p256dh, asked.auth)
    except BadEndpoint as error:
        raise Problem(422, "push.bad_endpoint", detail=str(error)) from None

    def save(ledger: Ledger) -> None:
        found = PushSubscription(
            endpoint_hash=endpoint_hash(asked.endpoint), endpoint=asked.endpoint, p256dh=asked.p256dh, auth=asked.auth,
            person=actor.person, device=actor.device, locale=asked.locale, vapid=made_for, made_at=ledger.now,
        )  # fmt: skip
        subscribe(ledger, found)

    await writer.run(actor.tenant, Origin(actor.person, actor.device), save)
    return {"ok": True}


@delete("/subscriptions", status_code=200)
async def remove(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], writer: NamedDependency[Writer]
) -> dict[str, bool]:
    """Ends the session's person's own subscription; false when there is none (it may have ended by itself)."""
    asked = await read_json(request, UNSUBSCRIBE)
    hash = endpoint_hash(asked.endpoint)
    origin = Origin(actor.person, actor.device)
    return {"ok": await writer.run(actor.tenant, origin, lambda ledger: unsubscribe(ledger, hash, actor.person))}


router = Router("/notify", route_handlers=[vapid, add, remove])
