"""Runs jobs: inside the web process by default, and as ``zhiban worker`` beside it.

A worker renews the leases of what it runs, gives up on what runs too long, and sleeps until it is woken or a second
has passed. Whatever it dies over is taken up by another worker when the lease runs out.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import TypeVar

from sqlalchemy import Connection, Engine, Table

from . import table as rows
from .table import MAX_TRIES, Claimed

log = logging.getLogger(__name__)
T = TypeVar("T")
POLL_SECONDS = 1.0
GRACE_SECONDS = 4.0
KEEP_MS = 7 * 86_400_000
PRUNE_MS = 3_600_000


class Again(Exception):
    """The job did not come off this time; tried again after its back-off, or later when the other side asked for it."""

    def __init__(self, reason: str, after_ms: int | None = None) -> None:
        super().__init__(reason)
        self.after_ms = after_ms


class Later(Exception):
    """The job's time has not come; counts as no try."""

    def __init__(self, until_ms: int) -> None:
        super().__init__(str(until_ms))
        self.until_ms = until_ms


class Hopeless(Exception):
    """The job can never come off: straight to the dead letters."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where jobs lie. Each call is a short transaction of its own on a thread."""

    engine: Engine
    table: Table
    now: Callable[[], int]

    async def write(self, work: Callable[[Connection], T]) -> T:
        def run() -> T:
            with self.engine.connect().execution_options(immediate=True) as connection, connection.begin():
                return work(connection)

        return await asyncio.to_thread(run)

    async def claim(self, kinds: Mapping[str, "Handler"]) -> Claimed | None:
        """The next job of these kinds; takes the write lock only when there is one."""

        def look() -> bool:
            with self.engine.connect() as connection:
                return rows.anything_ready(connection, self.table, self.now(), kinds)

        if not kinds or not await asyncio.to_thread(look):
            return None
        lease_ms = max(handler.lease_ms for handler in kinds.values())
        return await self.write(lambda c: rows.claim(c, self.table, self.now(), lease_ms, kinds, token_hex(8)))


@dataclass(frozen=True, slots=True)
class Running:
    """A job in a handler's hands."""

    job: Claimed
    desk: Desk
    lease_ms: int

    async def progress(self, text: str) -> bool:
        """Leaves word for whoever looks; False when the job was called off."""
        return await self._renew(text)

    async def _renew(self, text: str | None = None) -> bool:
        desk = self.desk
        return await desk.write(lambda c: rows.renew(c, desk.table, self.job, desk.now(), self.lease_ms, text))

    async def hold(self) -> None:
        """Renews the lease for as long as it is ours; returns when it is lost."""
        while True:
            await asyncio.sleep(self.lease_ms / 3000)
            if not await self._renew():
                return


@dataclass(frozen=True, slots=True)
class Handler:
    """What does one kind of job. ``run`` must bear being run twice; its answer is kept as the job's result."""

    run: Callable[[Running], Awaitable[str]]
    timeout_s: float = 30.0
    lease_ms: int = 30_000
    at_once: int = 4


@dataclass(slots=True)
class _Shift:
    desk: Desk
    handlers: Mapping[str, Handler]
    tasks: dict["asyncio.Task[None]", str] = field(default_factory=dict["asyncio.Task[None]", str])
    next_prune: int = 0

    def free(self) -> dict[str, Handler]:
        busy = list(self.tasks.values())
        return {kind: h for kind, h in self.handlers.items() if busy.count(kind) < h.at_once}

    async def fill(self) -> None:
        """Starts whatever is ready and has a free place."""
        while (job := await self.desk.claim(self.free())) is not None:
            task = asyncio.create_task(_do(self.desk, self.handlers[job.kind], job))
            self.tasks[task] = job.kind
            task.add_done_callback(self._over)

    def _over(self, task: "asyncio.Task[None]") -> None:
        self.tasks.pop(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("a job could not be settled; its lease will run out", exc_info=error)

    async def prune(self) -> None:
        now = self.desk.now()
        if now >= self.next_prune:
            self.next_prune = now + PRUNE_MS
            await self.desk.write(lambda c: rows.prune(c, self.desk.table, now - KEEP_MS))


async def run_worker(
    desk: Desk, handlers: Mapping[str, Handler], stop: asyncio.Event, *, wake: asyncio.Event | None = None,
    poll_s: float = POLL_SECONDS,
) -> None:  # fmt: skip
    """Works until ``stop`` is set; ``wake`` says that there may be a new job. Never raises for a job's sake."""
    bell = wake or asyncio.Event()
    shift = _Shift(desk, handlers)
    while not stop.is_set():
        bell.clear()
        try:
            await shift.prune()
            await shift.fill()
        except Exception:
            log.warning("jobs cannot be reached for now", exc_info=True)
        await _rest([*shift.tasks], bell, stop, poll_s)
    if shift.tasks:
        _, late = await asyncio.wait([*shift.tasks], timeout=GRACE_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


async def _rest(tasks: list["asyncio.Task[None]"], bell: asyncio.Event, stop: asyncio.Event, seconds: float) -> None:
    waits = [asyncio.create_task(bell.wait()), asyncio.create_task(stop.wait())]
    await asyncio.wait([*waits, *tasks], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()


async def _do(desk: Desk, handler: Handler, job: Claimed) -> None:
    """One run of one job, whatever comes of it."""
    table = desk.table
    try:
        if job.tries > MAX_TRIES:
            raise Hopeless("its worker died each time")
        result = await _held(Running(job, desk, handler.lease_ms), handler)
        await desk.write(lambda c: rows.finish(c, table, job, result))
    except asyncio.CancelledError:
        await desk.write(lambda c: rows.postpone(c, table, job, desk.now()))
        raise
    except Later as later:
        until = later.until_ms
        await desk.write(lambda c: rows.postpone(c, table, job, until))
    except Exception as error:
        if not isinstance(error, Again | Hopeless | TimeoutError):
            log.exception("job %s %s broke", job.kind, job.id)
        await _failed(desk, job, error)


async def _failed(desk: Desk, job: Claimed, error: Exception) -> None:
    word = f"{type(error).__name__}: {error}"
    wait = error.after_ms if isinstance(error, Again) else None
    limit = 0 if isinstance(error, Hopeless) else MAX_TRIES
    state = await desk.write(
        lambda c: rows.fail(c, desk.table, job, desk.now(), word, retry_after_ms=wait, max_tries=limit)
    )
    if state == "dead":
        log.error("job %s %s given up after %d tries: %s", job.kind, job.id, job.tries, type(error).__name__)


async def _held(running: Running, handler: Handler) -> str:
    """Runs the handler under a lease that is kept alive; stops it when the lease is lost or the time is up."""
    work = asyncio.ensure_future(handler.run(running))
    hold = asyncio.create_task(running.hold())
    try:
        done, _ = await asyncio.wait({work, hold}, timeout=handler.timeout_s, return_when=asyncio.FIRST_COMPLETED)
        if work in done:
            return work.result()
        if hold in done:
            hold.result()
            raise Again("lease lost")
        raise TimeoutError(f"longer than {handler.timeout_s:g} s")
    finally:
        for task in (work, hold):
            task.cancel()
        await asyncio.gather(work, hold, return_exceptions=True)
