"""Circles of swaps: A wants B's day, B wants C's, C wants A's; solved as one or not at all (K05)."""

from collections.abc import Iterable

from ..changes.verdict import World
from ..people.records import Department, Person
from ..rostering.rules import figure, rule_in_force, shift_types, starts_at
from .exchange_rules import Hand, hand_fault, held_shift, move_fault, skill_gap
from .records import SwapOffer


def would_take(taker: SwapOffer, giver: SwapOffer) -> bool:
    """The taker's author wants the giver's day, and the giver asked them or the whole ward."""
    asked = not giver.to or taker.person in giver.to
    return taker.person != giver.person and giver.day in taker.wants and asked


def circles(offer: SwapOffer, others: Iterable[SwapOffer], longest: int) -> list[list[SwapOffer]]:
    """Every circle through ``offer``: each takes the shift of the one after, the last takes ``offer``'s."""
    pool = sorted(others, key=lambda o: (o.made_at, o.id))
    found: list[list[SwapOffer]] = []

    def walk(path: list[SwapOffer]) -> None:
        if len(path) > 1 and would_take(path[-1], offer):
            found.append(list(path))
        if len(path) == longest:
            return
        people = {o.person for o in path}
        for other in pool:
            if other.person not in people and would_take(path[-1], other):
                walk([*path, other])

    walk([offer])
    return sorted(found, key=len)


def hands_of_circle(circle: list[SwapOffer]) -> list[Hand]:
    """Each gives their day to the one before; the first gives to the last."""
    return [Hand(giver.person, circle[n - 1].person, giver.day) for n, giver in enumerate(circle)]


def circle_for(world: World, offer: SwapOffer) -> list[SwapOffer] | None:
    """The first circle that breaks no rule for anybody; none where the head wants to see every swap (A13)."""
    department = offer.department or _department_of(world, offer.person)
    ward = world.get(Department, department)
    if not offer.wants or (ward is not None and ward.swap_needs_head):
        return None
    others = [o for o in world.find(SwapOffer, department=department, state="open") if o.id != offer.id and o.wants]
    longest = int(figure(rule_in_force(world, "swap.cycle", offer.day), "longest"))
    for circle in circles(offer, others, longest):
        hands = hands_of_circle(circle)
        unmoved = all(_unmoved(world, o) for o in circle)
        if unmoved and hand_fault(world, hands) is None and not skill_gap(world, department, hands):
            return circle
    return None


def _unmoved(world: World, offer: SwapOffer) -> bool:
    """Still ahead, and the very hours its author offered (K03)."""
    kinds = shift_types(world)
    kind = held_shift(world, offer.person, offer.day, kinds)
    if kind is None or starts_at(kind, offer.day) <= world.now:
        return False
    minutes, fault = move_fault(world, kinds.get(offer.shift), offer.person, offer.day, kinds)
    return fault is None and minutes == 0


def _department_of(world: World, person: str) -> str:
    found = world.get(Person, person)
    return found.department if found else ""
