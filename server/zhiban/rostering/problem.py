"""A department's period as the solver takes it: people, leave, wishes, demand, history, fairness (F043)."""

from collections.abc import Iterable
from datetime import date

import msgspec

from zhiban.solver import Block, PastShift, Pin, Problem, Staff, Wish
from zhiban.solver import Demand as Row

from ..changes.calendar import add_days
from ..changes.verdict import World
from ..people.records import Employment, Person, Preference
from .fairness import carry_over, wishes_of
from .period import Period, cells_of, pinned_cells
from .person_rules import activity_caps, as_kind, banned_days, fits_post, level_of, limits_on, night_blocks, week_cap
from .records import Demand, Draft
from .rules import RuleBook, day_type, demand_of_day, holidays_between, is_work

HISTORY_DAYS = 14


def problem_of(world: World, period: Period, draft: Draft, *, solving: bool) -> Problem:
    """A draft's problem. For solving, only shifts that are asked for or locked; for judging, whatever stands there."""
    book, first = RuleBook(world), period.days[0]
    demand = list(_demand(world, period))
    asked = {row.shift for row in demand}
    used = {s for row in draft.cells.values() for s in row if s} | _pinned_shifts(draft)
    kinds = [k for k in period.kinds.values() if is_work(k) and (k.id in asked | used | _worked(period) or not solving)]
    locked = {cell: s for cell, s in pinned_cells(draft).items() if cell[0] in period.names}
    owed, working = carry_over(period), {k.id for k in kinds}
    staff: list[Staff] = []
    wishes: list[Wish] = []
    for person in period.people:
        one = _staff(world, book, period, person, owed.get(person.id, (0, 0)))
        staff.append(_dealt(one, asked, {c: s for c, s in locked.items() if s in working}, period) if solving else one)
        wishes += wishes_of(world.get(Preference, person.id), person.id, period.days, working)
    return Problem(
        start=date.fromisoformat(first), days=len(period.days), shift_types=tuple(as_kind(k) for k in kinds),
        staff=tuple(staff), demand=tuple(demand), wishes=tuple(wishes), limits=limits_on(book, first),
        pins=tuple(Pin(p, n, s if s in working else None) for (p, n), s in locked.items()),
        draft=tuple(cells_of(draft, period)) if solving else (),
    )  # fmt: skip


def _dealt(staff: Staff, asked: set[str], locked: dict[tuple[str, int], str], period: Period) -> Staff:
    """Nobody is given a shift that no demand asks for, except on the day where it is locked for them."""
    mine = {n: s for (person, n), s in locked.items() if person == staff.id and s not in asked}
    days = range(len(period.days))
    blocks = tuple(Block(day=n, shift=s) for s in sorted(set(mine.values())) for n in days if mine.get(n) != s)
    allowed = (staff.allowed or frozenset()) & asked | frozenset(mine.values())
    return msgspec.structs.replace(staff, allowed=allowed, blocked=(*staff.blocked, *blocks))


def _worked(period: Period) -> set[str]:
    """Shifts of the last fortnight: the rules reach back over the start of the period."""
    since = add_days(period.days[0], -HISTORY_DAYS)
    return {shift for row in period.past.values() for day, shift in row.items() if day >= since}


def _pinned_shifts(draft: Draft) -> set[str]:
    return {s for s in pinned_cells(draft).values() if s}


def _demand(world: World, period: Period) -> Iterable[Row]:
    rows = world.find(Demand, department=period.department)
    holidays = holidays_between(world, period.days[0], period.days[-1])
    for n, day in enumerate(period.days):
        for row in demand_of_day(rows, day_type(day, holidays)):
            if (row.wanted or row.minimum) and is_work(period.kinds.get(row.shift)):
                skill = row.skill or None
                yield Row(
                    day=n, shift=row.shift, min=row.minimum, want=row.wanted, skill=skill, over=0 if skill else None
                )


def _staff(world: World, book: RuleBook, period: Period, person: Person, owed: tuple[int, int]) -> Staff:
    employment = world.get(Employment, person.id)
    banned = banned_days(employment, period.days)
    whole = len(banned) == len(period.days)
    fits = {k.id for k in period.kinds.values() if is_work(k) and fits_post(k, person)}
    since = add_days(period.days[0], -HISTORY_DAYS)
    past = [
        PastShift(_offset(period.days[0], day), shift)
        for day, shift in sorted(period.past[person.id].items())
        if day >= since and is_work(period.kinds.get(shift))
    ]
    overtime = book.number("roster.horizon_hours", "overtime_month", period.days[0])
    standard = book.number("roster.weekly_hours", "standard", period.days[0])
    full = person.fraction * standard * len(period.days) / 7
    return Staff(
        id=person.id, skills=frozenset(person.skills), level=level_of(person), fraction=person.fraction,
        max_week_minutes=week_cap(book, person, period.days[0]),
        max_minutes=round(full + overtime * len(period.days) / 30),
        allowed=frozenset(fits), past=tuple(past), no_nights=whole, no_overtime=whole,
        unavailable=frozenset(n for n, day in enumerate(period.days) if day in period.away[person.id]),
        blocked=() if whole else night_blocks(employment, period.days, period.kinds),
        activity_caps=activity_caps(book, employment, period.days[0]), nights_owed=owed[0], weekends_owed=owed[1],
    )  # fmt: skip


def _offset(first: str, day: str) -> int:
    return (date.fromisoformat(day) - date.fromisoformat(first)).days
