"""Hybrid logical clock, and the repair of phone clocks that are wrong (SYNC 1.3, K14).

A stamp is 16 hex digits, 12 for milliseconds and 4 for a counter, then ``-`` and the replica's 8 hex digits.
Stamps sort as text exactly as they sort in time.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from .wire import Segment

COUNTER = 0xFFFF
DRIFT_MS = 5_000
"""Two anchors that agree this closely prove that the clock between them ran straight."""
FLAG_MS = 300_000
"""A clock further off than this is told to the person and the head nurse (K14: five minutes)."""


def wall_now() -> int:
    """The server's time in ms; the only place on the server that reads the wall clock."""
    return time.time_ns() // 1_000_000


def moment(ms: int, counter: int = 0) -> str:
    """The time part of a stamp, 16 hex digits."""
    return f"{ms:012x}{counter:04x}"


def stamp(value: int, replica: int) -> str:
    """A full stamp from a packed 64-bit time (ms << 16 | counter)."""
    return f"{value:016x}-{replica:08x}"


def packed(text: str) -> int:
    """ms << 16 | counter of a moment or stamp."""
    return int(text[:16], 16)


def stamp_ms(text: str) -> int:
    """The millisecond part of a moment or stamp."""
    return packed(text) >> 16


def tick(last: int, wall: int) -> int:
    """The next packed time of a phone: never behind its last one, never behind its wall clock."""
    return max(wall << 16, last + 1)


@dataclass(frozen=True, slots=True)
class Trust:
    """How far one clock segment was off (ms to add to its wall time), and whether that is known."""

    offset: int
    sure: bool
    earliest_offset: int
    """The offset that would make the event earliest; equals ``offset`` when sure."""


def segment_trust(segments: Sequence[Segment], offset_now: int) -> dict[int, Trust]:
    """Works out every segment's offset backwards from the push, whose offset was just measured.

    A segment with its own anchor uses it. Otherwise the offset is carried back over known jumps; over an unknown
    one (a restart) only if the anchors on both sides agree, else it is marked unsure.
    """
    trust: dict[int, Trust] = {}
    offset, sure = offset_now, True
    ordered = sorted(segments, key=lambda s: s.id)
    for index in range(len(ordered) - 1, -1, -1):
        segment = ordered[index]
        if segment.anchor is not None and (index < len(ordered) - 1 or not sure):
            offset, sure = segment.anchor[1] - segment.anchor[0], True
        earlier = _earlier_anchor(ordered, index)
        known = offset if sure or earlier is None else min(offset, earlier)
        trust[segment.id] = Trust(offset, sure, known)
        if segment.jump is not None:
            offset += segment.jump
        elif earlier is None or abs(earlier - offset) > DRIFT_MS:
            sure = False
    return trust


def _earlier_anchor(ordered: Sequence[Segment], index: int) -> int | None:
    for segment in reversed(ordered[:index]):
        if segment.anchor is not None:
            return segment.anchor[1] - segment.anchor[0]
    return None


@dataclass(frozen=True, slots=True)
class Repaired:
    """One change's time after repair: packed effective time, what the phone claimed, and how sure we are."""

    value: int
    claimed_ms: int
    sure: bool
    offset: int
    earliest_ms: int

    @property
    def ms(self) -> int:
        return self.value >> 16

    @property
    def flagged(self) -> bool:
        """K14: more than five minutes off, or unknown."""
        return not self.sure or abs(self.offset) > FLAG_MS


def repair(claimed: str, trust: Trust, *, now: int, after: int) -> Repaired:
    """Moves a claimed moment onto the server's time line.

    The result is at most ``now`` (ms) and above ``after`` (packed: the replica's previous stamp and every base this
    change replaced), so an edit always beats what its author had seen. Never refuses for time.
    """
    raw = packed(claimed)
    shifted = ((raw >> 16) + trust.offset) << 16 | (raw & COUNTER)
    value = max(min(shifted, now << 16 | COUNTER), after + 1, 0)
    earliest = max(0, min((raw >> 16) + trust.earliest_offset, value >> 16))
    return Repaired(value, raw >> 16, trust.sure, trust.offset, earliest)
