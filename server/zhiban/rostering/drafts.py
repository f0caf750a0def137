"""Drafts: begun from what is published, edited by hand into pins, rebased when a solver's roster comes in (K40)."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from zhiban.solver import Cell

from ..changes.calendar import day_of, days_between
from ..changes.fields import Day, Id, Word
from ..changes.verdict import World
from ..errors import Problem
from .period import LONGEST_DAYS, Period, base_version, pinned_cells, read_period
from .records import Draft, RosterVersion
from .rules import is_work
from .words_rules import is_day


class CellEdit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One cell set by hand; ``shift`` "" is a day off. It is locked unless ``locked`` says otherwise (F036, K40)."""

    person: Id
    day: Day
    shift: Word = ""
    locked: bool = True


class NewDraft(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    department: Id
    first_day: Day
    last_day: Day


def begin(world: World, asked: NewDraft, author: str) -> tuple[RosterVersion, Draft]:
    """A draft over the published rows of its period; leave and courses are locked. Problem when the period is none."""
    if not (is_day(asked.first_day) and is_day(asked.last_day)) or asked.last_day < asked.first_day:
        raise Problem(400, "draft.bad_period")
    if len(days_between(asked.first_day, asked.last_day)) > LONGEST_DAYS:
        raise Problem(400, "draft.too_long", params={"max": LONGEST_DAYS})
    if asked.last_day < day_of(world.now):
        raise Problem(400, "draft.in_the_past")
    period = read_period(world, asked.department, asked.first_day, asked.last_day)
    if not period.people:
        raise Problem(400, "draft.nobody")
    numbers = [v.number for v in world.find(RosterVersion, department=asked.department)]
    number = max(numbers, default=0) + 1
    base = base_version(world, asked.department, asked.first_day, asked.last_day)
    version = RosterVersion(
        id=f"{asked.department}.{asked.first_day}.{number}", department=asked.department, first_day=asked.first_day,
        last_day=asked.last_day, number=number, state="draft", author=author, made_at=world.now,
        base=base.id if base else None,
    )  # fmt: skip
    cells, pins = fresh_cells(period)
    return version, Draft(id=version.id, department=asked.department, cells=cells, pins=pins, edited_at=world.now)


def fresh_cells(period: Period) -> tuple[dict[str, list[str]], list[str]]:
    """Cells and pins of a new draft."""
    cells: dict[str, list[str]] = {}
    pins: list[str] = []
    for person in period.people:
        row = [_start(period, person.id, day) for day in period.days]
        cells[person.id] = row
        pins += [f"{person.id}:{n}" for n, shift in enumerate(row) if _is_fixed(period, shift)]
    return cells, pins


def _start(period: Period, person: str, day: str) -> str:
    shift = period.present[person].get(day, "")
    if day in period.away[person]:
        return period.leave_cell
    kind = period.kinds.get(shift)
    return shift if is_work(kind) or (kind is not None and kind.mark == "leave") else ""


def _is_fixed(period: Period, shift: str) -> bool:
    kind = period.kinds.get(shift)
    return kind is not None and kind.mark in ("leave", "training")


def edited(draft: Draft, period: Period, edits: Iterable[CellEdit], now: int) -> Draft:
    """The draft after edits by hand; Problem for people, days or shifts that are not of this ward."""
    cells = {person: list(row) for person, row in draft.cells.items()}
    pins = set(draft.pins)
    for edit in edits:
        if edit.person not in cells or edit.person not in period.names:
            raise Problem(404, "draft.unknown_person", params={"person": edit.person})
        if edit.shift and edit.shift not in period.kinds:
            raise Problem(404, "draft.unknown_shift", params={"shift": edit.shift})
        if edit.day not in period.days:
            raise Problem(400, "draft.bad_day", params={"day": edit.day})
        n = period.days.index(edit.day)
        cells[edit.person][n] = edit.shift
        (pins.add if edit.locked else pins.discard)(f"{edit.person}:{n}")
    return replace(draft, cells=cells, pins=sorted(pins), edit=draft.edit + 1, edited_at=now)


def rebased(now: Draft, start: Draft, roster: Iterable[Cell], period: Period, at: int) -> Draft:
    """K40: a solver's roster under everything that was locked or changed by hand since it began."""
    found = {(c.person, c.day): c.shift for c in roster}
    kept = pinned_cells(now)
    cells: dict[str, list[str]] = {}
    for person, row in now.cells.items():
        before = start.cells.get(person, row)
        cells[person] = [
            shift if (person, n) in kept or before[n] != shift else found.get((person, n), "")
            for n, shift in enumerate(row)
        ]
    for person in period.names - cells.keys():
        cells[person] = [found.get((person, n), "") for n in range(len(period.days))]
    return replace(now, cells=cells, edit=now.edit + 1, edited_at=at)


def lost_pins(now: Draft, start: Draft) -> list[str]:
    """Cells locked or changed since the solver began, as ``person:day-index``: what the human should look at."""
    before, after = pinned_cells(start), pinned_cells(now)
    return sorted(f"{person}:{n}" for (person, n), shift in after.items() if before.get((person, n)) != shift)
