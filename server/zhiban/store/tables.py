"""Tables derived from records. The tenant is the first column of every primary key; no foreign key crosses tenants."""

import types
import typing
from collections.abc import Iterable
from typing import Annotated, Any, cast, get_args, get_origin

from msgspec import Struct
from sqlalchemy import BigInteger, Boolean, Column, Double, Index, MetaData, String, Table, Text

from ..changes.collection import Collection, Registry
from .engine_tables import add_engine_tables

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
        return cast(Any, type(get_args(annotation)[0]))
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
    add_engine_tables(metadata)
    for collection in registry.collections.values():
        state_table(metadata, collection)
    for name, record, key in privates:
        private_table(metadata, name, record, key)
    return metadata
