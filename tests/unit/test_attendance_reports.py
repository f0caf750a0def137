"""The day's list and the month: what has not arrived is no absence, and no cell becomes a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.fakes import FakeWorld
from unit.ward import DAY, duty, punch, ward

from zhiban.attendance.export import BOM, RISKY, csv_text, month_csv, safe_cell
from zhiban.attendance.reports import DayRow, day_list, month_of_ward
from zhiban.changes.calendar import at_minute
from zhiban.people.records import Person


def rows(world: FakeWorld, now: int = 1000) -> dict[str, DayRow]:
    world.now = at_minute(DAY, now)
    return {r.person: r for r in day_list(world, "w3", DAY).rows}


def test_a_phone_that_sent_nothing_is_not_an_absence() -> None:
    world = ward(duty("day"), duty("late", person="p2"))
    found = rows(world, 600)
    assert (found["p1"].state, found["p1"].tier, found["p1"].proposal) == ("not_uploaded", "", "")
    assert found["p2"].state == "later"
    report = day_list(world, "w3", DAY)
    assert (report.planned, report.arrived, report.not_uploaded, report.odd) == (2, 0, 1, 0)


def test_the_list_shows_figures_flags_and_who_was_not_planned() -> None:
    world = ward(duty("day"))
    punch(world, "in", 495, fix="denied")
    punch(world, "in", 480, person="p2", id="b.1.1")
    found = rows(world)
    late, extra = found["p1"], found["p2"]
    assert (late.late_minutes, late.tier, late.proposal, late.state) == (
        15,
        "late_half_day",
        "bonus_half_day",
        "present",
    )
    assert late.takes_more  # L11's banner: half a day for fifteen minutes
    assert "unsure_place" in late.flags and (extra.state, extra.shift) == ("unplanned", "")
    assert rows(world, 960 + 241)["p1"].state == "no_out"


def test_rest_days_and_other_wards_are_not_listed() -> None:
    world = ward(duty("rest"), duty("day", person="p2"))
    assert list(rows(world)) == ["p2"]
    assert day_list(world, "w4", DAY).rows == []


def test_the_month_adds_up() -> None:
    world = ward(duty("day"), duty("day", "2026-11-11"), duty("day", "2026-11-20"), duty("day", person="p2"))
    punch(world, "in", 495)
    punch(world, "out", 1005)
    world.now = at_minute(DAY, 1100)
    report = month_of_ward(world, "w3", "2026-11")
    one = next(r for r in report.rows if r.person == "p1")
    assert (one.planned, one.arrived, one.late, one.not_uploaded) == (2, 1, 1, 1)
    assert (one.late_minutes, one.extra_minutes) == (15, 45)
    assert one.days == {"2026-11-11": "not_uploaded", DAY: "late"}
    assert [r.person for r in month_of_ward(world, "w3", "2026-11", "p2").rows] == ["p2"]
    assert month_of_ward(world, "w3", "2026-02").rows == []


FORMULAS = ["=1+1", "+86", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|'/C calc'!A0", "＝1+1", "|x", "%0A"]


@pytest.mark.parametrize("name", [*FORMULAS, '=HYPERLINK("http://x")'])
def test_no_cell_begins_a_formula(name: str) -> None:
    world = ward(duty("day"), Person(id="p1", number="1", name=name, department="w3", post="nurse"))
    punch(world, "in", 480)
    text = month_csv(month_of_ward(world, "w3", "2026-11"), "zh-CN")
    assert text.startswith(BOM)
    for line in csv.reader(io.StringIO(text.removeprefix(BOM))):
        assert not any(cell.lstrip().startswith(RISKY) for cell in line)


@given(st.text(max_size=20))
def test_a_cell_keeps_its_text_behind_the_guard(text: str) -> None:
    made = safe_cell(text)
    assert made in (text, "'" + text) and not made.startswith(RISKY)


def test_numbers_stay_numbers() -> None:
    assert csv_text(["a"], [[-5], [1.5]]) == f"{BOM}a\r\n-5\r\n1.5\r\n"
