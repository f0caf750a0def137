"""One transaction's view of the world: what is stored, what this transaction wrote, and what one change is trying.

Three layers: a change writes into its trial; ``keep`` moves the trial into the task (one batch), ``discard`` forgets
it, so that one bad change leaves no trace (SAFETY T26); ``seal`` moves the task into the transaction, ``abandon``
forgets it. Nothing touches the database before ``flush``.
"""

from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, select

from ..changes.collection import Collection
from ..changes.verdict import Effects, Reslip
from ..store.rows import Rows, Stored, Where
from .layer import Entry, Key, Layer, Origin
from .records import PastVerdict, Slip

R = TypeVar("R", bound=Struct)
__all__ = ["Entry", "Ledger", "Origin"]


class Ledger:
    """World for judges, and the place where their effects gather until the transaction is flushed."""

    def __init__(self, rows: Rows, connection: Connection, tenant: str, now: int) -> None:
        self.rows = rows
        self.connection = connection
        self.tenant = tenant
        self.now = now
        self.origin = Origin("")
        self._before: dict[Key, Stored | None] = {}
        self._asked: dict[tuple[type[Struct], str], list[Stored]] = {}
        self._sealed, self._task, self._trial = Layer(), Layer(), Layer()

    # reading -------------------------------------------------------------------------------------------------
    def get(self, record: type[R], id: str) -> R | None:
        stored = self.stored(self.rows.registry.of(record).name, id)
        return stored.record if stored else None

    def stored(self, name: str, id: str) -> Stored | None:
        """The record with its merge marks, this transaction's own writes included."""
        entry = self._written((name, id))
        if entry is not None:
            return None if entry.record is None else Stored(entry.record, 0, entry.marks)
        return self._original(name, id)

    def _original(self, name: str, id: str) -> Stored | None:
        if (name, id) not in self._before:
            self._before[name, id] = self.rows.fetch(self.connection, self.tenant, name, [id]).get(id)
        return self._before[name, id]

    def assume_new(self, name: str, id: str) -> None:
        """Spares a look-up for ids that cannot exist yet (facts and intents are named after their change)."""
        self._before.setdefault((name, id), None)

    def find(self, record: type[R], **equals: Any) -> list[R]:
        return self._find(record, Where(equals))

    def between(self, record: type[R], field: str, low: Any, high: Any, **equals: Any) -> list[R]:
        return self._find(record, Where(equals, {field: (low, high)}))

    def _find(self, record: type[R], where: Where) -> list[R]:
        collection = self.rows.registry.of(record)
        name = collection.name
        found: dict[str, Any] = {}
        for stored in self._stored_matches(record, where):
            if self._written((name, stored.record.id)) is None:
                found[stored.record.id] = stored.record
        for layer in (self._sealed, self._task, self._trial):
            for id in layer.candidates(collection, where.equals):
                entry = self._written((name, id))
                if entry is not None and entry.record is not None and where.holds(entry.record):
                    found[id] = entry.record
        return [found[id] for id in sorted(found)]

    def _stored_matches(self, record: type[Struct], where: Where) -> list[Stored]:
        """What the database holds; asked once, because nothing is written to it before the flush."""
        key = (record, repr(where))
        if key not in self._asked:
            self._asked[key] = self.rows.find(self.connection, self.tenant, record, where)
            name = self.rows.registry.of(record).name
            for stored in self._asked[key]:
                self._before.setdefault((name, stored.record.id), stored)
        return self._asked[key]

    def _written(self, key: Key) -> Entry | None:
        return self._trial.state.get(key) or self._task.state.get(key) or self._sealed.state.get(key)

    def as_of(self, record: type[R], id: str, position: int) -> R | None:
        name = self.rows.registry.of(record).name
        log = self.rows.tables["log"].c
        query = select(log.body).where(log.tenant == self.tenant, log.collection == name, log.record == id)
        body = self.connection.execute(query.where(log.seq <= position).order_by(log.seq.desc()).limit(1)).scalar()
        return msgspec.json.decode(body, type=record) if body and body != "null" else None

    def changed_after(self, record: type[R], id: str, position: int) -> bool:
        name = self.rows.registry.of(record).name
        log = self.rows.tables["log"].c
        query = select(log.seq).where(log.tenant == self.tenant, log.collection == name, log.record == id)
        return self.connection.execute(query.where(log.seq > position).limit(1)).scalar() is not None

    # writing -------------------------------------------------------------------------------------------------
    def write(self, record: Any, *, marks: dict[str, Any] | None = None, edit: str | None = None) -> None:
        """Puts a record's new state on trial."""
        name = self.rows.registry.of(record).name
        if marks is None and (stored := self.stored(name, record.id)) is not None:
            if stored.record == record:
                return
            marks = stored.marks
        self._put(Entry(name, record.id, record, marks, self.origin, edit))

    def erase(self, record: type[Struct], id: str) -> None:
        name = self.rows.registry.of(record).name
        if self.stored(name, id) is not None:
            self._put(Entry(name, id, None, None, self.origin))

    def _put(self, entry: Entry) -> None:
        self._trial.put(entry, self.rows.registry.collections[entry.collection])

    def add_row(self, table: str, row: dict[str, Any]) -> None:
        """A row for one of the engine's own tables, written with everything else."""
        self._task.rows.append((table, row))

    def pending_rows(self, table: str) -> list[dict[str, Any]]:
        """Rows added in this transaction and not yet in the database."""
        return [row for layer in (self._sealed, self._task) for name, row in layer.rows if name == table]

    def apply(self, effects: Effects) -> None:
        """Everything that follows from a change, on trial with it."""
        for record in effects.writes:
            self.write(record)
        for record, id in effects.erases:
            self.erase(record, id)
        for slip in effects.slips:
            self.reslip(slip)
        self._trial.jobs += effects.jobs

    def reslip(self, new: Reslip) -> None:
        """Gives an earlier change a new verdict; what the slip said before stays in its history."""
        slip = self.get(Slip, new.id)
        if slip is None:
            return
        past = PastVerdict(outcome=slip.outcome, code=slip.code, rule=slip.rule, params=slip.params, at=slip.at)
        self.write(
            msgspec.structs.replace(
                slip, outcome=new.outcome, code=new.code, rule=new.rule, params=new.params, next=list(new.next),
                at=self.now, history=[*slip.history, past],
            )
        )  # fmt: skip

    def keep(self) -> None:
        self._task.take(self._trial)
        self._trial = Layer()

    def discard(self) -> None:
        self._trial = Layer()

    def seal(self) -> None:
        self.keep()
        self._sealed.take(self._task)
        self._task = Layer()

    def abandon(self) -> None:
        self._trial, self._task = Layer(), Layer()

    # what flush needs ----------------------------------------------------------------------------------------
    @property
    def final(self) -> Layer:
        """Everything sealed: present states by key, the log in order, jobs and plain rows."""
        return self._sealed

    def buckets_before(self, collection: Collection[Any], id: str) -> frozenset[str]:
        stored = self._original(collection.name, id)
        return frozenset(collection.buckets(stored.record)) if stored else frozenset()
