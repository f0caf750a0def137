"""Wishes, and what people are owed from earlier weeks (F022, F032)."""

from collections.abc import Iterable, Mapping

from zhiban.solver import Wish

from ..changes.calendar import add_days, weekday
from ..people.records import Person, Preference
from .period import Period
from .rules import is_work

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_OFF, LIKED, DISLIKED = 12, 1, 3
"""Points of a wish: a free day weighs more than a taste."""


def wishes_of(preference: Preference | None, person: str, days: list[str], working: set[str]) -> Iterable[Wish]:
    """Free days first, then tastes (F022)."""
    if preference is None:
        return
    for n, day in enumerate(days):
        if day in preference.days_off or WEEKDAYS[weekday(day)] in preference.days_off:
            yield Wish(person=person, day=n, shift=None, weight=DAY_OFF)
            continue
        yield from (
            Wish(person=person, day=n, shift=s, weight=-DISLIKED) for s in preference.disliked_shifts if s in working
        )
        yield from (Wish(person=person, day=n, shift=s, weight=LIKED) for s in preference.liked_shifts if s in working)


def carry_over(period: Period) -> dict[str, tuple[int, int]]:
    """Nights and weekends owed from the last eight weeks, against the mean of those who work them."""
    nights = {p.id: _nights(period, p.id) for p in period.people}
    weekends = {p.id: _weekends(period, p.id) for p in period.people}
    return {
        p.id: (_owed(nights, p.id, period.people), _owed(weekends, p.id, period.people))
        for p in period.people
        if period.past[p.id]
    }


def _nights(period: Period, person: str) -> int:
    return sum(is_work(k) and k.night for s in period.past[person].values() if (k := period.kinds.get(s)) is not None)


def _weekends(period: Period, person: str) -> int:
    worked = [d for d, s in period.past[person].items() if is_work(period.kinds.get(s)) and weekday(d) >= 5]
    return len({add_days(d, -weekday(d)) for d in worked})


def _owed(counts: Mapping[str, int], person: str, people: list[Person]) -> int:
    share = {p.id: p.fraction for p in people if counts[p.id]}
    if person not in share or not sum(share.values()):
        return 0
    mean = sum(counts[p] for p in share) / sum(share.values())
    return round(mean * share[person] - counts[person])
