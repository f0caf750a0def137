"""What a rostering problem is: people, shift types, demand, rules as figures. Data only, no judgement.

Days count from 0 at `Problem.start`; history has negative days. Minutes count from midnight of the shift's own day and
may pass 1440. Costs are whole points; a roster's cost is the sum over its soft violations.
"""

from datetime import date
from typing import Literal

import msgspec

DAY = 1440


class Segment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch of one activity inside a shift (mixed day, F028): surgery, clinic, consultation, duty, ward."""

    activity: str
    start: int
    end: int


class ShiftType(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of shift. `minutes` is paid time (breaks taken out); left out, it is the whole span.

    `work=False` marks entries that fill the day but are neither hours nor a work day, e.g. a course.
    `skills` and `min_level` are required of everybody on it; a mix ("one senior of three") belongs into Demand.
    """

    id: str
    letter: str
    start: int
    end: int
    segments: tuple[Segment, ...] = ()
    night: bool = False
    minutes: int | None = None
    work: bool = True
    skills: frozenset[str] = frozenset()
    min_level: int = 0

    def paid(self) -> int:
        """Minutes that count towards hours: none for an entry that is not work."""
        if not self.work:
            return 0
        return self.end - self.start if self.minutes is None else self.minutes

    def spent_on(self, activity: str) -> int:
        """Minutes of one activity class (A12: scheduled room time counts as surgery)."""
        return sum(part.end - part.start for part in self.segments if part.activity == activity)


class PastShift(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A shift worked before the horizon; `day` is negative, -1 is the eve of day 0."""

    day: int
    shift: str


class Block(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Partial unavailability on one day (F022, "no surgery on Wednesdays"): one shift type, or all with an activity."""

    day: int
    shift: str | None = None
    activity: str | None = None


class Staff(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person with contract, abilities, protection and the days before the horizon.

    `nights_owed` / `weekends_owed`: positive when the person did fewer than their fair share in earlier periods.
    `counts=False`: works, but does not fill cover (trainees).
    """

    id: str
    skills: frozenset[str] = frozenset()
    level: int = 1
    fraction: float = 1.0
    max_week_minutes: int | None = None
    max_minutes: int | None = None
    min_minutes: int | None = None
    target_minutes: int | None = None
    allowed: frozenset[str] | None = None
    unavailable: frozenset[int] = frozenset()
    blocked: tuple[Block, ...] = ()
    no_nights: bool = False
    no_overtime: bool = False
    activity_caps: dict[str, int] = {}
    past: tuple[PastShift, ...] = ()
    nights_owed: int = 0
    weekends_owed: int = 0
    counts: bool = True


class Demand(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many are needed on one shift of one day; with `skill` or `min_level` only such people count for this row.

    Always elastic: below `min` each missing person costs `under`, below `want` each costs `below`, above `want` `over`;
    None takes the weight of the same name.
    """

    day: int
    shift: str
    min: int
    want: int | None = None
    skill: str | None = None
    min_level: int = 0
    under: int | None = None
    below: int | None = None
    over: int | None = None

    def wanted(self) -> int:
        """Preferred head count, never below the minimum."""
        return max(self.min, self.min if self.want is None else self.want)


class Cell(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One person on one shift of one day: what a roster is made of."""

    person: str
    day: int
    shift: str


class Pin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A cell locked by a human (F036, K40), None locks the day off. It outranks every rule; breaks are reported."""

    person: str
    day: int
    shift: str | None


class Wish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A wish for a shift or, with None, a day off. Weight > 0: please; < 0: please not. |weight| is its cost unmet."""

    person: str
    day: int
    shift: str | None
    weight: int


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The figures of the hard rules, one rule-set version. None switches a rule off (e.g. L05 comprehensive hours)."""

    version: str = "1"
    rest_minutes: int = 660  # L16
    night_recovery_minutes: int = 1440  # L16: from the last night to anything that is not a night
    max_consecutive_days: int | None = 6  # L04
    max_nights_in_row: int | None = 3  # L16
    max_week_minutes: int | None = 2640  # L01: 44 h
    max_day_minutes: int | None = 660  # L02: 8 h and at most 3 h more
    standard_week_minutes: int = 2400  # L01: 40 h, scaled by the contract's fraction
    standard_day_minutes: int = 480  # L01
    night_window: tuple[int, int] = (1320, 1800)  # L15: 22:00 to 06:00; L12 forbids any minute of it
    forbidden_next_day: frozenset[tuple[str, str]] = frozenset()
    cap_warning: float = 0.9  # A12


class Weights(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Points per unit of each soft rule. `change`: per cell that differs from the draft (0: draft is only a start)."""

    under: int = 1000
    below: int = 30
    over: int = 20
    wish: int = 1
    nights: int = 15
    weekends: int = 15
    weekend_split: int = 8
    isolated_day: int = 6
    isolated_off: int = 3
    hours: int = 2
    hours_tolerance: int = 240
    change: int = 0


class Problem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that solver and checker know. `draft` is the running roster: starting point and anchor of `change`."""

    start: date
    days: int
    shift_types: tuple[ShiftType, ...]
    staff: tuple[Staff, ...]
    demand: tuple[Demand, ...] = ()
    pins: tuple[Pin, ...] = ()
    wishes: tuple[Wish, ...] = ()
    draft: tuple[Cell, ...] = ()
    limits: Limits = Limits()
    weights: Weights = Weights()


Kind = Literal["hard", "short", "soft", "note"]


class Violation(msgspec.Struct, frozen=True, kw_only=True):
    """One rule not kept. `code` names the sentence, `rule` the rule (quote it as rule@version), `params` its figures.

    hard = not to be published unseen; short = cover below the minimum; soft = costs points; note = a warning only.
    """

    rule: str
    code: str
    kind: Kind
    version: str = "1"
    person: str | None = None
    days: tuple[int, ...] = ()
    shift: str | None = None
    params: dict[str, int | float | str] = {}
    cost: int = 0

    @property
    def hard(self) -> bool:
        """True for rules that the solver never breaks by itself."""
        return self.kind == "hard"


class ProblemError(ValueError):
    """A problem refused before anything is built (T24): stable `code` and the figures for its sentence."""

    def __init__(self, code: str, **params: int | float | str) -> None:
        super().__init__(f"{code} {params}" if params else code)
        self.code = code
        self.params = params
