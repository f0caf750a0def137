"""Rules by date, days by the State Council's table, cover against demand, and the figures that ship."""

from typing import Any

import pytest
from unit.fakes import FakeWorld
from unit.request_ward import day, need, nurse, placed, ward

from zhiban.people.records import Employment
from zhiban.rostering.cover_rules import newly_short, ward_on
from zhiban.rostering.defaults import BY_NAME, RULES
from zhiban.rostering.person_rules import activity_caps, faults_after, limits_on
from zhiban.rostering.records import Demand, Holiday, RuleSet
from zhiban.rostering.rules import RuleBook, day_type, demand_of_day, figure, is_work, quote, rule_in_force, shift_types
from zhiban.solver import Limits


def rule(version: int, since: str, **params: Any) -> RuleSet:
    return RuleSet(
        id=f"roster.rest@{version}", rule="roster.rest", version=version, effective_from=since, params=dict(params)
    )


def test_k35_each_day_is_judged_by_the_rule_in_force_that_day() -> None:
    world = FakeWorld([rule(2, "2026-03-01", minutes=700), rule(3, "2026-06-01", minutes=720)])
    days = ("2026-02-28", "2026-03-01", "2026-05-31", "2026-06-01")
    assert [quote(rule_in_force(world, "roster.rest", d)) for d in days] == [f"roster.rest@{v}" for v in (1, 2, 2, 3)]
    assert RuleBook(world).number("roster.rest", "minutes", "2026-06-01") == 720


def test_a_stored_rule_without_a_figure_falls_back_to_what_ships() -> None:
    world = FakeWorld([rule(2, "2026-03-01")])
    assert figure(rule_in_force(world, "roster.rest", "2026-04-01"), "minutes") == 660
    with pytest.raises(KeyError):
        figure(BY_NAME["roster.rest"], "colour")


def test_every_ambiguity_of_the_brief_has_its_rule() -> None:
    sources = " ".join(r.source for r in RULES).split()
    assert {f"A{n:02d}" for n in range(1, 19)} <= set(sources)
    assert {"L04", "L09", "L12", "L16"} <= set(sources) and {f"K{n:02d}" for n in range(1, 12)} <= {
        *sources,
        "K04",
        "K10",
    }
    assert len(BY_NAME) == len(RULES) and all(r.name_zh and r.name_en for r in RULES)


def test_a05_the_shipped_weights_total_100() -> None:
    weights = BY_NAME["kpi.weights"].params
    assert (weights["conversion"], weights["satisfaction"], weights["follow_up"], weights["attendance"]) == (
        50,
        25,
        20,
        5,
    )


def test_the_shipped_limits_are_the_solvers_own() -> None:
    assert limits_on(RuleBook(FakeWorld()), "2026-01-01") == Limits()


def test_l07_the_table_decides_what_kind_of_day_it_is() -> None:
    table = {
        "2026-10-01": Holiday(id="2026-10-01", kind="statutory", name_zh="国庆", name_en="National Day"),
        "2026-10-05": Holiday(id="2026-10-05", kind="moved_rest", name_zh="调休", name_en="bridge"),
        "2026-10-10": Holiday(id="2026-10-10", kind="moved_work", name_zh="上班", name_en="make-up"),
    }
    assert [day_type(d, table) for d in (*table, "2026-10-12", "2026-10-11")] == [
        "holiday", "weekend", "workday", "workday", "weekend",
    ]  # fmt: skip
    weekend = [need("day", 3, day_type="weekend")]
    assert [r.minimum for r in demand_of_day(weekend, "holiday")] == [3]


def test_cover_counts_heads_and_skills_and_tells_what_a_move_would_break() -> None:
    world = ward(
        need("day", 2), need("day", 1, skill="iv"), nurse("a", skills=["iv"]), roster={"a": "d", "b": "d", "c": "l"}
    )
    there = ward_on(world, "w3", day(0))
    assert [(c.skill, c.have, c.missing) for c in there.cover()] == [("", 2, 0), ("iv", 1, 0)]
    broken = newly_short(there.cover(), there.cover({"a": None, "c": "day"}))
    assert [(c.shift, c.skill, c.missing) for c in broken] == [("day", "iv", 1)]


def test_rest_leave_and_unknown_entries_are_not_work() -> None:
    kinds = shift_types(ward())
    assert [is_work(kinds.get(k)) for k in ("day", "night", "rest", "leave", "gone")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_a12_the_lower_of_own_and_general_cap_counts() -> None:
    own = Employment(
        id="a", department="w3", employed_from="2020-01-01", surgery_week_minutes=600, duty_week_minutes=9999
    )
    assert activity_caps(RuleBook(FakeWorld()), own, day(0)) == {"surgery": 600, "duty": 1200}


@pytest.mark.parametrize(
    ("row", "n", "code"),
    [
        ("dddddd.", 6, "roster.too_many_days"),
        ("nnn....", 3, "roster.too_many_nights"),
        ("n......", 1, "roster.rest_too_short"),
        ("l......", 1, "roster.rest_too_short"),
    ],
)
def test_one_more_day_shift_breaks(row: str, n: int, code: str) -> None:
    world = ward(roster={"a": row})
    shift = "night" if code == "roster.too_many_nights" else "day"
    faults = faults_after(world, nurse("a"), {day(n): shift})
    assert code in [f.code for f in faults]


def test_a_fault_that_was_there_already_does_not_stop_another_change() -> None:
    world = ward(roster={"a": "nd....."})
    assert faults_after(world, nurse("a"), {day(4): "day"}) == []


def test_half_a_post_has_half_the_weekly_hours() -> None:
    world = ward(roster={"a": "dd....."})
    part = nurse("a", fraction=0.5)
    assert [f.code for f in faults_after(world, part, {day(3): "day"})] == ["roster.week_over_hours"]


def test_demand_ids_name_their_row() -> None:
    assert isinstance(need("day", 1), Demand) and placed("a", day(0), "day").id == f"a:{day(0)}"
