"""Which seconds of learning count (A11, K22), how a quiz is marked (K20), and a month's target (F060). Pure.

Credit is worked out from the set of events, so order and repetition of uploads never matter.
"""

import calendar
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..changes.calendar import days_between


@dataclass(frozen=True, slots=True)
class Reading:
    """One stretch of reading a block; ``at`` in ms."""

    id: str
    block: str
    seconds: int
    at: int


def credit(readings: Iterable[Reading], limits: Mapping[str, int]) -> dict[str, int]:
    """Seconds credited to each reading: in order of time, until its block's playing time is used up (A11, K22).

    Blocks without a limit are unknown to every revision and earn nothing. An id that comes twice counts once.
    """
    left = dict(limits)
    credited: dict[str, int] = {}
    unique = {r.id: r for r in readings}
    for reading in sorted(unique.values(), key=lambda r: (r.at, r.id)):
        given = min(reading.seconds, left.get(reading.block, 0))
        credited[reading.id] = given
        if given:
            left[reading.block] -= given
    return credited


@dataclass(frozen=True, slots=True)
class Marked:
    score: int
    wrong: list[str]


def mark(answers: Mapping[str, Iterable[str]], key: Mapping[str, Iterable[str]]) -> Marked:
    """Percent of questions answered exactly right, rounded half up; answers to no question are ignored."""
    wrong = [q for q, right in key.items() if set(answers.get(q, ())) != set(right)]
    right = len(key) - len(wrong)
    return Marked(math.floor(100 * right / len(key) + 0.5) if key else 0, wrong)


def target_minutes(month: str, full: int, employed_from: str, away: Iterable[tuple[str, str]]) -> int:
    """A month's minutes pro rata to its days employed and not on long leave, rounded up (A11).

    ``away`` are closed ranges of days of long leave.
    """
    year, number = int(month[:4]), int(month[5:])
    days = calendar.monthrange(year, number)[1]
    first, last = f"{month}-01", f"{month}-{days:02d}"
    present = {day for day in days_between(first, last) if day >= employed_from}
    for start, end in away:
        present -= set(days_between(max(start, first), min(end, last)))
    return math.ceil(full * len(present) / days)


def minutes_left(target: int, seconds: int) -> int:
    """Whole minutes still to learn this month: 2 h done of 4 leave 120 (F064)."""
    return max(0, target - seconds // 60)
