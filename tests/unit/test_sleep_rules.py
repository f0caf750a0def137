"""Who sleeps after nights is left in peace (PHONE 4.36)."""

import pytest
from unit.fakes import FakeWorld

from zhiban.changes.calendar import at_minute
from zhiban.people.records import Preference
from zhiban.rostering.records import Assignment, Segment, ShiftType
from zhiban.rostering.sleep_rules import asleep

NIGHT = ShiftType(
    id="n", name_zh="夜班", name_en="Night", letter_zh="夜", letter_en="N", mark="night", night=True,
    segments=[Segment(activity="ward", start=1320, end=1920)],
)  # fmt: skip
DAY = ShiftType(
    id="d", name_zh="白班", name_en="Day", letter_zh="白", letter_en="D", mark="day",
    segments=[Segment(activity="ward", start=480, end=960)],
)  # fmt: skip


def world(*, quiet: bool = True, shift: str = "n", day: str = "2026-11-21") -> FakeWorld:
    duty = Assignment(id=f"p1:{day}", person="p1", department="w", day=day, shift=shift, version="v1")
    return FakeWorld([NIGHT, DAY, duty, Preference(id="p1", quiet=quiet)])


def at(clock: str, day: str = "2026-11-22") -> int:
    hour, minute = clock.split(":")
    return at_minute(day, int(hour) * 60 + int(minute))


@pytest.mark.parametrize(
    ("clock", "until"),
    [("07:59", ""), ("08:00", "16:00"), ("10:00", "16:00"), ("15:59", "16:00"), ("16:00", ""), ("22:30", "")],
)
def test_a_night_nurse_sleeps_for_eight_hours_after_the_night(clock: str, until: str) -> None:
    assert asleep(world(), "p1", at(clock)) == (at(until) if until else 0)


def test_others_are_awake() -> None:
    assert asleep(world(shift="d"), "p1", at("10:00")) == 0
    assert asleep(world(shift="gone"), "p1", at("10:00")) == 0
    assert asleep(world(), "p2", at("10:00")) == 0
    assert asleep(world(day="2026-11-20"), "p1", at("10:00")) == 0


def test_who_wants_all_news_at_once_gets_them() -> None:
    assert asleep(world(quiet=False), "p1", at("10:00")) == 0
