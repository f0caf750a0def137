"""Each hard rule, broken by hand: the checker names the rule, the days and the figures a nurse would read."""

from datetime import date
from typing import Any

import pytest

from zhiban.solver import (
    Block,
    Cell,
    Demand,
    Limits,
    PastShift,
    Pin,
    Problem,
    ProblemError,
    Segment,
    ShiftType,
    Staff,
    Violation,
    Wish,
    check,
    check_person,
    facts,
    new_faults,
    score,
)

MONDAY = date(2026, 11, 2)
A = ShiftType(id="A", letter="白", start=480, end=960)
P = ShiftType(id="P", letter="中", start=960, end=1440)
N = ShiftType(id="N", letter="夜", start=1320, end=1920, minutes=540, night=True)
LONG = ShiftType(id="L", letter="长", start=480, end=1200)
QUARTER = ShiftType(id="Q", letter="刻", start=480, end=495, segments=(Segment("surgery", 480, 495),))
SURGERY = ShiftType(id="S", letter="手", start=480, end=840, segments=(Segment("surgery", 480, 840),))
DUTY = ShiftType(id="D", letter="咨", start=600, end=900, segments=(Segment("duty", 600, 900),))
MIXED = ShiftType(
    id="M", letter="混", start=480, end=1080,
    segments=(Segment("clinic", 480, 720), Segment("surgery", 840, 960), Segment("consultation", 1020, 1080)),
)  # fmt: skip
COURSE = ShiftType(id="K", letter="课", start=540, end=600, work=False)
TYPES = (A, P, N, LONG, QUARTER, SURGERY, DUTY, MIXED, COURSE)


def problem(person: Staff, days: int = 14, limits: Limits | None = None, **rest: Any) -> Problem:
    return Problem(
        start=MONDAY,
        days=days,
        shift_types=TYPES,
        staff=(person,),
        limits=limits or Limits(),
        **rest,  # type: ignore[arg-type]
    )


def row(pattern: str, first: int = 0) -> list[Cell]:
    """'AA.N' -> cells of person x from day `first` on; '.' is free."""
    return [Cell("x", first + day, shift) for day, shift in enumerate(pattern) if shift != "."]


def judge(pattern: str, limits: Limits | None = None, **person: Any) -> list[Violation]:
    return check_person(problem(Staff(id="x", **person), limits=limits), "x", row(pattern))


def only(found: list[Violation]) -> Violation:
    assert len(found) == 1, found
    assert found[0].hard
    return found[0]


@pytest.mark.parametrize(
    ("pattern", "person", "rule", "days"),
    [
        ("PA", {}, "rest", (0, 1)),
        ("NA", {}, "rest", (0, 1)),
        ("NP", {}, "rest", (0, 1)),
        ("AAAAAAA", {"max_week_minutes": 9000}, "consecutive_days", tuple(range(7))),
        ("NNNN", {}, "night_run", (0, 1, 2, 3)),
        ("AAAAAA", {}, "weekly_hours", tuple(range(6))),
        ("L", {}, "daily_hours", (0,)),
        ("..A", {"unavailable": frozenset({2})}, "leave", (2,)),
        ("..S", {"blocked": (Block(day=2, activity="surgery"),)}, "availability", (2,)),
        ("..M", {"blocked": (Block(day=2, activity="surgery"),)}, "availability", (2,)),
        ("..A", {"blocked": (Block(day=2, shift="A"),)}, "availability", (2,)),
        ("A", {"allowed": frozenset({"P"})}, "skill", (0,)),
        (".N", {"no_nights": True}, "night_ban", (1,)),
        (".P", {"no_nights": True}, "night_ban", (1,)),
        ("N", {"no_overtime": True}, "overtime_ban", (0,)),
        ("AAAAAA", {"no_overtime": True, "max_week_minutes": 9000}, "overtime_ban", tuple(range(6))),
        ("AAA", {"fraction": 0.5, "no_overtime": True}, "overtime_ban", (0, 1, 2)),
        ("AA", {"max_minutes": 900}, "horizon_hours", ()),
        ("SSSSS.S", {"activity_caps": {"surgery": 1800}}, "activity_cap", (0, 1, 2, 3, 4, 6)),
        ("DDDDD", {"activity_caps": {"duty": 1200}}, "activity_cap", (0, 1, 2, 3, 4)),
    ],
)
def test_a_broken_rule_is_named(pattern: str, person: dict[str, Any], rule: str, days: tuple[int, ...]) -> None:
    fault = only(judge(pattern, **person))
    assert (fault.rule, fault.days, fault.version) == (f"roster.{rule}", days, "1")


@pytest.mark.parametrize(
    ("pattern", "person"),
    [
        ("AP.NNN..A", {}),  # 24 h after the last night, forward rotation
        ("AAAAA..AAAAA", {}),
        ("SSSSS", {"activity_caps": {"surgery": 1800}}),  # 30.0 h passes (A12)
        ("DDDD", {"activity_caps": {"duty": 1200}}),  # 20.0 h passes (A12)
        ("MMMM", {"activity_caps": {"surgery": 480}}),  # only the surgery segments count (F028)
        ("....SSSSSS", {"activity_caps": {"surgery": 1080}}),  # two Monday-Sunday weeks, 18 h each
        ("AAAAA", {"no_nights": True, "no_overtime": True}),
        ("PK", {}),  # a course is not work: no rest rule (work=False)
        ("..M", {"blocked": (Block(day=1, activity="surgery"), Block(day=2, activity="duty"))}),
    ],
)
def test_a_kept_rule_is_silent(pattern: str, person: dict[str, Any]) -> None:
    assert judge(pattern, **person) == []


def test_a_night_is_followed_by_24_hours_free() -> None:
    fault = only(judge("N.S", limits=Limits(night_recovery_minutes=1441)))
    assert fault.rule == "roster.night_recovery"
    assert fault.params == {"rest_h": 24.0, "need_h": 24.02}


def test_figures_are_those_of_the_brief() -> None:
    """A12 vectors: 30.0 h of surgery passes, 30.25 h does not; K04 quotes "31.5 of 30"."""
    caps: dict[str, Any] = {"activity_caps": {"surgery": 1800}}
    assert judge("SSSSS", **caps) == []
    assert only(judge("SSSSSQ", **caps)).params == {"activity": "surgery", "hours": 30.25, "max_h": 30.0}


def test_two_jobs_on_one_day_are_an_alarm() -> None:
    """F026."""
    found = check_person(problem(Staff(id="x")), "x", [Cell("x", 3, "S"), Cell("x", 3, "A")])
    assert only(found).rule == "roster.one_shift"
    assert only(found).days == (3,)


def test_skills_and_level() -> None:
    """F031, L19."""
    theatre = ShiftType(id="T", letter="术", start=480, end=960, skills=frozenset({"scrub"}), min_level=2)
    for person, code in (
        (Staff(id="x"), "skill_missing"),
        (Staff(id="x", skills=frozenset({"scrub"})), "level_too_low"),
    ):
        ward = Problem(start=MONDAY, days=7, shift_types=(theatre,), staff=(person,))
        assert only(check_person(ward, "x", [Cell("x", 0, "T")])).code == code
    able = Staff(id="x", skills=frozenset({"scrub"}), level=2)
    assert check_person(Problem(start=MONDAY, days=7, shift_types=(theatre,), staff=(able,)), "x", row("")) == []


def test_forbidden_followers_are_data() -> None:
    limits = Limits(forbidden_next_day=frozenset({("A", "P")}))
    assert only(judge("AP", limits=limits)).rule == "roster.sequence"
    assert judge("A.P", limits=limits) == []


def test_rules_reach_across_the_start_of_the_horizon() -> None:
    """L16, L04, L01 and A12 count what was worked before day 0; pure history is nobody's fault now."""
    evening = Staff(id="x", past=(PastShift(-1, "P"),))
    assert only(check_person(problem(evening), "x", row("A"))).params == {"rest_h": 8.0, "need_h": 11.0}
    tired = Staff(id="x", max_week_minutes=9000, past=tuple(PastShift(day, "A") for day in range(-6, 0)))
    assert only(check_person(problem(tired), "x", row("A"))).params == {"days": 7, "max": 6}
    midweek = Staff(id="x", past=(PastShift(-1, "S"), PastShift(-2, "S")), activity_caps={"surgery": 1080})
    later = Problem(start=date(2026, 11, 4), days=5, shift_types=TYPES, staff=(midweek,))
    assert only(check_person(later, "x", row("SS"))).params == {"activity": "surgery", "hours": 24.0, "max_h": 18.0}
    broken = Staff(id="x", past=(PastShift(-3, "P"), PastShift(-2, "A")))
    assert check_person(problem(broken), "x", row(".A")) == []


def test_pins_are_kept() -> None:
    """K40."""
    pinned = problem(Staff(id="x"), pins=(Pin("x", 0, "A"), Pin("x", 1, None)))
    assert [fault.days for fault in check_person(pinned, "x", row(".A"))] == [(0,), (1,)]
    assert check_person(pinned, "x", row("A")) == []


def test_a_swap_is_judged_by_what_it_adds() -> None:
    """A13, K04: an old fault does not refuse a swap, a new or graver one does."""
    ward = problem(Staff(id="x", activity_caps={"surgery": 1800}))
    assert new_faults(ward, "x", row("SSSSS.S"), row("SSSSS.S......A")) == []
    assert new_faults(ward, "x", row("SSSSS.S"), row("SSSSS.M")) == []
    graver = only(new_faults(ward, "x", row("SSSSS.M"), row("SSSSS.S")))
    assert graver.params["hours"] == 36.0
    assert only(new_faults(ward, "x", row("SSSSS"), row("SSSSS.M"))).params["hours"] == 32.0


def test_cover_is_reported_short_with_figures() -> None:
    rows = (
        Demand(day=0, shift="A", min=2, want=3),
        Demand(day=0, shift="A", min=1, skill="charge", min_level=2),
        Demand(day=1, shift="A", min=0, want=0),
    )
    people = (Staff(id="x"), Staff(id="y", counts=False), Staff(id="z", level=3, skills=frozenset({"charge"})))
    ward = Problem(start=MONDAY, days=2, shift_types=TYPES, staff=people, demand=rows)
    found = [v for v in check(ward, [Cell("x", 0, "A"), Cell("y", 0, "A"), Cell("x", 1, "A")]) if v.person is None]
    assert [(v.code, v.kind, v.cost) for v in found] == [
        ("cover_short", "short", 1000), ("cover_short", "short", 1000), ("cover_below_want", "soft", 30),
        ("cover_over", "soft", 20),
    ]  # fmt: skip
    assert found[0].params == {"have": 1, "min": 2, "want": 3, "skill": "", "level": 0}
    full = [Cell("x", 0, "A"), Cell("z", 0, "A"), Cell("y", 0, "A")]
    assert [v.code for v in check(ward, full) if v.person is None] == ["cover_below_want"]
    assert score(ward, full).short == 0


def test_wishes_weekends_and_lone_days_cost() -> None:
    wishes = (
        Wish(person="x", day=0, shift=None, weight=5),
        Wish(person="x", day=1, shift="A", weight=3),
        Wish(person="x", day=2, shift="A", weight=-4),
    )
    ward = problem(Staff(id="x", target_minutes=0), days=14, wishes=wishes)
    parts = score(ward, row("A.A..A")).parts
    assert parts["roster.wish"] == 12
    assert parts["roster.weekend_split"] == 8
    assert parts["roster.isolated_day"] == 18
    assert parts["roster.isolated_off"] == 3
    assert facts(ward, row(".A"))[0].wishes_met == 3


def test_the_surgery_cap_warns_from_90_percent() -> None:
    """A12."""
    ward = problem(Staff(id="x", activity_caps={"surgery": 1800}))
    notes = [v for v in check(ward, row("SSSSS")) if v.kind == "note"]
    assert [(v.rule, v.cost, v.params["hours"]) for v in notes] == [("roster.activity_near_cap", 0, 30.0)]
    assert not [v for v in check(ward, row("SSSS")) if v.kind == "note"]


def test_shares_follow_fraction_leave_and_debt() -> None:
    """Fairness over history: who owes a night is expected to do more, a part-timer fewer."""
    from zhiban.solver.lookup import Lookup

    people = (
        Staff(id="full"),
        Staff(id="half", fraction=0.5),
        Staff(id="owes", nights_owed=2),
        Staff(id="ban", no_nights=True),
    )
    rows = tuple(Demand(day=day, shift="N", min=1) for day in range(14))
    shares = Lookup(Problem(start=MONDAY, days=14, shift_types=TYPES, staff=people, demand=rows)).night_shares
    assert "ban" not in shares
    assert shares["half"].high < shares["full"].low <= shares["owes"].low - 2


@pytest.mark.parametrize("cell", [Cell("ghost", 0, "A"), Cell("x", 0, "ghost"), Cell("x", 14, "A"), Cell("x", -1, "A")])
def test_unknown_cells_are_refused_with_a_code(cell: Cell) -> None:
    with pytest.raises(ProblemError) as caught:
        check(problem(Staff(id="x")), [cell])
    assert caught.value.code in {"solver.unknown_person", "solver.unknown_shift", "solver.day_outside"}
