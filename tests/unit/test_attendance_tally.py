"""One duty's sums as plain arithmetic: tiers, extra time, L11's cap, and days nobody can have checked in for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.ward import DAY, ward

from zhiban.attendance.figures import Figures
from zhiban.attendance.rules import look_again
from zhiban.attendance.tally import capped_deduction, extra_minutes, lateness_tier, takes_more_than_missed
from zhiban.changes.calendar import MINUTE_MS, add_days, at_minute

F = Figures()


@given(st.integers(0, 600), st.integers(0, 600))
def test_more_minutes_late_never_fall_into_a_milder_tier(a: int, b: int) -> None:
    order = ["on_time", "late_half_day", "late_absence"]
    low, high = sorted((a, b))
    assert order.index(lateness_tier(low, F)[0]) <= order.index(lateness_tier(high, F)[0])


def test_the_other_preset_takes_a_day_between_ten_and_thirty() -> None:
    preset = Figures(middle="day")
    assert [lateness_tier(m, preset)[1] for m in (10, 11, 29, 30)] == [
        "bonus_half_day", "bonus_day", "bonus_day", "absence",
    ]  # fmt: skip


@given(st.integers(-600, 1200))
def test_extra_time_is_whole_quarters_from_half_an_hour(minutes: int) -> None:
    extra = extra_minutes(minutes * MINUTE_MS, F)
    assert extra % 15 == 0 and (extra == 0 or 30 <= extra <= minutes < extra + 15)
    assert (extra > 0) == (minutes >= 30)


@pytest.mark.parametrize(
    ("amount", "wage", "minimum", "left"),
    [(500, 5000, 2490, 500), (1500, 5000, 2490, 1000), (800, 2600, 2490, 110), (100, 2400, 2490, 0), (-5, 5000, 0, 0)],
)
def test_a_deduction_is_capped_at_a_fifth_and_never_below_the_minimum_wage(
    amount: float, wage: float, minimum: float, left: float
) -> None:
    assert capped_deduction(amount, wage, minimum, 20) == left


def test_the_banner_says_when_a_proposal_takes_more_than_was_missed() -> None:
    assert takes_more_than_missed("bonus_half_day", 14)
    assert not takes_more_than_missed("bonus_half_day", 240)
    assert not takes_more_than_missed("absence", 45) and not takes_more_than_missed("", 0)


def test_a_swap_of_next_week_looks_at_no_punch_and_one_of_today_does() -> None:
    world = ward(now=at_minute(DAY, 600))
    assert look_again(world, "p1", add_days(DAY, 7)) == []
    jobs = look_again(world, "p1", DAY)
    assert [(j.kind, j.payload) for j in jobs] == [("attendance.rejudge", {"person": "p1", "day": DAY})]
