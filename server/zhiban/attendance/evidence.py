"""What one punch proves: where, by which code, at what time, and what looks odd about it (K14-K16, A16, T5). Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from ..changes.calendar import day_of
from ..changes.clock import Repaired
from ..people.records import Department
from . import ward_code
from .figures import Figures
from .geometry import distance_m, judge_place, speed_kmh
from .records import Place, Punch

STALE_MS = 60_000
"""A position older than this is where the phone was, not where it is (PHONE 4.33)."""
TRAVEL_KMH = 200.0
TRAVEL_FROM_M = 500.0
"""Fixes jump between buildings; nearer than this is no journey."""
REPEAT_DAYS = 5
"""Coordinates equal to the last digit on this many days look made up (PHONE 4.32)."""


@dataclass(frozen=True, slots=True)
class Where:
    """Place by the server's own reckoning; ``distance`` in metres from the ward's pin, None without a usable fix."""

    place: Place
    distance: float | None
    radius: float = 0.0


def where(punch: Punch, ward: Department | None, figures: Figures) -> Where:
    """Three outcomes, and unknown when there is nothing to judge by (K15)."""
    if ward is None or punch.lat is None or punch.lon is None or punch.fix not in ("ok", "stale"):
        return Where("unknown", None)
    if punch.lat == 0 and punch.lon == 0:
        return Where("unknown", None)
    radius = ward.radius_m or figures.fence_m
    distance = distance_m((punch.lat, punch.lon), (ward.lat, ward.lon))
    accuracy = punch.accuracy if punch.accuracy is not None else float("inf")
    if punch.fix == "stale" or punch.fix_age_ms > STALE_MS:
        return Where("unsure", distance, radius)
    return Where(
        judge_place(distance, accuracy, radius, unsure_over=figures.poor_m, cap=figures.accuracy_m), distance, radius
    )


def code_state(punch: Punch, secret: str, time: Repaired) -> ward_code.State:
    """The ward code against the effective time; a ward without a code can confirm none."""
    if not punch.ward_code:
        return ""
    try:
        key = ward_code.secret_bytes(secret)
    except ValueError:
        return "wrong"
    return ward_code.check(key, punch.ward_code, time.earliest_ms, time.ms) if key else "wrong"


def time_flag(time: Repaired, figures: Figures) -> Literal["", "corrected", "unsure"]:
    """K14: unsure after a restart without an anchor, corrected when the clock was over five minutes off."""
    if not time.sure:
        return "unsure"
    return "corrected" if abs(time.offset) > figures.flag_ms else ""


def hints(punch: Punch, at: int, others: Iterable[Punch]) -> list[str]:
    """Reasons for a person to look, never a verdict (T5): impossible travel (K16) and repeated coordinates."""
    found: list[str] = []
    fixed = [p for p in others if p.id != punch.id and _has_fix(p)]
    if not _has_fix(punch):
        return found
    impossible = [other for other in _neighbours(at, fixed) if _too_fast(punch, at, other)]
    if impossible:
        found.append("travel")
    if any(_device(other) != _device(punch) for other in impossible):
        found.append("two_devices")
    same = {day_of(p.at) for p in fixed if (p.lat, p.lon) == (punch.lat, punch.lon)} | {day_of(at)}
    if len(same) >= REPEAT_DAYS:
        found.append("repeated_fix")
    return found


def _device(punch: Punch) -> str:
    """A punch is named after its change, whose id begins with the device."""
    return punch.id.partition(".")[0]


def _has_fix(punch: Punch) -> bool:
    return punch.fix == "ok" and punch.lat is not None and punch.lon is not None


def _neighbours(at: int, punches: Sequence[Punch]) -> list[Punch]:
    before = [p for p in punches if p.at <= at]
    after = [p for p in punches if p.at > at]
    return [*sorted(before, key=lambda p: p.at)[-1:], *sorted(after, key=lambda p: p.at)[:1]]


def _too_fast(punch: Punch, at: int, other: Punch) -> bool:
    assert punch.lat is not None and punch.lon is not None and other.lat is not None and other.lon is not None
    gap = distance_m((punch.lat, punch.lon), (other.lat, other.lon)) - (punch.accuracy or 0) - (other.accuracy or 0)
    return gap > TRAVEL_FROM_M and speed_kmh(gap, abs(at - other.at)) > TRAVEL_KMH
