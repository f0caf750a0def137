"""Tables derived from records. The tenant is the first column of every primary key; no foreign key crosses tenants."""

import types
import typing
from collections.abc import Iterable
from typing import Annotated, Any, get_args, get_origin

from msgspec import Struct
from sqlalchemy import BigInteger, Boolean, Column, Double, Index, Integer, MetaData, String, Table, Text

from ..changes.collection import Collection, Registry

NAMES = MetaData(naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"})


def plain_type(annotation: Any) -> Any:
    """The type below Annotated and Optional: ``Annotated[int, ...] | None`` -> ``int``."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return plain_type(get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        inner = [a for a in get_args(annotation) if a is not type(None)]
        return plain_type(inner[0]) if len(inner) == 1 else Any
    if origin is typing.Literal:
        return type(get_args(annotation)[0])
    return annotation


def is_json(annotation: Any) -> bool:
    """Whether a field is kept as JSON text: everything but text, numbers and truth values."""
    return plain_type(annotation) not in (str, int, float, bool)


def _column(name: str, annotation: Any) -> Column[Any]:
    kinds: dict[Any, Any] = {str: Text, int: BigInteger, float: Double, bool: Boolean}
    return Column(name, kinds.get(plain_type(annotation), Text)(), nullable=True)


def state_table(metadata: MetaData, collection: Collection[Any]) -> Table:
    """The present state of a collection: its fields, plus the log position and (documents) merge marks."""
    fields = [_column(n, collection.hints[n]) for n in collection.record.__struct_fields__ if n != "id"]
    indexes = [Index(None, "tenant", *names) for names in collection.indexes]
    return Table(
        collection.name,
        metadata,
        Column("tenant", String(32), primary_key=True),
        Column("id", String(64), primary_key=True),
        *fields,
        Column("row_seq", BigInteger, nullable=False),
        Column("row_marks", Text, nullable=True),
        *indexes,
    )


def private_table(metadata: MetaData, name: str, record: type[Struct], key: tuple[str, ...]) -> Table:
    """A table of secrets that never enters the log: sessions, password hashes, push subscriptions."""
    hints = typing.get_type_hints(record, include_extras=True)
    columns = [_column(n, hints[n]) for n in record.__struct_fields__ if n not in key]
    keys = [Column(n, String(128), primary_key=True) for n in ("tenant", *key)]
    return Table(name, metadata, *keys, *columns)


def build_metadata(registry: Registry, privates: Iterable[tuple[str, type[Struct], tuple[str, ...]]] = ()) -> MetaData:
    """All tables of one application: the engine's own, one a collection, and the private ones."""
    metadata = MetaData(naming_convention=NAMES.naming_convention)
    _engine_tables(metadata)
    for collection in registry.collections.values():
        state_table(metadata, collection)
    for name, record, key in privates:
        private_table(metadata, name, record, key)
    return metadata


def _engine_tables(metadata: MetaData) -> None:
    tenant = lambda: Column("tenant", String(32), primary_key=True)  # noqa: E731 - one line a column
    big = lambda name, **kw: Column(name, BigInteger, nullable=False, **kw)  # noqa: E731
    Table("head", metadata, tenant(), big("seq"), Column("db_epoch", String(32), nullable=False))
    Table(
        "log", metadata, tenant(), Column("seq", BigInteger, primary_key=True, autoincrement=False),
        Column("collection", String(40), nullable=False), Column("record", String(64), nullable=False),
        Column("op", String(8), nullable=False), Column("actor", String(64), nullable=False),
        big("device"), big("epoch"), big("device_seq"), big("claimed"), Column("stamp", String(26), nullable=False),
        big("at"), Column("body", Text, nullable=False), Column("edit", Text, nullable=True),
        Index(None, "tenant", "collection", "record", "seq"),
    )  # fmt: skip
    Table(
        "feed", metadata, tenant(), Column("bucket", String(64), primary_key=True),
        Column("collection", String(40), primary_key=True), Column("record", String(64), primary_key=True),
        big("seq"), Column("gone", Boolean, nullable=False),
        Index("ix_feed_position", "tenant", "bucket", "seq"),
    )  # fmt: skip
    Table(
        "receipt", metadata, tenant(), Column("device", BigInteger, primary_key=True, autoincrement=False),
        Column("epoch", Integer, primary_key=True, autoincrement=False),
        Column("seq", BigInteger, primary_key=True, autoincrement=False),
        Column("claimed", String(16), nullable=False), Column("body", Text, nullable=False), big("at"),
    )  # fmt: skip
    Table(
        "replica", metadata, tenant(), Column("device", BigInteger, primary_key=True, autoincrement=False),
        Column("person", String(64), nullable=False), Column("epoch", Integer, nullable=False), big("high"),
        big("last_stamp"), Column("label", Text, nullable=False), big("enrolled_at"), big("seen_at"),
        Column("revoked", Boolean, nullable=False),
    )  # fmt: skip
    Table(
        "quarantine", metadata, tenant(), Column("device", BigInteger, primary_key=True, autoincrement=False),
        Column("epoch", Integer, primary_key=True, autoincrement=False),
        Column("seq", BigInteger, primary_key=True, autoincrement=False),
        Column("code", String(64), nullable=False), Column("raw", Text, nullable=False), big("at"),
    )  # fmt: skip
    Table(
        "job", metadata, tenant(), Column("id", String(64), primary_key=True), Column("kind", String(40), nullable=False),
        Column("key", String(128), nullable=False), Column("payload", Text, nullable=False), big("run_at"),
        big("lease_until"), Column("lease", String(32), nullable=False), Column("tries", Integer, nullable=False),
        Column("state", String(12), nullable=False), Column("result", Text, nullable=False), big("created_at"),
        Index("ix_job_ready", "state", "run_at"), Index("ix_job_key", "tenant", "kind", "key"),
    )  # fmt: skip
