"""Swap offers and the yes to them: the first valid one by receipt has it (K01-K05, A13)."""

from typing import Any

from ..changes.fields import Params
from ..changes.verdict import Case, Judgement, World, refused
from ..changes.wire import NextStep
from ..people.records import Department, Person
from ..rostering.person_rules import Fault
from ..rostering.records import ShiftType
from ..rostering.rules import figure, quote, rule_in_force, shift_types, starts_at
from .choice_rules import alternatives
from .circle_rules import circle_for
from .exchange_rules import Hand, hand_fault, held_shift, move_fault, skill_gap
from .records import SwapAccept, SwapOffer
from .words import clock, day_words, shift_words, who


def judge_offer(case: Case[SwapOffer], world: World) -> Judgement:
    """An offer stands when its author has that shift, ahead of now; a circle of offers settles at once (K05)."""
    offer = case.record
    person = world.get(Person, offer.person)
    rule = quote(rule_in_force(world, "swap.approval", offer.day))
    known: dict[str, Any] = {
        "state": "refused",
        "department": person.department if person else "",
        "made_at": world.now,
    }
    if person is None or not person.active:
        return refused("person.unknown", rule, fields=known)
    kinds = shift_types(world)
    now = held_shift(world, offer.person, offer.day, kinds)
    if now is None:
        return Judgement("refused", "swap.no_shift", rule, day_words(offer.day), (), known)
    if starts_at(now, offer.day) <= world.now:
        return Judgement("refused", "swap.past", rule, day_words(offer.day), (), known)
    minutes, fault = move_fault(world, kinds.get(offer.shift), offer.person, offer.day, kinds)
    if fault is not None:
        again = NextStep(action="swap.offer_again", params={"day": offer.day, "shift": now.id})
        return Judgement("refused", fault.code, fault.rule, fault.params, (again,), known)
    twice = [o for o in world.find(SwapOffer, person=offer.person, day=offer.day) if o.state in ("open", "waiting")]
    if any(o.id != offer.id for o in twice):
        return Judgement("refused", "swap.offered_already", rule, day_words(offer.day), (), known)
    known |= {"state": "open", "shift": now.id}
    if (circle := circle_for(world, offer)) is not None:
        return _circle_settled(world, offer, circle, known)
    words: Params = {**day_words(offer.day), **shift_words(now), "moved_min": minutes}
    return Judgement("accepted", "swap.offered", rule, words, (), known)


def _circle_settled(world: World, offer: SwapOffer, circle: list[SwapOffer], known: dict[str, Any]) -> Judgement:
    """The author gives to the circle's last and takes from its next."""
    rule = quote(rule_in_force(world, "swap.cycle", offer.day))
    gets = circle[1]
    fields = {**known, "state": "settled", "taken_by": circle[-1].person, "given_day": gets.day, "closed_at": world.now}
    words: Params = {**day_words(offer.day), **day_words(gets.day, "other"), **who(world, circle[-1].person)}
    return Judgement("accepted", "swap.circle", rule, {**words, "people": len(circle)}, (), fields)


def judge_accept(case: Case[SwapAccept], world: World) -> Judgement:
    """A yes is judged against the present; who comes late keeps their own shift and learns what else there is."""
    accept = case.record
    person, offer = world.get(Person, accept.person), world.get(SwapOffer, accept.offer)
    known = {"state": "refused", "department": offer.department if offer else person.department if person else ""}
    if person is None or not person.active:
        return refused("person.unknown", fields=known)
    if offer is None:
        return refused("swap.no_offer", fields=known)
    if person.department != offer.department and person.id not in offer.to:  # T1: no name, no day of another ward
        return refused("swap.other_ward", fields={**known, "department": person.department})
    if (code := _not_for(accept, offer, person)) != "":
        rule = quote(rule_in_force(world, "swap.approval", offer.day))
        return Judgement("refused", code, rule, {**day_words(offer.day), **who(world, offer.person)}, (), known)
    if offer.state != "open":
        return _closed(case, offer, person, known, world)
    kinds = shift_types(world)
    offered = held_shift(world, offer.person, offer.day, kinds)
    if offered is not None and starts_at(offered, offer.day) <= world.now:
        rule = quote(rule_in_force(world, "swap.race", offer.day))
        return refused(
            "swap.past", rule, alternatives(world, person, offer.day, offer.shift), fields=known, **day_words(offer.day)
        )
    minutes, fault = _still_agreed(case, offer, kinds, world)
    if fault is not None:
        return fault_refusal(world, offer, person, fault, known)
    return _by_the_rules(world, offer, accept, person, known, minutes)


def _not_for(accept: SwapAccept, offer: SwapOffer, person: Person) -> str:
    if offer.person == accept.person:
        return "swap.own"
    if offer.to and accept.person not in offer.to:
        return "swap.not_asked"
    if offer.wants and not accept.gives:
        return "swap.gives_nothing"
    if accept.gives and accept.gives not in offer.wants:
        return "swap.gives_unasked"
    return ""


def _closed(case: Case[SwapAccept], offer: SwapOffer, person: Person, known: dict[str, Any], world: World) -> Judgement:
    """K01, K02: taken by someone, withdrawn, or over."""
    day = {**day_words(offer.day), **shift_words(shift_types(world).get(offer.shift))}
    if offer.state in ("settled", "waiting"):
        rule = quote(rule_in_force(world, "swap.race", offer.day))
        if offer.taken_by == person.id:
            return Judgement("duplicate", "swap.yours_already", rule, day, (), {**known, "state": offer.state})
        queue = [*offer.waiting, *([] if person.id in offer.waiting else [person.id])]
        words: Params = {
            **day,
            **who(world, offer.taken_by),
            "at": clock(offer.closed_at),
            "place": queue.index(person.id) + 1,
        }
        steps = alternatives(world, person, offer.day, offer.shift, without=offer.id)
        return Judgement("refused", "swap.taken", rule, {**words, "similar": len(steps)}, tuple(steps), known)
    rule = rule_in_force(world, "swap.withdrawn", offer.day)
    if offer.state != "withdrawn":
        return Judgement("refused", "swap.closed", quote(rule), day, (), known)
    kind = held_shift(world, offer.person, offer.day, shift_types(world))
    soon = kind is not None and 0 < starts_at(kind, offer.day) - world.now < figure(rule, "notice_h") * 3_600_000
    if soon and case.time.ms < offer.closed_at:
        words = {**day, **who(world, offer.person), "at": clock(offer.closed_at)}
        return Judgement("held", "swap.withdrawn_late", quote(rule), words, (), {**known, "state": "waiting"})
    words = {**day, **who(world, offer.person), "at": clock(offer.closed_at)}
    steps = alternatives(world, person, offer.day, offer.shift, without=offer.id)
    return Judgement("refused", "swap.withdrawn", quote(rule), words, tuple(steps), known)


def _still_agreed(
    case: Case[SwapAccept], offer: SwapOffer, kinds: dict[str, ShiftType], world: World
) -> tuple[int, Any]:
    """K03 for both shifts; the offered one as this phone knew its times, the author's consent by the offer."""
    accept = case.record
    knew = world.as_of(ShiftType, accept.offered_shift, case.seen) or kinds.get(accept.offered_shift)
    checks = [(knew, offer.person, offer.day), (kinds.get(offer.shift), offer.person, offer.day)]
    if accept.gives:
        own = world.as_of(ShiftType, accept.gives_shift, case.seen) or kinds.get(accept.gives_shift)
        checks.append((own, accept.person, accept.gives))
    most = 0
    for known, holder, day in checks:
        minutes, fault = move_fault(world, known, holder, day, kinds)
        if fault is not None:
            return minutes, fault
        most = max(most, minutes)
    return most, None


def hands_of(offer: SwapOffer, taker: str, gives: str) -> list[Hand]:
    """A swap as hand-overs: the offered shift, and what is given for it."""
    back = [Hand(taker, offer.person, gives)] if gives else []
    return [Hand(offer.person, taker, offer.day), *back]


def fault_refusal(world: World, offer: SwapOffer, person: Person, fault: Fault, known: dict[str, Any]) -> Judgement:
    """The figures first, then what is possible: similar shifts, or a word with the head nurse."""
    steps = alternatives(world, person, offer.day, offer.shift, without=offer.id)[:2]
    ask = NextStep(action="ask_head", params={"offer": offer.id})
    return Judgement("refused", fault.code, fault.rule, fault.params, (*steps, ask), known)


def _by_the_rules(
    world: World, offer: SwapOffer, accept: SwapAccept, person: Person, known: dict[str, Any], minutes: int
) -> Judgement:
    """Both people's rules with the figures of this moment (K04), then whether the head must say yes (A13)."""
    hands = hands_of(offer, accept.person, accept.gives)
    if (fault := hand_fault(world, hands)) is not None:
        return fault_refusal(world, offer, person, fault, known)
    rule = quote(rule_in_force(world, "swap.approval", offer.day))
    words: Params = {
        **day_words(offer.day),
        **shift_words(shift_types(world).get(offer.shift)),
        **who(world, offer.person),
    }
    if accept.gives:
        words |= day_words(accept.gives, "gives")
    department = world.get(Department, offer.department)
    gap = skill_gap(world, offer.department, hands)
    if gap or (department is not None and department.swap_needs_head):
        code = "swap.waiting_head_skill" if any(gap.values()) else "swap.waiting_head"
        words["skill"] = next(iter(gap.values()), "")
        return Judgement("held", code, rule, words, (), {**known, "state": "waiting"})
    if minutes:
        moved = quote(rule_in_force(world, "swap.moved", offer.day))
        words["moved_min"] = minutes
        return Judgement("accepted", "swap.settled_moved", moved, words, (), {**known, "state": "settled"})
    return Judgement("accepted", "swap.settled", rule, words, (), {**known, "state": "settled"})
