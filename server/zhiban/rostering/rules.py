"""Which rule is in force on a day, what kind of day it is, and what counts as work. Pure, or thin glue over a World."""

from collections.abc import Iterable, Mapping
from typing import Literal

from ..changes.calendar import at_minute, weekday
from ..changes.verdict import World
from .defaults import BY_NAME
from .records import Assignment, Demand, Holiday, RuleSet, ShiftType

DayType = Literal["workday", "weekend", "holiday"]
IDLE_MARKS = frozenset({"rest", "leave"})


def rule_in_force(world: World, name: str, day: str) -> RuleSet:
    """The newest stored version of a rule that is effective on ``day`` (K35), else what ships."""
    return _newest(world.find(RuleSet, rule=name), name, day)


def _newest(stored: Iterable[RuleSet], name: str, day: str) -> RuleSet:
    dated = [r for r in stored if r.rule == name and r.effective_from <= day]
    return max(dated, key=lambda r: (r.effective_from, r.version)) if dated else BY_NAME[name]


class RuleBook:
    """All stored rules read once, for judges that ask many."""

    def __init__(self, world: World) -> None:
        self._stored = world.find(RuleSet)

    def on(self, name: str, day: str) -> RuleSet:
        return _newest(self._stored, name, day)

    def number(self, name: str, parameter: str, day: str) -> int:
        return int(figure(self.on(name, day), parameter))


def quote(rule: RuleSet) -> str:
    """``rule@version``, as a verdict names it."""
    return f"{rule.rule}@{rule.version}"


def figure(rule: RuleSet, name: str) -> float:
    """A numeric parameter; what ships when the stored set leaves it out or holds no number."""
    for source in (rule.params, BY_NAME[rule.rule].params):
        value = source.get(name)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
    raise KeyError(f"{rule.rule} has no figure {name}")


def day_type(day: str, holidays: Mapping[str, Holiday]) -> DayType:
    """L07, L08: the State Council's table first, then the weekday; nothing is computed by formula."""
    holiday = holidays.get(day)
    if holiday is not None:
        by_kind: dict[str, DayType] = {"statutory": "holiday", "moved_rest": "weekend", "moved_work": "workday"}
        return by_kind[holiday.kind]
    return "weekend" if weekday(day) >= 5 else "workday"


def holidays_between(world: World, first: str, last: str) -> dict[str, Holiday]:
    return {h.id: h for h in world.between(Holiday, "id", first, last)}


def demand_of_day(rows: Iterable[Demand], kind: DayType) -> list[Demand]:
    """A department's rows for a kind of day; without holiday rows a holiday is staffed like a weekend."""
    rows = list(rows)
    own = [r for r in rows if r.day_type == kind]
    if kind == "holiday" and not own:
        own = [r for r in rows if r.day_type == "weekend"]
    return own


def is_work(kind: ShiftType | None) -> bool:
    """Whether someone on this kind of shift is at work; rest, leave and unknown shifts are not."""
    return kind is not None and bool(kind.segments) and kind.mark not in IDLE_MARKS


def span(kind: ShiftType) -> tuple[int, int]:
    """First and last minute, counted from the day's midnight."""
    return min(s.start for s in kind.segments), max(s.end for s in kind.segments)


def starts_at(kind: ShiftType, day: str) -> int:
    """The moment a working shift begins, ms."""
    return at_minute(day, span(kind)[0])


def shift_types(world: World) -> dict[str, ShiftType]:
    return {t.id: t for t in world.find(ShiftType)}


def leave_type(kinds: Mapping[str, ShiftType]) -> ShiftType | None:
    """The kind of entry that stands for leave in a roster."""
    return next((t for t in kinds.values() if t.mark == "leave" and t.active), None)


def assignment_id(person: str, day: str) -> str:
    return f"{person}:{day}"


def assignment_of(world: World, person: str, day: str) -> Assignment | None:
    return world.get(Assignment, assignment_id(person, day))
