"""Six weeks of rosters for every department: tried a few times by the greedy constructor, the best one kept.

Judged by the solver's own checker: a roster that breaks a hard rule is never handed out. Pure; no clock, no child.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from ..changes.calendar import DAY_MS, add_days, at_minute, days_between, weekday
from ..people.records import Preference
from ..rostering.person_rules import as_kind
from ..rostering.records import Assignment, Holiday, OpenShift, RosterVersion, ShiftType
from ..rostering.rules import assignment_id, day_type, demand_of_day, is_work
from ..solver import Block, Cell, Demand, Pin, Problem, Staff, Wish, check, new_faults, score
from ..solver.construct import construct, tastes
from ..solver.lookup import Lookup
from .house import SHIFT_TYPES, demand_of
from .staff import ACADEMY, Member

WEEKS = 6
BACK = 14
TRIES = 6
PERIOD = 14
"""Days of one published roster."""
CLOSED_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Ward:
    """A department's six weeks: the problem, the roster found for it, and how it scores."""

    department: str
    first_day: str
    problem: Problem
    cells: tuple[Cell, ...]
    short: int

    def day(self, n: int) -> str:
        return add_days(self.first_day, n)


def first_day_of(today: str) -> str:
    """The Monday two weeks before this week's."""
    return add_days(today, -weekday(today) - BACK)


def build(department: str, people: Sequence[Member], first: str, holidays: dict[str, Holiday], seed: int) -> Ward:
    """Tries a few tastes and keeps the roster with the fewest heads missing, then the lowest cost."""
    problem = problem_of(department, people, first, holidays, seed)
    lookup = Lookup(problem)
    best: tuple[tuple[int, int], list[Cell]] | None = None
    for taste in islice(tastes(seed), TRIES):
        cells = construct(lookup, lambda: False, taste)
        found = check(problem, cells, lookup)
        figures = score(problem, cells, found)
        if not figures.hard and (best is None or (figures.short, figures.cost) < best[0]):
            best = (figures.short, figures.cost), cells
    if best is None:
        raise RuntimeError(f"no lawful roster found for {department}")
    cells = sorted(best[1], key=lambda cell: (cell.day, cell.person))
    return Ward(department, first, problem, tuple(cells), best[0][0])


def problem_of(
    department: str, people: Sequence[Member], first: str, holidays: dict[str, Holiday], seed: int
) -> Problem:
    """The department's six weeks as the solver takes them."""
    days = days_between(first, add_days(first, WEEKS * 7 - 1))
    kinds = [kind for kind in SHIFT_TYPES if is_work(kind) and _known(kind, people)]
    return Problem(
        start=date.fromisoformat(first), days=len(days), shift_types=tuple(as_kind(kind) for kind in kinds),
        staff=tuple(_staff(member, days, kinds) for member in people),
        demand=tuple(_demand(department, days, holidays)),
        pins=tuple(_training(people, days, random.Random(f"{seed} {department} training"))),
        wishes=tuple(wish for member in people for wish in _wishes(member.preference, days)),
    )  # fmt: skip


def _known(kind: ShiftType, people: Sequence[Member]) -> bool:
    return not kind.posts or any(member.person.post in kind.posts for member in people)


def _staff(member: Member, days: list[str], kinds: list[ShiftType]) -> Staff:
    person, employment = member.person, member.employment
    protected = employment.night_ban_from is not None
    wednesdays = [n for n, day in enumerate(days) if weekday(day) == 2] if person.id == ACADEMY else []
    return Staff(
        id=person.id, skills=frozenset(person.skills), level=int(person.level[1:] or 1) if person.level else 1,
        fraction=person.fraction, max_week_minutes=round(2640 * person.fraction),
        allowed=frozenset(k.id for k in kinds if not k.posts or person.post in k.posts),
        blocked=tuple(Block(day=n, activity="surgery") for n in wednesdays), no_nights=protected,
        no_overtime=protected,
        activity_caps={"surgery": employment.surgery_week_minutes, "duty": employment.duty_week_minutes},
    )  # fmt: skip


def _demand(department: str, days: list[str], holidays: dict[str, Holiday]) -> Iterator[Demand]:
    rows = list(demand_of(department))
    for n, day in enumerate(days):
        for row in demand_of_day(rows, day_type(day, holidays)):
            if row.wanted:
                yield Demand(
                    day=n, shift=row.shift, min=row.minimum, want=row.wanted, skill=row.skill or None,
                    over=0 if row.skill else None,
                )  # fmt: skip


def _training(people: Sequence[Member], days: list[str], dice: random.Random) -> Iterator[Pin]:
    """One nurse of a ward is at a course each Tuesday and Thursday morning; nobody twice (F060)."""
    nurses = [m.person.id for m in people if m.person.post == "nurse" and m.person.fraction == 1.0]
    dice.shuffle(nurses)
    wanted = [n for n, day in enumerate(days) if weekday(day) in (1, 3)]
    for person, n in zip(nurses[: len(nurses) * 2 // 3], wanted, strict=False):
        yield Pin(person, n, "T")


def _wishes(preference: Preference, days: list[str]) -> Iterator[Wish]:
    for n, day in enumerate(days):
        if CLOSED_WEEKDAYS[weekday(day)] in preference.days_off:
            yield Wish(person=preference.id, day=n, shift=None, weight=4)
        for shift in preference.liked_shifts:
            if (n + len(preference.id)) % 5 == 0:
                yield Wish(person=preference.id, day=n, shift=shift, weight=2)


# what is published ----------------------------------------------------------------------------------------------
def versions(ward: Ward, author: str) -> list[RosterVersion]:
    """Three rosters of two weeks, each published at 16:00 on the Friday 17 days ahead (F024): never in the future."""
    found: list[RosterVersion] = []
    for number in range(WEEKS * 7 // PERIOD):
        first = ward.day(number * PERIOD)
        published = at_minute(add_days(first, -17), 16 * 60)
        found.append(
            RosterVersion(
                id=f"{ward.department}.{first}.1", department=ward.department, first_day=first,
                last_day=add_days(first, PERIOD - 1), number=number + 1, state="published", author=author,
                made_at=published - 3 * DAY_MS, published_at=published,
            )
        )  # fmt: skip
    return found


def assignments(ward: Ward, published: list[RosterVersion]) -> Iterator[Assignment]:
    for cell in ward.cells:
        day = ward.day(cell.day)
        yield Assignment(
            id=assignment_id(cell.person, day), person=cell.person, department=ward.department, day=day,
            shift=cell.shift, version=published[cell.day // PERIOD].id,
        )  # fmt: skip


def open_shifts(ward: Ward, today: str, most: int, seed: int) -> list[OpenShift]:
    """Shifts that need someone: what the roster could not fill, then extra hands on days when three or more could
    lawfully come, so that there is something to race for (K01)."""
    dice = random.Random(f"{seed} {ward.department} open")
    ahead = [n for n in range(ward.problem.days) if add_days(today, 2) <= ward.day(n) <= add_days(today, 20)]
    rows = [row for row in ward.problem.demand if row.day in ahead and row.skill is None and row.shift != "OC"]
    dice.shuffle(rows)
    rows.sort(key=lambda row: _missing(ward, row) <= 0)
    found: dict[str, OpenShift] = {}
    for row in rows:
        if len(found) == most:
            break
        if len(takers(ward, row.day, row.shift)) >= 3:
            day, short = ward.day(row.day), _missing(ward, row) > 0
            id = f"open.{ward.department}.{day}.{row.shift}"
            found[id] = OpenShift(
                id=id, department=ward.department, day=day, shift=row.shift, urgent=short and day <= add_days(today, 4),
                cause=versions(ward, "")[row.day // PERIOD].id,
            )  # fmt: skip
    return [found[id] for id in sorted(found)]


def _missing(ward: Ward, row: Demand) -> int:
    return row.min - sum(cell.day == row.day and cell.shift == row.shift for cell in ward.cells)


def takers(ward: Ward, day: int, shift: str) -> list[str]:
    """Who is free that day and could take the shift without breaking a rule."""
    busy = {cell.person for cell in ward.cells if cell.day == day}
    lookup = Lookup(ward.problem)
    found: list[str] = []
    for staff in ward.problem.staff:
        own = [cell for cell in ward.cells if cell.person == staff.id]
        more = [*own, Cell(staff.id, day, shift)]
        if staff.id not in busy and not new_faults(ward.problem, staff.id, own, more, lookup):
            found.append(staff.id)
    return found
