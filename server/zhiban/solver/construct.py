"""A first legal roster in a fraction of a second: pins, what stands of the draft, then demand, hardest rows first."""

from collections.abc import Callable

from zhiban.solver.hard_rules import judge_line
from zhiban.solver.line import Duty, Line, line_of
from zhiban.solver.lookup import Lookup, target_minutes
from zhiban.solver.problem import Cell, Demand, Staff


class Draft:
    """Rows under construction. A cell is taken only when the independent rules find nothing new wrong with the row."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.rows: dict[str, dict[int, Cell]] = {person: {} for person in lookup.staff}
        self.closed: set[tuple[str, int]] = set()
        self.minutes = dict.fromkeys(lookup.staff, 0)
        self.target = {p.id: max(1, target_minutes(lookup.problem, p)) for p in lookup.problem.staff}
        self.heads: dict[tuple[int, str], list[Staff]] = {}
        for pin in lookup.problem.pins:
            self.closed.add((pin.person, pin.day))
            if pin.shift is not None:
                self._place(Cell(pin.person, pin.day, pin.shift))
        self.faults = {person: len(judge_line(self._line(person))) for person in lookup.staff}

    def _line(self, person: str) -> Line:
        return line_of(self.lookup, person, self.rows[person].values())

    def _place(self, cell: Cell) -> None:
        kind, person = self.lookup.types[cell.shift], self.lookup.staff[cell.person]
        self.rows[cell.person][cell.day] = cell
        self.minutes[cell.person] += kind.paid()
        self.heads.setdefault((cell.day, cell.shift), []).append(person)

    def take(self, cell: Cell) -> bool:
        """Places the cell when the day is free and no hard rule objects."""
        if (cell.person, cell.day) in self.closed or cell.day in self.rows[cell.person]:
            return False
        line = self._line(cell.person)
        tried = Line(self.lookup, line.person, tuple(sorted(
            (*line.duties, Duty(cell.day, self.lookup.types[cell.shift])), key=lambda duty: (duty.start, duty.kind.id)
        )))  # fmt: skip
        if len(judge_line(tried)) > self.faults[cell.person]:
            return False
        self._place(cell)
        return True

    def missing(self, row: Demand, level: int) -> int:
        """Heads that the row still needs to reach `level`."""
        here = self.heads.get((row.day, row.shift), ())
        return level - sum(fills(person, row) for person in here)

    def cells(self) -> list[Cell]:
        """The roster so far: complete in itself, hard rules kept."""
        return [cell for row in self.rows.values() for cell in row.values()]


def fills(person: Staff, row: Demand) -> bool:
    """Whether the person counts as a head of this demand row."""
    able = row.skill is None or row.skill in person.skills
    return able and person.counts and person.level >= row.min_level


def construct(lookup: Lookup, stop: Callable[[], bool]) -> list[Cell]:
    """A legal roster, as full as one pass makes it; also when `stop`, asked between rows, ends it early."""
    draft = Draft(lookup)
    for cell in lookup.problem.draft:
        if stop():
            return draft.cells()
        draft.take(cell)
    rows = sorted(lookup.problem.demand, key=lambda row: _hardness(lookup, row))
    for level in ("min", "want"):
        for row in rows:
            if stop():
                return draft.cells()
            _fill(draft, row, row.min if level == "min" else row.wanted())
    return draft.cells()


def _hardness(lookup: Lookup, row: Demand) -> tuple[bool, bool, int, int]:
    """Nights first (they shut the days around them), then rows that need a skill, then day by day."""
    kind = lookup.types[row.shift]
    return (not kind.night, row.skill is None and row.min_level == 0, row.day, kind.start)


def _fill(draft: Draft, row: Demand, level: int) -> None:
    missing = draft.missing(row, level)
    if missing <= 0:
        return
    wishes = _wishes_on(draft, row)
    able = [person for person in draft.lookup.problem.staff if fills(person, row)]
    for person in sorted(able, key=lambda person: _burden(draft, person, row, wishes)):
        if draft.take(Cell(person.id, row.day, row.shift)):
            missing -= 1
            if not missing:
                return


def _wishes_on(draft: Draft, row: Demand) -> dict[str, int]:
    """Points won (lost when negative) by giving this cell to a person."""
    found: dict[str, int] = {}
    for wish in draft.lookup.wishes_on.get(row.day, ()):
        if wish.shift == row.shift:
            found[wish.person] = found.get(wish.person, 0) + wish.weight
        elif wish.shift is None:
            found[wish.person] = found.get(wish.person, 0) - wish.weight
    return found


def _burden(draft: Draft, person: Staff, row: Demand, wishes: dict[str, int]) -> tuple[float, str]:
    """Who has carried least, wants it, and works next door already; the id breaks ties so that runs repeat."""
    load = draft.minutes[person.id] / draft.target[person.id]
    night = draft.lookup.types[row.shift].night
    if night:
        share = draft.lookup.night_shares.get(person.id)
        done = sum(draft.lookup.types[cell.shift].night for cell in draft.rows[person.id].values())
        load += (done - share.high if share else 1.0) * 0.5
    beside = sum(day in draft.rows[person.id] for day in (row.day - 1, row.day + 1))
    spare_skills = 0.02 * len(person.skills)
    return load - 0.08 * beside - 0.02 * wishes.get(person.id, 0) + spare_skills, person.id
