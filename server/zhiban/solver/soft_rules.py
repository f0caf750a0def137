"""Cover and the soft rules, judged on the plain cells. The sum of their violations' costs is the roster's cost."""

from collections import Counter
from collections.abc import Iterable, Iterator
from math import ceil

from zhiban.solver.line import Line, hours
from zhiban.solver.lookup import Lookup, Share, target_minutes
from zhiban.solver.problem import Cell, Demand, Kind, Violation


def _soft(line: Line, rule: str, cost: int, days: Iterable[int] = (), /, **params: float | str) -> Violation:
    return Violation(
        rule=f"roster.{rule}", code=rule, kind="soft" if cost else "note", version=line.limits.version,
        person=line.person.id, days=tuple(days), params=params, cost=cost,
    )  # fmt: skip


def cover(lookup: Lookup, cells: Iterable[Cell]) -> Iterator[Violation]:
    """Each demand row against the heads that count for it: short, below the wanted number, or too many."""
    present: dict[tuple[int, str], list[Cell]] = {}
    for cell in cells:
        present.setdefault((cell.day, cell.shift), []).append(cell)
    for row in lookup.problem.demand:
        here = present.get((row.day, row.shift), [])
        yield from _cover_row(lookup, row, sum(_fills(lookup, row, cell) for cell in here))


def _fills(lookup: Lookup, row: Demand, cell: Cell) -> bool:
    person = lookup.person(cell.person)
    return person.counts and person.level >= row.min_level and (row.skill is None or row.skill in person.skills)


def _cover_row(lookup: Lookup, row: Demand, have: int) -> Iterator[Violation]:
    weights = lookup.problem.weights
    under = weights.under if row.under is None else row.under
    below = weights.below if row.below is None else row.below
    over = weights.over if row.over is None else row.over
    short = max(0, row.min - have)
    found: list[tuple[str, str, Kind, int]] = [
        ("cover", "cover_short", "short", short * under),
        ("cover_want", "cover_below_want", "soft", (max(0, row.wanted() - have) - short) * below),
        ("cover_over", "cover_over", "soft", max(0, have - row.wanted()) * over),
    ]
    figures: dict[str, int | float | str] = {
        "have": have,
        "min": row.min,
        "want": row.wanted(),
        "skill": row.skill or "",
        "level": row.min_level,
    }
    for rule, code, kind, cost in found:
        if cost or (kind == "short" and short):
            yield Violation(
                rule=f"roster.{rule}", code=code, kind=kind, version=lookup.problem.limits.version,
                days=(row.day,), shift=row.shift, params=figures, cost=cost,
            )  # fmt: skip


def wishes(line: Line) -> Iterator[Violation]:
    """F022: unmet wishes cost their weight."""
    placed = {duty.day: duty.kind.id for duty in line.planned}
    for wish in line.lookup.wishes.get(line.person.id, ()):
        met = (placed.get(wish.day) == wish.shift) == (wish.weight > 0)
        cost = abs(wish.weight) * line.lookup.problem.weights.wish
        if not met and cost:
            asked = "please" if wish.weight > 0 else "please_not"
            yield _soft(line, "wish", cost, [wish.day], asked=asked, shift=wish.shift or "")


def _steps(off: int) -> int:
    """One step counts once, each further step twice, so that nobody carries the whole difference."""
    return off + max(0, off - 1)


def _fair(line: Line, rule: str, count: int, share: Share | None, weight: int) -> Iterator[Violation]:
    if share is None:
        return
    off = max(count - share.high, share.low - count)
    if off > 0 and weight:
        yield _soft(line, rule, _steps(off) * weight, count=count, low=share.low, high=share.high)


def fairness(line: Line) -> Iterator[Violation]:
    """Nights and weekends against the fair share with its carry-over (F032)."""
    lookup, weights = line.lookup, line.lookup.problem.weights
    person = line.person.id
    yield from _fair(line, "fair_nights", nights(line), lookup.night_shares.get(person), weights.nights)
    yield from _fair(line, "fair_weekends", weekends(line), lookup.weekend_shares.get(person), weights.weekends)


def nights(line: Line) -> int:
    """Nights inside the horizon."""
    return sum(duty.kind.night and duty.kind.work for duty in line.planned)


def _work_days(line: Line) -> set[int]:
    return {duty.day for duty in line.worked}


def weekends(line: Line) -> int:
    """Weekends with at least one worked day inside the horizon."""
    days = {duty.day for duty in line.planned if duty.kind.work}
    return sum(sat in days or sun in days for sat, sun in line.lookup.weekends())


def weekend_split(line: Line) -> Iterator[Violation]:
    """A weekend is worked whole or not at all; one cut by the end of the horizon is not judged."""
    weight, days = line.lookup.problem.weights.weekend_split, _work_days(line)
    for sat, sun in line.lookup.weekends():
        if weight and sun < line.lookup.problem.days and (sat in days) != (sun in days):
            yield _soft(line, "weekend_split", weight, [sat, sun])


def isolated(line: Line) -> Iterator[Violation]:
    """A single work day between days off, and a single day off between work days; both neighbours must be known."""
    weights, days = line.lookup.problem.weights, _work_days(line)
    for day in range(line.lookup.problem.days - 1):
        before, here, after = day - 1 in days, day in days, day + 1 in days
        if before != here and here != after:
            rule, cost = ("isolated_day", weights.isolated_day) if here else ("isolated_off", weights.isolated_off)
            if cost:
                yield _soft(line, rule, cost, [day])


def contract_hours(line: Line) -> Iterator[Violation]:
    """Hours near the contract: whole hours beyond the tolerance, and every hour below the promised minimum."""
    problem, person = line.lookup.problem, line.person
    total = planned_minutes(line)
    target, slack, weight = target_minutes(problem, person), problem.weights.hours_tolerance, problem.weights.hours
    off = ceil(max(0, abs(total - target) - slack) / 60)
    if off and weight:
        yield _soft(line, "contract_hours", off * weight, hours=hours(total), target_h=hours(target))
    short = ceil(max(0, (person.min_minutes or 0) - total) / 60)
    if short and weight:
        yield _soft(line, "min_hours", short * weight * 5, hours=hours(total), min_h=hours(person.min_minutes or 0))


def planned_minutes(line: Line) -> int:
    """Paid minutes inside the horizon."""
    return sum(duty.kind.paid() for duty in line.planned)


def change(line: Line) -> Iterator[Violation]:
    """Cells that differ from the running draft (minimal-change re-roster)."""
    weight = line.lookup.problem.weights.change
    if not weight:
        return
    draft = line.lookup.draft.get(line.person.id, {})
    placed = {duty.day: duty.kind.id for duty in line.planned}
    for day in sorted(draft.keys() | placed.keys()):
        if draft.get(day) != placed.get(day):
            yield _soft(line, "change", weight, [day], was=draft.get(day, ""), now=placed.get(day, ""))


def near_cap(line: Line) -> Iterator[Violation]:
    """A12: a note from 90 % of an activity cap on."""
    for activity, cap in line.person.activity_caps.items():
        weeks: Counter[int] = Counter()
        for duty in line.worked:
            weeks[line.lookup.week(duty.day)] += duty.kind.spent_on(activity)
        for week, total in weeks.items():
            if week >= 0 and line.limits.cap_warning * cap <= total <= cap and total:
                figures = {"hours": hours(total), "max_h": hours(cap)}
                yield _soft(line, "activity_near_cap", 0, [], activity=activity, week=week, **figures)


SOFT_RULES = (wishes, fairness, weekend_split, isolated, contract_hours, change, near_cap)


def judge_soft(line: Line) -> list[Violation]:
    """All soft rules on one line."""
    return [violation for rule in SOFT_RULES for violation in rule(line)]
