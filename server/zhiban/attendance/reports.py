"""Who was there: a ward's list of one day and its month, read from rosters and judged punches. Reads only."""

from typing import Literal

from msgspec import Struct

from ..changes.calendar import add_days
from ..changes.verdict import World
from ..people.records import Person
from ..rostering.records import Assignment, ShiftType
from ..rostering.rules import is_work, shift_types
from .daybook import stretches_of
from .figures import Figures, figures_on
from .records import AttendanceDay
from .tally import takes_more_than_missed

State = Literal["later", "not_uploaded", "present", "done", "no_out", "no_in", "unplanned"]
"""``not_uploaded``: the shift has begun and nothing has arrived. That is no absence: the phone may have no signal."""


class DayRow(Struct, frozen=True, kw_only=True):
    """One person's line; moments are ms, None while unknown."""

    attendance: str
    person: str
    name: str
    name_en: str
    post: str
    day: str
    shift: str
    shift_zh: str
    shift_en: str
    planned_start: int
    planned_end: int
    first_in: int | None = None
    last_out: int | None = None
    late_minutes: int = 0
    early_minutes: int = 0
    extra_minutes: int = 0
    tier: str = ""
    proposal: str = ""
    takes_more: bool = False
    """L11: the proposal is worth more than the minutes that were missed."""
    flags: list[str] = []
    state: State = "later"
    attested_by: str = ""


class DayReport(Struct, frozen=True, kw_only=True):
    department: str
    day: str
    at: int
    rows: list[DayRow]
    planned: int
    arrived: int
    not_uploaded: int
    odd: int
    """Rows that a person should look at."""


class MonthRow(Struct, frozen=True, kw_only=True):
    """One person's month; counts are shifts unless they say minutes."""

    person: str
    name: str
    name_en: str
    post: str
    planned: int = 0
    arrived: int = 0
    on_time: int = 0
    late: int = 0
    late_absence: int = 0
    early: int = 0
    not_uploaded: int = 0
    unplanned: int = 0
    late_minutes: int = 0
    extra_minutes: int = 0
    waiting: int = 0
    """Days that wait for the head's word (K14)."""
    days: dict[str, str] = {}
    """Day to what happened: ok, late, late_absence, early, not_uploaded, unplanned, unsure, outside."""


class MonthReport(Struct, frozen=True, kw_only=True):
    department: str
    month: str
    at: int
    rows: list[MonthRow]


LOOK_AT = frozenset({"needs_attest", "outside", "unsure_place", "travel", "two_devices", "repeated_fix", "unplanned"})


def day_list(world: World, department: str, day: str) -> DayReport:
    """Everyone who was planned in the ward or was seen there, by start of shift and name."""
    rows = sorted(rows_between(world, department, day, day), key=lambda r: (r.planned_start, r.name, r.person))
    return DayReport(
        department=department, day=day, at=world.now, rows=rows, planned=sum(1 for r in rows if r.shift),
        arrived=sum(1 for r in rows if r.first_in is not None), odd=sum(1 for r in rows if is_odd(r)),
        not_uploaded=sum(1 for r in rows if r.state == "not_uploaded"),
    )  # fmt: skip


def is_odd(row: DayRow) -> bool:
    settled = bool(row.attested_by)
    late = row.tier in ("late_half_day", "late_absence", "early_leave", "unplanned")
    return late or row.state in ("no_out", "no_in") or (not settled and bool(LOOK_AT & set(row.flags)))


def month_of_ward(world: World, department: str, month: str, person: str = "") -> MonthReport:
    """Everyone's month so far; one person's when ``person`` is given."""
    first = f"{month}-01"
    last = add_days(add_days(first, 31)[:8] + "01", -1)
    rows = rows_between(world, department, first, last, person)
    people: dict[str, list[DayRow]] = {}
    for row in rows:
        people.setdefault(row.person, []).append(row)
    sums = [month_row(own) for own in people.values()]
    return MonthReport(
        department=department, month=month, at=world.now, rows=sorted(sums, key=lambda r: (r.name, r.person))
    )


def month_row(rows: list[DayRow]) -> MonthRow:
    who = rows[0]
    tiers = [r.tier for r in rows]
    return MonthRow(
        person=who.person, name=who.name, name_en=who.name_en, post=who.post,
        planned=sum(1 for r in rows if r.shift and r.state != "later"),
        arrived=sum(1 for r in rows if r.first_in is not None and r.shift), on_time=tiers.count("on_time"),
        late=tiers.count("late_half_day"), late_absence=tiers.count("late_absence"), early=tiers.count("early_leave"),
        not_uploaded=sum(1 for r in rows if r.state == "not_uploaded"),
        unplanned=sum(1 for r in rows if "unplanned" in r.flags), late_minutes=sum(r.late_minutes for r in rows),
        extra_minutes=sum(r.extra_minutes for r in rows),
        waiting=sum(1 for r in rows if "needs_attest" in r.flags),
        days={r.day: mark_of(r) for r in sorted(rows, key=lambda r: r.day) if r.state != "later"},
    )  # fmt: skip


def mark_of(row: DayRow) -> str:
    """The one word for a day's cell, the one that may wrong somebody first (d02)."""
    if row.state == "not_uploaded":
        return "not_uploaded"
    if "needs_attest" in row.flags or "time_unsure" in row.flags:
        return "unsure"
    by_tier = {
        "late_half_day": "late",
        "late_absence": "late_absence",
        "early_leave": "early",
        "unplanned": "unplanned",
    }
    return by_tier.get(row.tier) or ("outside" if "outside" in row.flags else "ok")


def rows_between(world: World, department: str, first: str, last: str, person: str = "") -> list[DayRow]:
    """One row per person and day of a closed range of days."""
    only = {"person": person} if person else {}
    plans = world.between(Assignment, "day", first, last, department=department, **only)
    judged = {d.id: d for d in world.between(AttendanceDay, "day", first, last, department=department, **only)}
    kinds = shift_types(world)
    people = {p.id: p for p in world.find(Person, department=department)}
    figures = {day: figures_on(world, day) for day in {*(p.day for p in plans), *(d.day for d in judged.values())}}
    rows: list[DayRow] = []
    for plan in plans:
        done = judged.pop(plan.id, None)
        kind = kinds.get(plan.shift)
        if done is not None:
            rows.append(_judged_row(world, done, kinds, people, figures[done.day]))
        elif kind is not None and is_work(kind):
            rows.append(_planned_row(world, plan, kind, people, figures[plan.day]))
    return [*rows, *(_judged_row(world, d, kinds, people, figures[d.day]) for d in judged.values())]


def _person(world: World, people: dict[str, Person], id: str) -> Person | None:
    """Someone helping out from another ward is looked up once."""
    if id not in people and (found := world.get(Person, id)) is not None:
        people[id] = found
    return people.get(id)


def _judged_row(
    world: World, day: AttendanceDay, kinds: dict[str, ShiftType], people: dict[str, Person], figures: Figures
) -> DayRow:
    who, kind = _person(world, people, day.person), kinds.get(day.shift)
    return DayRow(
        attendance=day.id, person=day.person, name=who.name if who else day.person,
        name_en=who.name_en if who else "", post=who.post if who else "", day=day.day, shift=day.shift,
        shift_zh=kind.name_zh if kind else "", shift_en=kind.name_en if kind else "", planned_start=day.planned_start,
        planned_end=day.planned_end, first_in=day.first_in, last_out=day.last_out, late_minutes=day.late_minutes,
        early_minutes=day.early_minutes, extra_minutes=day.extra_minutes, tier=day.tier, proposal=day.proposal,
        takes_more=takes_more_than_missed(day.proposal, day.late_minutes), flags=day.flags,
        state=_state(day, world.now, figures), attested_by=day.attested_by,
    )  # fmt: skip


def _state(day: AttendanceDay, now: int, figures: Figures) -> State:
    if day.tier == "unplanned":
        return "unplanned"
    if day.state == "missing":
        return "no_in"
    if day.state == "present" and now > day.planned_end + figures.overrun_ms:
        return "no_out"
    return "done" if day.state == "done" else "present"


def _planned_row(
    world: World, plan: Assignment, kind: ShiftType, people: dict[str, Person], figures: Figures
) -> DayRow:
    who = _person(world, people, plan.person)
    stretches = stretches_of(plan.day, kind, figures.gap_min)
    start, end = stretches[0][0], stretches[-1][1]
    return DayRow(
        attendance=plan.id, person=plan.person, name=who.name if who else plan.person,
        name_en=who.name_en if who else "", post=who.post if who else "", day=plan.day, shift=plan.shift,
        shift_zh=kind.name_zh, shift_en=kind.name_en, planned_start=start, planned_end=end,
        state="not_uploaded" if world.now >= start else "later",
    )  # fmt: skip
