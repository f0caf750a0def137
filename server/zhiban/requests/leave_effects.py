"""What follows from a leave and from the words on it: balance, roster, open shifts, news (F013, K06-K08, K10)."""

from msgspec.structs import replace

from ..changes.calendar import day_start_ms, days_between
from ..changes.fields import Params
from ..changes.verdict import Case, Effects, Judgement, Reslip, World
from ..changes.wire import NextStep
from ..notify.messages import tell
from ..people.records import Person
from ..rostering.cover_rules import newly_short
from ..rostering.records import Assignment, Demand, OpenShift
from ..rostering.rules import assignment_id, assignment_of, is_work, shift_types, starts_at
from .leave_rules import balance_id, joined, work_days
from .records import Decision, LeaveBalance, LeaveRequest, Step
from .reports import cover_change, leave_cell, substitutes
from .route_rules import approver, heads_of
from .words import day_words, kind_words, name_of, note_words, shift_words, who

ABOUT = "leave_request/"


def leave_words(world: World, leave: LeaveRequest) -> Params:
    """Who, when, how long: what every sentence about a leave may say."""
    days = {**day_words(leave.first_day), **day_words(leave.last_day, "last")}
    return {**who(world, leave.person), **days, **kind_words(leave.kind), "days": leave.days}


def spend(world: World, leave: LeaveRequest, *, pending: float = 0.0, used: float = 0.0) -> Effects:
    """Moves days of the balance; kinds without a balance have nothing to move."""
    balance = world.get(LeaveBalance, balance_id(leave.person, leave.kind, leave.first_day))
    if balance is None:
        return Effects()
    return Effects([replace(balance, pending=max(0.0, balance.pending + pending), used=max(0.0, balance.used + used))])


def ask(world: World, leave: LeaveRequest, step: int) -> Effects:
    """Tells the step's approver that there is something to decide."""
    asked = leave.route[step].approver
    if not asked:
        return Effects()
    decide = NextStep(action="decide", params={"request": leave.id, "step": step})
    return tell(
        world.now, asked, "leave.asks_you", key=f"{leave.id}.{step}", params=leave_words(world, leave),
        about=ABOUT + leave.id, needs_answer=True, next=[decide],
    )  # fmt: skip


def after_leave(case: Case[LeaveRequest], judgement: Judgement, world: World) -> Effects:
    """On its way: the days are set aside, the first approver is asked, short neighbours go to HR too (K10)."""
    leave = case.record
    if judgement.outcome != "held" or not leave.route:
        return Effects()
    found = spend(world, leave, pending=leave.days).add(ask(world, leave, 0))
    if len(leave.route) > 1 or leave.route[0].role == "hr":
        for other in _neighbours(world, leave):
            found.add(_escalate(world, other))
    return found


def _neighbours(world: World, leave: LeaveRequest) -> list[LeaveRequest]:
    person = world.get(Person, leave.person)
    others = [o for o in world.find(LeaveRequest, person=leave.person) if o.id != leave.id]
    if person is None or not others:
        return []
    first, last = min(o.first_day for o in [*others, leave]), max(o.last_day for o in [*others, leave])
    chain = joined(leave, others, work_days(world, person, first, last))
    return [o for o in chain if o.state == "waiting" and o.route and all(s.role == "head" for s in o.route)]


def _escalate(world: World, leave: LeaveRequest) -> Effects:
    """K10: a short request that turned out to be part of a long one needs HR as well."""
    step = Step(role="hr", approver=approver(world, "hr", leave.department, leave.person), state="later")
    route = [*leave.route, step]
    words: Params = {**leave_words(world, leave), "approver": name_of(world, route[leave.step].approver)}
    return Effects(writes=[replace(leave, route=route)], slips=[Reslip(leave.id, "held", "leave.joined_hr", "", words)])


def after_leave_decision(case: Case[Decision], judgement: Judgement, world: World) -> Effects:
    """The next step of the route, or the end of it."""
    decision = case.record
    leave = world.get(LeaveRequest, decision.request)
    if leave is None or judgement.outcome not in ("accepted", "held"):
        return Effects()
    if judgement.code == "decision.reopened":
        return _reopen(world, leave, decision, judgement.rule)
    verdict = "approved" if decision.verdict == "approve" else "refused"
    signed = replace(leave.route[leave.step], state=verdict, by=decision.person, at=world.now, note=decision.note[:120])
    leave = replace(leave, route=[*leave.route[: leave.step], signed, *leave.route[leave.step + 1 :]])
    if verdict == "refused":
        return _refuse(world, leave, decision, judgement.rule)
    if leave.step + 1 < len(leave.route):
        return _next_step(world, leave, judgement.rule)
    return _approve(world, leave, decision, judgement.rule)


def _next_step(world: World, leave: LeaveRequest, rule: str) -> Effects:
    step = leave.step + 1
    asked = replace(leave.route[step], state="waiting", since=world.now)
    leave = replace(leave, step=step, route=[*leave.route[:step], asked, *leave.route[step + 1 :]])
    words: Params = {**leave_words(world, leave), "approver": name_of(world, asked.approver)}
    slip = Reslip(leave.id, "held", f"leave.waiting_{asked.role}_next", rule, words)
    return Effects(writes=[leave], slips=[slip]).add(ask(world, leave, step))


def _refuse(world: World, leave: LeaveRequest, decision: Decision, rule: str) -> Effects:
    words: Params = {**leave_words(world, leave), **who(world, decision.person, "by"), **note_words(decision.note)}
    found = Effects(slips=[Reslip(leave.id, "refused", "leave.refused", rule, words)])
    found.add(spend(world, leave, pending=-leave.days)).add(give_back(world, leave, decision.id))
    found.writes.append(replace(leave, state="refused", freed=[], cover_pending=False))
    return found.add(
        tell(world.now, leave.person, "leave.refused", key=decision.id, params=words, about=ABOUT + leave.id)
    )


def _reopen(world: World, leave: LeaveRequest, decision: Decision, rule: str) -> Effects:
    """K07: the higher rank disagrees after the fact; the leave stands in the roster until people have talked."""
    step = Step(role="hr", approver=decision.person, state="waiting", since=world.now, note=decision.note[:120])
    leave = replace(leave, state="waiting", route=[*leave.route, step], step=len(leave.route))
    words: Params = {**leave_words(world, leave), **who(world, decision.person, "by"), **note_words(decision.note)}
    found = Effects(writes=[leave], slips=[Reslip(leave.id, "held", "leave.reopened", rule, words)])
    found.add(spend(world, leave, pending=leave.days, used=-leave.days))
    told = [leave.person, *(s.by for s in leave.route if s.by), decision.person]
    for person in dict.fromkeys(told):
        mine = person == decision.person
        found.add(tell(world.now, person, "leave.reopened", key=decision.id, params=words, about=ABOUT + leave.id,
                       needs_answer=mine, next=_decide(leave) if mine else []))  # fmt: skip
    return found


def _decide(leave: LeaveRequest) -> list[NextStep]:
    return [NextStep(action="decide", params={"request": leave.id, "step": leave.step})]


def _approve(world: World, leave: LeaveRequest, decision: Decision, rule: str) -> Effects:
    """F013, K06: the leave stands whatever the roster says; what it leaves uncovered becomes urgent and open."""
    found = spend(world, leave, pending=-leave.days, used=leave.days)
    freed, openings = _free_shifts(world, leave, found)
    words: Params = {**leave_words(world, leave), "shifts": len(freed), "short": len(openings)}
    code = "leave.approved_cover_pending" if openings else "leave.approved"
    kept = [*leave.freed, *(f for f in freed if f not in leave.freed)]
    found.writes.append(replace(leave, state="approved", freed=kept, cover_pending=bool(openings)))
    found.slips.append(Reslip(leave.id, "accepted", code, rule, words))
    found.add(tell(world.now, leave.person, code, key=decision.id, params=words, about=ABOUT + leave.id))
    for opening in openings:
        found.add(_call_for(world, leave, opening, decision.substitutes))
    return found


def _free_shifts(world: World, leave: LeaveRequest, found: Effects) -> tuple[list[str], list[OpenShift]]:
    """Takes the person out of their shifts; a half day leaves the shift where it is."""
    kinds, demand = shift_types(world), world.find(Demand, department=leave.department)
    away, freed, openings = leave_cell(kinds), list[str](), list[OpenShift]()
    for day in [] if leave.half else days_between(leave.first_day, leave.last_day):
        row = assignment_of(world, leave.person, day)
        if row is None or not is_work(kinds.get(row.shift)):
            continue
        freed.append(f"{day}={row.shift}")
        before, after = cover_change(world, row.department, leave.person, day, demand)
        short = [c for c in newly_short(before, after) if c.shift == row.shift]
        if short and starts_at(kinds[row.shift], day) > world.now:
            skill = next((c.skill for c in short if c.skill), "")
            opening = OpenShift(id=f"os:{leave.id}:{day}", department=row.department, day=day, shift=row.shift,
                                skill=skill, urgent=True, cause=leave.id)  # fmt: skip
            openings.append(opening)
            found.writes.append(opening)
        if away:
            found.writes.append(replace(row, shift=away, version=leave.id, cause="leave"))
        else:
            found.erases.append((Assignment, row.id))
    return freed, openings


def _call_for(world: World, leave: LeaveRequest, opening: OpenShift, asked: list[str]) -> Effects:
    """Heads get ranked substitutes; those the approver ticked are asked at once (p14)."""
    kind = shift_types(world).get(opening.shift)
    ranked = substitutes(
        world, opening.department, opening.day, opening.shift, skill=opening.skill, without=[leave.person]
    )
    words: Params = {**day_words(opening.day), **shift_words(kind), **who(world, leave.person)}
    names: Params = {
        **words,
        "names": "、".join(s.name for s in ranked[:3]) or "—",
        "people": [s.person for s in ranked],
    }
    found = Effects()
    for head in heads_of(world, opening.department):
        found.add(tell(world.now, head.id, "leave.cover_pending", key=opening.id, params=names,
                       about=f"open_shift/{opening.id}", urgent=True))  # fmt: skip
    claim = NextStep(action="claim", params={"open_shift": opening.id})
    for person in asked:
        if any(s.person == person for s in ranked):
            found.add(tell(world.now, person, "open_shift.asks_you", key=opening.id, params=words, urgent=True,
                           about=f"open_shift/{opening.id}", needs_answer=True, next=[claim]))  # fmt: skip
    return found


def give_back(world: World, leave: LeaveRequest, cause: str) -> Effects:
    """The shifts a leave freed, except those that others have taken since or that have begun."""
    found = Effects()
    lost = 0
    for day, shift in (entry.split("=", 1) for entry in leave.freed):
        opening = world.get(OpenShift, f"os:{leave.id}:{day}")
        row = assignment_of(world, leave.person, day)
        taken = opening is not None and opening.state == "taken"
        if taken or day_start_ms(day) <= world.now or (row is not None and row.version != leave.id):
            lost += taken
            continue
        department = row.department if row else leave.department
        found.writes.append(Assignment(id=assignment_id(leave.person, day), person=leave.person, department=department,
                                       day=day, shift=shift, version=cause))  # fmt: skip
        if opening is not None:
            found.writes.append(replace(opening, state="withdrawn"))
    if lost:
        words: Params = {**leave_words(world, leave), "shifts": lost}
        found.add(tell(world.now, leave.person, "leave.shifts_gone", key=cause, params=words, about=ABOUT + leave.id))
    return found


def after_leave_withdrawn(leave: LeaveRequest, cause: str, rule: str, world: World) -> Effects:
    """K08: days and shifts go back, whoever was asked or had signed is told."""
    approved = leave.state == "approved"
    found = Effects()
    if leave.route:
        found.add(spend(world, leave, pending=0.0 if approved else -leave.days, used=-leave.days if approved else 0.0))
    words = leave_words(world, leave)
    found.add(give_back(world, leave, cause))
    found.writes.append(replace(leave, state="withdrawn", freed=[], cover_pending=False))
    found.slips.append(Reslip(leave.id, "accepted", "leave.withdrawn", rule, words))
    told = [s.by or s.approver for s in leave.route if s.state != "later"]
    for person in dict.fromkeys(p for p in told if p):
        found.add(tell(world.now, person, "leave.withdrawn_by", key=cause, params=words, about=ABOUT + leave.id))
    return found
