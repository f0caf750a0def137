"""When a person sleeps after a night shift, so that news which can wait do wait (PHONE 4.36)."""

from ..changes.calendar import add_days, at_minute, day_of
from ..changes.verdict import World
from ..people.records import Preference
from .records import Assignment, ShiftType

SLEEP_MS = 8 * 3_600_000


def asleep(world: World, person: str, now: int) -> int:
    """The moment (ms) until which the person sleeps; 0 when awake or when they want all news at once."""
    wish = world.get(Preference, person)
    if wish is not None and not wish.quiet:
        return 0
    today = day_of(now)
    recent = world.between(Assignment, "day", add_days(today, -1), today, person=person)
    return max((_wakes(world, shift, now) for shift in recent), default=0)


def _wakes(world: World, assignment: Assignment, now: int) -> int:
    shift = world.get(ShiftType, assignment.shift)
    if shift is None or not shift.night or not shift.segments:
        return 0
    end = at_minute(assignment.day, max(segment.end for segment in shift.segments))
    return end + SLEEP_MS if end <= now < end + SLEEP_MS else 0
