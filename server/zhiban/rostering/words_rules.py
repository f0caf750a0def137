"""What days, times and shifts are called in the sentences of slips and messages, in both languages; never prose."""

from datetime import date

from ..changes.calendar import minute_of
from ..changes.fields import Params
from .records import ShiftType

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def clock(ms: int) -> str:
    """The hospital's time of day, ``14:02``."""
    minute = minute_of(ms)
    return f"{minute // 60}:{minute % 60:02d}"


def is_day(text: str) -> bool:
    """Whether a text of the shape of a day is one; 2026-02-30 is not."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def day_words(day: str, name: str = "day") -> Params:
    """A day as ISO and as both languages write it: ``day``, ``day_zh``, ``day_en``."""
    if not is_day(day):
        return {name: day, f"{name}_zh": day, f"{name}_en": day}
    d = date.fromisoformat(day)
    return {name: day, f"{name}_zh": f"{d.month}月{d.day}日", f"{name}_en": f"{d.day} {MONTHS[d.month - 1]}"}


def shift_words(kind: ShiftType | None, name: str = "shift") -> Params:
    """A shift's id and its names; a deleted one is named by nothing."""
    if kind is None:
        return {name: "", f"{name}_zh": "—", f"{name}_en": "—"}
    return {name: kind.id, f"{name}_zh": kind.name_zh, f"{name}_en": kind.name_en}
