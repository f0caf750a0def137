"""Demand, rule sets, roster versions and shifts (C2). All plans: phones hold a version and quote it."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from ..changes.collection import Collection, Law
from ..changes.fields import Count, Day, Id, Line, Millis, Minutes, Params, Word

Mark = Literal["day", "evening", "night", "rest", "leave", "training", "oncall", "mixed"]
Activity = Literal["ward", "clinic", "surgery", "consultation", "duty", "office", "training"]


class Segment(Struct, frozen=True, kw_only=True):
    """A stretch of one activity; minutes from the day's midnight, past 1440 on the next day (F028)."""

    activity: Activity
    start: Minutes
    end: Minutes


class ShiftType(Struct, frozen=True, kw_only=True):
    """A kind of shift with its letter, mark (shape and colour) and times."""

    id: Id
    name_zh: Line
    name_en: Line
    letter_zh: Annotated[str, Meta(max_length=2)]
    letter_en: Annotated[str, Meta(max_length=2)]
    mark: Mark
    segments: list[Segment] = []
    """Empty for rest, leave and the like."""
    night: bool = False
    """Touches 22:00-06:00 (L15)."""
    posts: list[Word] = []
    """Posts it is for; empty means all."""
    active: bool = True


class Demand(Struct, frozen=True, kw_only=True):
    """How many people a department needs on a shift, by day type (F023); id is department:day_type:shift[:skill]."""

    id: Id
    department: Id
    day_type: Literal["workday", "weekend", "holiday"]
    shift: Id
    minimum: Count
    wanted: Count
    skill: Word = ""
    """When set, that many of them must have this skill (F031)."""


class RuleSet(Struct, frozen=True, kw_only=True):
    """One rule's parameters from a day on. A verdict quotes ``rule@version`` (F002)."""

    id: Id
    """rule@version"""
    rule: Word
    version: Count
    effective_from: Day
    params: Params
    name_zh: Line = ""
    name_en: Line = ""
    source: Line = ""
    """DOMAIN id or the law behind it."""


class Holiday(Struct, frozen=True, kw_only=True):
    """A day of the State Council's yearly notice; id is the day (L07, L08)."""

    id: Day
    kind: Literal["statutory", "moved_rest", "moved_work"]
    name_zh: Line
    name_en: Line


class RosterVersion(Struct, frozen=True, kw_only=True):
    """A published roster of a department for a period, or one being drafted. ``number`` grows with each publication."""

    id: Id
    department: Id
    first_day: Day
    last_day: Day
    number: Count
    state: Literal["draft", "published", "superseded"]
    author: Id
    made_at: Millis
    published_at: Millis = 0
    base: Id | None = None
    """The published version that this one started from (K40)."""
    cost: float | None = None
    bound: float | None = None
    shortages: Count = 0
    reason: Line = ""
    """Why it was published although a hard rule was broken."""


class Draft(Struct, frozen=True, kw_only=True):
    """The cells of a draft: person -> one shift id or "" a day; pins are kept by every later generation (K40)."""

    id: Id
    """The roster version's id."""
    department: Id
    cells: dict[str, list[str]]
    pins: list[str] = []
    """person:day-index"""
    edited_at: Millis = 0
    edit: Count = 0
    """Grows with each edit; a save that quotes an older one is refused."""


class Assignment(Struct, frozen=True, kw_only=True):
    """What a person does on a day, as published; id is ``person:YYYY-MM-DD``. At most one a day."""

    id: Id
    person: Id
    department: Id
    day: Day
    shift: Id
    version: Id
    """The roster version that wrote it, or the change (swap, leave, claim) that settled it."""
    cause: Literal["roster", "swap", "claim", "leave", "hand"] = "roster"


class OpenShift(Struct, frozen=True, kw_only=True):
    """A shift that needs someone (F038, K01, K06)."""

    id: Id
    department: Id
    day: Day
    shift: Id
    skill: Word = ""
    urgent: bool = False
    state: Literal["open", "taken", "withdrawn"] = "open"
    taken_by: str = ""
    taken_at: Millis = 0
    cause: str = ""
    """The leave or publication that opened it."""
    waiting: list[Id] = []
    """Persons who lost the race, in order (K01)."""


def _board(department: str) -> tuple[str, ...]:
    return (f"lead:{department}", "role:hr")


def _published(r: RosterVersion) -> tuple[str, ...]:
    return _board(r.department) if r.state == "draft" else (f"dept:{r.department}", *_board(r.department))


COLLECTIONS = [
    Collection("shift_type", ShiftType, Law.PLAN, lambda r: ("all",), console=True),
    Collection("demand", Demand, Law.PLAN, lambda r: _board(r.department), indexes=(("department",),), console=True),
    Collection("rule_set", RuleSet, Law.PLAN, lambda r: ("all",), indexes=(("rule",),), console=True),
    Collection("holiday", Holiday, Law.PLAN, lambda r: ("all",), console=True),
    Collection("roster_version", RosterVersion, Law.PLAN, _published, indexes=(("department", "first_day"),)),
    Collection("draft", Draft, Law.PLAN, lambda r: _board(r.department)),
    Collection(
        "assignment",
        Assignment,
        Law.PLAN,
        lambda r: (f"user:{r.person}", f"dept:{r.department}", "role:hr"),
        indexes=(("person", "day"), ("department", "day")),
    ),
    Collection(
        "open_shift",
        OpenShift,
        Law.PLAN,
        lambda r: (f"dept:{r.department}", "role:hr"),
        indexes=(("department", "day"),),
    ),
]
