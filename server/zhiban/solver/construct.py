"""A first legal roster in a fraction of a second: pins, what stands of the draft, then demand, hardest rows first."""

import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

from zhiban.solver.hard_rules import judge_line
from zhiban.solver.line import Duty, Line, line_of
from zhiban.solver.lookup import Lookup, Share, target_minutes
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


class Taste(NamedTuple):
    """What makes a person the next choice, in shares of a full contract; varied from try to try."""

    beside: float = 0.1
    hole: float = 0.1
    pair: float = 0.3
    weekends: float = 0.3
    nights: float = 0.4
    wish: float = 0.02
    chance: float = 0.0


def tastes(seed: int) -> Iterator[Taste]:
    """The plain taste first, then variations without end."""
    yield Taste()
    dice = random.Random(seed)
    while True:
        varied = {name: weight * dice.choice((0.3, 0.6, 1.0, 1.6)) for name, weight in Taste()._asdict().items()}
        yield Taste(**{**varied, "chance": dice.choice((0.02, 0.1, 0.2))})


def construct(lookup: Lookup, stop: Callable[[], bool], taste: Taste | None = None) -> list[Cell]:
    """A legal roster, as full as one pass makes it; also when `stop`, asked between rows, ends it early."""
    draft = Draft(lookup)
    for cell in lookup.problem.draft:
        if stop():
            return draft.cells()
        draft.take(cell)
    chooser = Chooser(draft, taste or Taste())
    rows = sorted(lookup.problem.demand, key=lambda row: _hardness(lookup, row))
    for level in ("min", "want"):
        for row in rows:
            if stop():
                return draft.cells()
            _fill(chooser, row, row.min if level == "min" else row.wanted())
    return draft.cells()


def _hardness(lookup: Lookup, row: Demand) -> tuple[bool, bool, int, int]:
    """Nights first (they shut the days around them), then rows that need a skill, then day by day."""
    kind = lookup.types[row.shift]
    return (not kind.night, row.skill is None and row.min_level == 0, row.day, kind.start)


def _fill(chooser: "Chooser", row: Demand, level: int) -> None:
    draft = chooser.draft
    missing = draft.missing(row, level)
    if missing <= 0:
        return
    wishes = _wishes_on(draft, row)
    able = [person for person in draft.lookup.problem.staff if fills(person, row)]
    burden = {person.id: chooser.burden(person, row, wishes.get(person.id, 0)) for person in able}
    for person in sorted(able, key=lambda person: (burden[person.id], person.id)):
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


class Chooser:
    """Ranks people for a cell: who has carried least, wants it, and keeps whole weekends and blocks of days by it."""

    def __init__(self, draft: Draft, taste: Taste) -> None:
        self.draft, self.taste = draft, taste
        self.dice = random.Random(0)

    def burden(self, person: Staff, row: Demand, wish: int) -> float:
        """The lower, the sooner the person is asked."""
        draft, taste = self.draft, self.taste
        days = draft.rows[person.id]
        load = draft.minutes[person.id] / draft.target[person.id] - taste.wish * wish + 0.02 * len(person.skills)
        load -= taste.beside * ((row.day - 1 in days) + (row.day + 1 in days))
        load += taste.hole * sum(row.day + 2 * way in days and row.day + way not in days for way in (-1, 1))
        if draft.lookup.types[row.shift].night:
            load += taste.nights * self._over_share(person, draft.lookup.night_shares, self._nights(days))
        load += self._weekend(person, row.day, days)
        return load + taste.chance * self.dice.random()

    def _weekend(self, person: Staff, day: int, days: dict[int, Cell]) -> float:
        """Cheaper when it completes a weekend, dearer when it opens one more than is fair."""
        weekday = (day + self.draft.lookup.weekday) % 7
        if weekday < 5:
            return 0.0
        if (day + 1 if weekday == 5 else day - 1) in days:
            return -self.taste.pair
        weekends = {self.draft.lookup.week(d) for d in days if (d + self.draft.lookup.weekday) % 7 >= 5}
        return self.taste.weekends * self._over_share(person, self.draft.lookup.weekend_shares, len(weekends))

    def _nights(self, days: dict[int, Cell]) -> int:
        return sum(self.draft.lookup.types[cell.shift].night for cell in days.values())

    @staticmethod
    def _over_share(person: Staff, shares: dict[str, Share], done: int) -> float:
        share = shares.get(person.id)
        return 1.0 if share is None else (done + 1 - share.high) / max(1, share.high)
