"""Records in and out of their state tables, one statement shape a collection."""

from collections.abc import Collection as Several
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeGuard

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, MetaData, Select, Table, bindparam, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from ..changes.collection import Collection, Registry
from .tables import is_json


class Codec:
    """Turns one collection's records into table rows and back; JSON fields are typed text."""

    def __init__(self, collection: Collection[Any], table: Table) -> None:
        self.collection = collection
        self.table = table
        self.record = collection.record
        self.names = [n for n in self.record.__struct_fields__ if n != "id"]
        self._decoders = {
            n: msgspec.json.Decoder(collection.hints[n]) for n in self.names if is_json(collection.hints[n])
        }

        columns = table.c
        scope = columns.tenant == bindparam("tenant")
        self.by_id = select(table).where(scope, columns.id.in_(bindparam("ids", expanding=True)))
        self._matching: dict[tuple[tuple[str, ...], tuple[str, ...]], Select[Any]] = {}

    def matching(self, wanted: "Where") -> "Select[Any]":
        """The statement for a filter's shape, built once."""
        shape = wanted.shape
        if shape not in self._matching:
            columns = self.table.c
            clauses = [columns.tenant == bindparam("tenant")]
            for name, value in wanted.equals.items():
                if is_many(value):
                    clauses.append(columns[name].in_(bindparam(f"is_{name}", expanding=True)))
                else:
                    clauses.append(columns[name] == bindparam(f"is_{name}"))
            for name in wanted.ranges:
                clauses.append(columns[name].between(bindparam(f"low_{name}"), bindparam(f"high_{name}")))
            self._matching[shape] = select(self.table).where(*clauses)
        return self._matching[shape]

    def to_row(self, tenant: str, record: Any, seq: int, marks: Mapping[str, Any] | None) -> dict[str, Any]:
        row: dict[str, Any] = {"tenant": tenant, "id": record.id, "row_seq": seq}
        row["row_marks"] = msgspec.json.encode(marks).decode() if marks is not None else None
        for name in self.names:
            value = getattr(record, name)
            row[name] = msgspec.json.encode(value).decode() if name in self._decoders and value is not None else value
        return row

    def from_row(self, row: Mapping[Any, Any]) -> Any:
        values: dict[str, Any] = {"id": row["id"]}
        for name in self.names:
            value = row[name]
            if value is None and name in self.collection.defaults and self.collection.defaults[name] is not None:
                value = self.collection.defaults[name]
            elif value is not None and name in self._decoders:
                value = self._decoders[name].decode(value)
            values[name] = value
        return self.record(**values)


class Rows:
    """Reads and writes state rows of one application's collections; every statement names its tenant."""

    def __init__(self, registry: Registry, metadata: MetaData) -> None:
        self.registry = registry
        self.tables = metadata.tables
        self.codecs = {n: Codec(c, metadata.tables[n]) for n, c in registry.collections.items()}

    def codec(self, record: type[Struct]) -> Codec:
        return self.codecs[self.registry.of(record).name]

    def fetch(self, connection: Connection, tenant: str, name: str, ids: Sequence[str]) -> dict[str, "Stored"]:
        """Records by id, with their log position and merge marks; missing ones are left out."""
        found: dict[str, Stored] = {}
        codec = self.codecs[name]
        for start in range(0, len(ids), 500):
            values = {"tenant": tenant, "ids": ids[start : start + 500]}
            for row in connection.execute(codec.by_id, values).mappings():
                found[row["id"]] = Stored.of(codec, row)
        return found

    def find(self, connection: Connection, tenant: str, record: type[Struct], wanted: "Where") -> list["Stored"]:
        """Stored records matching the filter."""
        codec = self.codec(record)
        rows = connection.execute(codec.matching(wanted), {"tenant": tenant, **wanted.values()}).mappings()
        return [Stored.of(codec, row) for row in rows]

    def upsert(self, connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Inserts rows or overwrites those with the same primary key; sorted by key so that writers never deadlock."""
        if not rows:
            return
        keys = [c.name for c in table.primary_key.columns]
        ordered = sorted(rows, key=lambda row: [row[k] for k in keys])
        make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        statement = make(table)
        changed = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys}
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), ordered)

    def insert(self, connection: Connection, name: str, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            connection.execute(insert(self.tables[name]), rows)

    def delete(self, connection: Connection, tenant: str, name: str, ids: Iterable[str]) -> None:
        table = self.codecs[name].table
        for one in ids:
            connection.execute(delete(table).where(table.c.tenant == tenant, table.c.id == one))


def is_many(value: Any) -> TypeGuard[Several[Any]]:
    """Whether a filter value means any of several."""
    return isinstance(value, list | tuple | set | frozenset)


class Where(Struct, frozen=True):
    """A filter every storage can answer: equal values (a list means any of) and closed ranges."""

    equals: dict[str, Any] = {}
    ranges: dict[str, tuple[Any, Any]] = {}

    @property
    def shape(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Which columns it filters and how, without the values."""
        return tuple(f"{n}*" if is_many(v) else n for n, v in self.equals.items()), tuple(self.ranges)

    def values(self) -> dict[str, Any]:
        """Statement parameters."""
        found = {f"is_{n}": list(v) if is_many(v) else v for n, v in self.equals.items()}
        for name, (low, high) in self.ranges.items():
            found[f"low_{name}"], found[f"high_{name}"] = low, high
        return found

    def holds(self, record: Any) -> bool:
        """The same filter over a record in memory."""
        for name, value in self.equals.items():
            own = getattr(record, name)
            if own not in value if is_many(value) else own != value:
                return False
        return all(
            getattr(record, n) is not None and low <= getattr(record, n) <= high
            for n, (low, high) in self.ranges.items()
        )


class Stored(Struct, frozen=True):
    """A record as it lies in the store."""

    record: Any
    seq: int
    marks: dict[str, Any] | None

    @classmethod
    def of(cls, codec: Codec, row: Mapping[Any, Any]) -> "Stored":
        marks = row["row_marks"]
        return cls(codec.from_row(row), row["row_seq"], msgspec.json.decode(marks) if marks else None)
