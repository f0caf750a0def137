"""The jobs of the product: room jobs through the writer, pushes through the hardened sender."""

import asyncio
import signal
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

from .changes.verdict import Effects, World
from .jobs.worker import Desk, Handler, Running, run_worker
from .notify.guard import allowed_hosts
from .notify.pushes import Pushes
from .notify.sender import Sender
from .notify.vapid import load_keys
from .parts import Parts
from .rostering.sleep_rules import asleep
from .sync.ledger import Ledger, Origin
from .sync.writer import Writer

RoomJob = Callable[..., Effects]
"""(world, **payload) -> what follows, applied in one transaction."""
JOB_ROOMS = ("attendance", "requests", "learning", "rostering")


def room_jobs() -> dict[str, RoomJob]:
    """Kind to function, from every room's effects that has such jobs."""
    found: dict[str, RoomJob] = {}
    for room in JOB_ROOMS:
        found.update(getattr(import_module(f"zhiban.{room}.effects"), "JOBS", {}))
    return found


def _room_handler(writer: Writer, job: RoomJob) -> Handler:
    async def run(running: Running) -> str:
        def work(ledger: Ledger) -> None:
            world: World = ledger
            ledger.apply(job(world, **running.job.payload))

        await writer.run(running.job.tenant, Origin("job"), work)
        return "done"

    return Handler(run)


def handlers_of(parts: Parts) -> dict[str, Handler]:
    """Every kind of job this process can do."""
    settings = parts.settings
    desk = desk_of(parts)
    sender = Sender(
        keys=lambda: load_keys(Path(settings.data_dir), parts.now()),
        hosts=allowed_hosts(settings.push_hosts),
        subject=settings.push_subject,
        now=parts.now,
    )
    found = {kind: _room_handler(parts.writer, job) for kind, job in room_jobs().items()}
    found.update(Pushes(desk, parts.reader, sender, asleep).handlers())
    return found


def desk_of(parts: Parts) -> Desk:
    return Desk(parts.engine, parts.rows.tables["job"], parts.now)


@asynccontextmanager
async def jobs_beside(parts: Parts) -> AsyncGenerator[None]:
    """Runs jobs for as long as the web process lives; woken by every commit."""
    stop, wake = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def ring(tenant: str, head: int, buckets: set[str]) -> None:
        loop.call_soon_threadsafe(wake.set)

    parts.writer.listen(ring)
    work = asyncio.create_task(run_worker(desk_of(parts), handlers_of(parts), stop, wake=wake))
    try:
        yield
    finally:
        stop.set()
        await work


async def run_jobs_only(parts: Parts) -> None:
    """What ``zhiban worker`` does until SIGTERM or SIGINT: jobs that are running may end, none is begun."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop.set)
    await run_worker(desk_of(parts), handlers_of(parts), stop)
