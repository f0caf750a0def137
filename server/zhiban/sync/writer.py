"""Group commit: the only writer of a hospital's log (SYNC 1.5, ARCHITECTURE 'a check-in's way').

One thread takes up to 50 waiting tasks into one transaction, commits once, then answers them all. A task that
breaks is rolled out of the group alone; if the commit itself fails, nobody is told yes.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from ..store.rows import Rows
from .flush import flush, lock_tenant
from .ledger import Ledger, Origin

log = logging.getLogger(__name__)
T = TypeVar("T")
Now = Callable[[], int]
GROUP = 50
WAITING_MAX = 4_000


class StoreBusy(Exception):
    """The transaction could not be committed or the queue is full; nothing was stored, try again."""


@dataclass(slots=True)
class Task:
    tenant: str
    run: Callable[[Ledger], Any]
    answer: "Future[Any]" = field(default_factory=lambda: Future[Any]())


class Writer:
    """Runs functions over a Ledger, one transaction a group. ``listen`` hears (tenant, head, buckets) after commit."""

    def __init__(self, engine: Engine, rows: Rows, now: Now) -> None:
        self._engine = engine
        self._rows = rows
        self._now = now
        self._queue: queue.Queue[Task | None] = queue.Queue(WAITING_MAX)
        self._listeners: list[Callable[[str, int, set[str]], None]] = []
        self._thread = threading.Thread(target=self._loop, name="writer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Finishes what is waiting, then ends the thread."""
        self._queue.put(None)
        self._thread.join(timeout=30)

    def listen(self, listener: Callable[[str, int, set[str]], None]) -> None:
        self._listeners.append(listener)

    @property
    def waiting(self) -> int:
        return self._queue.qsize()

    async def run(self, tenant: str, origin: Origin, work: Callable[[Ledger], T]) -> T:
        """Runs ``work`` in the next transaction and returns when it is durable. Raises what ``work`` raised."""
        return await asyncio.wrap_future(self._submit(tenant, origin, work))

    def run_blocking(self, tenant: str, origin: Origin, work: Callable[[Ledger], T]) -> T:
        """The same for threads outside the event loop (command line, console)."""
        return self._submit(tenant, origin, work).result()

    def _submit(self, tenant: str, origin: Origin, work: Callable[[Ledger], T]) -> "Future[T]":
        def with_origin(ledger: Ledger) -> T:
            ledger.origin = origin
            return work(ledger)

        task = Task(tenant, with_origin)
        try:
            self._queue.put_nowait(task)
        except queue.Full:
            raise StoreBusy("queue full") from None
        return task.answer

    # the thread ----------------------------------------------------------------------------------------------
    def _loop(self) -> None:
        while (first := self._queue.get()) is not None:
            group = [first]
            stop = False
            while len(group) < GROUP:
                try:
                    task = self._queue.get_nowait()
                except queue.Empty:
                    break
                if task is None:
                    stop = True
                    break
                group.append(task)
            for tenant in dict.fromkeys(task.tenant for task in group):
                self._commit(tenant, [task for task in group if task.tenant == tenant])
            if stop:
                return

    def _commit(self, tenant: str, tasks: list[Task]) -> None:
        try:
            with self._engine.connect() as plain:
                connection = plain.execution_options(immediate=True)
                with connection.begin():
                    results, head, touched = self._transact(connection, tenant, tasks)
        except Exception as error:
            expected = isinstance(error, (DBAPIError, OSError))
            log.log(logging.WARNING if expected else logging.ERROR, "transaction not committed", exc_info=error)
            for task in tasks:
                task.answer.set_exception(StoreBusy(type(error).__name__))
            return
        for task, (result, failure) in zip(tasks, results, strict=True):
            if failure is not None:
                task.answer.set_exception(failure)
            else:
                task.answer.set_result(result)
        if touched:
            for listener in self._listeners:
                listener(tenant, head, touched)

    def _transact(
        self, connection: Connection, tenant: str, tasks: list[Task]
    ) -> tuple[list[tuple[Any, Exception | None]], int, set[str]]:
        lock_tenant(connection, tenant)
        ledger = Ledger(self._rows, connection, tenant, self._now())
        results: list[tuple[Any, Exception | None]] = []
        for task in tasks:
            results.append(_attempt(ledger, task))
        head, touched = flush(ledger)
        return results, head, touched


def _attempt(ledger: Ledger, task: Task) -> tuple[Any, Exception | None]:
    try:
        result = task.run(ledger)
        ledger.seal()
        return result, None
    except DBAPIError:
        raise
    except Exception as error:
        ledger.abandon()
        return None, error
