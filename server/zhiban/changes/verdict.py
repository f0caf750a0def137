"""What a judge is given and what it answers: cases, judgements, and what follows from them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from msgspec import Struct

from .clock import Repaired
from .fields import Params
from .wire import NextStep, Outcome

R = TypeVar("R", bound=Struct)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person on a replica, with the roles held and the buckets that may be seen."""

    tenant: str
    person: str
    device: int = 0
    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()

    @property
    def is_server(self) -> bool:
        return self.device == 0 and not self.person


class World(Protocol):
    """The present, as one transaction sees it, its own writes included."""

    @property
    def now(self) -> int: ...
    @property
    def tenant(self) -> str: ...
    def get(self, record: type[R], id: str) -> R | None: ...
    def find(self, record: type[R], **equals: Any) -> list[R]: ...
    def between(self, record: type[R], field: str, low: Any, high: Any, **equals: Any) -> list[R]:
        """Records whose ``field`` lies in the closed range and whose other fields equal the values given."""
        ...

    def as_of(self, record: type[R], id: str, position: int) -> R | None:
        """The record as a phone that had pulled up to ``position`` knew it (K11)."""
        ...

    def changed_after(self, record: type[R], id: str, position: int) -> bool:
        """Whether the record changed after log position ``position``."""
        ...


@dataclass(frozen=True, slots=True)
class Case(Generic[R]):
    """One fact or intent before its judge. ``before`` is set when a record is edited (documents)."""

    actor: Actor
    record: R
    id: str
    time: Repaired
    seen: int
    before: R | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """Work for later, stored in the same transaction as its cause."""

    kind: str
    payload: dict[str, Any]
    run_at: int = 0
    key: str = ""
    """Jobs with the same kind and key that have not begun are one job."""


@dataclass(frozen=True, slots=True)
class Reslip:
    """A new verdict for an earlier change, such as the approval of a leave that was held."""

    id: str
    outcome: Outcome
    code: str
    rule: str = ""
    params: Params = field(default_factory=dict[str, Any])
    next: tuple[NextStep, ...] = ()


@dataclass(slots=True)
class Effects:
    """What follows from a change, in the same transaction: records written or erased, new verdicts, jobs."""

    writes: list[Struct] = field(default_factory=list[Struct])
    erases: list[tuple[type[Struct], str]] = field(default_factory=list[tuple[type[Struct], str]])
    slips: list[Reslip] = field(default_factory=list[Reslip])
    jobs: list[Job] = field(default_factory=list[Job])

    def add(self, other: "Effects") -> "Effects":
        self.writes += other.writes
        self.erases += other.erases
        self.slips += other.slips
        self.jobs += other.jobs
        return self


@dataclass(frozen=True, slots=True)
class Judgement:
    """A judge's answer. ``fields`` are server-written fields to set on the judged record."""

    outcome: Outcome
    code: str
    rule: str = ""
    params: Params = field(default_factory=dict[str, Any])
    next: tuple[NextStep, ...] = ()
    fields: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def refused(self) -> bool:
        return self.outcome == "refused"


def accepted(
    code: str = "accepted", rule: str = "", *, fields: dict[str, Any] | None = None, **params: Any
) -> Judgement:
    return Judgement("accepted", code, rule, params, (), fields or {})


def refused(
    code: str, rule: str = "", next: Sequence[NextStep] = (), *, fields: dict[str, Any] | None = None, **params: Any
) -> Judgement:
    return Judgement("refused", code, rule, params, tuple(next), fields or {})


def held(
    code: str, rule: str = "", next: Sequence[NextStep] = (), *, fields: dict[str, Any] | None = None, **params: Any
) -> Judgement:
    return Judgement("held", code, rule, params, tuple(next), fields or {})
