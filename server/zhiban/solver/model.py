"""The CP-SAT model of the hard rules. Loaded only in the child process: importing it costs seconds and hundreds of MiB.

Pins are constants. A row that pins or history alone break already is kept from getting worse, never infeasible (K40).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from ortools.sat.python import cp_model

from zhiban.solver.lookup import Lookup, touches_night
from zhiban.solver.problem import DAY, ShiftType, Staff

Term = tuple[cp_model.IntVar, int]


def weighted(terms: list[Term]) -> cp_model.LinearExpr:
    """The sum of weight x variable."""
    names, weights = [name for name, _ in terms], [weight for _, weight in terms]
    return cp_model.LinearExpr.weighted_sum(names, weights)  # pyright: ignore[reportUnknownMemberType]


@dataclass
class Row:
    """A sum of weighted cells: variables for what is open, a number for what history and pins have settled."""

    fixed: int = 0
    terms: list[Term] = field(default_factory=list[Term])

    def add(self, cell: "cp_model.IntVar | int | None", weight: int = 1) -> None:
        """Adds one cell; None is a cell that can never be worked."""
        if weight == 0 or cell is None:
            return
        if isinstance(cell, int):
            self.fixed += weight * cell
        else:
            self.terms.append((cell, weight))

    @property
    def expr(self) -> cp_model.LinearExpr:
        """The sum as an expression."""
        return weighted(self.terms) + self.fixed

    @property
    def most(self) -> int:
        """Largest value of a row without negative weights."""
        return self.fixed + sum(weight for _, weight in self.terms)


@dataclass
class Board:
    """The model under construction: `cells[person, day]` maps shift to a variable, or to 1 for a pinned shift."""

    lookup: Lookup
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    cells: dict[tuple[str, int], dict[str, "cp_model.IntVar | int"]] = field(
        default_factory=dict[tuple[str, int], dict[str, "cp_model.IntVar | int"]]
    )

    works: dict[tuple[str, int], "cp_model.IntVar | int | None"] = field(
        default_factory=dict[tuple[str, int], "cp_model.IntVar | int | None"]
    )

    @cached_property
    def past(self) -> dict[tuple[str, int], str]:
        """History by person and day."""
        return {(p.id, past.day): past.shift for p in self.lookup.problem.staff for past in p.past}

    def at(self, person: str, day: int) -> dict[str, "cp_model.IntVar | int"]:
        """What may stand on a day of a person, history included."""
        if day < 0:
            shift = self.past.get((person, day))
            return {} if shift is None else {shift: 1}
        return self.cells.get((person, day), {})

    def count(self, person: str, days: Iterable[int], kinds: Iterable[ShiftType]) -> Row:
        """Row of head counts over days and shift types."""
        row = Row()
        wanted = [kind.id for kind in kinds]
        for day in days:
            here = self.at(person, day)
            for shift in wanted:
                row.add(here.get(shift))
        return row

    def work(self, person: str, days: Iterable[int]) -> Row:
        """Row of worked days: one variable a day keeps the windows short."""
        row = Row()
        for day in days:
            row.add(self.worked(person, day))
        return row

    def worked(self, person: str, day: int) -> "cp_model.IntVar | int | None":
        """Whether a day is worked: a variable, 1, or None for never."""
        key = (person, day)
        if key not in self.works:
            cells = [cell for shift, cell in self.at(person, day).items() if self.lookup.types[shift].work]
            self.works[key] = cells[0] if len(cells) == 1 else self._any(cells, key) if cells else None
        return self.works[key]

    def _any(self, cells: list["cp_model.IntVar | int"], key: tuple[str, int]) -> cp_model.IntVar:
        found = self.model.new_bool_var(f"work/{key[0]}/{key[1]}")
        self.model.add_exactly_one(*cells, found.negated())
        return found

    def at_most(self, row: Row, cap: int) -> None:
        """row <= cap, loosened to what is settled already; rows that cannot break it are left out."""
        if row.terms and row.most > cap:
            self.model.add(row.expr <= max(cap, row.fixed))

    @cached_property
    def working(self) -> list[ShiftType]:
        """Shift types that are work."""
        return [kind for kind in self.lookup.problem.shift_types if kind.work]


def build(lookup: Lookup) -> Board:
    """All hard rules of everybody; cover and soft rules are added by `objective`."""
    board = Board(lookup)
    for person in lookup.problem.staff:
        _cells(board, person)
        _pairs(board, person)
        _runs(board, person)
        _weeks(board, person)
        _horizon(board, person)
    return board


def _cells(board: Board, person: Staff) -> None:
    pins = {pin.day: pin.shift for pin in board.lookup.pins.get(person.id, ())}
    open_types = [kind for kind in board.lookup.problem.shift_types if _may(board.lookup, person, kind)]
    for day in range(board.lookup.problem.days):
        if day in pins:
            shift = pins[day]
            board.cells[person.id, day] = {} if shift is None else {shift: 1}
            continue
        if day in person.unavailable:
            continue
        here: dict[str, cp_model.IntVar | int] = {
            kind.id: board.model.new_bool_var(f"{person.id}/{day}/{kind.id}")
            for kind in open_types
            if not _blocked(person, day, kind)
        }
        board.cells[person.id, day] = here
        if len(here) > 1:
            board.model.add_at_most_one(here.values())


def _may(lookup: Lookup, person: Staff, kind: ShiftType) -> bool:
    """Abilities and bans that do not depend on the day: F031, L02, L12."""
    limits = lookup.problem.limits
    if not kind.skills.issubset(person.skills) or person.level < kind.min_level:
        return False
    if person.allowed is not None and kind.id not in person.allowed:
        return False
    if limits.max_day_minutes is not None and kind.paid() > limits.max_day_minutes:
        return False
    if person.no_overtime and kind.paid() > limits.standard_day_minutes:
        return False
    return not (person.no_nights and kind.work and (kind.night or touches_night(kind, limits)))


def _blocked(person: Staff, day: int, kind: ShiftType) -> bool:
    return any(
        block.day == day
        and (block.shift == kind.id or (block.activity is not None and kind.spent_on(block.activity) > 0))
        for block in person.blocked
    )


def _clash(board: Board, first: ShiftType, second: ShiftType, apart: int) -> bool:
    """Whether `second`, so many days after `first`, starts too early or is a forbidden follower (L16)."""
    limits = board.lookup.problem.limits
    need = limits.rest_minutes
    if first.night and not second.night:
        need = max(need, limits.night_recovery_minutes)
    if apart * DAY + second.start - first.end < need:
        return True
    return apart == 1 and (first.id, second.id) in limits.forbidden_next_day


def _pairs(board: Board, person: Staff) -> None:
    """One clique-like row per shift and distance: the shift, and all that must not follow it."""
    limits = board.lookup.problem.limits
    reach = max(limits.rest_minutes, limits.night_recovery_minutes) + max((k.end for k in board.working), default=0)
    last = max(1, -(-reach // DAY))
    for first in board.working:
        for apart in range(1, last + 1):
            bad = [second.id for second in board.working if _clash(board, first, second, apart)]
            if bad:
                for day in range(-last, board.lookup.problem.days - apart):
                    _forbid(board, person.id, (day, first.id), (day + apart, bad))


def _forbid(board: Board, person: str, first: tuple[int, str], then: tuple[int, list[str]]) -> None:
    if then[0] < 0:
        return
    row = Row()
    row.add(board.at(person, first[0]).get(first[1]))
    if not row.terms and not row.fixed:
        return
    for shift in then[1]:
        row.add(board.at(person, then[0]).get(shift))
    board.at_most(row, 1)


def _runs(board: Board, person: Staff) -> None:
    """Sliding windows over work days (L04) and nights (L16), reaching back into history."""
    limits = board.lookup.problem.limits
    nights = [kind for kind in board.working if kind.night]
    last = board.lookup.problem.days - 1
    if (most := limits.max_consecutive_days) is not None:
        for day in range(-most, last - most + 1):
            board.at_most(board.work(person.id, range(day, day + most + 1)), most)
    if (most := limits.max_nights_in_row) is not None:
        for day in range(-most, last - most + 1):
            board.at_most(board.count(person.id, range(day, day + most + 1), nights), most)


def _weeks(board: Board, person: Staff) -> None:
    """Hours and activity minutes of each Monday-Sunday week (L01, L12, A12)."""
    lookup, limits = board.lookup, board.lookup.problem.limits
    hour_cap = limits.max_week_minutes if person.max_week_minutes is None else person.max_week_minutes
    if person.no_overtime:
        contract = round(person.fraction * limits.standard_week_minutes)
        hour_cap = contract if hour_cap is None else min(hour_cap, contract)
    for week in range(lookup.week(lookup.problem.days - 1) + 1):
        monday = week * 7 - lookup.weekday
        days = range(monday, min(monday + 7, lookup.problem.days))
        if hour_cap is not None:
            board.at_most(minutes(board, person.id, days), hour_cap)
        for activity, cap in person.activity_caps.items():
            board.at_most(minutes(board, person.id, days, activity), cap)


def minutes(board: Board, person: str, days: Iterable[int], activity: str | None = None) -> Row:
    """Paid minutes, or minutes of one activity, over some days."""
    row = Row()
    for day in days:
        for shift, cell in board.at(person, day).items():
            kind = board.lookup.types[shift]
            if kind.work:
                row.add(cell, kind.paid() if activity is None else kind.spent_on(activity))
    return row


def _horizon(board: Board, person: Staff) -> None:
    if person.max_minutes is not None:
        board.at_most(minutes(board, person.id, range(board.lookup.problem.days)), person.max_minutes)
