"""What follows from a punch or an attest: attendance days, notices the same day (F053), and second thoughts (K12)."""

from collections.abc import Iterable
from dataclasses import replace

import msgspec

from ..changes.calendar import add_days, at_minute, day_of
from ..changes.fields import Params
from ..changes.verdict import Case, Effects, Job, Judgement, Reslip, World
from ..notify.messages import tell
from ..people.records import Person
from ..sync.records import Slip
from .daybook import Book, Facts, gather, work_out
from .figures import Figures, figures_on
from .records import AttendanceDay, Attest, Punch
from .rules import REJUDGE
from .wording import clock

NOON = 720


def after_punch(case: Case[Punch], judgement: Judgement, world: World) -> Effects:
    punch = msgspec.structs.replace(case.record, **judgement.fields)
    figures = figures_on(world, day_of(punch.at))
    facts = gather(world, punch.person, punch.at, punch)
    effects = settle(world, facts, figures, fresh=punch.id)
    if judgement.code == "attendance.unplanned":
        payload = {"person": punch.person, "day": day_of(punch.at), "punch": punch.id}
        effects.jobs.append(Job(REJUDGE, payload, world.now + figures.hold_ms, f"{punch.id}:end"))
        effects.add(_tell_heads(world, punch, "attendance.unplanned_head", urgent=False))
    if judgement.code == "attendance.needs_attest":
        effects.add(_tell_heads(world, punch, "attendance.attest_needed", urgent=False, needs_answer=True))
    return effects


def settle(world: World, facts: Facts, figures: Figures, fresh: str = "") -> Effects:
    """Brings attendance days, pairings, notices and held slips in line with the punches that are there.

    ``fresh`` is the punch being judged: its own record and slip are its judge's business.
    """
    book = work_out(facts, figures)
    effects = Effects()
    inner = _inner_days(facts)
    for id, day in book.days.items():
        if day.day in inner and facts.days.get(id) != day:
            effects.writes.append(day)
            effects.add(_notice(world, facts.days.get(id), day, figures))
    gone = [d for id, d in facts.days.items() if id not in book.days and d.day in inner]
    effects.erases += [(AttendanceDay, d.id) for d in gone]
    for punch in facts.punches:
        if punch.id != fresh and punch.attendance != book.paired[punch.id] and day_of(punch.at) in inner:
            effects.add(_moved(world, punch, book, figures))
    return effects


def _inner_days(facts: Facts) -> set[str]:
    """Days whose punches and duties were all read; the outermost lack their neighbours."""
    days = sorted({*facts.assignments, *(day_of(p.at) for p in facts.punches), *(d.day for d in facts.days.values())})
    return {day for day in days if add_days(facts.centre, -2) <= day <= add_days(facts.centre, 2)}


def _moved(world: World, punch: Punch, book: Book, figures: Figures) -> Effects:
    """A punch that now belongs to another day; one that waited for its shift is accepted (K12)."""
    target = book.paired[punch.id]
    effects = Effects(writes=[msgspec.structs.replace(punch, attendance=target)])
    slip = world.get(Slip, punch.id)
    if target and not punch.attendance and slip is not None and slip.code == "attendance.unplanned":
        day = book.days[target]
        params = {
            **slip.params, "planned": clock(day.planned_start), "shift": day.shift, "minutes": day.late_minutes,
            "attendance": day.id,
        }  # fmt: skip
        effects.slips.append(Reslip(punch.id, "accepted", "attendance.explained", figures.pairing_rule, params))
        effects.add(
            tell(world.now, punch.person, "attendance.explained", key=punch.id, params=params, about=_about(day))
        )
    return effects


def _notice(world: World, before: AttendanceDay | None, day: AttendanceDay, figures: Figures) -> Effects:
    """F053: the person learns of a consequence the same day, with figures, and of its disappearance too."""
    was = _anomaly(before)
    now = _anomaly(day)
    if was == now:
        return Effects()
    if not now[0]:
        return tell(world.now, day.person, "attendance.cleared", key=day.id, params={"day": day.day}, about=_about(day))
    planned = day.planned_end if now[0] == "attendance.early" else day.planned_start
    actual = day.last_out if now[0] == "attendance.early" else day.first_in
    params: Params = {
        "day": day.day, "minutes": now[1], "planned": clock(planned), "time": clock(actual or 0),
        "proposal": day.proposal, "cap": int(figures.cap_percent), "rule": figures.late_rule,
    }  # fmt: skip
    return tell(world.now, day.person, now[0], key=day.id, params=params, about=_about(day))


def _anomaly(day: AttendanceDay | None) -> tuple[str, int]:
    """Message code and minutes of what is wrong with a day; empty when nothing is."""
    if day is None:
        return "", 0
    if day.tier in ("late_half_day", "late_absence"):
        return f"attendance.{'late' if day.tier == 'late_half_day' else 'late_absence'}", day.late_minutes
    if day.tier == "early_leave" and day.state == "done":
        return "attendance.early", day.early_minutes
    return "", 0


def _about(day: AttendanceDay) -> str:
    return f"attendance_day/{day.id}"


def _tell_heads(world: World, punch: Punch, code: str, *, urgent: bool, needs_answer: bool = False) -> Effects:
    """Whoever heads the ward, except the person themselves."""
    author = world.get(Person, punch.person)
    params: Params = {
        "name": author.name if author else punch.person, "day": day_of(punch.at), "time": clock(punch.at),
        "earliest": clock(punch.earliest),
    }  # fmt: skip
    effects = Effects()
    for head in heads_of(world, punch.department):
        if head != punch.person:
            effects.add(
                tell(world.now, head, code, key=punch.id, params=params, about=f"punch/{punch.id}", urgent=urgent,
                     needs_answer=needs_answer)
            )  # fmt: skip
    return effects


def heads_of(world: World, department: str) -> list[str]:
    return [p.id for p in world.find(Person, active=True) if department in p.leads]


# second thoughts ------------------------------------------------------------------------------------------------
def rejudge(world: World, person: str, day: str, punch: str = "") -> Effects:
    """Looks at a person's day again, such as after a late swap; with ``punch``, ends its waiting (K12)."""
    facts = gather(world, person, at_minute(day, NOON))
    figures = figures_on(world, day)
    effects = settle(world, facts, figures)
    settled = {s.id for s in effects.slips}
    slip = world.get(Slip, punch) if punch else None
    if slip is not None and slip.outcome == "held" and slip.code == "attendance.unplanned" and punch not in settled:
        effects.slips.append(
            Reslip(punch, "accepted", "attendance.unplanned_kept", figures.pairing_rule, slip.params, tuple(slip.next))
        )
    return effects


def after_attest(case: Case[Attest], judgement: Judgement, world: World) -> Effects:
    """The head's word: unsure times count in the person's favour, doubts of place are settled, held slips accepted."""
    effects = Effects()
    if judgement.refused:
        return effects
    for id in dict.fromkeys(case.record.attendance):
        day = world.get(AttendanceDay, id)
        if day is not None:
            effects.add(_attested(world, day, case.actor.person))
    return effects


def _attested(world: World, day: AttendanceDay, by: str) -> Effects:
    facts = gather(world, day.person, at_minute(day.day, NOON))
    own = {p.id for p in facts.punches if p.attendance == day.id}
    vouched = [msgspec.structs.replace(p, favour=True) if p.id in own else p for p in facts.punches]
    changed = [p for p in vouched if p.id in own and p not in facts.punches]
    marked = msgspec.structs.replace(day, attested_by=by)
    facts = replace(facts, punches=vouched, days={**facts.days, day.id: marked})
    figures = figures_on(world, day.day)
    effects = Effects(writes=[*changed])
    effects.add(settle(world, facts, figures))
    if not any(isinstance(w, AttendanceDay) and w.id == day.id for w in effects.writes):
        effects.writes.append(marked)
    effects.slips += _accept_held(world, sorted(own), by, figures)
    return effects


def _accept_held(world: World, punches: Iterable[str], by: str, figures: Figures) -> list[Reslip]:
    head = world.get(Person, by)
    found: list[Reslip] = []
    for id in punches:
        slip = world.get(Slip, id)
        if slip is not None and slip.code == "attendance.needs_attest":
            params = {**slip.params, "by": head.name if head else by}
            found.append(Reslip(id, "accepted", "attendance.attested", figures.clock_rule, params))
    return found


EFFECTS = {Punch: after_punch, Attest: after_attest}
JOBS = {REJUDGE: rejudge}
"""Job kind to ``(world, **payload) -> Effects``, to be applied by the worker in one transaction."""
