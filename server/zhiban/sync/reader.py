"""Reads of one tenant's present, each on one consistent snapshot, off the event loop."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, Engine

from ..store.rows import Rows
from .ledger import Ledger
from .writer import Now

T = TypeVar("T")


class Reader:
    """Runs functions over a World whose writes go nowhere."""

    def __init__(self, engine: Engine, rows: Rows, now: Now) -> None:
        self._engine = engine
        self.rows = rows
        self.now = now

    async def read(self, tenant: str, look: Callable[[Ledger], T]) -> T:
        return await asyncio.to_thread(self.read_blocking, tenant, look)

    def read_blocking(self, tenant: str, look: Callable[[Ledger], T]) -> T:
        with self.snapshot() as connection:
            return look(Ledger(self.rows, connection, tenant, self.now()))

    def snapshot(self) -> "_Snapshot":
        """A connection on which every statement sees the same moment."""
        return _Snapshot(self._engine)


class _Snapshot:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Connection:
        options = {"isolation_level": "REPEATABLE READ"} if self._engine.dialect.name == "postgresql" else {}
        self._connection = self._engine.connect().execution_options(**options)
        self._connection.begin()
        return self._connection

    def __exit__(self, *_: object) -> None:
        self._connection.rollback()
        self._connection.close()
