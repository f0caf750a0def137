"""What one scope of a transaction (change, task, all) has written so far, indexed for look-ups."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from ..changes.collection import Collection
from ..changes.verdict import Job

Key = tuple[str, str]
Found = dict[tuple[str, str, Any], set[str]]


class Origin(Struct, frozen=True):
    """Who caused a log entry, and the change's own coordinates (zeros for the server itself)."""

    actor: str
    device: int = 0
    epoch: int = 0
    seq: int = 0
    claimed: int = 0
    stamp: str = ""


class Entry(Struct, frozen=True):
    """One line of the log to be: the record's state after the change, or None when it was erased."""

    collection: str
    id: str
    record: Any
    marks: dict[str, Any] | None
    origin: Origin
    edit: str | None = None


@dataclass(slots=True)
class Layer:
    """Entries by key and in order, jobs, and plain rows for the engine's own tables."""

    state: dict[Key, Entry] = field(default_factory=dict[Key, Entry])
    log: list[Entry] = field(default_factory=list[Entry])
    jobs: list[Job] = field(default_factory=list[Job])
    rows: list[tuple[str, dict[str, Any]]] = field(default_factory=list[tuple[str, dict[str, Any]]])
    ids: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    found: Found = field(default_factory=dict[tuple[str, str, Any], set[str]])
    """(collection, leading column of an index, value) to ids; a stale id is filtered by whoever looks."""

    def put(self, entry: Entry, collection: Collection[Any]) -> None:
        self.state[entry.collection, entry.id] = entry
        self.log.append(entry)
        self.ids.setdefault(entry.collection, set()).add(entry.id)
        if entry.record is not None:
            for index in collection.indexes:
                value = getattr(entry.record, index[0])
                if isinstance(value, str | int):
                    self.found.setdefault((entry.collection, index[0], value), set()).add(entry.id)

    def take(self, upper: "Layer") -> None:
        """Takes over what a higher layer wrote."""
        self.state.update(upper.state)
        self.log += upper.log
        self.jobs += upper.jobs
        self.rows += upper.rows
        for name, ids in upper.ids.items():
            self.ids.setdefault(name, set()).update(ids)
        for key, ids in upper.found.items():
            self.found.setdefault(key, set()).update(ids)

    def candidates(self, collection: Collection[Any], equals: dict[str, Any]) -> Iterable[str]:
        """Ids that may match a filter: through an index where one leads with a filtered column, else all."""
        for index in collection.indexes:
            value = equals.get(index[0])
            if isinstance(value, str | int):
                return self.found.get((collection.name, index[0], value), ())
        return self.ids.get(collection.name, ())
