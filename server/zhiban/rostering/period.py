"""A department's period read once: people, leave, what is published, what was worked before; and its draft's cells."""

from dataclasses import dataclass

from zhiban.solver import Cell

from ..changes.calendar import add_days, days_between
from ..changes.verdict import World
from ..people.records import Person
from ..requests.records import LeaveRequest
from .person_rules import leave_days, level_of
from .records import Assignment, Draft, RosterVersion, ShiftType
from .rules import is_work, leave_type, shift_types

FAIR_DAYS = 56
"""How far back nights and weekends are counted for the carry-over (F032)."""
LONGEST_DAYS = 62


@dataclass(frozen=True, slots=True)
class Period:
    """What is read once about a department's period."""

    department: str
    days: list[str]
    people: list[Person]
    kinds: dict[str, ShiftType]
    away: dict[str, set[str]]
    past: dict[str, dict[str, str]]
    """Person -> day -> shift, of the weeks before."""
    present: dict[str, dict[str, str]]
    """Person -> day -> shift, as published inside the period."""

    @property
    def names(self) -> set[str]:
        return {p.id for p in self.people}

    @property
    def leave_cell(self) -> str:
        kind = leave_type(self.kinds)
        return kind.id if kind else ""


def read_period(world: World, department: str, first: str, last: str) -> Period:
    """People are the department's active staff; rows of people who left are not part of a plan."""
    people = sorted(world.find(Person, department=department, active=True), key=lambda p: (-level_of(p), p.id))
    leaves = world.find(LeaveRequest, department=department, state="approved")
    away = {p.id: leave_days(one for one in leaves if one.person == p.id) for p in people}
    kinds = shift_types(world)
    past: dict[str, dict[str, str]] = {p.id: {} for p in people}
    present: dict[str, dict[str, str]] = {p.id: {} for p in people}
    for row in world.between(Assignment, "day", add_days(first, -FAIR_DAYS), last, person=list(past)):
        (past if row.day < first else present)[row.person][row.day] = row.shift
    return Period(department, days_between(first, last), people, kinds, away, past, present)


def fresh_cells(period: Period) -> tuple[dict[str, list[str]], list[str]]:
    """Cells and pins of a new draft: what is published stays as a start; leave and courses are locked."""
    cells: dict[str, list[str]] = {}
    pins: list[str] = []
    for person in period.people:
        row = [period.present[person.id].get(day, "") for day in period.days]
        for n, day in enumerate(period.days):
            kind = period.kinds.get(row[n])
            if day in period.away[person.id]:
                row[n] = period.leave_cell
            elif kind is not None and kind.mark not in ("leave", "training") and not is_work(kind):
                row[n] = ""
            if day in period.away[person.id] or (kind is not None and kind.mark in ("leave", "training")):
                pins.append(f"{person.id}:{n}")
        cells[person.id] = row
    return cells, pins


def pinned_cells(draft: Draft) -> dict[tuple[str, int], str]:
    """Locked cells: (person, day) -> shift, empty for a locked day off."""
    found: dict[tuple[str, int], str] = {}
    for pin in draft.pins:
        person, _, text = pin.rpartition(":")
        n = int(text) if text.isdigit() else -1
        row = draft.cells.get(person, [])
        if 0 <= n < len(row):
            found[person, n] = row[n]
    return found


def cells_of(draft: Draft, period: Period) -> list[Cell]:
    """The working cells of a draft; leave and free days are none."""
    known = {p.id for p in period.people}
    return [
        Cell(person, n, shift)
        for person, row in draft.cells.items()
        if person in known
        for n, shift in enumerate(row[: len(period.days)])
        if is_work(period.kinds.get(shift))
    ]


def base_version(world: World, department: str, first: str, last: str) -> RosterVersion | None:
    """The newest published version that covers any day of a period."""
    versions = world.find(RosterVersion, department=department, state="published")
    over = [v for v in versions if v.first_day <= last and first <= v.last_day]
    return max(over, key=lambda v: v.number) if over else None
