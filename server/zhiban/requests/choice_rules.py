"""What else there is for someone who came too late: open shifts and offers that the rules allow (K01)."""

from ..changes.calendar import add_days, day_of, day_start_ms
from ..changes.verdict import World
from ..changes.wire import NextStep
from ..people.records import Person
from ..rostering.person_rules import faults_after
from ..rostering.records import OpenShift, ShiftType
from ..rostering.rules import figure, is_work, rule_in_force, shift_types, starts_at
from .records import SwapOffer
from .words import day_words, shift_words

LOOK_AHEAD_DAYS = 28
TRIED = 8
"""Candidates judged at most, nearest first: an answer to one late yes must stay cheap."""


def alternatives(world: World, person: Person, day: str, shift: str, without: str = "") -> list[NextStep]:
    """Up to three similar shifts this person may take, nearest in time and kind first."""
    kinds = shift_types(world)
    found: list[tuple[tuple[bool, int, str], NextStep, str, str]] = []
    for step, its_day, its_shift in [
        *_open_shifts(world, person, kinds, without),
        *_offers(world, person, kinds, without),
    ]:
        distance = abs(day_start_ms(its_day) - day_start_ms(day))
        found.append(((its_shift != shift, distance, its_day), step, its_day, its_shift))
    most = int(figure(rule_in_force(world, "swap.race", day), "alternatives"))
    chosen: list[NextStep] = []
    for _, step, its_day, its_shift in sorted(found, key=lambda f: f[0])[:TRIED]:
        if len(chosen) == most:
            break
        if not faults_after(world, person, {}, {its_day: its_shift}):
            chosen.append(step)
    return chosen


def _open_shifts(
    world: World, person: Person, kinds: dict[str, ShiftType], without: str
) -> list[tuple[NextStep, str, str]]:
    first = day_of(world.now)
    rows = world.between(OpenShift, "day", first, add_days(first, LOOK_AHEAD_DAYS), department=person.department)
    return [
        (_step("claim", "open_shift", o.id, o.day, kinds[o.shift]), o.day, o.shift)
        for o in rows
        if o.state == "open" and o.id != without and _ahead(world, kinds, o.day, o.shift)
        and (not o.skill or o.skill in person.skills)
    ]  # fmt: skip


def _offers(world: World, person: Person, kinds: dict[str, ShiftType], without: str) -> list[tuple[NextStep, str, str]]:
    rows = world.find(SwapOffer, department=person.department, state="open")
    return [
        (_step("accept", "offer", o.id, o.day, kinds[o.shift]), o.day, o.shift)
        for o in rows
        if o.id != without and o.person != person.id and not o.wants and (not o.to or person.id in o.to)
        and _ahead(world, kinds, o.day, o.shift)
    ]  # fmt: skip


def _step(action: str, what: str, id: str, day: str, kind: ShiftType) -> NextStep:
    return NextStep(action=action, params={what: id, **day_words(day), **shift_words(kind)})


def _ahead(world: World, kinds: dict[str, ShiftType], day: str, shift: str) -> bool:
    kind = kinds.get(shift)
    return kind is not None and is_work(kind) and starts_at(kind, day) > world.now
