"""One person's row opened up in time order: what every rule of a person looks at."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from zhiban.solver.lookup import Lookup
from zhiban.solver.problem import DAY, Cell, Limits, ShiftType, Staff, Violation


@dataclass(frozen=True)
class Duty:
    """One shift of the line: its day and what it is."""

    day: int
    kind: ShiftType

    @property
    def start(self) -> int:
        """Minutes since midnight of day 0."""
        return self.day * DAY + self.kind.start

    @property
    def end(self) -> int:
        """Minutes since midnight of day 0."""
        return self.day * DAY + self.kind.end


@dataclass(frozen=True)
class Line:
    """One person's duties in time order, history included."""

    lookup: Lookup
    person: Staff
    duties: tuple[Duty, ...]

    @property
    def limits(self) -> Limits:
        """Figures in force."""
        return self.lookup.problem.limits

    @cached_property
    def planned(self) -> tuple[Duty, ...]:
        """Duties inside the horizon."""
        return tuple(duty for duty in self.duties if duty.day >= 0)

    @cached_property
    def worked(self) -> tuple[Duty, ...]:
        """Duties that are work, history included."""
        return tuple(duty for duty in self.duties if duty.kind.work)

    def fault(
        self, rule: str, code: str, days: Iterable[int], shift: str | None = None, /, **params: float | str
    ) -> Violation:
        """A hard violation of this line's person."""
        return Violation(
            rule=f"roster.{rule}", code=code, kind="hard", version=self.limits.version, person=self.person.id,
            days=tuple(days), shift=shift, params=params,
        )  # fmt: skip


def line_of(lookup: Lookup, person: str, cells: Iterable[Cell]) -> Line:
    """Puts history and cells of one person in time order; unknown ids and days outside the horizon are refused."""
    staff = lookup.person(person)
    duties = [Duty(past.day, lookup.kind(past.shift)) for past in staff.past]
    for cell in cells:
        lookup.check_day(cell.day)
        duties.append(Duty(cell.day, lookup.kind(cell.shift)))
    return Line(lookup, staff, tuple(sorted(duties, key=lambda duty: (duty.start, duty.kind.id))))


def hours(minutes: int) -> float:
    """Minutes as the figure a person reads: 1890 -> 31.5."""
    return round(minutes / 60, 2)
