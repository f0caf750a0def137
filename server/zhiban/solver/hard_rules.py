"""The hard rules of one person, judged on the plain cells. No code is shared with the model: each catches the other.

Every rule is a function of one Line; only breaches that touch the horizon are reported, never pure history.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import pairwise

from zhiban.solver.line import Duty, Line, hours
from zhiban.solver.lookup import touches_night
from zhiban.solver.problem import Violation


def one_shift(line: Line) -> Iterator[Violation]:
    """F026: two jobs for one person on one day."""
    for first, second in pairwise(sorted(line.planned, key=lambda duty: duty.day)):
        if first.day == second.day:
            yield line.fault("one_shift", "two_shifts_one_day", [first.day], first=first.kind.id, second=second.kind.id)


def skill(line: Line) -> Iterator[Violation]:
    """F031, L19: abilities and admission for the shift type."""
    person = line.person
    for duty in line.planned:
        kind = duty.kind
        missing = sorted(kind.skills - person.skills)
        if missing:
            yield line.fault("skill", "skill_missing", [duty.day], kind.id, skill=missing[0], missing=len(missing))
        elif person.level < kind.min_level:
            yield line.fault("skill", "level_too_low", [duty.day], kind.id, level=person.level, need=kind.min_level)
        elif person.allowed is not None and kind.id not in person.allowed:
            yield line.fault("skill", "shift_not_allowed", [duty.day], kind.id)


def leave(line: Line) -> Iterator[Violation]:
    """K06: approved leave is a promise to a person."""
    for duty in line.planned:
        if duty.day in line.person.unavailable:
            yield line.fault("leave", "on_leave", [duty.day], duty.kind.id)


def availability(line: Line) -> Iterator[Violation]:
    """F022: partly unavailable that day."""
    for duty in line.planned:
        for block in line.person.blocked:
            if block.day != duty.day:
                continue
            if block.shift == duty.kind.id or (block.activity and duty.kind.spent_on(block.activity)):
                activity = block.activity or ""
                yield line.fault("availability", "not_available", [duty.day], duty.kind.id, activity=activity)


def rest(line: Line) -> Iterator[Violation]:
    """L16: hours between two shifts, also across the start of the horizon; after the last night a longer pause."""
    limits = line.limits
    for first, second in pairwise(line.worked):
        if second.day < 0 or first.day == second.day:
            continue
        gap = second.start - first.end
        days, shift = (first.day, second.day), second.kind.id
        if gap < limits.rest_minutes:
            yield line.fault(
                "rest", "rest_too_short", days, shift, rest_h=hours(gap), need_h=hours(limits.rest_minutes)
            )
        elif first.kind.night and not second.kind.night and gap < limits.night_recovery_minutes:
            need = hours(limits.night_recovery_minutes)
            yield line.fault("night_recovery", "recovery_too_short", days, shift, rest_h=hours(gap), need_h=need)


def sequence(line: Line) -> Iterator[Violation]:
    """Pairs of shift types that must not follow each other on neighbouring days."""
    for first, second in pairwise(line.worked):
        pair = (first.kind.id, second.kind.id)
        if second.day >= 0 and second.day == first.day + 1 and pair in line.limits.forbidden_next_day:
            yield line.fault(
                "sequence", "forbidden_sequence", (first.day, second.day), pair[1], first=pair[0], second=pair[1]
            )


def _runs(days: Iterable[int]) -> Iterator[list[int]]:
    """Maximal runs of neighbouring days."""
    run: list[int] = []
    for day in sorted(set(days)):
        if run and day != run[-1] + 1:
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def consecutive_days(line: Line) -> Iterator[Violation]:
    """L04: no seventh work day in a row, history counted."""
    most = line.limits.max_consecutive_days
    if most is None:
        return
    for run in _runs(duty.day for duty in line.worked):
        if len(run) > most and run[-1] >= 0:
            yield line.fault("consecutive_days", "too_many_days", run, days=len(run), max=most)


def night_run(line: Line) -> Iterator[Violation]:
    """L16: nights in a row, history counted."""
    most = line.limits.max_nights_in_row
    if most is None:
        return
    for run in _runs(duty.day for duty in line.worked if duty.kind.night):
        if len(run) > most and run[-1] >= 0:
            yield line.fault("night_run", "too_many_nights", run, nights=len(run), max=most)


def _weeks_over(line: Line, cap: int, measure: Callable[[Duty], int]) -> Iterator[tuple[list[int], int]]:
    """Days and total of each Monday-Sunday week over the cap to which the horizon itself adds; history counts along."""
    weeks: dict[int, list[Duty]] = {}
    for duty in line.worked:
        if measure(duty):
            weeks.setdefault(line.lookup.week(duty.day), []).append(duty)
    for duties in weeks.values():
        total = sum(map(measure, duties))
        if total > cap and duties[-1].day >= 0:
            yield [duty.day for duty in duties], total


def _paid(duty: Duty) -> int:
    return duty.kind.paid()


def weekly_hours(line: Line) -> Iterator[Violation]:
    """L01: most hours of a Monday-Sunday week, history of the running week counted."""
    own = line.person.max_week_minutes
    cap = line.limits.max_week_minutes if own is None else own
    if cap is None:
        return
    for days, total in _weeks_over(line, cap, _paid):
        yield line.fault("weekly_hours", "week_over_hours", days, hours=hours(total), max_h=hours(cap))


def horizon_hours(line: Line) -> Iterator[Violation]:
    """L02: most hours of the whole period, as the caller set it (contract plus at most 36 h a month)."""
    total = sum(duty.kind.paid() for duty in line.planned)
    cap = line.person.max_minutes
    if cap is not None and total > cap:
        yield line.fault("horizon_hours", "period_over_hours", (), hours=hours(total), max_h=hours(cap))


def daily_hours(line: Line) -> Iterator[Violation]:
    """L02: 8 hours and at most 3 more on one day."""
    cap = line.limits.max_day_minutes
    for duty in line.planned:
        if cap is not None and duty.kind.paid() > cap:
            figures = {"hours": hours(duty.kind.paid()), "max_h": hours(cap)}
            yield line.fault("daily_hours", "day_over_hours", [duty.day], duty.kind.id, **figures)


def activity_cap(line: Line) -> Iterator[Violation]:
    """A12, F020, F021: surgery <= 30 h, duty <= 20 h per Monday-Sunday week, planned."""
    for activity, cap in line.person.activity_caps.items():
        for days, total in _weeks_over(line, cap, partial(_spent, activity)):
            figures = {"hours": hours(total), "max_h": hours(cap)}
            yield line.fault("activity_cap", "activity_over_cap", days, activity=activity, **figures)


def _spent(activity: str, duty: Duty) -> int:
    return duty.kind.spent_on(activity)


def night_ban(line: Line) -> Iterator[Violation]:
    """L12, L18: no night work, meaning the night flag or any minute of the night window (L15)."""
    if not line.person.no_nights:
        return
    for duty in line.planned:
        if duty.kind.work and (duty.kind.night or touches_night(duty.kind, line.limits)):
            yield line.fault("night_ban", "night_forbidden", [duty.day], duty.kind.id)


def overtime_ban(line: Line) -> Iterator[Violation]:
    """L12, L18: no minute over the standard day, nor over the contract's week."""
    if not line.person.no_overtime:
        return
    day_cap = line.limits.standard_day_minutes
    for duty in line.planned:
        if duty.kind.paid() > day_cap:
            figures = {"hours": hours(duty.kind.paid()), "max_h": hours(day_cap)}
            yield line.fault("overtime_ban", "overtime_forbidden_day", [duty.day], duty.kind.id, **figures)
    week_cap = round(line.person.fraction * line.limits.standard_week_minutes)
    for days, total in _weeks_over(line, week_cap, _paid):
        yield line.fault("overtime_ban", "overtime_forbidden_week", days, hours=hours(total), max_h=hours(week_cap))


def pins(line: Line) -> Iterator[Violation]:
    """K40: what a human locked stays."""
    placed = {duty.day: duty.kind.id for duty in line.planned}
    for pin in line.lookup.pins.get(line.person.id, ()):
        if placed.get(pin.day) != pin.shift:
            yield line.fault("pin", "pin_not_kept", [pin.day], pin.shift, found=placed.get(pin.day, ""))


HARD_RULES = (
    one_shift, skill, leave, availability, rest, sequence, consecutive_days, night_run, weekly_hours, horizon_hours,
    daily_hours, activity_cap, night_ban, overtime_ban, pins,
)  # fmt: skip


def judge_line(line: Line) -> list[Violation]:
    """All hard rules on one line."""
    return [violation for rule in HARD_RULES for violation in rule(line)]
