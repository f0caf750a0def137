"""The CP-SAT model against the independent checker: whatever is asked, no hard rule is broken and the costs agree."""

import random
import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiban.solver import (
    Block,
    Cell,
    Demand,
    Limits,
    Options,
    PastShift,
    Pin,
    Problem,
    Segment,
    ShiftType,
    Staff,
    Weights,
    Wish,
    admit,
    check,
    edits,
    rebase,
    score,
)
from zhiban.solver.construct import construct
from zhiban.solver.lookup import Lookup
from zhiban.solver.search import Outcome, search

MONDAY = date(2026, 11, 2)
TYPES = (
    ShiftType(id="A", letter="白", start=480, end=960,
              segments=(Segment("clinic", 480, 720), Segment("surgery", 720, 960))),
    ShiftType(id="P", letter="中", start=960, end=1440),
    ShiftType(id="N", letter="夜", start=1320, end=1920, minutes=540, night=True),
    ShiftType(id="S", letter="手", start=450, end=1050, minutes=540, skills=frozenset({"scrub"}), min_level=2,
              segments=(Segment("surgery", 480, 1020),)),
    ShiftType(id="K", letter="课", start=540, end=600, work=False),
)  # fmt: skip


def run(problem: Problem, seconds: float = 3.0, work: float | None = 0.3, start: list[Cell] | None = None) -> Outcome:
    """The search in this process, repeatable: one worker and a work limit."""
    admit(problem)
    lookup = Lookup(problem)
    options = Options(workers=1, work_limit=work)
    begin = construct(lookup, lambda: False) if start is None else start
    return search(lookup, options, begin, time.monotonic() + seconds, lambda *_: None, lambda _: None)


def roster_of(problem: Problem, seconds: float = 3.0) -> list[Cell]:
    outcome = run(problem, seconds)
    assert outcome.roster is not None
    assert score(problem, outcome.roster).cost == outcome.cost
    assert outcome.bound <= outcome.cost
    return outcome.roster


def hard(problem: Problem, roster: list[Cell]) -> list[str]:
    return [violation.rule for violation in check(problem, roster) if violation.hard]


def push(pattern: str, person: Staff, limits: Limits | None = None) -> Problem:
    """A ward that begs its only person, at a thousand points a shift, to break the rule."""
    wanted = tuple(Demand(day=day, shift=shift, min=1) for day, shift in enumerate(pattern) if shift != ".")
    return Problem(
        start=MONDAY, days=len(pattern), shift_types=TYPES, staff=(person,), demand=wanted, limits=limits or Limits()
    )


@pytest.mark.parametrize(
    ("pattern", "person"),
    [
        ("PA", {}),
        ("NP", {}),
        ("N.S", {"skills": frozenset({"scrub"}), "level": 2}),
        ("AAAAAAA", {"max_week_minutes": 9000}),
        ("NNNN", {}),
        ("AAAAAA", {}),
        ("..A....", {"unavailable": frozenset({2})}),
        ("..A....", {"blocked": (Block(day=2, activity="surgery"),)}),
        ("A", {"allowed": frozenset({"P"})}),
        ("S", {}),
        ("PN", {"no_nights": True}),
        ("NS", {"no_overtime": True, "skills": frozenset({"scrub"}), "level": 2}),
        ("AAA", {"no_overtime": True, "fraction": 0.5}),
        ("AA", {"max_minutes": 900}),
        ("AAAAA", {"activity_caps": {"surgery": 1000}}),
        ("A", {"past": (PastShift(-1, "P"),)}),
        ("A......", {"max_week_minutes": 9000, "past": tuple(PastShift(day, "A") for day in range(-6, 0))}),
        ("N", {"past": tuple(PastShift(day, "N") for day in range(-3, 0))}),
        ("AP", {"limits": Limits(forbidden_next_day=frozenset({("A", "P")}))}),
        ("S", {"skills": frozenset({"scrub"}), "level": 2, "limits": Limits(max_day_minutes=500)}),
    ],
)
def test_the_ward_stays_short_rather_than_break_a_rule(pattern: str, person: dict[str, object]) -> None:
    limits = person.pop("limits", None) if "limits" in person else None
    problem = push(pattern, Staff(id="x", **person), limits)  # type: ignore[arg-type]
    asked = [Cell("x", day, shift) for day, shift in enumerate(pattern) if shift != "."]
    assert hard(problem, asked), "the case must tempt"
    found = roster_of(problem)
    assert hard(problem, found) == []
    assert score(problem, found).short >= 1


def _staff(draw: Callable[[st.SearchStrategy[object]], object], number: int, days: int) -> Staff:
    dice = random.Random(draw(st.integers(0, 10**6)))  # type: ignore[arg-type]
    worked = sorted(dice.sample(range(-7, 0), dice.randrange(0, 5)))
    return Staff(
        id=f"s{number}",
        skills=frozenset(skill for skill in ("scrub", "charge") if dice.random() < 0.5),
        level=dice.randrange(1, 4),
        fraction=dice.choice((1.0, 1.0, 0.5)),
        max_week_minutes=dice.choice((None, None, 1440)),
        max_minutes=dice.choice((None, None, 2400)),
        min_minutes=dice.choice((None, 960)),
        allowed=dice.choice((None, None, frozenset({"A", "N", "K"}))),
        unavailable=frozenset(dice.sample(range(days), dice.randrange(0, 3))),
        blocked=(Block(day=dice.randrange(days), activity="surgery"),) if dice.random() < 0.3 else (),
        no_nights=dice.random() < 0.2,
        no_overtime=dice.random() < 0.2,
        activity_caps={"surgery": dice.choice((480, 1800))} if dice.random() < 0.5 else {},
        past=tuple(PastShift(day, dice.choice("APNSK")) for day in worked),
        nights_owed=dice.randrange(-2, 3),
        weekends_owed=dice.randrange(-1, 2),
        counts=dice.random() < 0.9,
    )


@st.composite
def problems(draw: Callable[[st.SearchStrategy[object]], object]) -> Problem:
    """Small wards with everything in them: broken history, pins against the rules, debts, trainees, odd limits."""
    dice = random.Random(draw(st.integers(0, 10**6)))  # type: ignore[arg-type]
    days = dice.randrange(3, 15)
    staff = tuple(_staff(draw, number, days) for number in range(dice.randrange(2, 6)))
    cells = [(person.id, day) for person in staff for day in range(days)]
    demand = tuple(
        Demand(day=day, shift=kind, min=dice.randrange(0, 3), want=dice.choice((None, 2)),
               skill=dice.choice((None, None, "charge")), min_level=dice.choice((0, 0, 2)))
        for day in range(days) for kind in dice.sample("APNSK", 3)
    )  # fmt: skip
    wishes = tuple(
        Wish(person=person, day=day, shift=dice.choice((None, "A", "N")), weight=dice.randrange(-9, 10))
        for person, day in dice.sample(cells, 5)
    )
    pins = tuple(Pin(person, day, dice.choice((None, "A", "P", "N", "S"))) for person, day in dice.sample(cells, 4))
    draft = tuple(Cell(person, day, dice.choice("AP")) for person, day in dice.sample(cells, 4))
    return Problem(
        start=MONDAY + timedelta(days=dice.randrange(7)), days=days, shift_types=TYPES, staff=staff, demand=demand,
        wishes=wishes, draft=draft, pins=pins if dice.random() < 0.5 else (),
        weights=Weights(change=dice.choice((0, 20)), weekend_split=dice.choice((0, 8))),
        limits=Limits(max_consecutive_days=dice.choice((None, 3, 6)), max_week_minutes=dice.choice((None, 2640))),
    )  # fmt: skip


@settings(max_examples=40, deadline=None, derandomize=True)
@given(problems())
def test_every_roster_passes_the_independent_checker(problem: Problem) -> None:
    """Hard rules hold; where pins break one, it is broken no more often than by the pins alone."""
    roster = roster_of(problem)
    pinned = [Cell(pin.person, pin.day, pin.shift) for pin in problem.pins if pin.shift is not None]
    excused = hard(problem, pinned)
    found = hard(problem, roster)
    assert "roster.pin" not in found
    if not pinned:
        assert found == []
    for rule in set(found):
        assert found.count(rule) <= excused.count(rule), rule


@settings(max_examples=40, deadline=None, derandomize=True)
@given(problems())
def test_the_greedy_roster_is_legal_too(problem: Problem) -> None:
    roster = construct(Lookup(problem), lambda: False)
    pinned = [Cell(pin.person, pin.day, pin.shift) for pin in problem.pins if pin.shift is not None]
    assert len(hard(problem, roster)) <= len([rule for rule in hard(problem, pinned) if rule != "roster.pin"])


def test_pins_that_break_rules_are_kept_and_listed() -> None:
    """K40: the human decides, the rule is named, nothing becomes infeasible."""
    person = Staff(id="x", unavailable=frozenset({3}))
    pins = (Pin("x", 0, "P"), Pin("x", 1, "A"), Pin("x", 3, "A"), Pin("x", 4, None))
    problem = Problem(
        start=MONDAY, days=7, shift_types=TYPES, staff=(person,), pins=pins,
        demand=tuple(Demand(day=day, shift="A", min=1) for day in range(7)),
    )  # fmt: skip
    roster = roster_of(problem)
    assert {(cell.day, cell.shift) for cell in roster} >= {(0, "P"), (1, "A"), (3, "A")}
    assert 4 not in {cell.day for cell in roster}
    assert sorted(hard(problem, roster)) == ["roster.leave", "roster.rest"]


def test_edits_during_a_run_become_pins() -> None:
    """K40: the head nurse's cells stand, the solver's other cells too, and what now clashes is named."""
    problem = Problem(
        start=MONDAY, days=4, shift_types=TYPES, staff=(Staff(id="x"), Staff(id="y")), pins=(Pin("y", 3, "A"),),
        demand=tuple(Demand(day=day, shift="A", min=1) for day in range(4)),
    )  # fmt: skip
    draft = [Cell("x", 0, "A"), Cell("x", 1, "A")]
    changed = [Cell("x", 0, "P")]
    pins = edits(draft, changed)
    assert pins == (Pin("x", 0, "P"), Pin("x", 1, None))
    result = [Cell("x", 1, "A"), Cell("y", 0, "A"), Cell("x", 2, "A"), Cell("y", 3, "A")]
    pinned, roster, found = rebase(problem, result, (*pins, Pin("y", 1, "P"), Pin("y", 2, "A")))
    assert roster == (
        Cell("x", 0, "P"), Cell("x", 2, "A"), Cell("y", 0, "A"),
        Cell("y", 1, "P"), Cell("y", 2, "A"), Cell("y", 3, "A"),
    )  # fmt: skip
    assert [(v.rule, v.person, v.days) for v in found] == [("roster.rest", "y", (1, 2)), ("roster.cover", None, (1,))]
    again = roster_of(pinned)
    assert {Cell("x", 0, "P"), Cell("y", 1, "P"), Cell("y", 2, "A"), Cell("y", 3, "A")} <= set(again)


def test_one_worker_one_seed_one_roster() -> None:
    problem = Problem(
        start=MONDAY, days=7, shift_types=TYPES, staff=tuple(Staff(id=f"s{n}") for n in range(6)),
        demand=tuple(Demand(day=day, shift=shift, min=1, want=2) for day in range(7) for shift in "APN"),
    )  # fmt: skip
    assert run(problem, 30.0).roster == run(problem, 30.0).roster


def test_a_sick_call_changes_as_little_as_it_can() -> None:
    """Draft as anchor: one person falls out on day 2, exactly one other cell changes, and that is proven."""
    staff = tuple(Staff(id=f"s{n}", target_minutes=960) for n in range(4))
    demand = tuple(Demand(day=day, shift="A", min=1) for day in range(4))
    draft = tuple(Cell(f"s{day}", day, "A") for day in range(4))
    sick = (Staff(id="s2", target_minutes=960, unavailable=frozenset({2})),)
    problem = Problem(
        start=MONDAY, days=4, shift_types=TYPES, staff=(*staff[:2], *sick, staff[3]), demand=demand, draft=draft,
        weights=Weights(change=100),
    )  # fmt: skip
    outcome = run(problem, work=None)
    assert outcome.optimal
    assert outcome.roster is not None
    assert len(set(outcome.roster) ^ set(draft)) == 2
    assert score(problem, outcome.roster).short == 0
