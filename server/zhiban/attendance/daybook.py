"""A person's days around a moment: which duty counts (K11), what the punches came to, and what must be written.

Everything is worked out again from the set of punches each time, so the order of uploads never matters.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from ..changes.calendar import DAY_MS, MINUTE_MS, add_days, at_minute, day_of, day_start_ms
from ..changes.verdict import World
from ..rostering.records import Assignment, ShiftType
from ..rostering.rules import is_work
from .figures import Figures
from .pairing import Duty, Event, Mark, Paired, events_of, nearest_start, pair
from .records import AttendanceDay, Punch
from .tally import Tally, tally

REACH_DAYS = 3
NOBODY_TOLD = "none"
"""Stands for a roster on which the phone had no duty that day, though there was one by then (K11)."""
LATE_NEWS = "late_news"


@dataclass(frozen=True, slots=True)
class Book:
    """What was worked out: attendance days by id, the day of each punch, its event, and the duty of each day."""

    days: dict[str, AttendanceDay] = field(default_factory=dict[str, AttendanceDay])
    paired: dict[str, str] = field(default_factory=dict[str, str])
    """Punch id to attendance day id; empty while no duty explains it."""
    events: dict[str, Event] = field(default_factory=dict[str, Event])
    duties: dict[str, Duty] = field(default_factory=dict[str, Duty])


@dataclass(frozen=True, slots=True)
class Facts:
    """What is read from the store for one book; ``days`` are the attendance days as they stand."""

    person: str
    centre: str
    """The day in the middle."""
    punches: Sequence[Punch]
    assignments: Mapping[str, Assignment]
    kinds: Mapping[str, ShiftType]
    days: Mapping[str, AttendanceDay]


def gather(
    world: World, person: str, at: int, extra: Punch | None = None, known: Sequence[Punch] | None = None
) -> Facts:
    """Reads three days either side of a moment: enough that the middle ones are whole.

    ``known`` are the person's punches of at least those days, when they were read already.
    """
    today = day_of(at)
    first, last = add_days(today, -REACH_DAYS), add_days(today, REACH_DAYS)
    since, until = day_start_ms(first), day_start_ms(last) + DAY_MS
    if known is None:
        known = world.between(Punch, "at", since, until, person=person)
    punches = [p for p in known if since <= p.at <= until and (extra is None or p.id != extra.id)]
    if extra is not None:
        punches.append(extra)
    assignments = {a.day: a for a in world.between(Assignment, "day", first, last, person=person)}
    wanted = {a.shift for a in assignments.values()} | {p.known_shift for p in punches if p.known_shift}
    found = {name: world.get(ShiftType, name) for name in sorted(wanted)}
    days = {d.id: d for d in world.between(AttendanceDay, "day", first, last, person=person)}
    return Facts(person, today, punches, assignments, {n: k for n, k in found.items() if k is not None}, days)


def work_out(facts: Facts, figures: Figures) -> Book:
    """Duties, pairing and tallies of the days that were read."""
    duties = duties_of(facts, figures)
    marks = [Mark(p.id, p.direction, counted(p, duties)) for p in facts.punches]
    events = events_of(marks, figures.same_ms)
    paired = pair(duties, events, figures)
    by_day = {d.day: d for d in duties}
    book = Book(duties=by_day, events={m: e for e in events for m in e.marks})
    punches = {p.id: p for p in facts.punches}
    for day, own in paired.by_day.items():
        book.paired.update({m: f"{facts.person}:{day}" for e in own for m in e.marks})
        record = _planned_day(facts, by_day[day], own, punches, figures)
        book.days[record.id] = record
    book.paired.update({m: "" for stay in paired.unplanned for e in stay for m in e.marks})
    _add_unplanned(book, facts, paired, punches)
    return book


# which duty counts ----------------------------------------------------------------------------------------------
def duties_of(facts: Facts, figures: Figures) -> list[Duty]:
    """One duty a day at most: the roster's, or the one the phone had when it punched (K11)."""
    told: dict[str, list[Punch]] = {}
    for punch in facts.punches:
        if punch.known_version:
            told.setdefault(punch.day, []).append(punch)
    found: list[Duty] = []
    for day in sorted({*facts.assignments, *told}):
        assignment = facts.assignments.get(day)
        now = None
        if assignment is not None:
            now = _duty(day, assignment.shift, assignment.version, assignment.department, facts, figures)
        duty = _told_or_now(day, told.get(day, []), now, facts, figures)
        if duty is not None:
            found.append(duty)
    return found


def _told_or_now(day: str, told: Sequence[Punch], now: Duty | None, facts: Facts, figures: Figures) -> Duty | None:
    if not told:
        return now
    first = min(told, key=lambda p: (p.direction != "in", p.at, p.id))
    if first.known_version == NOBODY_TOLD:
        return replace(now, late_news=True, uninformed=True) if now else None
    known = _duty(day, first.known_shift, first.known_version, first.department, facts, figures)
    if known is None or (now is not None and now.shift == known.shift):
        return now
    known = replace(known, late_news=LATE_NEWS in first.hints)
    if now is None:
        return known
    come = first.direction == "in"
    to_known = abs(first.at - (known.start if come else known.end))
    to_now = abs(first.at - (now.start if come else now.end))
    return known if to_known <= to_now else now


def _duty(day: str, shift: str, version: str, department: str, facts: Facts, figures: Figures) -> Duty | None:
    kind = facts.kinds.get(shift)
    if kind is None or not is_work(kind):
        return None
    return Duty(day, shift, version, department, stretches_of(day, kind, figures.gap_min))


def stretches_of(day: str, kind: ShiftType, gap_min: float) -> tuple[tuple[int, int], ...]:
    """A shift's segments joined into continuous stretches; a gap over two hours begins a new one (A04)."""
    joined: list[tuple[int, int]] = []
    for segment in sorted(kind.segments, key=lambda s: s.start):
        if joined and segment.start - joined[-1][1] <= gap_min:
            joined[-1] = (joined[-1][0], max(joined[-1][1], segment.end))
        else:
            joined.append((segment.start, segment.end))
    return tuple((at_minute(day, start), at_minute(day, end)) for start, end in joined)


def counted(punch: Punch, duties: Iterable[Duty]) -> int:
    """The moment a punch counts from; an unsure time is whatever of its interval suits the person best (K14)."""
    if punch.time_flag != "unsure" or not punch.favour:
        return punch.at
    duties = list(duties)
    duty = next((d for d in duties if d.day == punch.day), None) or nearest_start(duties, punch.at, 4 * 60 * MINUTE_MS)
    if duty is None:
        return punch.at
    best = duty.start if punch.direction == "in" else duty.end
    return max(punch.earliest, min(punch.at, best))


# the records ----------------------------------------------------------------------------------------------------
def _planned_day(
    facts: Facts, duty: Duty, events: Sequence[Event], punches: Mapping[str, Punch], figures: Figures
) -> AttendanceDay:
    id = f"{facts.person}:{duty.day}"
    before = facts.days.get(id)
    own = [punches[m] for e in events for m in e.marks]
    sums = tally(duty, events, figures)
    flags = flags_of(own, duty, sums)
    attested = before.attested_by if before else ""
    if attested:
        flags = sorted({*flags, "attested"} - {"needs_attest", "outside", "unsure_place"})
    penalty = "" if "needs_attest" in flags or duty.uninformed else sums.proposal
    tier = "on_time" if duty.uninformed and sums.late else sums.tier
    return AttendanceDay(
        id=id, person=facts.person, department=duty.department, day=duty.day, shift=duty.shift, version=duty.version,
        planned_start=duty.start, planned_end=duty.end, first_in=sums.first_in, last_out=sums.last_out,
        late_minutes=sums.late, early_minutes=sums.early, extra_minutes=sums.extra, tier=tier, proposal=penalty,
        flags=flags, state=sums.state, attested_by=attested,
    )  # fmt: skip


def flags_of(punches: Sequence[Punch], duty: Duty | None, sums: Tally | None) -> list[str]:
    """What whoever looks at the day should know, in alphabetical order; a good code settles the place (K15, T5)."""
    flags = {hint for p in punches for hint in p.hints}
    flags |= {f"code_{p.code_state}" for p in punches if p.code_state}
    if "code_good" not in flags:
        flags |= {"outside" for p in punches if p.judged_place == "outside"}
        flags |= {"unsure_place" for p in punches if p.judged_place in ("unsure", "unknown")}
    flags |= {f"time_{p.time_flag}" for p in punches if p.time_flag}
    if any(p.time_flag == "unsure" and not p.favour for p in punches):
        flags.add("needs_attest")
    if duty is not None and duty.late_news:
        flags.add("late_news")
    if sums is not None and sums.extra:
        flags.add("unapproved_stay")
    return sorted(flags)


def _add_unplanned(book: Book, facts: Facts, paired: Paired, punches: Mapping[str, Punch]) -> None:
    """K12: presence nobody planned is a day of its own, or a flag on the day it falls on."""
    for stay in paired.unplanned:
        day = day_of(stay[0].at)
        id = f"{facts.person}:{day}"
        if (planned := book.days.get(id)) is not None:
            book.days[id] = _also_unplanned(planned, stay)
            continue
        own = [punches[m] for e in stay for m in e.marks]
        before = facts.days.get(id)
        outs = [e.at for e in stay if e.direction == "out"]
        ins = [e.at for e in stay if e.direction == "in"]
        book.days[id] = AttendanceDay(
            id=id, person=facts.person, department=own[0].department, day=day, first_in=min(ins, default=None),
            last_out=max(outs, default=None), tier="unplanned", flags=sorted({*flags_of(own, None, None), "unplanned"}),
            state="done" if ins and outs else "present" if ins else "missing",
            attested_by=before.attested_by if before else "",
        )  # fmt: skip


def _also_unplanned(day: AttendanceDay, stay: Sequence[Event]) -> AttendanceDay:
    flags = sorted({*day.flags, "unplanned"})
    if day.tier != "unplanned":
        return msgspec.structs.replace(day, flags=flags)
    outs = [e.at for e in stay if e.direction == "out"] + ([day.last_out] if day.last_out else [])
    return msgspec.structs.replace(day, flags=flags, last_out=max(outs, default=None))
