"""The judges of this room, one a kind of intent."""

from collections.abc import Mapping

from msgspec import Struct

from ..changes.collection import Judge
from .claim_rules import judge_claim
from .decision_rules import judge_decision, judge_withdrawal
from .leave_rules import judge_leave
from .records import Decision, LeaveRequest, ShiftClaim, SwapAccept, SwapOffer, Withdrawal
from .swap_rules import judge_accept, judge_offer

JUDGES: Mapping[type[Struct], Judge] = {
    LeaveRequest: judge_leave,
    SwapOffer: judge_offer,
    SwapAccept: judge_accept,
    ShiftClaim: judge_claim,
    Decision: judge_decision,
    Withdrawal: judge_withdrawal,
}
