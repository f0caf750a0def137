"""What parent and child say to each other, one JSON line each, and what a solve hands back."""

from typing import Literal

import msgspec

from zhiban.solver.problem import Cell, Problem, Violation
from zhiban.solver.rules import Facts


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What one solve may spend. `work_limit` (CP-SAT deterministic time) makes a run repeatable with one worker."""

    seed: int = 1
    workers: int = 2
    work_limit: float | None = None
    memory_mib: int = 4096
    strategy: Literal["auto", "default", "max_lp"] = "auto"


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """A better roster or bound. `gap` is (cost - bound) / cost; `short` counts heads missing below the minimum."""

    stage: Literal["greedy", "search"]
    elapsed_s: float
    cost: int
    bound: int
    gap: float
    short: int
    roster: tuple[Cell, ...]


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The best roster and what is known about it. `code` is set when the run ended otherwise than by limit or proof.

    failed: the child died; `roster` is still the last complete one it had shown, possibly empty, never half a roster.
    """

    status: Literal["optimal", "feasible", "cancelled", "failed"]
    roster: tuple[Cell, ...]
    cost: int
    bound: int
    gap: float
    short: int
    hard: int
    violations: tuple[Violation, ...]
    facts: tuple[Facts, ...]
    elapsed_s: float
    first_legal_s: float | None = None
    cpu_s: float = 0.0
    peak_mib: int = 0
    code: str | None = None
    params: dict[str, int | float | str] = {}


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """First line to the child. `deadline` is on the system-wide monotonic clock, so start-up time counts."""

    problem: Problem
    options: Options
    started: float
    deadline: float


class Better(msgspec.Struct, frozen=True, kw_only=True, tag="better"):
    """Child: a better roster, or (roster None) only a better bound."""

    stage: Literal["greedy", "search"]
    elapsed_s: float
    cost: int
    bound: int
    short: int
    roster: tuple[Cell, ...] | None


class Done(msgspec.Struct, frozen=True, kw_only=True, tag="done"):
    """Child: the end, with everything judged there so that the parent's process spends no time on it."""

    result: Result


class Refused(msgspec.Struct, frozen=True, kw_only=True, tag="refused"):
    """Child: it could not go on; a coded reason."""

    code: str
    params: dict[str, int | float | str] = {}


Event = Better | Done | Refused


def gap_of(cost: int, bound: int) -> float:
    """Share of the cost that is not proven necessary; 0 means proven optimal."""
    return 0.0 if cost <= bound else round((cost - bound) / cost, 6)
