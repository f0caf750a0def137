"""What the events of one duty come to: lateness, early leave, extra time, tier, proposal (A02-A04, A14, L11). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..changes.calendar import MINUTE_MS
from .figures import PROPOSALS, Figures
from .pairing import Duty, Event
from .records import Tier

SHIFT_SHARE = {"bonus_half_day": 240, "bonus_day": 480, "absence": 0}
"""Minutes of an eight-hour day that a proposal takes; absence is only time not worked (A03)."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Minutes and moments of one duty; moments are ms, None while there is no such event."""

    first_in: int | None
    last_out: int | None
    late: int = 0
    early: int = 0
    extra: int = 0
    tier: Tier = ""
    proposal: str = ""
    state: Literal["open", "present", "done", "missing"] = "open"


def tally(duty: Duty, events: Sequence[Event], figures: Figures) -> Tally:
    """Judges one duty by its events, in order of time."""
    ins = [e.at for e in events if e.direction == "in"]
    outs = [e.at for e in events if e.direction == "out"]
    first_in, last_out = (min(ins) if ins else None), (max(outs) if outs else None)
    late = _late(duty, ins, outs)
    gone = last_out is not None and (not ins or last_out >= max(ins)) and not _between_stretches(duty, last_out)
    early = max(0, duty.end - last_out) // MINUTE_MS if gone and last_out is not None else 0
    extra = extra_minutes(last_out - duty.end, figures) if gone and last_out is not None else 0
    tier, proposal = lateness_tier(late, figures)
    if tier == "on_time" and early:
        tier = "early_leave"
    state = "missing" if not ins else "done" if gone else "present"
    return Tally(first_in, last_out, late, early, extra, tier if ins or early else "", proposal, state)


def _late(duty: Duty, ins: Sequence[int], outs: Sequence[int]) -> int:
    """Whole minutes after the planned start; a stretch after a gap over two hours counts for itself (A04).

    Whoever never left in the gap was there: no second check-in is asked for.
    """
    worst = 0
    floor = 0
    for index, (start, end) in enumerate(duty.stretches):
        arrivals = [at for at in ins if floor <= at < end]
        left = index == 0 or any(at < start for at in outs if at >= duty.start)
        if arrivals and left:
            worst = max(worst, (min(arrivals) - start) // MINUTE_MS)
        floor = end
    return max(0, worst)


def _between_stretches(duty: Duty, at: int) -> bool:
    """Going home at noon before the evening's consultation is not leaving early (A04)."""
    pairs = zip(duty.stretches, duty.stretches[1:], strict=False)
    return any(end <= at < start for (_, end), (start, _) in pairs)


def lateness_tier(minutes: int, figures: Figures) -> tuple[Tier, str]:
    """A02: the tier and what HR is proposed to take from the bonus, never from pay (L11)."""
    if minutes <= figures.grace_min:
        return "on_time", ""
    if minutes >= figures.absent_min:
        return "late_absence", PROPOSALS.get(figures.absent, figures.absent)
    step = figures.short if minutes <= figures.short_min else figures.middle
    return "late_half_day", PROPOSALS.get(step, step)


def extra_minutes(over_ms: int, figures: Figures) -> int:
    """A14: nothing below half an hour, then whole quarters."""
    minutes = over_ms / MINUTE_MS
    if minutes < figures.overtime_from:
        return 0
    return int(minutes // figures.overtime_step * figures.overtime_step)


def takes_more_than_missed(proposal: str, late_minutes: int) -> bool:
    """L11's banner: the proposal is worth more than the minutes that were missed."""
    return SHIFT_SHARE.get(proposal, 0) > late_minutes


def capped_deduction(amount: float, month_wage: float, minimum_wage: float, cap_percent: float) -> float:
    """L11: at most a fifth of the month's wage, and never below the local minimum wage."""
    room = max(0.0, month_wage - minimum_wage)
    return round(max(0.0, min(amount, month_wage * cap_percent / 100, room)), 2)
