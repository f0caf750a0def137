"""Which duty a check-in or check-out belongs to: by the open check-in, never by the date (K12, K13, K17). Pure.

The answer depends on the set of punches alone, so phones may upload in any order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from .figures import MAX_SHIFT_MS, Figures

Direction = Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class Duty:
    """One day's shift as it is judged: continuous stretches [start, end] in ms (A04), and whose roster says so."""

    day: str
    shift: str
    version: str
    department: str
    stretches: tuple[tuple[int, int], ...]
    late_news: bool = False
    """By the roster the phone had, which has changed since (K11)."""
    uninformed: bool = False
    """The phone knew of no duty that day: coming late to it is nobody's fault (K11)."""

    @property
    def start(self) -> int:
        return self.stretches[0][0]

    @property
    def end(self) -> int:
        return self.stretches[-1][1]


@dataclass(frozen=True, slots=True)
class Mark:
    """One proof of presence with the moment it counts from."""

    id: str
    direction: Direction
    at: int


@dataclass(frozen=True, slots=True)
class Event:
    """Proofs of one coming or going: within minutes of each other they are one (K17)."""

    direction: Direction
    at: int
    """Earliest of a coming, latest of a going."""
    marks: tuple[str, ...]


def events_of(marks: Iterable[Mark], same_ms: int) -> list[Event]:
    """Joins proofs of one direction that follow each other within ``same_ms``, in order of time."""
    events: list[Event] = []
    last: dict[Direction, tuple[int, int]] = {}
    for mark in sorted(marks, key=lambda m: (m.at, m.direction, m.id)):
        index, at = last.get(mark.direction, (-1, 0))
        if index >= 0 and mark.at - at <= same_ms and _nothing_between(events, index):
            joined = events[index]
            when = joined.at if mark.direction == "in" else mark.at
            events[index] = Event(mark.direction, when, (*joined.marks, mark.id))
        else:
            events.append(Event(mark.direction, mark.at, (mark.id,)))
            index = len(events) - 1
        last[mark.direction] = (index, mark.at)
    return sorted(events, key=lambda e: (e.at, e.direction, e.marks))


def _nothing_between(events: Sequence[Event], index: int) -> bool:
    """Out and in again within three minutes are three events, not two."""
    return index == len(events) - 1


Open = tuple[Event, Duty | None]
"""The check-in still open, with its duty if one explains it."""


@dataclass(frozen=True, slots=True)
class Paired:
    """Events of each duty by its day, and those that no duty explains (K12), in order of time."""

    by_day: dict[str, list[Event]]
    unplanned: list[list[Event]]
    """Each list is one stay: a check-in and what followed it."""


def pair(duties: Sequence[Duty], events: Sequence[Event], figures: Figures) -> Paired:
    """Goes through the events in order of time, keeping the one check-in that is still open."""
    by_day: dict[str, list[Event]] = {}
    stays: list[list[Event]] = []
    came: Open | None = None
    for event in events:
        if event.direction == "in":
            duty = nearest_start(duties, event.at, figures.reach_ms)
            came = (event, duty)
        else:
            duty, came = _left(duties, event, came, figures), None
        if duty is not None:
            by_day.setdefault(duty.day, []).append(event)
        elif event.direction == "out" and stays and _continues(stays[-1], event, figures):
            stays[-1].append(event)
        else:
            stays.append([event])
    return Paired(by_day, stays)


def nearest_start(duties: Iterable[Duty], at: int, reach_ms: int) -> Duty | None:
    """The duty a check-in is for: begun no longer ago than its end, or beginning within reach (K12: four hours)."""
    fits = [
        (min(abs(at - start) for start, _ in d.stretches), d.day, d) for d in duties if d.start - reach_ms <= at < d.end
    ]
    return min(fits, key=lambda f: f[:2])[2] if fits else None


def _left(duties: Sequence[Duty], event: Event, came: Open | None, figures: Figures) -> Duty | None:
    """The open check-in's duty while it lasts (K13), else the duty that ended nearest."""
    if came is not None and came[1] is not None:
        longest = max(came[1].end - came[1].start, MAX_SHIFT_MS) + figures.overrun_ms
        if event.at - came[0].at <= longest:
            return came[1]
    fits = [
        (min(abs(event.at - end) for _, end in d.stretches), d.day, d)
        for d in duties
        if d.start <= event.at <= d.end + figures.overrun_ms
    ]
    return min(fits, key=lambda f: f[:2])[2] if fits else None


def _continues(stay: list[Event], event: Event, figures: Figures) -> bool:
    return stay[-1].direction == "in" and event.at - stay[-1].at <= MAX_SHIFT_MS + figures.overrun_ms
