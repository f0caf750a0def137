"""The engine's own tables: head, log, feed, receipts, replicas, quarantine, jobs. The tenant leads every key."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table, Text


def add_engine_tables(metadata: MetaData) -> None:
    """Declares them in a metadata; called once an application."""
    _log_tables(metadata)
    _replica_tables(metadata)
    _job_table(metadata)


def _key(name: str, kind: Any) -> Column[Any]:
    return Column(name, kind, primary_key=True, autoincrement=False)


def _tenant() -> Column[Any]:
    return _key("tenant", String(32))


def _big(name: str) -> Column[Any]:
    return Column(name, BigInteger, nullable=False)


def _words(name: str, length: int) -> Column[Any]:
    return Column(name, String(length), nullable=False)


def _text(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Text, nullable=nullable)


def _log_tables(metadata: MetaData) -> None:
    Table("head", metadata, _tenant(), _big("seq"), _words("db_epoch", 32))
    Table(
        "log", metadata, _tenant(), _key("seq", BigInteger), _words("collection", 40), _words("record", 64),
        _words("op", 8), _words("actor", 64), _big("device"), _big("epoch"), _big("device_seq"), _big("claimed"),
        _words("stamp", 26), _big("at"), _text("body"), _text("edit", nullable=True),
        Index(None, "tenant", "collection", "record", "seq"),
    )  # fmt: skip
    Table(
        "feed", metadata, _tenant(), _key("bucket", String(64)), _key("collection", String(40)),
        _key("record", String(64)), _big("seq"), Column("gone", Boolean, nullable=False),
        Index("ix_feed_position", "tenant", "bucket", "seq"),
    )  # fmt: skip


def _replica_tables(metadata: MetaData) -> None:
    def change() -> tuple[Column[Any], ...]:
        return _tenant(), _key("device", BigInteger), _key("epoch", Integer), _key("seq", BigInteger)

    Table(
        "receipt", metadata, *change(), _words("claimed", 16), _text("body"), _big("at"),
    )  # fmt: skip
    Table(
        "replica", metadata, _tenant(), _key("device", BigInteger), _words("person", 64),
        Column("epoch", Integer, nullable=False), _big("high"), _big("last_stamp"), _text("label"),
        _big("enrolled_at"), _big("seen_at"), Column("revoked", Boolean, nullable=False),
    )  # fmt: skip
    Table("quarantine", metadata, *change(), _words("code", 64), _text("raw"), _big("at"))


def _job_table(metadata: MetaData) -> None:
    Table(
        "job", metadata, _tenant(), _key("id", String(64)), _words("kind", 40), _words("key", 128), _text("payload"),
        _big("run_at"), _big("lease_until"), _words("lease", 32), Column("tries", Integer, nullable=False),
        _words("state", 12), _text("result"), _big("created_at"), Index("ix_job_ready", "state", "run_at"),
    )  # fmt: skip
