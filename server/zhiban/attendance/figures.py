"""The figures of the attendance rules in force on a day, read once a judgement (A02, A04, A14, A16, K11-K17)."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..changes.calendar import MINUTE_MS
from ..changes.verdict import World
from ..rostering.records import RuleSet
from ..rostering.rules import BY_NAME, figure, quote

HOUR_MS = 60 * MINUTE_MS
MAX_SHIFT_MS = 12 * HOUR_MS
"""The longest shift a check-out is waited for, before the overrun (K13)."""
PROPOSALS = {"half_day": "bonus_half_day", "day": "bonus_day", "absence": "absence"}


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds and minutes as the rules name them; ``quotes`` maps a rule's name to ``rule@version``."""

    grace_min: float = 0
    short_min: float = 10
    absent_min: float = 30
    short: str = "half_day"
    middle: str = "half_day"
    absent: str = "absence"
    cap_percent: float = 20
    gap_min: float = 120
    overtime_from: float = 30
    overtime_step: float = 15
    fence_m: float = 150
    accuracy_m: float = 100
    poor_m: float = 200
    reach_ms: int = 4 * HOUR_MS
    overrun_ms: int = 4 * HOUR_MS
    same_ms: int = 3 * MINUTE_MS
    hold_ms: int = 72 * HOUR_MS
    favour_month: int = 3
    flag_ms: int = 5 * MINUTE_MS
    news_ms: int = 24 * HOUR_MS
    late_rule: str = "attendance.late@1"
    overtime_rule: str = "overtime.count@1"
    fence_rule: str = "attendance.fence@1"
    pairing_rule: str = "attendance.pairing@1"
    clock_rule: str = "attendance.clock@1"
    roster_rule: str = "attendance.published_roster@1"


NAMES = ("attendance.late", "attendance.start", "overtime.count", "attendance.fence", "attendance.pairing",
         "attendance.clock", "attendance.published_roster")  # fmt: skip


def figures_on(world: World, day: str) -> Figures:
    """What is in force on a day (K35), read at once; a figure missing from a stored rule is the one that ships."""
    stored = world.find(RuleSet, rule=list(NAMES))
    late, start, extra, fence, pairing, clock, roster = (in_force(stored, name, day) for name in NAMES)
    return Figures(
        grace_min=figure(late, "grace_min"), short_min=figure(late, "short_min"),
        absent_min=figure(late, "absent_min"), short=str(late.params.get("short", "half_day")),
        middle=str(late.params.get("middle", "half_day")), absent=str(late.params.get("absent", "absence")),
        cap_percent=figure(late, "cap_percent"), gap_min=figure(start, "gap_min"),
        overtime_from=figure(extra, "from_min"), overtime_step=max(1.0, figure(extra, "step_min")),
        fence_m=figure(fence, "radius_m"), accuracy_m=figure(fence, "accuracy_m"), poor_m=figure(fence, "poor_m"),
        reach_ms=int(figure(pairing, "nearest_h") * HOUR_MS), overrun_ms=int(figure(pairing, "overrun_h") * HOUR_MS),
        same_ms=int(figure(pairing, "same_min") * MINUTE_MS), hold_ms=int(figure(pairing, "hold_h") * HOUR_MS),
        favour_month=int(figure(clock, "favour_month")), flag_ms=int(figure(clock, "flag_min") * MINUTE_MS),
        news_ms=int(figure(roster, "sync_h") * HOUR_MS), late_rule=quote(late), overtime_rule=quote(extra),
        fence_rule=quote(fence), pairing_rule=quote(pairing), clock_rule=quote(clock), roster_rule=quote(roster),
    )  # fmt: skip


def in_force(stored: Sequence[RuleSet], name: str, day: str) -> RuleSet:
    """The newest version of a rule effective on a day, else what ships."""
    own = [r for r in stored if r.rule == name and r.effective_from <= day]
    return max(own, key=lambda r: (r.effective_from, r.version)) if own else BY_NAME[name]
