"""Database engines. SQLite is durable (WAL + FULL) and of a version without the WAL-reset fault (SAFETY 4, 5)."""

import sys
from typing import Any

import pysqlite3  # pyright: ignore[reportMissingTypeStubs]

# One SQLite library for the whole process: two copies break each other's file locks (SAFETY fact 4).
sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2  # pyright: ignore

from sqlalchemy import Engine, create_engine, event  # noqa: E402
from sqlalchemy.pool import NullPool, QueuePool  # noqa: E402

SAFE_SQLITE = (3, 51, 3)


class StoreError(Exception):
    """The store cannot be used as configured; the message is for the operator."""


def open_engine(url: str, *, readers: int = 8) -> Engine:
    """An engine for ``sqlite:///file`` or ``postgresql+psycopg://``; raises StoreError for anything else."""
    if url.startswith("sqlite:"):
        return _sqlite(url, readers)
    if url.startswith(("postgresql:", "postgresql+psycopg:")):
        address = url.replace("postgresql:", "postgresql+psycopg:", 1)
        return create_engine(address, pool_size=readers, max_overflow=4, pool_pre_ping=True, hide_parameters=True)
    raise StoreError(f"database address {url.split(':', 1)[0]!r} is neither sqlite nor postgresql")


def _sqlite(url: str, readers: int) -> Engine:
    version: tuple[int, ...] = pysqlite3.sqlite_version_info
    if version < SAFE_SQLITE:
        raise StoreError(f"SQLite {version} can damage a WAL database; {SAFE_SQLITE} or newer is needed")
    engine = create_engine(
        url,
        module=pysqlite3,
        hide_parameters=True,  # errors are logged and kept with jobs; what people wrote is not (T27)
        poolclass=NullPool if ":memory:" in url else QueuePool,
        connect_args={"timeout": 10, "check_same_thread": False},
        **({} if ":memory:" in url else {"pool_size": readers, "max_overflow": 4}),
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_by_hand)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "cache_size=-16000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_by_hand(connection: Any) -> None:
    """Writers say BEGIN IMMEDIATE, so that no read is ever upgraded to a write (STACK b, pitfall 5)."""
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
