"""Figures that sentences about a punch are filled with, and the steps offered with them."""

from typing import Any

from ..changes.calendar import minute_of
from ..changes.wire import NextStep
from ..rostering.records import ShiftType
from .evidence import Where
from .pairing import Event
from .records import AttendanceDay, Punch

UNPLANNED_STEPS = (NextStep(action="open_shifts"), NextStep(action="wait_for_swap"), NextStep(action="ask_head"))
"""K12: an open shift, a swap that another phone has not sent yet, or overtime that the head knows of."""
PLACE_STEPS = (NextStep(action="scan_ward_code"), NextStep(action="ask_head"))


def clock(ms: int) -> str:
    """21:43 in the hospital's zone."""
    return f"{minute_of(ms) // 60:02d}:{minute_of(ms) % 60:02d}"


def facts_for_reader(
    punch: Punch, day: AttendanceDay | None, kind: ShiftType | None, place: Where, event: Event
) -> dict[str, Any]:
    """Times as HH:MM, whole metres and minutes; a key without meaning for this punch is left out."""
    params: dict[str, Any] = {
        "time": clock(event.at), "at": event.at, "direction": punch.direction, "day": punch.day,
        "earliest": clock(punch.earliest), "latest": clock(punch.at), "fix": punch.fix, "place": punch.judged_place,
        "proofs": len(event.marks), "flags": day.flags if day else punch.hints,
    }  # fmt: skip
    if place.distance is not None:
        params["beyond"] = max(0, round(place.distance - place.radius))
        params["accuracy"] = round(punch.accuracy or 0)
    if day is not None and day.shift:
        planned = day.planned_start if punch.direction == "in" else day.planned_end
        params.update(
            planned=clock(planned), shift=day.shift, shift_zh=day.shift, shift_en=day.shift, attendance=day.id
        )
    if kind is not None:
        params.update(shift_zh=kind.name_zh, shift_en=kind.name_en)
    return params
