"""What follows from each kind of intent, in the transaction that judged it."""

from collections.abc import Mapping

from msgspec import Struct

from ..changes.collection import After
from ..changes.verdict import Case, Effects, Judgement, World
from .claim_effects import after_claim, after_claim_withdrawn
from .leave_effects import after_leave, after_leave_decision, after_leave_withdrawn
from .records import Decision, LeaveRequest, ShiftClaim, SwapAccept, SwapOffer, Withdrawal
from .swap_effects import (
    after_accept,
    after_accept_withdrawn,
    after_offer,
    after_offer_withdrawn,
    after_swap_decision,
)


def after_decision(case: Case[Decision], judgement: Judgement, world: World) -> Effects:
    follow = after_leave_decision if case.record.kind == "leave_request" else after_swap_decision
    return follow(case, judgement, world)


def after_withdrawal(case: Case[Withdrawal], judgement: Judgement, world: World) -> Effects:
    """Only a withdrawal that was taken changes anything."""
    if judgement.outcome != "accepted":
        return Effects()
    request, rule = case.record.request, judgement.rule
    if case.record.kind == "leave_request" and (leave := world.get(LeaveRequest, request)):
        return after_leave_withdrawn(leave, case.id, rule, world)
    if case.record.kind == "swap_offer" and (offer := world.get(SwapOffer, request)):
        return after_offer_withdrawn(offer, case.id, rule, world)
    if case.record.kind == "swap_accept" and (accept := world.get(SwapAccept, request)):
        return after_accept_withdrawn(accept, case.id, rule, world)
    if case.record.kind == "shift_claim" and (claim := world.get(ShiftClaim, request)):
        return after_claim_withdrawn(claim, case.id, rule, world)
    return Effects()


EFFECTS: Mapping[type[Struct], After] = {
    LeaveRequest: after_leave,
    SwapOffer: after_offer,
    SwapAccept: after_accept,
    ShiftClaim: after_claim,
    Decision: after_decision,
    Withdrawal: after_withdrawal,
}
