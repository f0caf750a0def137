"""A problem opened up for quick questions: ids to structs, weeks, shares. Pure derivations, no judgement of rosters."""

from collections.abc import Iterable
from math import ceil, floor
from typing import NamedTuple, TypeVar

from zhiban.solver.problem import DAY, Cell, Limits, Pin, Problem, ProblemError, ShiftType, Staff, Wish


class Share(NamedTuple):
    """The fair count of nights or weekends for one person: anything from low to high costs nothing."""

    low: int
    high: int


class Lookup:
    """Build once per problem and hand around; a person's check then costs microseconds."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.types: dict[str, ShiftType] = {kind.id: kind for kind in problem.shift_types}
        self.staff: dict[str, Staff] = {person.id: person for person in problem.staff}
        self.weekday = problem.start.weekday()
        self.pins = _rows(problem.pins)
        self.wishes = _rows(problem.wishes)
        self.wishes_on: dict[int, list[Wish]] = {}
        for wish in problem.wishes:
            self.wishes_on.setdefault(wish.day, []).append(wish)
        self.draft: dict[str, dict[int, str]] = {}
        for cell in problem.draft:
            self.draft.setdefault(cell.person, {})[cell.day] = cell.shift
        self.night_shares = _shares(
            self, {p.id for p in problem.staff if can_work_nights(self, p)}, _night_need(self), 0
        )
        everyone = {p.id for p in problem.staff if p.counts}
        self.weekend_shares = _shares(self, everyone, _weekend_need(self), 1)

    def week(self, day: int) -> int:
        """Number of the Monday-Sunday week (A12) that a day falls into; 0 holds day 0."""
        return (day + self.weekday) // 7

    def weekends(self) -> list[tuple[int, int]]:
        """(Saturday, Sunday) pairs of which at least one day lies in the horizon."""
        return [(sat, sat + 1) for sat in range(5 - self.weekday, self.problem.days, 7)]

    def check_day(self, day: int) -> None:
        """Refuses a day outside the horizon with a code."""
        if not 0 <= day < self.problem.days:
            raise ProblemError("solver.day_outside", day=day, days=self.problem.days)

    def kind(self, shift: str) -> ShiftType:
        """The shift type, or a coded refusal of the unknown id."""
        found = self.types.get(shift)
        if found is None:
            raise ProblemError("solver.unknown_shift", id=shift)
        return found

    def person(self, person: str) -> Staff:
        """The person, or a coded refusal of the unknown id."""
        found = self.staff.get(person)
        if found is None:
            raise ProblemError("solver.unknown_person", id=person)
        return found


Item = TypeVar("Item", Pin, Wish)


def _rows(items: tuple[Item, ...]) -> dict[str, list[Item]]:
    rows: dict[str, list[Item]] = {}
    for item in items:
        rows.setdefault(item.person, []).append(item)
    return rows


def by_person(lookup: Lookup, cells: Iterable[Cell]) -> dict[str, list[Cell]]:
    """Cells grouped by person; everybody of the problem has an entry."""
    rows: dict[str, list[Cell]] = {person: [] for person in lookup.staff}
    for cell in cells:
        if cell.person not in rows:
            raise ProblemError("solver.unknown_person", id=cell.person)
        rows[cell.person].append(cell)
    return rows


def touches_night(kind: ShiftType, limits: Limits) -> bool:
    """Whether any minute lies in the night window of L15, on the shift's own or a neighbouring day."""
    low, high = limits.night_window
    return any(kind.start < high + shift and low + shift < kind.end for shift in (-DAY, 0, DAY))


def can_work_nights(lookup: Lookup, person: Staff) -> bool:
    """Whether any night shift is open to this person; others take no part in sharing nights."""
    if person.no_nights or not person.counts:
        return False
    nights = (kind for kind in lookup.problem.shift_types if kind.night and kind.work)
    return any(
        (person.allowed is None or kind.id in person.allowed)
        and kind.skills <= person.skills
        and person.level >= kind.min_level
        for kind in nights
    )


def target_minutes(problem: Problem, person: Staff) -> int:
    """Contract hours of the horizon: as given, or the standard week scaled by fraction and by days not on leave."""
    if person.target_minutes is not None:
        return person.target_minutes
    present = problem.days - sum(0 <= day < problem.days for day in person.unavailable)
    return round(person.fraction * problem.limits.standard_week_minutes * present / 7)


def _need(lookup: Lookup) -> dict[tuple[int, str], int]:
    """Heads per day and shift: the largest row, since skill rows lie inside the plain one."""
    need: dict[tuple[int, str], int] = {}
    for row in lookup.problem.demand:
        key = (row.day, row.shift)
        need[key] = max(need.get(key, 0), row.wanted())
    return need


def _night_need(lookup: Lookup) -> int:
    return sum(heads for (_, shift), heads in _need(lookup).items() if lookup.kind(shift).night)


def _weekend_need(lookup: Lookup) -> int:
    heads = dict.fromkeys(range(-1, lookup.problem.days + 1), 0)
    for (day, shift), count in _need(lookup).items():
        if lookup.kind(shift).work:
            heads[day] += count
    return sum(max(heads.get(sat, 0), heads.get(sun, 0)) for sat, sun in lookup.weekends())


def _shares(lookup: Lookup, eligible: set[str], total: int, which: int) -> dict[str, Share]:
    """Split `total` by contract fraction x days present; what is owed from earlier periods moves the share."""
    days = lookup.problem.days
    people = [p for p in lookup.problem.staff if p.id in eligible]
    presence = {p.id: p.fraction * (days - sum(0 <= d < days for d in p.unavailable)) for p in people}
    whole = sum(presence.values())
    if whole <= 0:
        return {}
    owed = {p.id: (p.nights_owed, p.weekends_owed)[which] for p in people}
    mean = sum(owed.values()) / len(people)
    shares: dict[str, Share] = {}
    for person in people:
        if presence[person.id] <= 0:
            continue
        fair = max(0.0, total * presence[person.id] / whole + owed[person.id] - mean)
        shares[person.id] = Share(floor(fair + 1e-9), ceil(fair - 1e-9))
    return shares
