"""The three doors: push, pull, live."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.response import Stream

from ..changes.verdict import Actor
from ..changes.wire import PROTOCOL, Batch, Delta, PullRequest, PushReply
from ..errors import Problem
from .cursor import unseal
from .feed import pull as pull_page
from .flush import read_head
from .hygiene import read_json
from .intake import take_batch
from .ledger import Ledger, Origin
from .live import Hints
from .reader import Reader
from .replica import read_replica
from .writer import Writer

BATCH = msgspec.json.Decoder(Batch)
PULL = msgspec.json.Decoder(PullRequest)


@post("/push", status_code=200)
async def push(
    request: Request[None, None, State], actor: NamedDependency[Actor], writer: NamedDependency[Writer]
) -> Response[bytes]:
    """A phone's unsent changes in, a receipt for each out. Push is taken from any version for ever (SYNC 1.9)."""
    batch = await read_json(request, BATCH, batch=True)
    if batch.device != actor.device:
        raise Problem(403, "batch.foreign_device")

    def take(ledger: Ledger) -> PushReply:
        replica = read_replica(ledger, batch.device)
        if replica is None or replica.revoked or replica.person != actor.person:
            raise Problem(403, "batch.foreign_device")
        head, db_epoch = read_head(ledger.connection, ledger.rows, ledger.tenant)
        return take_batch(ledger, actor, batch, replica, head, db_epoch)

    reply = await writer.run(actor.tenant, Origin(actor.person, batch.device), take)
    return _json(reply)


@post("/pull", status_code=200)
async def pull(
    request: Request[None, None, State],
    actor: NamedDependency[Actor],
    reader: NamedDependency[Reader],
    key: NamedDependency[bytes],
) -> Response[bytes]:
    """One page of what changed in this person's buckets since the cursor. Never waits for push."""
    asked = await read_json(request, PULL)
    if asked.v != PROTOCOL:
        raise Problem(426, "protocol.upgrade_required", params={"speaks": PROTOCOL})
    cursor = unseal(asked.cursor, key) if asked.cursor else None

    def look() -> Delta:
        with reader.snapshot() as connection:
            return pull_page(
                connection,
                reader.rows,
                actor.tenant,
                actor.person,
                actor.scopes,
                cursor,
                asked.limit,
                reader.now(),
                key,
            )

    delta = await asyncio.to_thread(look)
    if asked.cursor and cursor is None:
        delta = msgspec.structs.replace(delta, restart=True)
    return _json(delta)


@get("/live")
async def live(actor: NamedDependency[Actor], hints: NamedDependency[Hints]) -> Stream:
    """Server-sent hints that one of this person's buckets moved."""

    async def lines() -> AsyncIterator[bytes]:
        async for line in hints.listen(actor.tenant, actor.scopes):
            yield line

    return Stream(lines(), media_type="text/event-stream", headers={"cache-control": "no-store"})


def _json(body: PushReply | Delta) -> Response[bytes]:
    return Response(msgspec.json.encode(body), media_type="application/json", headers={"cache-control": "no-store"})


router = Router("/sync", route_handlers=[push, pull, live])
