"""Golden vectors of the clock: ticks, segment trust, repair. Moments and packed times are written as 16 hex digits."""

from random import Random
from typing import Any

from ..changes.clock import COUNTER, Trust, moment, packed, repair, segment_trust, tick
from ..changes.wire import Segment

START = 1_790_000_000_000
HOUR = 3_600_000


def clock_vectors(seed: int = 20261122) -> dict[str, Any]:
    rng = Random(seed)
    return {"tick": _ticks(rng), "segments": [_segments(rng, n) for n in range(60)], "repair": _repairs(rng)}


def _hex(value: int) -> str:
    return f"{value:016x}"


def _ticks(rng: Random) -> list[dict[str, Any]]:
    """One phone's 160 ticks: steady, standing still, jumping back and ahead; then counters about to run over."""
    steps: list[dict[str, Any]] = []
    last, wall = 0, START
    for _ in range(160):
        wall = max(0, wall + rng.choice((0, 0, 1, 7, 40_000, -3, -HOUR, 24 * HOUR)))
        following = tick(last, wall)
        steps.append({"last": _hex(last), "wall": wall, "moment": _hex(following)})
        last = following
    for wall in (0, START - 1, START, START + 1):
        last = START << 16 | COUNTER
        steps.append({"last": _hex(last), "wall": wall, "moment": _hex(tick(last, wall))})
    return steps


def _segments(rng: Random, n: int) -> dict[str, Any]:
    segments = [_segment(rng, index + 1) for index in range(n % 7)]
    rng.shuffle(segments)
    offset = rng.choice((0, 120, -400, HOUR, -24 * HOUR))
    trust = segment_trust(segments, offset)
    return {
        "segments": [{"id": s.id, "wall": s.wall, "jump": s.jump, "anchor": s.anchor} for s in segments],
        "offset_now": offset,
        "trust": [[id, _trust(trust[id])] for id in sorted(trust)],
    }


def _segment(rng: Random, id: int) -> Segment:
    wall = START + id * 10 * HOUR
    anchor = rng.choice((None, None, 0, 3_000, -4_999, HOUR, -24 * HOUR))
    jump = rng.choice((None, None, 0, -HOUR, 2_001, 24 * HOUR))
    return Segment(
        id=id, wall=wall, jump=jump, anchor=None if anchor is None else (wall + 60_000, wall + 60_000 + anchor)
    )


def _trust(trust: Trust) -> dict[str, Any]:
    return {"offset": trust.offset, "sure": trust.sure, "earliest_offset": trust.earliest_offset}


def _repairs(rng: Random) -> list[dict[str, Any]]:
    cases = [_repair(rng, START) for _ in range(140)]
    cases.append(_repair(rng, START, claimed=moment(253_402_300_799_999)))  # the year 9999 (SAFETY fact 8)
    cases.append(_repair(rng, START, claimed=moment(0), trust=Trust(-HOUR, False, -2 * HOUR)))
    return cases


def _repair(rng: Random, now: int, claimed: str = "", trust: Trust | None = None) -> dict[str, Any]:
    claimed = claimed or moment(now + rng.randint(-72, 72) * HOUR + rng.randint(0, 999), rng.choice((0, 1, COUNTER)))
    offset = rng.choice((0, 300_000, 300_001, -HOUR, 48 * HOUR))
    trust = trust or Trust(offset, rng.random() < 0.7, offset - rng.choice((0, HOUR)))
    after = rng.choice((0, packed(claimed), (now - HOUR) << 16, now << 16 | COUNTER))
    found = repair(claimed, trust, now=now, after=after)
    return {
        "claimed": claimed, "trust": _trust(trust), "now": now, "after": _hex(after), "stamp": _hex(found.value),
        "claimed_ms": found.claimed_ms, "sure": found.sure, "offset": found.offset, "earliest_ms": found.earliest_ms,
        "flagged": found.flagged,
    }  # fmt: skip
