"""What an approval would mean (p14): cover before and after, and who could stand in. Reads only."""

from collections.abc import Iterable

from msgspec import Struct

from ..changes.calendar import add_days, days_between, monday_of, weekday
from ..changes.verdict import World
from ..people.records import Person, Preference
from ..rostering.cover_rules import Cover, newly_short, ward_on
from ..rostering.person_rules import as_kind, fits_post
from ..rostering.records import Assignment, Demand, ShiftType
from ..rostering.rules import assignment_of, is_work, leave_type, shift_types, starts_at
from .exchange_rules import Side, side_faults
from .records import LeaveRequest

LOOK_BACK_DAYS = 28
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Substitute(Struct, frozen=True, kw_only=True):
    """Someone free whom no rule forbids the shift, with what they already carry."""

    person: str
    name: str
    day: str
    shift: str
    willing: bool
    nights: int
    """Nights of the last 28 days and of the week of the shift."""
    week_hours: float


class CoverRow(Struct, frozen=True, kw_only=True):
    day: str
    shift: str
    skill: str
    before: int
    after: int
    minimum: int
    missing: int
    """Heads below the minimum afterwards, 0 when enough."""


class Impact(Struct, frozen=True, kw_only=True):
    """What approving a leave does to the ward."""

    request: str
    rows: list[CoverRow]
    substitutes: list[Substitute]


def wishes_for(preference: Preference | None, day: str, shift: str) -> bool:
    """Willing by one's own preferences: likes the shift and did not wish the day free."""
    if preference is None:
        return False
    free = day in preference.days_off or WEEKDAYS[weekday(day)] in preference.days_off
    return shift in preference.liked_shifts and shift not in preference.disliked_shifts and not free


def rank(found: Iterable[Substitute], *, night: bool) -> list[Substitute]:
    """The willing first, then who has done fewest nights (for a night) and fewest hours."""
    return sorted(found, key=lambda s: (not s.willing, s.nights if night else 0, s.week_hours, s.person))


def substitutes(
    world: World, department: str, day: str, shift: str, *, skill: str = "", without: Iterable[str] = (), most: int = 5
) -> list[Substitute]:
    """Ranked people of the department who are free that day and whom no rule forbids the shift (K06)."""
    kinds = shift_types(world)
    kind = kinds.get(shift)
    if kind is None or not is_work(kind):
        return []
    gone = set(without)
    people = [p for p in world.find(Person, department=department, active=True) if p.id not in gone]
    fit = [p for p in people if fits_post(kind, p) and (not skill or skill in p.skills) and _free(world, p, day, kinds)]
    figures = [_figures(world, p, day, kind, kinds) for p in fit]
    chosen: list[Substitute] = []
    for one in rank(figures, night=kind.night):
        if len(chosen) == most:
            break
        if not side_faults(world, one.person, Side(gets={day: shift}), kinds):
            chosen.append(one)
    return chosen


def _free(world: World, person: Person, day: str, kinds: dict[str, ShiftType]) -> bool:
    row = assignment_of(world, person.id, day)
    kind = kinds.get(row.shift) if row else None
    return kind is None or (not is_work(kind) and kind.mark != "leave")


def _figures(world: World, person: Person, day: str, kind: ShiftType, kinds: dict[str, ShiftType]) -> Substitute:
    monday = monday_of(day)
    rows = world.between(Assignment, "day", add_days(day, -LOOK_BACK_DAYS), add_days(monday, 6), person=person.id)
    worked = [(r.day, kinds[r.shift]) for r in rows if is_work(kinds.get(r.shift))]
    minutes = sum(as_kind(k).paid() for d, k in worked if d >= monday)
    preference = world.get(Preference, person.id)
    return Substitute(
        person=person.id, name=person.name, day=day, shift=kind.id, willing=wishes_for(preference, day, kind.id),
        nights=sum(k.night for _, k in worked), week_hours=round(minutes / 60, 2),
    )  # fmt: skip


def cover_change(
    world: World, department: str, person: str, day: str, demand: list[Demand]
) -> tuple[list[Cover], list[Cover]]:
    """A department's cover on a day with and without one person."""
    ward = ward_on(world, department, day, demand)
    return ward.cover(), ward.cover({person: None})


def leave_impact(world: World, leave: LeaveRequest, *, most: int = 5) -> Impact:
    """Cover of the shifts a leave touches, and who could fill what falls below the minimum."""
    kinds, demand = shift_types(world), world.find(Demand, department=leave.department)
    rows: list[CoverRow] = []
    people: list[Substitute] = []
    for day in days_between(leave.first_day, leave.last_day) if not leave.half else []:
        row = assignment_of(world, leave.person, day)
        if row is None or not is_work(kinds.get(row.shift)):
            continue
        before, after = cover_change(world, row.department, leave.person, day, demand)
        rows += _rows(row.shift, before, after)
        short = [c for c in newly_short(before, after) if c.shift == row.shift]
        if short and starts_at(kinds[row.shift], day) > world.now:
            skill = next((c.skill for c in short if c.skill), "")
            people += substitutes(world, row.department, day, row.shift, skill=skill, without=[leave.person], most=most)
    return Impact(request=leave.id, rows=rows, substitutes=people)


def _rows(shift: str, before: list[Cover], after: list[Cover]) -> list[CoverRow]:
    return [
        CoverRow(
            day=a.day, shift=a.shift, skill=a.skill, before=b.have, after=a.have, minimum=a.minimum, missing=a.missing
        )
        for b, a in zip(before, after, strict=True)
        if a.shift == shift
    ]


def leave_cell(kinds: dict[str, ShiftType]) -> str:
    """The id under which leave stands in a roster; empty when the hospital has no such entry."""
    kind = leave_type(kinds)
    return kind.id if kind else ""
