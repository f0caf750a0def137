"""A World made of dictionaries, for tests of judges: same answers as the ledger's, no database."""

from collections.abc import Iterable
from copy import copy
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from zhiban.changes.clock import Repaired
from zhiban.changes.verdict import Actor, Case, Effects, Job, Judgement, Reslip

R = TypeVar("R", bound=Struct)
Key = tuple[type[Struct], str]


def _same(own: Any, value: Any) -> bool:
    return own in value if isinstance(value, (list, tuple, set, frozenset)) else own == value


class FakeWorld:
    """Records by type and id. ``at(position)`` freezes what a phone that pulled up to there knows (K11)."""

    def __init__(self, records: Iterable[Struct] = (), now: int = 0, tenant: str = "demo") -> None:
        self.records: dict[Key, Struct] = {}
        self.now = now
        self.tenant = tenant
        self.position = 0
        self.history: dict[Key, list[tuple[int, Struct | None]]] = {}
        self.slips: list[Reslip] = []
        self.jobs: list[Job] = []
        for record in records:
            self.put(record)

    # writing
    def put(self, record: Struct) -> None:
        """Writes a record as the next log position."""
        self._set((type(record), getattr(record, "id")), record)

    def erase(self, record: type[Struct], id: str) -> None:
        self._set((record, id), None)

    def _set(self, key: Key, record: Struct | None) -> None:
        self.position += 1
        self.history.setdefault(key, []).append((self.position, record))
        self.records.pop(key, None)
        if record is not None:
            self.records[key] = record

    def apply(self, effects: Effects) -> None:
        for record in effects.writes:
            self.put(record)
        for record, id in effects.erases:
            self.erase(record, id)
        self.slips += effects.slips
        self.jobs += effects.jobs

    def keep(self, case: Case[Any], judgement: Judgement, after: Any = None) -> Effects:
        """What intake does once a change is judged: the record with its server fields, then what follows."""
        record = msgspec.structs.replace(case.record, **judgement.fields)
        self.put(record)
        whole = Case(case.actor, record, case.id, case.time, case.seen, case.before)
        effects = after(whole, judgement, self) if after else Effects()
        self.apply(effects)
        return effects

    def take(self, case: Case[Any], judge: Any, after: Any = None) -> Judgement:
        """What intake does with an intent: judge it, write the record with its server fields, then what follows.

        A refused intent is written too; its fields say so.
        """
        judgement: Judgement = judge(case, self)
        self.keep(case, judgement, after)
        return judgement

    def snapshot(self) -> "FakeWorld":
        """An independent copy of the present."""
        twin = copy(self)
        twin.records = dict(self.records)
        twin.history = {k: list(v) for k, v in self.history.items()}
        twin.slips, twin.jobs = list(self.slips), list(self.jobs)
        return twin

    # World
    def get(self, record: type[R], id: str) -> R | None:
        return self.records.get((record, id))  # type: ignore[return-value]

    def must(self, record: type[R], id: str) -> R:
        """A record that the test knows to be there."""
        found = self.get(record, id)
        assert found is not None, f"no {record.__name__} {id}"
        return found

    def find(self, record: type[R], **equals: Any) -> list[R]:
        found = [r for (kind, _), r in self.records.items() if kind is record]
        hits = [r for r in found if all(_same(getattr(r, n), v) for n, v in equals.items())]
        return sorted(hits, key=lambda r: getattr(r, "id"))  # type: ignore[return-value]

    def between(self, record: type[R], field: str, low: Any, high: Any, **equals: Any) -> list[R]:
        return [
            r for r in self.find(record, **equals) if getattr(r, field) is not None and low <= getattr(r, field) <= high
        ]

    def as_of(self, record: type[R], id: str, position: int) -> R | None:
        past = [r for at, r in self.history.get((record, id), []) if at <= position]
        return past[-1] if past else None  # type: ignore[return-value]

    def changed_after(self, record: type[R], id: str, position: int) -> bool:
        return any(at > position for at, _ in self.history.get((record, id), []))


def sure(ms: int, claimed_ms: int | None = None) -> Repaired:
    """A time from a phone whose clock is trusted."""
    claimed = ms if claimed_ms is None else claimed_ms
    return Repaired(value=ms << 16, claimed_ms=claimed, sure=True, offset=ms - claimed, earliest_ms=ms)


def case(
    record: R, person: str, at_ms: int, *, seen: int = 1 << 60, time: Repaired | None = None, **actor: Any
) -> Case[R]:
    """A case as intake would hand it to a judge; ``actor`` may set roles and scopes."""
    who = Actor("demo", person, device=1, **actor)
    return Case(actor=who, record=record, id=getattr(record, "id"), time=time or sure(at_ms), seen=seen)
