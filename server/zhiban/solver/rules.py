"""The independent judge of rosters: for the server about a swap, the board about a cell, the tests about the solver."""

from collections.abc import Iterable

import msgspec

from zhiban.solver.hard_rules import judge_line
from zhiban.solver.line import line_of
from zhiban.solver.lookup import Lookup, by_person, target_minutes
from zhiban.solver.problem import Cell, Problem, Violation
from zhiban.solver.soft_rules import cover, judge_soft, nights, planned_minutes, weekends


class Score(msgspec.Struct, frozen=True):
    """Count of hard violations, missing heads, and the cost by rule; `cost` is what the solver minimises."""

    hard: int
    short: int
    cost: int
    parts: dict[str, int]


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What a roster means for one person, inside the horizon."""

    person: str
    minutes: int
    target_minutes: int
    shifts: int
    nights: int
    weekends: int
    wishes: int
    wishes_met: int


def check(problem: Problem, roster: Iterable[Cell], lookup: Lookup | None = None) -> list[Violation]:
    """All that is wrong with a roster: hard rules, then cover, then soft. Raises ProblemError on unknown ids."""
    lookup = lookup or Lookup(problem)
    cells = list(roster)
    lines = [line_of(lookup, person, row) for person, row in by_person(lookup, cells).items()]
    found = [violation for line in lines for violation in judge_line(line)]
    found += cover(lookup, cells)
    found += [violation for line in lines for violation in judge_soft(line)]
    rank = {"hard": 0, "short": 1, "soft": 2, "note": 3}
    return sorted(found, key=lambda violation: rank[violation.kind])


def check_person(
    problem: Problem, person: str, cells: Iterable[Cell], lookup: Lookup | None = None, *, soft: bool = False
) -> list[Violation]:
    """Hard rules (with `soft`, all) for one person whose whole row is in `cells`; no cover. For swaps, claims (K04)."""
    line = line_of(lookup or Lookup(problem), person, (cell for cell in cells if cell.person == person))
    return judge_line(line) + (judge_soft(line) if soft else [])


def new_faults(
    problem: Problem, person: str, before: Iterable[Cell], after: Iterable[Cell], lookup: Lookup | None = None
) -> list[Violation]:
    """Hard violations that a change adds: a swap is not refused for a fault that was there already (A13)."""
    lookup = lookup or Lookup(problem)
    known = check_person(problem, person, before, lookup)
    return [
        fault for fault in check_person(problem, person, after, lookup) if not any(_covers(old, fault) for old in known)
    ]


def _covers(old: Violation, fault: Violation) -> bool:
    """The old fault is of the same rule, on the same days, and at least as grave."""
    same = (
        old.rule == fault.rule and old.code == fault.code and old.params.get("activity") == fault.params.get("activity")
    )
    return same and (old.days == fault.days or bool(set(old.days) & set(fault.days))) and _size(old) >= _size(fault)


def _size(fault: Violation) -> float:
    """How grave, comparable inside one code: hours or days over a limit, or rest missing."""
    for figure in ("hours", "days", "nights"):
        if figure in fault.params:
            return float(fault.params[figure])
    return float(fault.params.get("need_h", 0)) - float(fault.params.get("rest_h", 0))


def score(problem: Problem, roster: Iterable[Cell], violations: list[Violation] | None = None) -> Score:
    """Adds up a roster's violations; pass them in when they are known already."""
    found = check(problem, roster) if violations is None else violations
    parts: dict[str, int] = {}
    for violation in found:
        if violation.cost:
            parts[violation.rule] = parts.get(violation.rule, 0) + violation.cost
    missing = sum(int(v.params["min"]) - int(v.params["have"]) for v in found if v.kind == "short")
    return Score(sum(v.hard for v in found), missing, sum(parts.values()), parts)


def facts(problem: Problem, roster: Iterable[Cell], lookup: Lookup | None = None) -> list[Facts]:
    """Hours, nights, weekends and wishes of everybody, in the order of `problem.staff`."""
    lookup = lookup or Lookup(problem)
    return [_facts(lookup, person, row) for person, row in by_person(lookup, roster).items()]


def _facts(lookup: Lookup, person: str, row: list[Cell]) -> Facts:
    line = line_of(lookup, person, row)
    asked = lookup.wishes.get(person, ())
    placed = {duty.day: duty.kind.id for duty in line.planned}
    return Facts(
        person=person,
        minutes=planned_minutes(line),
        target_minutes=target_minutes(lookup.problem, line.person),
        shifts=sum(duty.kind.work for duty in line.planned),
        nights=nights(line),
        weekends=weekends(line),
        wishes=len(asked),
        wishes_met=sum((placed.get(wish.day) == wish.shift) == (wish.weight > 0) for wish in asked),
    )
