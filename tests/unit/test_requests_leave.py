"""Leave: signatures (A01), balance (K09), split requests (K10), cover (K06), whose word (K07), withdrawal (K08)."""

import pytest
from unit.request_ward import HEAD, HR, NOW, Phone, day, last_slip, need, nurse, shift_of, told, ward

from zhiban.notify.records import Message
from zhiban.people.records import Preference
from zhiban.requests.records import LeaveBalance, LeaveRequest
from zhiban.requests.route_rules import signers
from zhiban.rostering.records import Assignment, OpenShift


def balance(world, person: str = "a") -> tuple[float, float]:
    found = world.must(LeaveBalance, f"{person}:annual:2026")
    return found.pending, found.used


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0.5, ["head"]), (1.0, ["head"]), (1.5, ["head", "hr"]), (3.0, ["head", "hr"])],
)
def test_a01_the_length_chooses_the_signatures(days, expected) -> None:
    assert signers(days, head_may=True, head_only_days=1.0) == expected


def test_one_day_goes_to_the_head_alone_and_her_yes_is_the_end() -> None:
    world = ward()
    leave, first = Phone(world, "a").leave(0)
    assert (first.outcome, first.code, first.rule) == ("held", "leave.waiting_head", "leave.route@1")
    assert told(world, "head") == ["leave.asks_you"] and balance(world) == (1.0, 0.0)
    _, word = Phone(world, "head", **HEAD).decide(leave, "approve")
    assert word.code == "decision.approved" and last_slip(world, leave).code == "leave.approved"
    assert shift_of(world, "a", 0) == "leave" and shift_of(world, "a", 1) == "day"
    assert balance(world) == (0.0, 1.0) and told(world, "hr1") == []


def test_three_days_need_the_head_and_then_hr() -> None:
    world = ward(roster={"a": "ddd...."})
    leave, _ = Phone(world, "a").leave(0, 2)
    head, hr = Phone(world, "head", **HEAD), Phone(world, "hr1", **HR)
    assert hr.decide(leave, "approve", step=1)[1].code == "decision.not_yet"
    assert head.decide(leave, "approve")[1].outcome == "accepted"
    assert last_slip(world, leave).code == "leave.waiting_hr_next" and told(world, "hr1") == ["leave.asks_you"]
    assert shift_of(world, "a", 0) == "day", "nothing changes before the last signature"
    assert head.decide(leave, "approve", step=1)[1].code == "decision.not_yours"
    assert hr.decide(leave, "approve", step=1)[1].outcome == "accepted"
    assert [shift_of(world, "a", n) for n in range(3)] == ["leave"] * 3


def test_rest_days_do_not_count_and_a_leave_of_rest_days_only_is_not_needed() -> None:
    world = ward(roster={"a": "d.....d"})
    leave, _ = Phone(world, "a").leave(0, 6)
    assert world.must(LeaveRequest, leave).days == 2.0
    assert Phone(world, "b").leave(0)[1].code == "leave.nothing_to_take"


def test_half_a_day_leaves_the_shift_in_the_roster() -> None:
    world = ward()
    leave, _ = Phone(world, "a").leave(0, half="morning")
    Phone(world, "head", **HEAD).decide(leave, "approve")
    assert world.must(LeaveRequest, leave).days == 0.5 and balance(world) == (0.0, 0.5)
    assert shift_of(world, "a", 0) == "day"
    assert Phone(world, "a").leave(0, 1, half="morning")[1].code == "leave.half_of_many"


def test_days_beyond_the_published_roster_count_as_the_calendar_says() -> None:
    world = ward()
    leave, _ = Phone(world, "a").leave(14, 20)
    assert world.must(LeaveRequest, leave).days == 5.0


def test_a_heads_own_leave_goes_to_hr() -> None:
    world = ward(roster={"head": "d"})
    leave, first = Phone(world, "head", **HEAD).leave(0, kind="personal")
    assert first.code == "leave.waiting_hr"
    assert Phone(world, "head", **HEAD).decide(leave, "approve")[1].code == "decision.own"
    assert Phone(world, "hr1", **HR).decide(leave, "approve")[1].outcome == "accepted"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"first_day": "2026-11-24", "last_day": "2026-11-23"}, "leave.backwards"),
        ({"first_day": "2026-02-30", "last_day": "2026-02-30"}, "leave.bad_day"),
        ({"first_day": "2026-11-23", "last_day": "2028-11-23"}, "leave.too_long"),
    ],
)
def test_what_cannot_be_a_leave_is_refused(fields, code) -> None:
    assert Phone(ward(), "a").send(LeaveRequest, kind="annual", **fields)[1].code == code


def test_k09_the_balance_spent_twice_leaves_the_later_request_with_a_choice() -> None:
    world = ward(
        LeaveBalance(id="a:annual:2026", person="a", department="w3", kind="annual", year=2026, total=2.0),
        LeaveBalance(id="a:time_off:2026", person="a", department="w3", kind="time_off", year=2026, total=2.0),
        roster={"a": "dd...dd"},
    )
    phone = Phone(world, "a")
    phone.leave(0, 1)
    later, second = phone.leave(5, 6)
    assert (second.outcome, second.code, second.rule) == ("held", "leave.balance_short", "leave.balance@1")
    assert second.params["left"] == 0.0 and second.params["missing"] == 2.0
    assert [s.params.get("kind") for s in second.next] == ["time_off", "personal", None]
    assert balance(world) == (2.0, 0.0) and world.must(LeaveRequest, later).route == []
    assert phone.withdraw(later, "leave_request")[1].outcome == "accepted" and balance(world) == (2.0, 0.0)


def test_k10_a_split_request_goes_to_hr_with_its_neighbour() -> None:
    world = ward(roster={"a": "d...d.."})
    phone = Phone(world, "a")
    first, _ = phone.leave(0)
    second, told_to = phone.leave(4)
    assert (told_to.code, told_to.params["total"]) == ("leave.waiting_head_joined", 2.0)
    assert [s.role for s in world.must(LeaveRequest, second).route] == ["head", "hr"]
    assert [s.role for s in world.must(LeaveRequest, first).route] == ["head", "hr"]
    assert last_slip(world, first).code == "leave.joined_hr"


def test_two_single_days_with_work_between_stay_single() -> None:
    world = ward(roster={"a": "ddd...."})
    phone = Phone(world, "a")
    phone.leave(0)
    assert phone.leave(2)[1].code == "leave.waiting_head"


def test_a_second_request_for_the_same_day_is_refused_and_points_at_the_first() -> None:
    world = ward()
    first, _ = Phone(world, "a").leave(0)
    _, second = Phone(world, "a").leave(0, 1)
    assert second.code == "leave.overlap"
    assert Phone(world, "a").leave(0)[1].next[0].params == {"request": first}


def test_k07_the_same_word_twice_is_one_word_and_another_comes_too_late() -> None:
    world = ward()
    leave, _ = Phone(world, "a").leave(0)
    head, deputy = Phone(world, "head", **HEAD), Phone(world, "d", **HEAD)
    assert head.decide(leave, "approve")[1].outcome == "accepted"
    before = balance(world)
    assert deputy.decide(leave, "approve")[1].outcome == "duplicate"
    assert deputy.decide(leave, "refuse")[1].code == "decision.already_approved"
    assert balance(world) == before and world.must(LeaveRequest, leave).state == "approved"


def test_k07_a_later_refusal_by_hr_reopens_and_hr_then_decides() -> None:
    world = ward()
    leave, _ = Phone(world, "a").leave(0)
    Phone(world, "head", **HEAD).decide(leave, "approve")
    hr = Phone(world, "hr1", **HR)
    _, word = hr.decide(leave, "refuse")
    assert (word.outcome, word.code) == ("held", "decision.reopened")
    assert last_slip(world, leave).code == "leave.reopened" and shift_of(world, "a", 0) == "leave"
    assert balance(world) == (1.0, 0.0)
    assert hr.decide(leave, "refuse", step=1)[1].outcome == "accepted"
    assert shift_of(world, "a", 0) == "day" and balance(world) == (0.0, 0.0)
    assert last_slip(world, leave).outcome == "refused" and "leave.refused" in told(world, "a")


def test_nobody_without_the_ward_decides() -> None:
    world = ward()
    leave, _ = Phone(world, "a").leave(0)
    assert Phone(world, "b").decide(leave, "approve")[1].code == "decision.no_request"
    assert Phone(world, "b", **HEAD).decide("no.1.1", "approve")[1].code == "decision.no_request"
    assert Phone(world, "head", **HEAD).decide(leave, "approve", step=7)[1].code == "decision.no_step"


def test_k06_approved_leave_stands_and_the_gap_becomes_urgent_with_ranked_substitutes() -> None:
    wish = Preference(id="e", department="w3", liked_shifts=["day"])
    world = ward(need("day", 2), wish, roster={"a": "d......", "b": "d......", "c": "......d"})
    leave, _ = Phone(world, "a").leave(0)
    Phone(world, "head", **HEAD).decide(leave, "approve", substitutes=["e", "b"])
    assert last_slip(world, leave).code == "leave.approved_cover_pending"
    assert world.must(LeaveRequest, leave).cover_pending and shift_of(world, "a", 0) == "leave"
    opening = world.must(OpenShift, f"os:{leave}:{day(0)}")
    assert opening.urgent and opening.state == "open"
    assert told(world, "e") == ["open_shift.asks_you"] and told(world, "b") == [], "b already works that day"
    news = next(m for m in world.find(Message, person="head") if m.code == "leave.cover_pending")
    assert news.params["people"] == ["e", "d", "head", "c"], "the willing first, then who has fewest hours"
    _, claim = Phone(world, "e").claim(opening.id)
    assert claim.code == "claim.settled" and shift_of(world, "e", 0) == "day"
    assert not world.must(LeaveRequest, leave).cover_pending


def test_enough_people_means_no_open_shift() -> None:
    world = ward(need("day", 1), roster={"a": "d", "b": "d"})
    leave, _ = Phone(world, "a").leave(0)
    Phone(world, "head", **HEAD).decide(leave, "approve")
    assert world.find(OpenShift) == [] and not world.must(LeaveRequest, leave).cover_pending


def test_a_missing_skill_opens_the_shift_even_when_heads_are_enough() -> None:
    world = ward(
        need("day", 1), need("day", 1, skill="iv"), nurse("a", skills=["iv"]), nurse("d", skills=["iv"]),
        roster={"a": "d", "b": "d"},
    )  # fmt: skip
    leave, _ = Phone(world, "a").leave(0)
    Phone(world, "head", **HEAD).decide(leave, "approve")
    (opening,) = world.find(OpenShift)
    assert opening.skill == "iv"
    assert Phone(world, "c").claim(opening.id)[1].code == "roster.skill_missing"
    assert Phone(world, "d").claim(opening.id)[1].code == "claim.settled"


def test_k08_a_withdrawal_beats_an_approval_until_the_leave_begins() -> None:
    world = ward(need("day", 1))
    phone = Phone(world, "a")
    leave, _ = phone.leave(0)
    Phone(world, "head", **HEAD).decide(leave, "approve")
    assert phone.withdraw(leave, "leave_request")[1].code == "withdrawal.leave"
    assert shift_of(world, "a", 0) == "day" and balance(world) == (0.0, 0.0)
    assert world.find(OpenShift)[0].state == "withdrawn" and "leave.withdrawn_by" in told(world, "head")
    assert phone.withdraw(leave, "leave_request")[1].outcome == "duplicate"
    assert Phone(world, "head", **HEAD).decide(leave, "approve")[1].code == "decision.withdrawn"


def test_k08_approved_offline_after_the_withdrawal_arrived_changes_nothing() -> None:
    world = ward()
    leave, _ = Phone(world, "a").leave(0)
    Phone(world, "a").withdraw(leave, "leave_request")
    assert Phone(world, "head", **HEAD).decide(leave, "approve", at=NOW - 3_600_000)[1].code == "decision.withdrawn"
    assert shift_of(world, "a", 0) == "day" and balance(world) == (0.0, 0.0)


def test_a_leave_that_has_begun_is_not_taken_back() -> None:
    world = ward()
    leave, _ = Phone(world, "a").leave(0)
    Phone(world, "head", **HEAD).decide(leave, "approve")
    world.now = NOW + 3 * 86_400_000
    assert Phone(world, "a").withdraw(leave, "leave_request")[1].code == "withdrawal.begun"
    assert Phone(world, "b").withdraw(leave, "leave_request")[1].code == "withdrawal.no_request"


def test_a_shift_that_others_took_is_not_taken_from_them_again() -> None:
    world = ward(need("day", 1))
    leave, _ = Phone(world, "a").leave(0)
    Phone(world, "head", **HEAD).decide(leave, "approve")
    Phone(world, "d").claim(world.find(OpenShift)[0].id)
    Phone(world, "a").withdraw(leave, "leave_request")
    assert shift_of(world, "d", 0) == "day" and shift_of(world, "a", 0) == "leave"
    assert "leave.shifts_gone" in told(world, "a")


def test_a_refusal_gives_the_days_back_and_says_why() -> None:
    world = ward()
    leave, _ = Phone(world, "a").leave(0)
    Phone(world, "head", **HEAD).decide(leave, "refuse", note="那天只有两个人")
    assert last_slip(world, leave).params["note"] == "那天只有两个人" and balance(world) == (0.0, 0.0)
    assert world.must(Assignment, f"a:{day(0)}").shift == "day"
