"""Leave: how many rostered days it takes, whose signatures it needs, whether there is balance (A01, K09, K10)."""

from collections.abc import Iterable
from typing import Any

from ..changes.calendar import add_days, days_between
from ..changes.fields import Params
from ..changes.verdict import Case, Judgement, World, refused
from ..changes.wire import NextStep
from ..people.records import Person
from ..rostering.records import Assignment, RosterVersion
from ..rostering.rules import day_type, figure, holidays_between, is_work, quote, rule_in_force, shift_types
from .records import LeaveBalance, LeaveRequest
from .route_rules import Signer, approver, heads_of, signers, steps
from .words import day_words, is_day, kind_words, name_of

LONGEST = 366
NEAR = 14
"""Days around a request in which others can add up with it (K10)."""
ALIVE = ("waiting", "approved")


def work_days(world: World, person: Person, first: str, last: str) -> set[str]:
    """A01: days on which the person is rostered to work; where no roster is published yet, the calendar's workdays."""
    kinds = shift_types(world)
    rows = {a.day: a for a in world.between(Assignment, "day", first, last, person=person.id)}
    covered = _published(world, person.department, first, last)
    holidays = holidays_between(world, first, last)
    found: set[str] = set()
    for day in days_between(first, last):
        row = rows.get(day)
        works = is_work(kinds.get(row.shift)) or row.cause == "leave" if row else False
        if works or (row is None and day not in covered and day_type(day, holidays) == "workday"):
            found.add(day)
    return found


def _published(world: World, department: str, first: str, last: str) -> set[str]:
    versions = world.find(RosterVersion, department=department, state="published")
    return {d for v in versions for d in days_between(max(first, v.first_day), min(last, v.last_day))}


def days_of(leave: LeaveRequest, works: set[str]) -> float:
    """Rostered days a leave takes, a half day as 0.5."""
    taken = [d for d in days_between(leave.first_day, leave.last_day) if d in works]
    return len(taken) * (0.5 if leave.half else 1.0)


def overlaps(a: LeaveRequest, b: LeaveRequest) -> bool:
    """Share a day; a morning and an afternoon of one day do not."""
    apart = a.last_day < b.first_day or b.last_day < a.first_day
    return not apart and not (a.half and b.half and a.half != b.half)


def joined(leave: LeaveRequest, others: Iterable[LeaveRequest], works: set[str]) -> list[LeaveRequest]:
    """K10: other live requests that touch this one, directly or with only rest days between, as a chain."""
    chain, rest = [leave], [o for o in others if o.id != leave.id and o.state in ALIVE]
    grew = True
    while grew:
        grew = False
        for other in list(rest):
            if any(_touch(other, one, works) for one in chain):
                chain.append(other)
                rest.remove(other)
                grew = True
    return chain[1:]


def _touch(a: LeaveRequest, b: LeaveRequest, works: set[str]) -> bool:
    first, second = sorted((a, b), key=lambda r: r.first_day)
    between = days_between(add_days(first.last_day, 1), add_days(second.first_day, -1))
    return not any(day in works for day in between)


def short_of(balance: LeaveBalance | None, days: float) -> float:
    """K09: days missing from a balance; pending requests count as spent."""
    left = balance.total - balance.used - balance.pending if balance else 0.0
    return max(0.0, days - left)


def balance_id(person: str, kind: str, day: str) -> str:
    return f"{person}:{kind}:{day[:4]}"


def judge_leave(case: Case[LeaveRequest], world: World) -> Judgement:
    """Refuses what cannot be a leave, holds what needs a choice or a signature; none is approved by itself (F014)."""
    leave = case.record
    person = world.get(Person, leave.person)
    if person is None or not person.active:
        return _no("person.unknown", leave, world)
    known = {"department": person.department, "made_at": world.now}
    if (code := _shape(leave)) != "":
        return _no(code, leave, world, **known)
    near = (add_days(leave.first_day, -NEAR), add_days(leave.last_day, NEAR))
    others = [
        o for o in world.find(LeaveRequest, person=leave.person) if o.last_day >= near[0] and o.first_day <= near[1]
    ]
    clash = next((o for o in others if o.id != leave.id and o.state in ALIVE and overlaps(o, leave)), None)
    if clash is not None:
        step = NextStep(action="request.open", params={"request": clash.id})
        return _no("leave.overlap", leave, world, [step], **known, **day_words(clash.first_day, "other"))
    works = work_days(world, person, *near)
    days = days_of(leave, works)
    if days == 0:
        return _no("leave.nothing_to_take", leave, world, **known)
    if (choice := _balance(world, leave, days, known)) is not None:
        return choice
    return _routed(world, leave, person, days, joined(leave, others, works), known)


def _shape(leave: LeaveRequest) -> str:
    if not (is_day(leave.first_day) and is_day(leave.last_day)):
        return "leave.bad_day"
    if leave.last_day < leave.first_day:
        return "leave.backwards"
    if leave.half and leave.first_day != leave.last_day:
        return "leave.half_of_many"
    return "leave.too_long" if len(days_between(leave.first_day, leave.last_day)) > LONGEST else ""


def _no(code: str, leave: LeaveRequest, world: World, steps: Iterable[NextStep] = (), /, **known: Any) -> Judgement:
    fields = {"state": "refused", **{n: known.pop(n) for n in ("department", "made_at") if n in known}}
    rule = quote(rule_in_force(world, "leave.route", leave.first_day))
    return refused(code, rule, list(steps), fields=fields, **day_words(leave.first_day), **known)


def _balance(world: World, leave: LeaveRequest, days: float, known: dict[str, Any]) -> Judgement | None:
    """K09: spent twice, so the later one waits for its author's choice; nobody is asked to sign it."""
    rule = rule_in_force(world, "leave.balance", leave.first_day)
    kinds = rule.params.get("kinds")
    if not isinstance(kinds, list) or leave.kind not in kinds:
        return None
    balance = world.get(LeaveBalance, balance_id(leave.person, leave.kind, leave.first_day))
    missing = short_of(balance, days)
    if not missing:
        return None
    left = days - missing
    choices = [NextStep(action="leave.shorten", params={"days": left})] if left > 0 else []
    for other in (k for k in kinds if k != leave.kind):
        if not short_of(world.get(LeaveBalance, balance_id(leave.person, other, leave.first_day)), days):
            choices.append(NextStep(action="leave.other_kind", params={"kind": other}))
    choices += [NextStep(action="leave.other_kind", params={"kind": "personal"}), NextStep(action="leave.drop")]
    figures: Params = {**kind_words(leave.kind), "days": days, "left": left, "missing": missing}
    fields = {**known, "days": days}
    return Judgement("held", "leave.balance_short", quote(rule), figures, tuple(choices[:3]), fields)


def _routed(
    world: World, leave: LeaveRequest, person: Person, days: float, chain: list[LeaveRequest], known: dict[str, Any]
) -> Judgement:
    rule = rule_in_force(world, "leave.route", leave.first_day)
    total = days + sum(other.days for other in chain)
    head_may = (
        any(h.id != person.id for h in heads_of(world, person.department)) and person.department not in person.leads
    )
    route = signers(total, head_may=head_may, head_only_days=figure(rule, "head_only_days"))
    names: dict[Signer, str] = {r: approver(world, r, person.department, person.id) for r in route}
    fields = {**known, "days": days, "route": steps(route, names, world.now), "step": 0, "state": "waiting"}
    figures: Params = {"days": days, "total": total, "signers": len(route), "approver": name_of(world, names[route[0]])}
    code = f"leave.waiting_{route[0]}" + ("_joined" if chain and total > days and len(route) > 1 else "")
    return Judgement("held", code, quote(rule), {**figures, **day_words(leave.first_day)}, (), fields)
