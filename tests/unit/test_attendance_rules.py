"""What a punch comes to: the brief's vectors, the roster the phone had, bad clocks, doubtful places, odd fields."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.fakes import FakeWorld, case
from unit.ward import DAY, PIN, duty, punch, ward

from zhiban.attendance.effects import after_attest, rejudge
from zhiban.attendance.records import AttendanceDay, Attest, Punch
from zhiban.attendance.rules import judge_attest, judge_punch
from zhiban.changes.calendar import at_minute
from zhiban.changes.clock import Repaired
from zhiban.notify.records import Message
from zhiban.rostering.records import Assignment, RosterVersion, RuleSet

NEXT = "2026-11-13"


def day(world: FakeWorld, id: str = f"p1:{DAY}") -> AttendanceDay:
    found = world.get(AttendanceDay, id)
    assert found is not None
    return found


def messages(world: FakeWorld, person: str) -> list[str]:
    return sorted(m.code for m in world.find(Message, person=person))


@pytest.mark.parametrize(
    ("minute", "tier", "proposal", "code"),
    [
        (470, "on_time", "", "attendance.on_time"),
        (480, "on_time", "", "attendance.on_time"),
        (481, "late_half_day", "bonus_half_day", "attendance.late"),
        (490, "late_half_day", "bonus_half_day", "attendance.late"),
        (495, "late_half_day", "bonus_half_day", "attendance.late"),  # the brief: 08:15 against 08:00
        (509, "late_half_day", "bonus_half_day", "attendance.late"),
        (510, "late_absence", "absence", "attendance.late_absence"),
        (600, "late_absence", "absence", "attendance.late_absence"),
    ],
)
def test_lateness_falls_into_the_tiers_of_a02(minute: int, tier: str, proposal: str, code: str) -> None:
    world = ward(duty("day"))
    verdict = punch(world, "in", minute)
    got = day(world)
    assert (verdict.outcome, verdict.code, got.tier, got.proposal) == ("accepted", code, tier, proposal)
    assert got.late_minutes == max(0, minute - 480)
    if code != "attendance.on_time":
        assert verdict.rule == "attendance.late@1" and verdict.params["minutes"] == minute - 480
        assert verdict.params["cap"] == 20  # L11: a proposal with its cap, never a deduction


def test_a_hospitals_own_tiers_count_from_their_day() -> None:
    own = RuleSet(
        id="attendance.late@2", rule="attendance.late", version=2, effective_from=DAY, params={"grace_min": 5}
    )
    world = ward(duty("day"), own)
    assert punch(world, "in", 485).code == "attendance.on_time"
    late = punch(ward(duty("day"), own), "in", 486)
    assert (late.code, late.rule) == ("attendance.late", "attendance.late@2")


def test_two_hours_after_the_end_are_two_hours_of_unapproved_stay() -> None:
    world = ward(duty("long"))
    punch(world, "in", 475)
    verdict = punch(world, "out", 1200)  # the brief: 20:00 against 18:00
    assert (verdict.code, verdict.params["hours"]) == ("attendance.stayed", "2")
    assert day(world).extra_minutes == 120 and "unapproved_stay" in day(world).flags


@pytest.mark.parametrize(("minute", "extra"), [(1109, 0), (1110, 30), (1124, 30), (1125, 45), (1199, 105)])
def test_extra_time_counts_from_half_an_hour_in_quarters(minute: int, extra: int) -> None:
    world = ward(duty("long"))
    punch(world, "in", 480)
    punch(world, "out", minute)
    assert day(world).extra_minutes == extra


def test_leaving_early_is_told_the_same_day_with_figures() -> None:
    world = ward(duty("day"))
    punch(world, "in", 480)
    verdict = punch(world, "out", 940)
    assert (verdict.code, verdict.params["minutes"], day(world).tier) == ("attendance.early", 20, "early_leave")
    assert messages(world, "p1") == ["attendance.early"]
    punch(world, "out", 961)  # she came back and left again: the notice is taken back
    assert day(world).tier == "on_time" and "attendance.cleared" in messages(world, "p1")


def test_a_night_is_paired_by_its_open_check_in_beside_a_new_shift() -> None:
    world = ward(duty("night"), duty("day", NEXT))
    punch(world, "in", 1303)
    verdict = punch(world, "out", 1440 + 485)  # 08:05, five minutes into the next day's shift
    assert verdict.code == "attendance.done"
    assert day(world).state == "done" and world.get(AttendanceDay, f"p1:{NEXT}") is None
    punch(world, "in", 1440 + 490)
    assert day(world, f"p1:{NEXT}").late_minutes == 10


def test_a_long_stay_after_a_night_belongs_to_the_night_not_to_the_day_it_ends_in() -> None:
    world = ward(duty("night"), duty("day", NEXT))
    punch(world, "in", 1303)
    verdict = punch(world, "out", 1440 + 750)  # 12:30: nearer to the day shift's end, but the night is still open
    assert (verdict.code, day(world).extra_minutes) == ("attendance.stayed", 270)
    assert world.get(AttendanceDay, f"p1:{NEXT}") is None


def test_a_check_out_without_a_check_in_goes_to_the_duty_that_ended_nearest() -> None:
    world = ward(duty("night"), duty("day", NEXT))
    punch(world, "out", 1440 + 962, day=NEXT)
    assert day(world, f"p1:{NEXT}").state == "missing" and world.get(AttendanceDay, f"p1:{DAY}") is None


def test_a_forgotten_check_out_does_not_turn_the_next_days_check_in_round() -> None:
    world = ward(duty("day"), duty("day", NEXT))
    punch(world, "in", 475)
    assert punch(world, "in", 1440 + 478).code == "attendance.on_time"
    assert day(world).state == "present" and day(world, f"p1:{NEXT}").state == "present"


def test_only_the_first_stretch_counts_unless_the_gap_is_over_two_hours() -> None:
    world = ward(duty("mixed"))  # 08:00-12:00, 14:00-17:00 joined; 20:00-22:00 apart (A04)
    punch(world, "in", 478)
    punch(world, "out", 722)
    punch(world, "in", 850)  # 14:10, within a joined stretch
    assert day(world).late_minutes == 0
    assert punch(world, "out", 1021).code == "attendance.done"
    assert day(world).early_minutes == 0
    assert punch(world, "in", 1208).params["minutes"] == 8


def test_presence_nobody_planned_is_kept_held_and_told_to_the_head() -> None:
    world = ward()
    verdict = punch(world, "in", 480)
    assert (verdict.outcome, verdict.code) == ("held", "attendance.unplanned") and len(verdict.next) == 3
    assert day(world).tier == "unplanned" and messages(world, "h1") == ["attendance.unplanned_head"]
    job = next(j for j in world.jobs if j.kind == "attendance.rejudge")
    assert job.run_at == world.now + 72 * 3_600_000
    world.apply(rejudge(world, **job.payload))
    assert (world.slips[-1].outcome, world.slips[-1].code) == ("accepted", "attendance.unplanned_kept")


def test_a_late_swap_explains_what_was_unplanned() -> None:
    world = ward()
    punch(world, "in", 484)
    world.put(duty("day", version="b.1.7", cause="swap"))
    world.apply(rejudge(world, "p1", DAY))
    assert (world.slips[-1].id, world.slips[-1].code) == ("a.1.1", "attendance.explained")
    assert (day(world).tier, day(world).late_minutes) == ("late_half_day", 4)
    assert world.get(Punch, "a.1.1").attendance == f"p1:{DAY}"  # type: ignore[union-attr]


def test_a_shift_moved_after_the_phones_last_pull_is_judged_as_the_phone_knew_it() -> None:
    world = ward(duty("late"))
    seen = world.position
    world.put(duty("day", version="v2"))
    verdict = punch(world, "in", 838, seen=seen)  # by the new roster nearly six hours late
    assert verdict.code == "attendance.on_time"
    assert day(world).shift == "late" and day(world).version == "v1" and "late_news" in day(world).flags


def test_a_duty_the_phone_never_heard_of_is_not_held_against_anyone() -> None:
    world = ward(duty("rest"))
    seen = world.position
    world.put(duty("day", version="v2"))
    verdict = punch(world, "in", 540, seen=seen, shift="")
    assert verdict.code == "attendance.late_news" and day(world).proposal == "" and messages(world, "p1") == []


def test_news_a_day_old_counts_even_if_the_phone_never_asked() -> None:
    world = ward(duty("late"))
    seen = world.position
    told = at_minute(DAY, 838) - 24 * 3_600_000
    world.put(RosterVersion(id="v2", department="w3", first_day=DAY, last_day=DAY, number=2, state="published",
                            author="h1", made_at=told, published_at=told))  # fmt: skip
    world.put(duty("day", version="v2"))
    assert punch(world, "in", 838, seen=seen).code == "attendance.late_absence"


def test_a_roster_changed_after_the_fact_does_not_undo_a_check_in() -> None:
    world = ward(duty("day"))
    punch(world, "in", 478)
    world.erase(Assignment, f"p1:{DAY}")
    world.apply(rejudge(world, "p1", DAY))
    assert day(world).shift == "day" and day(world).tier == "on_time" and "late_news" not in day(world).flags


def unsure(minute: int, earliest: int) -> Repaired:
    ms = at_minute(DAY, minute)
    return Repaired(value=ms << 16, claimed_ms=ms, sure=False, offset=0, earliest_ms=at_minute(DAY, earliest))


def test_an_unknown_time_is_read_in_the_persons_favour_three_times_a_month_then_attested() -> None:
    days = [f"2026-11-{n:02d}" for n in (3, 4, 5)]
    world = ward(duty("day"), *(duty("day", d) for d in days))
    for n, earlier in enumerate(days):
        time = Repaired(at_minute(earlier, 515) << 16, 0, False, 0, at_minute(earlier, 470))
        verdict = punch(world, "in", 0, day=earlier, time=time, id=f"a.1.9{n}")
        assert verdict.code == "attendance.time_unsure" and day(world, f"p1:{earlier}").late_minutes == 0
    fourth = punch(world, "in", 515, time=unsure(515, 470))
    assert (fourth.outcome, fourth.code) == ("held", "attendance.needs_attest")
    assert day(world).proposal == "" and messages(world, "h1") == ["attendance.attest_needed"]
    vouch = case(
        Attest(id="h.1.1", person="h1", attendance=[f"p1:{DAY}"]), "h1", world.now, scopes=frozenset({"lead:w3"})
    )
    judgement = judge_attest(vouch, world)
    world.keep(vouch, judgement, after_attest)
    assert (judgement.code, world.slips[-1].code) == ("attest.taken", "attendance.attested")
    assert (day(world).tier, day(world).attested_by, day(world).late_minutes) == ("on_time", "h1", 0)


def test_a_clock_three_hours_ahead_is_corrected_and_said() -> None:
    world = ward(duty("day"))
    ms = at_minute(DAY, 472)
    time = Repaired(ms << 16, ms + 10_800_000, True, -10_800_000, ms)
    verdict = punch(world, "in", 0, time=time)
    assert verdict.code == "attendance.time_corrected" and verdict.params["time"] == "07:52"


@pytest.mark.parametrize(
    ("fields", "code", "flag"),
    [
        ({"accuracy": 300.0}, "attendance.place_unsure", "unsure_place"),
        ({"lat": PIN[0] + 0.01}, "attendance.place_outside", "outside"),
        ({"fix": "denied", "lat": None, "lon": None}, "attendance.no_fix", "unsure_place"),
        ({"lat": 0.0, "lon": 0.0}, "attendance.no_fix", "unsure_place"),
        ({"fix_age_ms": 61_000}, "attendance.place_unsure", "unsure_place"),
        ({"fix": "timeout"}, "attendance.no_fix", "unsure_place"),
    ],
)
def test_a_doubtful_place_is_accepted_and_asks_for_the_ward_code(fields: dict[str, Any], code: str, flag: str) -> None:
    world = ward(duty("day"))
    verdict = punch(world, "in", 470, **fields)
    assert (verdict.outcome, verdict.code, verdict.next[0].action) == ("accepted", code, "scan_ward_code")
    assert flag in day(world).flags


def test_phone_and_terminal_within_three_minutes_are_one_coming_with_two_proofs() -> None:
    world = ward(duty("day"))
    punch(world, "in", 495)
    assert punch(world, "in", 494, fix="none").code == "attendance.late"
    assert day(world).late_minutes == 14 and day(world).first_in == at_minute(DAY, 494)
    punch(world, "out", 960)
    assert punch(world, "out", 962).code == "attendance.second_proof"
    assert day(world).last_out == at_minute(DAY, 962)


def test_two_places_too_far_apart_are_a_hint_and_nothing_more() -> None:
    world = ward(duty("day"))
    punch(world, "in", 478)
    far = punch(world, "out", 490, lat=PIN[0] + 1.0, id="b.1.1")
    assert far.outcome == "accepted"
    assert {"travel", "two_devices"} <= set(day(world).flags) and day(world).tier != "late_absence"


def test_the_same_coordinates_on_five_days_are_a_hint() -> None:
    world = ward(*(duty("day", f"2026-11-{n:02d}") for n in range(8, 13)))
    for n in range(8, 13):
        d = f"2026-11-{n:02d}"
        ms = at_minute(d, 478)
        punch(world, "in", 0, day=d, time=Repaired(ms << 16, ms, True, 0, ms))
    assert "repeated_fix" in day(world).flags and day(world).proposal == ""


@pytest.mark.parametrize(
    ("author", "scopes", "ids", "code"),
    [
        ("h1", {"lead:w3"}, ["p1:2020-01-01"], "attest.unknown"),
        ("h4", {"lead:w4"}, [f"p1:{DAY}"], "attest.not_your_ward"),
        ("p1", {"lead:w3"}, [f"p1:{DAY}"], "attest.own_day"),
    ],
)
def test_only_the_wards_head_or_hr_may_vouch_and_never_for_themselves(
    author: str, scopes: set[str], ids: list[str], code: str
) -> None:
    world = ward(duty("day"))
    punch(world, "in", 470, fix="denied")
    asked = case(Attest(id="x.1.1", person=author, attendance=ids), author, world.now, scopes=frozenset(scopes))
    assert (judge_attest(asked, world).outcome, judge_attest(asked, world).code) == ("refused", code)


STEPS = [("in", 1303), ("out", 1440 + 481), ("in", 1440 + 1320), ("out", 2880 + 490), ("in", 1305), ("out", 1440 + 479)]


@settings(max_examples=60, deadline=None)
@given(order=st.permutations(range(len(STEPS))))
def test_nights_pair_the_same_in_whatever_order_punches_arrive(order: list[int]) -> None:
    def play(numbers: list[int]) -> list[AttendanceDay]:
        world = ward(duty("night"), duty("night", NEXT), duty("day", "2026-11-15"))
        for n in numbers:
            direction, minute = STEPS[n]
            punch(world, direction, minute, id=f"a.1.{n + 1}", day=DAY if minute < 2000 else NEXT)
        return world.find(AttendanceDay)

    assert play(order) == play(list(range(len(STEPS))))


@settings(max_examples=150, deadline=None)
@given(
    direction=st.sampled_from(["in", "out"]),
    at=st.integers(0, 1_900_000_000_000), back=st.integers(0, 10_000_000_000), sure=st.booleans(),
    lat=st.none() | st.floats(-180, 180), lon=st.none() | st.floats(-180, 180),
    accuracy=st.none() | st.floats(0, 10_000_000), fix=st.sampled_from(["ok", "denied", "stale", "zero", "none"]),
    code=st.sampled_from(["", "000000", "999999"]), claimed=st.sampled_from([DAY, "2020-19-39", "2099-12-31"]),
    department=st.sampled_from(["w3", "nowhere"]), person=st.sampled_from(["p1", "stranger"]),
    seen=st.integers(0, 40),
)  # fmt: skip
def test_a_punch_is_never_refused_whatever_its_fields(
    direction: Any, at: int, back: int, sure: bool, lat: Any, lon: Any, accuracy: Any, fix: Any, code: str,
    claimed: str, department: str, person: str, seen: int,
) -> None:  # fmt: skip
    world = ward(duty("day"), duty("mixed", NEXT))
    time = Repaired(at << 16, at, sure, -back, max(0, at - back))
    record = Punch(id="a.1.1", person=person, direction=direction, department=department, day=claimed, lat=lat, lon=lon,
                   accuracy=accuracy, fix=fix, ward_code=code)  # fmt: skip
    judgement = judge_punch(case(record, person, at, seen=seen, time=time), world)
    assert judgement.outcome in ("accepted", "held")
    assert judgement.fields["at"] == at
    assert judgement.fields["judged_place"] in ("inside", "unsure", "outside", "unknown")
