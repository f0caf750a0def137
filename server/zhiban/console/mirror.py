"""Piccolo's view of our tables: columns taken from the record, one hospital's rows only, and no way to write."""

# pyright: reportPrivateUsage=false, reportUnknownMemberType=false, reportUnknownVariableType=false
from collections.abc import Mapping
from typing import Any

from piccolo.columns import BigInt, Boolean, Column, DoublePrecision, ForeignKey, Text, Varchar
from piccolo.columns.readable import Readable
from piccolo.engine.base import Engine
from piccolo.query import Count, Exists, Objects, Select
from piccolo.table import Table, create_table_class

from ..changes.collection import Collection
from ..store.tables import is_json, plain_type
from .faces import FACES


class ReadOnly(Exception):
    """Something tried to write a domain table around the log."""


class Words(Varchar):
    """Text to search in. SQLite's LIKE ignores case by itself, of which Piccolo would warn at every search."""

    def ilike(self, value: str) -> Any:
        return self.like(value) if self._meta.engine_type == "sqlite" else super().ilike(value)


class Mirror(Table):
    """A domain table as the console reads it. Every query is bound to one hospital; every write is refused."""

    hospital: str

    @classmethod
    def select(cls, *columns: Any, exclude_secrets: bool = False) -> Select[Any]:
        query = super().select(*columns, exclude_secrets=exclude_secrets).where(_of(cls) == cls.hospital)
        for column in columns:
            if isinstance(column, Readable):
                joined = getattr(cls, column.columns[0]._meta.call_chain[0]._meta.name).tenant
                query = query.where((joined == cls.hospital) | joined.is_null())
        return query

    @classmethod
    def count(cls, *args: Any, **named: Any) -> Count:
        return super().count(*args, **named).where(_of(cls) == cls.hospital)

    @classmethod
    def exists(cls) -> Exists[Any]:
        return super().exists().where(_of(cls) == cls.hospital)

    @classmethod
    def objects(cls, *prefetch: Any) -> Objects[Any]:
        return super().objects(*prefetch).where(_of(cls) == cls.hospital)

    @classmethod
    def insert(cls, *rows: Any) -> Any:
        raise ReadOnly(cls.__name__)

    @classmethod
    def update(cls, *args: Any, **named: Any) -> Any:
        raise ReadOnly(cls.__name__)

    @classmethod
    def delete(cls, *args: Any, **named: Any) -> Any:
        raise ReadOnly(cls.__name__)

    def save(self, *args: Any, **named: Any) -> Any:
        raise ReadOnly(type(self).__name__)

    @classmethod
    def get_readable(cls) -> Readable:
        title = FACES[cls._meta.tablename].title
        return Readable(template="%s", columns=[cls._meta.get_column_by_name(title)])


def _of(table: type[Table]) -> Any:
    return table._meta.get_column_by_name("tenant")


def mirrors(collections: Mapping[str, Collection[Any]], engine: Engine[Any], hospital: str) -> dict[str, type[Table]]:
    """The Piccolo tables of all console collections; those that are linked to come first."""
    made: dict[str, type[Table]] = {}
    waiting = {name: c for name, c in collections.items() if c.console}
    while waiting:
        for name, collection in list(waiting.items()):
            if not set(FACES[name].links.values()) - made.keys() - {name}:
                made[name] = _mirror(collection, engine, hospital, made)
                del waiting[name]
    return made


def _mirror(
    collection: Collection[Any], engine: Engine[Any], hospital: str, made: Mapping[str, type[Table]]
) -> type[Table]:
    face = FACES[collection.name]
    members: dict[str, Any] = {"tenant": Varchar(length=32, secret=True, null=True, default=None)}
    for name in collection.record.__struct_fields__:
        label = face.labels.get(name, name)
        key = name == "id"
        if name in face.links:
            target = made[face.links[name]]
            members[name] = ForeignKey(target, null=not key, default=None, primary_key=key, help_text=label)
        elif key:
            members[name] = Varchar(length=64, primary_key=True, default="", help_text=label)
        else:
            members[name] = _column(collection.hints[name], collection.defaults.get(name), label)
    table = create_table_class(
        "".join(part.title() for part in collection.name.split("_")),
        bases=(Mirror,),
        class_kwargs={"tablename": collection.name, "db": engine},
        class_members=members,
    )
    table.hospital = hospital  # pyright: ignore[reportAttributeAccessIssue]
    return table


def _column(annotation: Any, default: Any, label: str) -> Column:
    """``default`` is what a new form shows; None stays None (STACK b, pitfall 11)."""
    shared: dict[str, Any] = {"null": True, "help_text": label}
    if is_json(annotation):
        return Text(default="" if default is None or default == [] else None, **shared)
    kinds: dict[Any, type[Column]] = {int: BigInt, float: DoublePrecision, bool: Boolean}
    kind = kinds.get(plain_type(annotation))
    if kind is not None:
        return kind(default=default, **shared)
    return Words(length=4000, default=default, **shared)
