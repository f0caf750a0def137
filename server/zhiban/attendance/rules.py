"""Judges of attendance: a punch is never refused, only placed, paired and measured (C4, beyond 2); an attest is."""

from dataclasses import dataclass
from typing import Any

import msgspec

from ..changes.calendar import DAY_MS, day_of, day_start_ms
from ..changes.verdict import Case, Job, Judgement, World, accepted, held, refused
from ..changes.wire import NextStep
from ..people.records import Department, Person
from ..rostering.records import Assignment, RosterVersion, ShiftType
from ..rostering.rules import is_work
from ..sync.records import Slip
from .daybook import LATE_NEWS, NOBODY_TOLD, REACH_DAYS, Book, gather, work_out
from .evidence import Where, code_state, hints, time_flag, where
from .figures import Figures, figures_on
from .records import AttendanceDay, Attest, Punch, WardCode
from .wording import PLACE_STEPS, UNPLANNED_STEPS, facts_for_reader

LOOK_BACK_DAYS = 31
"""How far hints and the monthly count of unsure times look (K14, PHONE 4.32)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A punch with everything the server made of it before pairing."""

    punch: Punch
    where: Where
    figures: Figures
    recent: list[Punch]
    """The person's punches around it, a month back."""


def judge_punch(case: Case[Punch], world: World) -> Judgement:
    """Accepted or held, whatever its fields; the fields set here are all later work needs."""
    reading = read_punch(case, world)
    book = work_out(gather(world, case.record.person, case.time.ms, reading.punch, reading.recent), reading.figures)
    judgement = _verdict(reading, book, world)
    punch = reading.punch
    judgement.fields.update(
        at=punch.at, earliest=punch.earliest, judged_place=punch.judged_place, distance_m=punch.distance_m,
        code_state=punch.code_state, time_flag=punch.time_flag, favour=punch.favour, hints=punch.hints,
        known_shift=punch.known_shift, known_version=punch.known_version, department=punch.department,
        attendance=book.paired.get(punch.id, ""),
    )  # fmt: skip
    return judgement


def read_punch(case: Case[Punch], world: World) -> Reading:
    """Place, code, time and known roster of one punch."""
    punch, time = case.record, case.time
    figures = figures_on(world, day_of(time.ms))
    month = day_start_ms(day_of(time.ms)[:8] + "01")
    since, until = min(month, time.ms - LOOK_BACK_DAYS * DAY_MS), time.ms + (REACH_DAYS + 1) * DAY_MS
    recent = world.between(Punch, "at", since, until, person=punch.person)
    flag = time_flag(time, figures)
    unsure = sum(1 for p in recent if p.time_flag == "unsure" and p.at >= month and p.id != punch.id)
    ward = world.get(Department, punch.department)
    secret = world.get(WardCode, punch.department)
    place = where(punch, ward, figures)
    known_shift, known_version, late = known_roster(case, world, figures)
    full = msgspec.structs.replace(
        punch, at=time.ms, earliest=time.earliest_ms, judged_place=place.place,
        distance_m=None if place.distance is None else round(place.distance, 1),
        code_state=code_state(punch, secret.secret if secret else "", time), time_flag=flag,
        favour=flag != "unsure" or unsure < figures.favour_month, known_shift=known_shift, known_version=known_version,
        department=punch.department if ward else _home(world, punch),
    )  # fmt: skip
    odd = [*hints(full, time.ms, recent), *([LATE_NEWS] if late else [])]
    return Reading(msgspec.structs.replace(full, hints=odd), place, figures, recent)


def _home(world: World, punch: Punch) -> str:
    """A department nobody knows becomes the person's own, so that their head sees the punch."""
    person = world.get(Person, punch.person)
    return person.department if person else punch.department


def known_roster(case: Case[Punch], world: World, figures: Figures) -> tuple[str, str, bool]:
    """The duty to judge a punch by, its version, and whether it differs from the present one (K11).

    What the phone had pulled counts, unless the news was a day old by then; later changes never touch the punch.
    ``NOBODY_TOLD`` when the phone had no duty where there was one.
    """
    punch = case.record
    id = f"{punch.person}:{punch.day}"
    now = world.get(Assignment, id)
    present = (now.shift, now.version, False) if now and _works(world, now) else ("", "", False)
    if case.seen <= 0 or not world.changed_after(Assignment, id, case.seen):
        return present
    known = world.as_of(Assignment, id, case.seen)
    if now is not None and known is not None and now.shift == known.shift:
        return present
    told_at = _made_at(world, now.version) if now else 0
    if told_at and case.time.ms - told_at >= figures.news_ms:
        return present
    if known is not None and _works(world, known):
        return known.shift, known.version, True
    return ("", NOBODY_TOLD, True) if present[1] else present


def _works(world: World, assignment: Assignment) -> bool:
    return is_work(world.get(ShiftType, assignment.shift))


def _made_at(world: World, version: str) -> int:
    """When a roster version or a settled change became known to the server, ms; 0 when neither."""
    roster = world.get(RosterVersion, version)
    if roster is not None:
        return roster.published_at
    slip = world.get(Slip, version)
    return slip.at if slip is not None else 0


# the verdict ----------------------------------------------------------------------------------------------------
def _verdict(reading: Reading, book: Book, world: World) -> Judgement:
    punch, figures = reading.punch, reading.figures
    day = book.days.get(book.paired.get(punch.id, ""))
    kind = world.get(ShiftType, day.shift) if day and day.shift else None
    params = facts_for_reader(punch, day, kind, reading.where, book.events[punch.id])
    if day is None:
        params["hours"] = figures.hold_ms // 3_600_000
        return held("attendance.unplanned", figures.pairing_rule, UNPLANNED_STEPS, **params)
    if punch.time_flag == "unsure" and not punch.favour and not day.attested_by:
        params["count"] = figures.favour_month
        return held("attendance.needs_attest", figures.clock_rule, (NextStep(action="ask_head"),), **params)
    measured = _measured(punch, day, book, figures, params)
    return measured or _doubted(punch, figures, params) or _plain(punch, day, params)


def _measured(
    punch: Punch, day: AttendanceDay, book: Book, figures: Figures, params: dict[str, Any]
) -> Judgement | None:
    """Lateness, early leave, a long stay: only from the event that shows it."""
    event = book.events[punch.id]
    if punch.direction == "in" and day.late_minutes and _shows_lateness(event.at, day, book):
        if "late_news" in day.flags and day.tier == "on_time":
            return accepted("attendance.late_news", figures.roster_rule, **params)
        code = {"late_half_day": "attendance.late", "late_absence": "attendance.late_absence"}.get(day.tier)
        if code:
            params.update(minutes=day.late_minutes, proposal=day.proposal, cap=int(figures.cap_percent))
            return accepted(code, figures.late_rule, **params)
    if punch.direction == "out" and day.last_out == event.at and day.state == "done":
        if day.early_minutes:
            params["minutes"] = day.early_minutes
            return accepted("attendance.early", figures.late_rule, **params)
        if day.extra_minutes:
            params.update(minutes=day.extra_minutes, hours=f"{day.extra_minutes / 60:g}")
            return accepted("attendance.stayed", figures.overtime_rule, **params)
    return None


def _shows_lateness(at: int, day: AttendanceDay, book: Book) -> bool:
    starts = [start for start, _ in book.duties[day.day].stretches]
    return any((at - start) // 60_000 == day.late_minutes for start in starts)


def _doubted(punch: Punch, figures: Figures, params: dict[str, Any]) -> Judgement | None:
    """Doubts of place and time, the one the person can do something about first."""
    if punch.code_state in ("old", "wrong"):
        return _first_doubt(f"attendance.code_{punch.code_state}", figures.fence_rule, params)
    if punch.code_state != "good" and punch.judged_place != "inside":
        name = {"outside": "place_outside", "unsure": "place_unsure"}.get(punch.judged_place, "no_fix")
        return _first_doubt(f"attendance.{name}", figures.fence_rule, params)
    if punch.time_flag == "unsure":
        return accepted("attendance.time_unsure", figures.clock_rule, **params)
    if punch.time_flag == "corrected":
        return accepted("attendance.time_corrected", figures.clock_rule, **params)
    return None


def _first_doubt(code: str, rule: str, params: dict[str, Any]) -> Judgement:
    return Judgement("accepted", code, rule, params, PLACE_STEPS)


def _plain(punch: Punch, day: AttendanceDay, params: dict[str, Any]) -> Judgement:
    if int(params["proofs"]) > 1:
        return accepted("attendance.second_proof", **params)
    if punch.direction == "out":
        return accepted("attendance.done", **params)
    first = day.first_in is None or params["at"] == day.first_in
    return accepted("attendance.on_time" if first else "attendance.back", **params)


# the head's word ------------------------------------------------------------------------------------------------
def judge_attest(case: Case[Attest], world: World) -> Judgement:
    """K14, K15: the head of the ward or HR may vouch for days of others, all of them or none."""
    days = [world.get(AttendanceDay, id) for id in dict.fromkeys(case.record.attendance)]
    found = [day for day in days if day is not None]
    if len(found) < len(days):
        return refused("attest.unknown", n=len(days) - len(found))
    scopes = case.actor.scopes
    if any(f"lead:{day.department}" not in scopes and "role:hr" not in scopes for day in found):
        return refused("attest.not_your_ward")
    if any(day.person == case.actor.person for day in found):
        return refused("attest.own_day")
    return accepted("attest.taken", n=len(found), fields={"department": found[0].department})


# for other rooms -------------------------------------------------------------------------------------------------
REJUDGE = "attendance.rejudge"
"""Job kind. Payload {person, day}, or {person, day, punch} at the end of an unplanned punch's 72 hours (K12)."""


def look_again(world: World, person: str, day: str) -> list[Job]:
    """For effects of other rooms that change what a person does on a day: punches of it may now be explained (K12).

    Empty for days nobody can have checked in for yet.
    """
    if day_start_ms(day) > world.now + DAY_MS:
        return []
    return [Job(REJUDGE, {"person": person, "day": day}, 0, f"{person}:{day}")]


JUDGES = {Punch: judge_punch, Attest: judge_attest}
