"""Decisions and withdrawals: whose word stands when two words meet (K02, K07, K08)."""

from typing import Any

from ..changes.calendar import day_of, day_start_ms
from ..changes.fields import Params
from ..changes.verdict import Actor, Case, Judgement, World, accepted, refused
from ..changes.wire import NextStep
from ..rostering.records import OpenShift
from ..rostering.rules import figure, quote, rule_in_force, shift_types, starts_at
from .exchange_rules import hand_fault
from .records import Decision, LeaveRequest, ShiftClaim, Step, SwapAccept, SwapOffer, Withdrawal
from .route_rules import may_sign
from .swap_rules import hands_of
from .words import clock, day_words, who

VERDICT_STATE = {"approve": "approved", "refuse": "refused"}
Target = LeaveRequest | SwapOffer | SwapAccept | ShiftClaim
KINDS: dict[str, type[Target]] = {
    "leave_request": LeaveRequest,
    "swap_offer": SwapOffer,
    "swap_accept": SwapAccept,
    "shift_claim": ShiftClaim,
}


def rule_name(world: World, name: str) -> str:
    """A rule as it is in force today."""
    return quote(rule_in_force(world, name, day_of(world.now)))


def in_sight(actor: Actor, target: Target) -> bool:
    """Whether one holds a request's bucket; what is out of sight does not exist (T1)."""
    ward = [] if isinstance(target, LeaveRequest) else [f"dept:{target.department}"]
    return not actor.scopes.isdisjoint([*ward, f"lead:{target.department}", "role:hr"])


def judge_decision(case: Case[Decision], world: World) -> Judgement:
    """An approver's word on a leave or on a swap that waits for the head."""
    decision = case.record
    target = world.get(KINDS[decision.kind], decision.request)
    rule = rule_name(world, "leave.decision")
    if target is None:
        return refused("decision.no_request", rule)
    known = {"department": target.department, "author": target.person}
    if target.person != decision.person and not in_sight(case.actor, target):
        return refused("decision.no_request", rule)
    if target.person == decision.person:
        return refused("decision.own", rule, fields=known)
    if isinstance(target, LeaveRequest):
        return _on_leave(case, target, rule, known)
    if isinstance(target, SwapOffer):
        return _on_swap(case, target, rule, known, world)
    return refused("decision.no_request", rule)


def _on_leave(case: Case[Decision], leave: LeaveRequest, rule: str, known: dict[str, Any]) -> Judgement:
    decision = case.record
    if leave.state == "withdrawn":
        return Judgement("refused", "decision.withdrawn", rule, day_words(leave.first_day), (), known)
    if reopens(case, leave):
        return Judgement("held", "decision.reopened", rule, day_words(leave.first_day), (), known)
    if decision.step >= len(leave.route) or decision.step < 0:
        return refused("decision.no_step", rule, fields=known)
    step = leave.route[decision.step]
    if not may_sign(case.actor, step.role, leave.department):
        return refused("decision.not_yours", rule, role=step.role)
    if step.state in ("approved", "refused"):
        return _decided(decision, step, rule, known)
    if step.state == "later" or leave.state != "waiting":
        return refused("decision.not_yet", rule, fields=known, waiting_for=leave.route[leave.step].role)
    return accepted(f"decision.{VERDICT_STATE[decision.verdict]}", rule, fields=known, **day_words(leave.first_day))


def _decided(decision: Decision, step: Step, rule: str, known: dict[str, Any]) -> Judgement:
    """K07: the same word twice is one word; another word at the same level comes too late."""
    told: Params = {"at": clock(step.at), "by_id": step.by}
    if step.state == VERDICT_STATE[decision.verdict]:
        return Judgement("duplicate", "decision.same", rule, told, (), known)
    return Judgement("refused", f"decision.already_{step.state}", rule, told, (), known)


def reopens(case: Case[Decision], leave: LeaveRequest) -> bool:
    """K07: HR refuses what only the head has approved; that needs people to talk, not a rule."""
    only_head = all(s.role == "head" for s in leave.route if s.state != "later") and bool(leave.route)
    return (
        case.record.verdict == "refuse"
        and leave.state == "approved"
        and only_head
        and may_sign(case.actor, "hr", leave.department)
    )


def _on_swap(case: Case[Decision], offer: SwapOffer, rule: str, known: dict[str, Any], world: World) -> Judgement:
    """A13: the head's word on a swap that waits for it; the rules are asked again at that moment (K04)."""
    decision = case.record
    if not (may_sign(case.actor, "head", offer.department) or may_sign(case.actor, "hr", offer.department)):
        return refused("decision.not_yours", rule, role="head")
    if offer.state == "withdrawn":
        return Judgement("refused", "decision.withdrawn", rule, day_words(offer.day), (), known)
    if offer.state in ("settled", "refused"):
        state = "approved" if offer.state == "settled" else "refused"
        return _decided(decision, Step(role="head", approver="", state=state, at=offer.closed_at), rule, known)
    accept = world.get(SwapAccept, offer.accept) if offer.state == "waiting" else None
    if accept is None:
        return refused("decision.nothing_to_decide", rule, fields=known)
    fault = hand_fault(world, hands_of(offer, accept.person, accept.gives)) if decision.verdict == "approve" else None
    if fault is not None:
        return Judgement("refused", fault.code, fault.rule, fault.params, (), known)
    return accepted(f"decision.{VERDICT_STATE[decision.verdict]}", rule, fields=known, **day_words(offer.day))


def judge_withdrawal(case: Case[Withdrawal], world: World) -> Judgement:
    """The author's own request taken back, while nothing has begun that others rely on."""
    withdrawal = case.record
    target = world.get(KINDS[withdrawal.kind], withdrawal.request)
    if target is None:
        return refused("withdrawal.no_request", rule_name(world, "leave.withdrawal"))
    known = {"department": target.department}
    if target.person != withdrawal.person:  # its record stays with its author: no other ward or person reads it
        code = "withdrawal.not_yours" if in_sight(case.actor, target) else "withdrawal.no_request"
        return refused(code, rule_name(world, "leave.withdrawal"))
    if target.state == "withdrawn":
        return Judgement("duplicate", "withdrawal.same", fields=known)
    if target.state in ("refused", "expired"):
        return Judgement("duplicate", "withdrawal.over", fields=known)
    if isinstance(target, LeaveRequest):
        return _leave_back(target, known, world)
    if isinstance(target, ShiftClaim):
        return _claim_back(target, known, world)
    return _swap_back(target, known, world)


def _leave_back(leave: LeaveRequest, known: dict[str, Any], world: World) -> Judgement:
    """K08: wins even over an approval, unless the leave has begun."""
    rule = rule_name(world, "leave.withdrawal")
    if leave.state == "approved" and world.now >= day_start_ms(leave.first_day):
        ask = NextStep(action="ask_head", params={"request": leave.id})
        return Judgement("refused", "withdrawal.begun", rule, day_words(leave.first_day), (ask,), known)
    return accepted("withdrawal.leave", rule, fields=known, **day_words(leave.first_day))


def _claim_back(claim: ShiftClaim, known: dict[str, Any], world: World) -> Judgement:
    """The winner may step back in good time; later the head has to be asked."""
    opening = world.get(OpenShift, claim.open_shift)
    kind = shift_types(world).get(opening.shift) if opening else None
    rule = rule_name(world, "swap.withdrawn")
    if opening is None or kind is None or opening.taken_by != claim.person:
        return Judgement("duplicate", "withdrawal.over", rule, fields=known)
    notice_h = figure(rule_in_force(world, "swap.withdrawn", opening.day), "notice_h")
    if starts_at(kind, opening.day) - world.now < notice_h * 3_600_000:
        ask = NextStep(action="ask_head", params={"open_shift": opening.id})
        words: Params = {**day_words(opening.day), "hours": notice_h}
        return Judgement("refused", "withdrawal.too_late", rule, words, (ask,), known)
    return accepted("withdrawal.claim", rule, fields=known, **day_words(opening.day))


def _swap_back(swap: SwapOffer | SwapAccept, known: dict[str, Any], world: World) -> Judgement:
    """K02: an offer nobody has taken, or an accept the head has not signed yet."""
    rule = rule_name(world, "swap.withdrawn")
    offer = swap if isinstance(swap, SwapOffer) else world.get(SwapOffer, swap.offer)
    day = day_words(offer.day) if offer else {}
    if swap.state == "settled":
        other = (swap.taken_by if isinstance(swap, SwapOffer) else offer.person if offer else "") or ""
        again = NextStep(action="swap.offer_again", params={"day": offer.day if offer else ""})
        return Judgement("refused", "withdrawal.settled", rule, {**day, **who(world, other)}, (again,), known)
    return accepted("withdrawal.swap", rule, fields=known, **day)
