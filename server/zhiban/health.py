"""``GET /health``: whether the server can serve, with version, database and lag."""

import asyncio

from litestar import get
from litestar.di import NamedDependency
from msgspec import Struct

from . import __version__
from .errors import Problem
from .settings import Settings
from .sync.flush import read_head
from .sync.live import Hints
from .sync.reader import Reader
from .sync.writer import Writer


class Health(Struct, frozen=True):
    status: str
    version: str
    database: str
    head: int
    waiting: int
    """Batches in the writer's queue: the lag."""
    listeners: int
    time: int


@get("/health")
async def health(
    settings: NamedDependency[Settings],
    reader: NamedDependency[Reader],
    writer: NamedDependency[Writer],
    hints: NamedDependency[Hints],
) -> Health:
    def look() -> int:
        with reader.snapshot() as connection:
            return read_head(connection, reader.rows, settings.tenant)[0]

    try:
        async with asyncio.timeout(5):
            head = await asyncio.to_thread(look)
    except Exception as error:
        raise Problem(503, "store.unreachable", detail=type(error).__name__, retry_after=5) from error
    kind = settings.database.split(":", 1)[0].split("+")[0]
    return Health("ok", __version__, kind, head, writer.waiting, hints.listeners, reader.now())
