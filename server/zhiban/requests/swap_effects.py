"""What follows from swaps and claims: shifts change hands, offers close, everyone concerned is told (K01-K05)."""

from msgspec.structs import replace

from ..attendance.rules import look_again
from ..changes.fields import Params
from ..changes.verdict import Case, Effects, Judgement, Reslip, World
from ..changes.wire import NextStep
from ..notify.messages import tell
from ..rostering.records import Assignment
from ..rostering.rules import assignment_id, assignment_of, shift_types
from .circle_rules import circle_for, hands_of_circle
from .exchange_rules import Hand, move_fault
from .records import Decision, SwapAccept, SwapOffer
from .route_rules import heads_of
from .swap_rules import hands_of
from .words import day_words, note_words, shift_words, who

ABOUT = "swap_offer/"


def exchange(world: World, hands: list[Hand], cause: str) -> Effects:
    """Shifts change hands; a day's rest entry goes the other way, so that nobody keeps a cell that is not theirs."""
    found = Effects()
    gets = {(hand.taker, hand.day) for hand in hands}
    for hand in hands:
        row = assignment_of(world, hand.giver, hand.day)
        if row is None:
            continue
        theirs = assignment_of(world, hand.taker, hand.day)
        found.writes.append(_moved(row, hand.taker, cause))
        found.jobs += [job for person in (hand.taker, hand.giver) for job in look_again(world, person, hand.day)]
        if (hand.giver, hand.day) in gets:
            continue
        if theirs is not None:
            found.writes.append(_moved(theirs, hand.giver, cause))
        else:
            found.erases.append((Assignment, row.id))
    return found


def _moved(row: Assignment, to: str, cause: str) -> Assignment:
    return replace(row, id=assignment_id(to, row.day), person=to, version=cause, cause="swap")


def offer_words(world: World, offer: SwapOffer, other: str, gives: str) -> Params:
    """The offered day and shift, the other person, and the day given for it where there is one."""
    shift = shift_words(shift_types(world).get(offer.shift))
    given = {**day_words(gives, "gives"), "both": 1} if gives else {"both": 0}
    return {**day_words(offer.day), **shift, **who(world, other), **given}


def after_offer(case: Case[SwapOffer], judgement: Judgement, world: World) -> Effects:
    """Those asked by name are told; a circle settles for all its members at once (K05)."""
    offer = case.record
    if judgement.code == "swap.circle":
        return _settle_circle(world, replace(offer, state="open"), judgement.rule)
    found = Effects()
    if judgement.outcome != "accepted":
        return found
    words = offer_words(world, offer, offer.person, "")
    look = NextStep(action="accept", params={"offer": offer.id})
    for person in dict.fromkeys(p for p in offer.to if p != offer.person):
        found.add(tell(world.now, person, "swap.asks_you", key=offer.id, params={**words, **note_words(offer.note)},
                       about=ABOUT + offer.id, needs_answer=True, next=[look]))  # fmt: skip
    return found


def _settle_circle(world: World, offer: SwapOffer, rule: str) -> Effects:
    circle = circle_for(world, offer)
    if circle is None:
        return Effects()
    found = exchange(world, hands_of_circle(circle), offer.id)
    for n, one in enumerate(circle):
        taker, gets = circle[n - 1], circle[(n + 1) % len(circle)]
        found.writes.append(
            replace(
                one, state="settled", taken_by=taker.person, given_day=gets.day, accept=offer.id, closed_at=world.now
            )
        )
        words: Params = {**offer_words(world, one, taker.person, gets.day), **day_words(gets.day, "other")}
        words["people"] = len(circle)
        if one.id != offer.id:
            found.slips.append(Reslip(one.id, "accepted", "swap.circle", rule, words))
        found.add(tell(world.now, one.person, "swap.circle", key=offer.id, params=words, about=ABOUT + one.id))
    return found.add(_tell_heads(world, offer, "swap.circle_head", offer.id, {"people": len(circle)}))


def after_accept(case: Case[SwapAccept], judgement: Judgement, world: World) -> Effects:
    """The offer closes with the first valid yes; who came later stands in line."""
    accept = case.record
    offer = world.get(SwapOffer, accept.offer)
    if offer is None:
        return Effects()
    if judgement.outcome == "accepted":
        return settle(world, offer, accept, judgement.rule, moved=judgement.code == "swap.settled_moved")
    if judgement.outcome == "held":
        return _wait_for_head(world, offer, accept, judgement)
    if judgement.code == "swap.taken" and accept.person not in offer.waiting:
        return Effects([replace(offer, waiting=[*offer.waiting, accept.person])])
    if judgement.code in ("swap.moved", "swap.gone") and offer.state == "open":
        return _expire(world, offer)
    return Effects()


def settle(world: World, offer: SwapOffer, accept: SwapAccept, rule: str, *, moved: bool = False) -> Effects:
    """A swap takes effect: roster, offer, both slips, both people, the head."""
    found = exchange(world, hands_of(offer, accept.person, accept.gives), accept.id)
    found.writes.append(
        replace(offer, state="settled", taken_by=accept.person, given_day=accept.gives, accept=accept.id,
                closed_at=world.now)
    )  # fmt: skip
    words = offer_words(world, offer, accept.person, accept.gives)
    code = "swap.settled_with_moved" if moved else "swap.settled_with"
    found.slips.append(Reslip(offer.id, "accepted", code, rule, words))
    found.add(tell(world.now, offer.person, "swap.done", key=accept.id, params=words, about=ABOUT + offer.id))
    mine = offer_words(world, offer, offer.person, accept.gives)
    found.add(tell(world.now, accept.person, "swap.done_taker", key=accept.id, params=mine, about=ABOUT + offer.id))
    return found.add(
        _tell_heads(world, offer, "swap.done_head", accept.id, {**words, **who(world, offer.person, "from")})
    )


def _wait_for_head(world: World, offer: SwapOffer, accept: SwapAccept, judgement: Judgement) -> Effects:
    """A13, K02: both said yes (or a late no crossed the yes), and the head decides."""
    waits = replace(offer, state="waiting", accept=accept.id, taken_by=accept.person, given_day=accept.gives,
                    closed_at=world.now)  # fmt: skip
    words = offer_words(world, offer, accept.person, accept.gives)
    found = Effects([waits], slips=[Reslip(offer.id, "held", "swap.waiting_head_offer", judgement.rule, words)])
    decide = NextStep(action="decide", params={"request": offer.id, "kind": "swap_offer"})
    return found.add(
        _tell_heads(world, offer, "swap.head_decides", accept.id, {**words, **who(world, offer.person, "from")}, decide)
    )


def _expire(world: World, offer: SwapOffer) -> Effects:
    """K03: the offered shift is not what its author offered any more; they are asked again, nobody is bound."""
    _, fault = move_fault(world, shift_types(world).get(offer.shift), offer.person, offer.day, shift_types(world))
    if fault is None:
        return Effects()
    found = Effects([replace(offer, state="expired", closed_at=world.now)])
    again = NextStep(action="swap.offer_again", params={"day": offer.day})
    found.slips.append(Reslip(offer.id, "refused", fault.code, fault.rule, fault.params, (again,)))
    return found.add(
        tell(world.now, offer.person, "swap.moved", key=offer.id, params=fault.params, about=ABOUT + offer.id,
             needs_answer=True, next=[again])
    )  # fmt: skip


def _tell_heads(
    world: World, offer: SwapOffer, code: str, key: str, words: Params, step: NextStep | None = None
) -> Effects:
    found = Effects()
    involved = {offer.person, offer.taken_by}
    for head in heads_of(world, offer.department):
        if head.id not in involved or step is not None:
            found.add(tell(world.now, head.id, code, key=key, params=words, about=ABOUT + offer.id,
                           needs_answer=step is not None, next=[step] if step else []))  # fmt: skip
    return found


def after_swap_decision(case: Case[Decision], judgement: Judgement, world: World) -> Effects:
    """The head's yes settles, the head's no ends it for both."""
    decision = case.record
    offer = world.get(SwapOffer, decision.request)
    accept = world.get(SwapAccept, offer.accept) if offer and judgement.outcome == "accepted" else None
    if offer is None or accept is None:
        return Effects()
    if decision.verdict == "approve":
        found = settle(world, offer, accept, judgement.rule)
        found.writes.append(replace(accept, state="settled"))
        words = offer_words(world, offer, offer.person, accept.gives)
        found.slips.append(Reslip(accept.id, "accepted", "swap.settled", judgement.rule, words))
        return found
    found = Effects([replace(offer, state="refused", closed_at=world.now), replace(accept, state="refused")])
    for slip, person, other in ((offer.id, offer.person, accept.person), (accept.id, accept.person, offer.person)):
        words = {**offer_words(world, offer, other, accept.gives), **who(world, decision.person, "by")}
        words |= note_words(decision.note)
        found.slips.append(Reslip(slip, "refused", "swap.refused_by_head", judgement.rule, words))
        found.add(
            tell(world.now, person, "swap.refused_by_head", key=decision.id, params=words, about=ABOUT + offer.id)
        )
    return found


def after_offer_withdrawn(offer: SwapOffer, cause: str, rule: str, world: World) -> Effects:
    """K02: who had said yes and waited for the head is told, and keeps their shift."""
    found = Effects([replace(offer, state="withdrawn", closed_at=world.now)])
    found.slips.append(Reslip(offer.id, "accepted", "swap.withdrawn_own", rule, day_words(offer.day)))
    accept = world.get(SwapAccept, offer.accept) if offer.state == "waiting" else None
    if accept is None:
        return found
    words = offer_words(world, offer, offer.person, accept.gives)
    found.writes.append(replace(accept, state="refused"))
    found.slips.append(Reslip(accept.id, "refused", "swap.withdrawn", rule, words))
    return found.add(
        tell(world.now, accept.person, "swap.withdrawn_by", key=cause, params=words, about=ABOUT + offer.id)
    )


def after_accept_withdrawn(accept: SwapAccept, cause: str, rule: str, world: World) -> Effects:
    """A yes taken back before the head signed: the offer is open again and the next in line is asked."""
    found = Effects([replace(accept, state="withdrawn")])
    found.slips.append(Reslip(accept.id, "accepted", "swap.accept_withdrawn", rule))
    offer = world.get(SwapOffer, accept.offer)
    if offer is None or offer.accept != accept.id or offer.state != "waiting":
        return found
    found.writes.append(
        replace(offer, state="open", accept="", taken_by="", given_day="", closed_at=0, waiting=offer.waiting[1:])
    )
    words = offer_words(world, offer, offer.person, "")
    found.slips.append(Reslip(offer.id, "accepted", "swap.offered", rule, words))
    for person in offer.waiting[:1]:
        step = NextStep(action="accept", params={"offer": offer.id})
        found.add(tell(world.now, person, "swap.free_again", key=cause, params=words, about=ABOUT + offer.id,
                       urgent=True, needs_answer=True, next=[step]))  # fmt: skip
    return found
