"""Claims of open shifts: first valid one by receipt, the others next in line (K01, F038)."""

from typing import Any

from ..changes.fields import Params
from ..changes.verdict import Case, Judgement, World, refused
from ..changes.wire import NextStep
from ..people.records import Person
from ..rostering.records import OpenShift
from ..rostering.rules import is_work, quote, rule_in_force, shift_types, starts_at
from .choice_rules import alternatives
from .exchange_rules import Side, side_faults, told
from .records import ShiftClaim
from .words import clock, day_words, shift_words, who


def judge_claim(case: Case[ShiftClaim], world: World) -> Judgement:
    """An open shift goes to who may work it and asks first."""
    claim = case.record
    person, opening = world.get(Person, claim.person), world.get(OpenShift, claim.open_shift)
    known: dict[str, Any] = {"state": "refused", "department": person.department if person else ""}
    if person is None or not person.active:
        return refused("person.unknown", fields=known)
    if opening is None:
        return refused("claim.no_shift", fields=known)
    if opening.department != person.department:  # T1: no shift of another ward
        return refused("claim.other_ward", fields=known)
    known["department"] = opening.department
    rule = quote(rule_in_force(world, "swap.race", opening.day))
    kinds = shift_types(world)
    kind = kinds.get(opening.shift)
    words: Params = {**day_words(opening.day), **shift_words(kind)}
    if opening.state != "open":
        return _closed(world, opening, person, rule, words, known)
    if kind is None or not is_work(kind) or starts_at(kind, opening.day) <= world.now:
        steps = alternatives(world, person, opening.day, opening.shift, without=opening.id)
        return Judgement("refused", "claim.past", rule, words, tuple(steps), known)
    if opening.skill and opening.skill not in person.skills:
        skill = quote(rule_in_force(world, "roster.skill", opening.day))
        return Judgement("refused", "roster.skill_missing", skill, {**words, "skill": opening.skill}, (), known)
    found = side_faults(world, person.id, Side(gets={opening.day: opening.shift}), kinds)
    if found:
        fault = told(world, found, person.id, person.id)
        steps = alternatives(world, person, opening.day, opening.shift, without=opening.id)[:2]
        ask = NextStep(action="ask_head", params={"open_shift": opening.id})
        return Judgement("refused", fault.code, fault.rule, {**words, **fault.params}, (*steps, ask), known)
    return Judgement("accepted", "claim.settled", rule, words, (), {**known, "state": "settled"})


def _closed(
    world: World, opening: OpenShift, person: Person, rule: str, words: Params, known: dict[str, Any]
) -> Judgement:
    if opening.taken_by == person.id:
        return Judgement("duplicate", "claim.yours_already", rule, words, (), {**known, "state": "settled"})
    steps = tuple(alternatives(world, person, opening.day, opening.shift, without=opening.id))
    if opening.state == "withdrawn":
        return Judgement("refused", "claim.closed", rule, words, steps, known)
    queue = [*opening.waiting, *([] if person.id in opening.waiting else [person.id])]
    words |= {**who(world, opening.taken_by), "at": clock(opening.taken_at), "place": queue.index(person.id) + 1}
    return Judgement("refused", "claim.taken", rule, {**words, "similar": len(steps)}, steps, known)
