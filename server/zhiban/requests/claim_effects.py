"""What follows from a claim: the shift is theirs, or a place in line (K01); and when the winner steps back."""

from msgspec.structs import replace

from ..attendance.rules import look_again
from ..changes.fields import Params
from ..changes.verdict import Case, Effects, Judgement, Reslip, World
from ..changes.wire import NextStep
from ..notify.messages import tell
from ..rostering.records import Assignment, OpenShift
from ..rostering.rules import assignment_id, shift_types
from .records import LeaveRequest, ShiftClaim
from .route_rules import heads_of
from .words import day_words, shift_words, who


def after_claim(case: Case[ShiftClaim], judgement: Judgement, world: World) -> Effects:
    claim = case.record
    opening = world.get(OpenShift, claim.open_shift)
    if opening is None:
        return Effects()
    if judgement.code == "claim.taken" and claim.person not in opening.waiting:
        return Effects([replace(opening, waiting=[*opening.waiting, claim.person])])
    if judgement.outcome != "accepted":
        return Effects()
    row = Assignment(id=assignment_id(claim.person, opening.day), person=claim.person, department=opening.department,
                     day=opening.day, shift=opening.shift, version=claim.id, cause="claim")  # fmt: skip
    rest = [p for p in opening.waiting if p != claim.person]
    taken = replace(opening, state="taken", taken_by=claim.person, taken_at=world.now, waiting=rest)
    found = Effects([row, taken, *_covered(world, opening)], jobs=look_again(world, claim.person, opening.day))
    return found.add(_tell_heads(world, opening, claim, "claim.done_head"))


def _covered(world: World, opening: OpenShift) -> list[LeaveRequest]:
    """K06: the leave that opened it is covered once none of its shifts is open."""
    leave = world.get(LeaveRequest, opening.cause) if opening.cause else None
    if leave is None or not leave.cover_pending:
        return []
    others = world.find(OpenShift, department=opening.department, state="open")
    still = any(o.cause == leave.id and o.id != opening.id for o in others)
    return [] if still else [replace(leave, cover_pending=False)]


def after_claim_withdrawn(claim: ShiftClaim, cause: str, rule: str, world: World) -> Effects:
    """The shift is open again, urgently; whoever stands first in line is asked, not bound."""
    found = Effects([replace(claim, state="withdrawn")])
    opening = world.get(OpenShift, claim.open_shift)
    if opening is None or opening.taken_by != claim.person:
        return found
    words: Params = {**day_words(opening.day), **shift_words(shift_types(world).get(opening.shift))}
    found.writes.append(
        replace(opening, state="open", taken_by="", taken_at=0, urgent=True, waiting=opening.waiting[1:])
    )
    found.erases.append((Assignment, assignment_id(claim.person, opening.day)))
    found.slips.append(Reslip(claim.id, "accepted", "claim.withdrawn", rule, words))
    step = NextStep(action="claim", params={"open_shift": opening.id})
    for person in opening.waiting[:1]:
        found.add(tell(world.now, person, "open_shift.free_again", key=cause, params=words, urgent=True,
                       about=f"open_shift/{opening.id}", needs_answer=True, next=[step]))  # fmt: skip
    return found.add(_tell_heads(world, opening, claim, "claim.withdrawn_head"))


def _tell_heads(world: World, opening: OpenShift, claim: ShiftClaim, code: str) -> Effects:
    words = {**day_words(opening.day), **shift_words(shift_types(world).get(opening.shift)), **who(world, claim.person)}
    found = Effects()
    for head in heads_of(world, opening.department):
        if head.id != claim.person:
            found.add(tell(world.now, head.id, code, key=claim.id, params=words, about=f"open_shift/{opening.id}"))
    return found
