"""What a swap would change for each person, whether it is still what they said yes to, and which rules it breaks."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..changes.verdict import World
from ..people.records import Person
from ..rostering.cover_rules import newly_short, ward_on
from ..rostering.person_rules import Fault, faults_after
from ..rostering.records import ShiftType
from ..rostering.rules import assignment_of, figure, is_work, quote, rule_in_force, shift_types, span
from .words import day_words, shift_words, who

WHOLE_DAY = 1440


@dataclass(slots=True)
class Side:
    """One person's part: days given away, and shifts received by day."""

    gives: set[str] = field(default_factory=set[str])
    gets: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Hand:
    """One shift changing hands: who gives which day to whom."""

    giver: str
    taker: str
    day: str


def sides(hands: Iterable[Hand], shifts: dict[tuple[str, str], str]) -> dict[str, Side]:
    """Every person's part in a set of hand-overs; ``shifts`` is (giver, day) -> shift as it stands now."""
    found: dict[str, Side] = {}
    for hand in hands:
        found.setdefault(hand.giver, Side()).gives.add(hand.day)
        found.setdefault(hand.taker, Side()).gets[hand.day] = shifts[hand.giver, hand.day]
    return found


def moved_minutes(known: ShiftType | None, present: ShiftType | None) -> int:
    """K03: how far either end has moved from what was agreed; a whole day when one of them is no working shift."""
    if known is None or present is None or not (is_work(known) and is_work(present)):
        return WHOLE_DAY
    (a, b), (c, d) = span(known), span(present)
    return max(abs(a - c), abs(b - d))


def held_shift(world: World, person: str, day: str, kinds: dict[str, ShiftType]) -> ShiftType | None:
    """The working shift a person has on a day, as published."""
    row = assignment_of(world, person, day)
    kind = kinds.get(row.shift) if row else None
    return kind if is_work(kind) else None


def hand_fault(world: World, hands: list[Hand]) -> Fault | None:
    """The first rule that a set of hand-overs would break; those of the last taker are told as the reader's own."""
    kinds = shift_types(world)
    shifts: dict[tuple[str, str], str] = {}
    for hand in hands:
        kind = held_shift(world, hand.giver, hand.day, kinds)
        if kind is None:
            rule = quote(rule_in_force(world, "swap.moved", hand.day))
            return Fault("swap.gone", rule, hand.day, {**day_words(hand.day), **who(world, hand.giver)})
        shifts[hand.giver, hand.day] = kind.id
    parts = sides(hands, shifts)
    reader = hands[0].taker
    for person in sorted(parts, key=lambda p: (p != reader, p)):
        found = side_faults(world, person, parts[person], kinds)
        if found:
            return told(world, found, person, reader)
    return None


def side_faults(world: World, person_id: str, side: Side, kinds: dict[str, ShiftType]) -> list[Fault]:
    """Rules one person's part would break; a shift received on a day still worked is a second job (F026)."""
    person = world.get(Person, person_id)
    if person is None or not person.active:
        return [
            Fault(
                "person.gone", quote(rule_in_force(world, "roster.availability", min(side.gives | set(side.gets)))), ""
            )
        ]
    changes: dict[str, str | None] = dict.fromkeys(side.gives)
    extra: dict[str, str] = {}
    for day, shift in side.gets.items():
        if day not in side.gives and held_shift(world, person_id, day, kinds) is not None:
            extra[day] = shift
        else:
            changes[day] = shift
    return faults_after(world, person, changes, extra)


def told(world: World, found: list[Fault], person: str, reader: str) -> Fault:
    """A fault in the reader's words: one's own, or a colleague's by name."""
    first = found[0]
    words = {
        **first.params,
        **(day_words(first.day) if first.day else {}),
        **who(world, person),
        "more": len(found) - 1,
    }
    return Fault(first.code + ("" if person == reader else ".other"), first.rule, first.day, words)


def move_fault(
    world: World, knew: ShiftType | None, holder: str, day: str, kinds: dict[str, ShiftType]
) -> tuple[int, Fault | None]:
    """K03: minutes a shift has moved since it was agreed, and the fault when that is more than may be kept."""
    rule = rule_in_force(world, "swap.moved", day)
    now = held_shift(world, holder, day, kinds)
    minutes = moved_minutes(knew, now)
    if minutes <= figure(rule, "keep_min"):
        return minutes, None
    words = {
        **day_words(day),
        **who(world, holder),
        **shift_words(knew, "was"),
        **shift_words(now, "now"),
        "minutes": minutes,
    }
    return minutes, Fault("swap.moved" if now else "swap.gone", quote(rule), day, words)


def skill_gap(world: World, department: str, hands: list[Hand]) -> dict[str, str]:
    """Days on which the hand-overs would leave a shift without a skill it needs; each with that skill (F031)."""
    kinds = shift_types(world)
    gaps: dict[str, str] = {}
    for day in {hand.day for hand in hands}:
        moves: dict[str, str | None] = {}
        for hand in (h for h in hands if h.day == day):
            moves.setdefault(hand.giver, None)
            kind = held_shift(world, hand.giver, day, kinds)
            moves[hand.taker] = kind.id if kind else None
        ward = ward_on(world, department, day)
        for row in newly_short(ward.cover(), ward.cover(moves)):
            gaps[day] = row.skill or gaps.get(day, "")
    return gaps
