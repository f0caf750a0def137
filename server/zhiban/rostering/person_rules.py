"""One person's days after a change, judged by the solver's own rules: the same for swaps, claims and the board."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from zhiban.solver import Block, Cell, Limits, Problem, Staff, Violation, check_person, new_faults
from zhiban.solver import Segment as Part
from zhiban.solver import ShiftType as Kind

from ..changes.calendar import add_days, days_between, monday_of
from ..changes.fields import Params
from ..changes.verdict import World
from ..people.records import Employment, Person
from ..requests.records import LeaveRequest
from .records import Assignment, ShiftType
from .rules import RuleBook, figure, is_work, quote, rule_in_force, shift_types, span

HIDDEN = {
    "overtime_forbidden_week": ("week_over_hours", "roster.weekly_hours"),
    "overtime_forbidden_day": ("day_over_hours", "roster.daily_hours"),
}
"""L12: who is protected is nobody's business; the figures say enough."""
ACTIVITIES = {"surgery": ("手术", "surgery"), "duty": ("值班", "duty")}


def as_kind(shift: ShiftType) -> Kind:
    """A working shift as the solver knows it; paid time is the sum of its segments."""
    start, end = span(shift)
    parts = tuple(Part(s.activity, s.start, s.end) for s in shift.segments)
    return Kind(
        id=shift.id, letter=shift.letter_zh, start=start, end=end, segments=parts, night=shift.night,
        minutes=min(end - start, sum(s.end - s.start for s in shift.segments)), work=shift.mark != "oncall",
    )  # fmt: skip


def limits_on(book: RuleBook, day: str) -> Limits:
    """The figures of the hard rules in force on a day."""

    def number(rule: str, name: str) -> int:
        return book.number(f"roster.{rule}", name, day)

    forbidden = book.on("roster.sequence", day).params.get("forbidden")
    pairs = [pair.split(">", 1) for pair in forbidden if ">" in pair] if isinstance(forbidden, list) else []
    return Limits(
        rest_minutes=number("rest", "minutes"),
        night_recovery_minutes=number("night_recovery", "minutes"),
        max_consecutive_days=number("consecutive_days", "most"),
        max_nights_in_row=number("night_run", "most"),
        max_week_minutes=number("weekly_hours", "minutes"),
        max_day_minutes=number("daily_hours", "minutes"),
        standard_week_minutes=number("weekly_hours", "standard"),
        standard_day_minutes=number("daily_hours", "standard"),
        night_window=(number("night_ban", "window_from"), number("night_ban", "window_until")),
        forbidden_next_day=frozenset((a, b) for a, b in pairs),
        cap_warning=figure(book.on("roster.activity_cap", day), "warn"),
    )


def activity_caps(book: RuleBook, employment: Employment | None, day: str) -> dict[str, int]:
    """F020, F021, A12: minutes of surgery and duty a week, the person's own or the rule's, whichever is lower."""
    caps = {name: book.number("roster.activity_cap", name, day) for name in ("surgery", "duty")}
    if employment is not None:
        own = {"surgery": employment.surgery_week_minutes, "duty": employment.duty_week_minutes}
        caps = {name: min(caps[name], own[name]) for name in caps}
    return caps


def week_cap(book: RuleBook, person: Person, day: str) -> int:
    """L01, scaled by the contract: half a post, half the hours."""
    return round(book.number("roster.weekly_hours", "minutes", day) * min(1.0, person.fraction))


def banned_days(employment: Employment | None, days: Iterable[str]) -> set[str]:
    """Days on which L12 forbids nights and overtime."""
    if employment is None or employment.night_ban_from is None:
        return set()
    until = employment.night_ban_until or "9999"
    return {d for d in days if employment.night_ban_from <= d <= until}


def fits_post(shift: ShiftType, person: Person) -> bool:
    return shift.active and (not shift.posts or person.post in shift.posts)


def level_of(person: Person) -> int:
    """N0-N4 as a number; 1 where none is given."""
    digits = "".join(c for c in person.level if c.isdigit())
    return int(digits[:2]) if digits else 1


def leave_days(leaves: Iterable[LeaveRequest]) -> set[str]:
    """Whole days of approved leave; half days leave the shift in the roster."""
    return {
        day
        for leave in leaves
        if leave.state == "approved" and not leave.half
        for day in days_between(leave.first_day, leave.last_day)
    }


@dataclass(frozen=True, slots=True)
class Fault:
    """A broken hard rule in the words of a verdict: ``roster.<code>``, ``rule@version``, figures."""

    code: str
    rule: str
    day: str
    params: Params = field(default_factory=lambda: Params())


def as_fault(world: World, violation: Violation, first_day: str) -> Fault:
    """A solver's violation as a verdict tells it, the reasons of L12 left out."""
    code, rule = HIDDEN.get(violation.code, (violation.code, violation.rule))
    day = add_days(first_day, max(violation.days)) if violation.days else first_day
    params: Params = dict(violation.params)
    if (activity := violation.params.get("activity")) in ACTIVITIES:
        params["activity_zh"], params["activity_en"] = ACTIVITIES[str(activity)]
    return Fault(f"roster.{code}", quote(rule_in_force(world, rule, day)), day, params)


@dataclass(frozen=True, slots=True)
class Run:
    """A person's weeks around some days: everything the checker needs, read once."""

    person: Person
    first_day: str
    problem: Problem
    cells: dict[str, str]

    def _roster(self, cells: Mapping[str, str]) -> list[Cell]:
        last = add_days(self.first_day, self.problem.days - 1)
        days = {day: n for n, day in enumerate(days_between(self.first_day, last))}
        return [Cell(self.person.id, days[d], s) for d, s in cells.items() if d in days]

    def after(self, changes: Mapping[str, str | None], extra: Mapping[str, str] | None = None) -> list[Violation]:
        """Hard rules newly broken by ``changes`` (day -> shift or None); ``extra`` puts a second shift on a day."""
        changed = {**self.cells, **changes}
        cells = {d: s for d, s in changed.items() if s}
        after = self._roster(cells) + self._roster(extra or {})
        return new_faults(self.problem, self.person.id, self._roster(self.cells), after)

    def now(self) -> list[Violation]:
        return check_person(self.problem, self.person.id, self._roster(self.cells))


def run_of(world: World, person: Person, days: Iterable[str], kinds: dict[str, ShiftType] | None = None) -> Run:
    """Reads a person's published weeks from a week before the first of ``days`` to a week after the last."""
    touched = sorted(days)
    first, last = add_days(monday_of(touched[0]), -7), add_days(monday_of(touched[-1]), 13)
    kinds = shift_types(world) if kinds is None else kinds
    rows = world.between(Assignment, "day", first, last, person=person.id)
    cells = {row.day: row.shift for row in rows if is_work(kinds.get(row.shift))}
    away = leave_days(world.find(LeaveRequest, person=person.id, state="approved"))
    away |= {row.day for row in rows if (kind := kinds.get(row.shift)) is not None and kind.mark == "leave"}
    book, horizon = RuleBook(world), days_between(first, last)
    staff = staff_of(world, book, person, horizon, away, kinds, touched)
    problem = Problem(
        start=date.fromisoformat(first), days=len(horizon), staff=(staff,), limits=limits_on(book, touched[0]),
        shift_types=tuple(as_kind(k) for k in kinds.values() if is_work(k)),
    )  # fmt: skip
    return Run(person, first, problem, cells)


def staff_of(
    world: World, book: RuleBook, person: Person, horizon: list[str], away: set[str], kinds: Mapping[str, ShiftType],
    asked: Iterable[str],
) -> Staff:  # fmt: skip
    """A person as the solver knows them over ``horizon``; a ban covering one of the ``asked`` days holds throughout."""
    employment = world.get(Employment, person.id)
    banned = banned_days(employment, asked)
    return Staff(
        id=person.id, skills=frozenset(person.skills), level=level_of(person), fraction=person.fraction,
        allowed=frozenset(k.id for k in kinds.values() if is_work(k) and fits_post(k, person)),
        unavailable=frozenset(n for n, day in enumerate(horizon) if day in away),
        max_week_minutes=week_cap(book, person, horizon[0]),
        no_nights=bool(banned), no_overtime=bool(banned), activity_caps=activity_caps(book, employment, horizon[0]),
    )  # fmt: skip


def night_blocks(
    employment: Employment | None, horizon: list[str], kinds: Mapping[str, ShiftType]
) -> tuple[Block, ...]:
    """L12 for a ban that covers part of a horizon: the nights of those days only."""
    banned = banned_days(employment, horizon)
    nights = [k.id for k in kinds.values() if k.night and is_work(k)]
    return tuple(Block(day=n, shift=s) for n, day in enumerate(horizon) if day in banned for s in nights)


def faults_after(
    world: World, person: Person, changes: Mapping[str, str | None], extra: Mapping[str, str] | None = None
) -> list[Fault]:
    """Hard rules that a change of one person's days would newly break, worst told first; empty when it may be done."""
    run = run_of(world, person, [*changes, *(extra or {})])
    return [as_fault(world, v, run.first_day) for v in run.after(changes, extra)]
