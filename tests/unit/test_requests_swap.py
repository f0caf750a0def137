"""Swaps and claims: first valid yes (K01), withdrawal (K02), moved shifts (K03), caps (K04), circles (K05), A13."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.request_ward import HEAD, NOW, SHIFTS, Phone, day, last_slip, need, nurse, placed, shift, shift_of, told, ward

from zhiban.changes.calendar import at_minute
from zhiban.people.records import Department, Employment
from zhiban.requests.records import SwapAccept, SwapOffer
from zhiban.rostering.records import Assignment, OpenShift, RuleSet, ShiftType

OPEN = OpenShift(id="os1", department="w3", day=day(3), shift="day")


def test_a_swap_that_clears_all_rules_is_settled_at_once() -> None:
    world = ward(roster={"a": "d......", "b": "..l...."})
    offer, first = Phone(world, "a").offer(0, wants=[2])
    assert (first.outcome, first.code) == ("accepted", "swap.offered")
    accept, word = Phone(world, "b").accept(offer, gives=2, gives_shift="late")
    assert (word.code, word.rule) == ("swap.settled", "swap.approval@1")
    assert [shift_of(world, "a", 0), shift_of(world, "a", 2)] == ["", "late"]
    assert [shift_of(world, "b", 0), shift_of(world, "b", 2)] == ["day", ""]
    assert world.must(Assignment, f"b:{day(0)}").cause == "swap" and world.must(SwapAccept, accept).state == "settled"
    assert last_slip(world, offer).code == "swap.settled_with"
    assert (told(world, "a"), told(world, "b"), told(world, "head")) == (
        ["swap.done"],
        ["swap.done_taker"],
        ["swap.done_head"],
    )


def test_two_shifts_of_one_day_change_hands() -> None:
    world = ward(roster={"a": "d", "b": "l"})
    offer, _ = Phone(world, "a").offer(0, wants=[0])
    assert Phone(world, "b").accept(offer, gives=0, gives_shift="late")[1].code == "swap.settled"
    assert (shift_of(world, "a", 0), shift_of(world, "b", 0)) == ("late", "day")


def test_a_rest_entry_goes_the_other_way() -> None:
    world = ward(placed("b", day(0), "rest"), roster={"a": "d"})
    offer, _ = Phone(world, "a").offer(0)
    Phone(world, "b").accept(offer)
    assert (shift_of(world, "a", 0), shift_of(world, "b", 0)) == ("rest", "day")


def test_k01_the_second_yes_keeps_its_shift_and_gets_a_place_and_alternatives() -> None:
    world = ward(OPEN, roster={"a": "d......", "b": ".......", "c": "......."})
    offer, _ = Phone(world, "a").offer(0)
    world.now = at_minute("2026-11-20", 14 * 60 + 2)
    Phone(world, "b").accept(offer)
    late, word = Phone(world, "c").accept(offer, at=NOW - 7_200_000)
    assert (word.outcome, word.code, word.rule) == ("refused", "swap.taken", "swap.race@1")
    assert (word.params["who"], word.params["at"], word.params["place"], word.params["similar"]) == ("B", "14:02", 1, 1)
    assert [s.action for s in word.next] == ["claim"] and word.next[0].params["open_shift"] == "os1"
    assert shift_of(world, "c", 0) == "" and shift_of(world, "b", 0) == "day"
    assert world.must(SwapOffer, offer).waiting == ["c"] and world.must(SwapAccept, late).state == "refused"
    assert Phone(world, "d").accept(offer)[1].params["place"] == 2
    assert Phone(world, "c").accept(offer)[1].params["place"] == 1
    assert Phone(world, "b").accept(offer)[1].outcome == "duplicate"


def test_k01_validity_comes_before_speed() -> None:
    world = ward(roster={"a": ".d.....", "b": "n......", "c": "......."})
    offer, _ = Phone(world, "a").offer(1)
    _, word = Phone(world, "b").accept(offer)
    assert (word.code, word.rule) == ("roster.rest_too_short", "roster.rest@1")
    assert (word.params["rest_h"], word.params["need_h"]) == (0.0, 11.0)
    assert word.next[-1].action == "ask_head" and world.must(SwapOffer, offer).state == "open"
    assert Phone(world, "c").accept(offer)[1].code == "swap.settled"


def test_the_authors_own_rules_count_too_and_name_her() -> None:
    world = ward(roster={"a": "dn.....", "b": "..d...."})
    offer, _ = Phone(world, "a").offer(0, wants=[2])
    _, word = Phone(world, "b").accept(offer, gives=2)
    assert word.code == "roster.rest_too_short.other" and word.params["who"] == "A"


def test_k02_a_withdrawal_received_first_wins_over_an_earlier_yes() -> None:
    world = ward(roster={"a": "....d..", "b": "......."})
    phone = Phone(world, "a")
    offer, _ = phone.offer(4)
    assert phone.withdraw(offer, "swap_offer")[1].code == "withdrawal.swap"
    _, word = Phone(world, "b").accept(offer, at=NOW - 3_600_000)
    assert (word.code, word.rule) == ("swap.withdrawn", "swap.withdrawn@1")
    assert shift_of(world, "a", 4) == "day" and shift_of(world, "b", 4) == ""


def test_k02_within_24_hours_the_head_decides_between_a_late_no_and_an_early_yes() -> None:
    world = ward(roster={"a": "d......", "b": "......."}, now=at_minute(day(-1), 10 * 60))
    phone = Phone(world, "a")
    offer, _ = phone.offer(0)
    phone.withdraw(offer, "swap_offer")
    late = world.now - 60_000
    world.now += 60_000
    accept, word = Phone(world, "b").accept(offer, at=late)
    assert (word.outcome, word.code) == ("held", "swap.withdrawn_late") and "swap.head_decides" in told(world, "head")
    assert Phone(world, "head", **HEAD).decide(offer, "approve", kind="swap_offer")[1].outcome == "accepted"
    assert shift_of(world, "b", 0) == "day" and world.must(SwapAccept, accept).state == "settled"
    assert last_slip(world, accept).code == "swap.settled"


def test_k03_a_shift_that_moved_by_half_an_hour_is_kept_and_flagged() -> None:
    half = shift("day2", "day", ("ward", 8, 16))
    half = msgspec.structs.replace(half, segments=[msgspec.structs.replace(half.segments[0], start=510, end=990)])
    world = ward(half, roster={"a": "d......", "b": "......."})
    offer, _ = Phone(world, "a").offer(0)
    world.put(placed("a", day(0), "day2"))
    _, word = Phone(world, "b").accept(offer)
    assert (word.code, word.rule, word.params["moved_min"]) == ("swap.settled_moved", "swap.moved@1", 30)
    assert shift_of(world, "b", 0) == "day2"


def test_k03_a_shift_that_moved_further_binds_nobody_and_both_are_asked_again() -> None:
    world = ward(roster={"a": "d......", "b": "......."})
    offer, _ = Phone(world, "a").offer(0)
    world.put(placed("a", day(0), "late"))
    _, word = Phone(world, "b").accept(offer)
    assert (word.code, word.params["was"], word.params["now"]) == ("swap.moved", "day", "late")
    assert world.must(SwapOffer, offer).state == "expired" and told(world, "a") == ["swap.moved"]
    assert last_slip(world, offer).next[0].action == "swap.offer_again" and shift_of(world, "a", 0) == "late"


def test_k03_hours_the_phone_had_not_heard_of_are_not_agreed_to() -> None:
    world = ward(roster={"a": "d......", "b": "......."})
    offer, _ = Phone(world, "a").offer(0)
    seen = world.position
    world.put(shift("day", "day", ("ward", 10, 18)))
    assert Phone(world, "b").accept(offer, seen=seen)[1].code == "swap.moved"
    assert world.must(SwapOffer, offer).state == "open", "its author offered whatever the day shift is"
    assert Phone(world, "c").accept(offer, seen=world.position)[1].code == "swap.settled"


def test_k03_a_shift_that_is_gone_cannot_be_taken() -> None:
    world = ward(roster={"a": "d......", "b": "......."})
    offer, _ = Phone(world, "a").offer(0)
    world.erase(Assignment, f"a:{day(0)}")
    assert Phone(world, "b").accept(offer)[1].code == "swap.gone"
    assert world.must(SwapOffer, offer).state == "expired"


def surgeons(first: int, last: int):
    """Two doctors; one has 27 h of surgery in the week, and blocks of ``first`` and ``last`` minutes are on offer."""
    nine = [shift(f"op{n}", "day", ("surgery", 8, 17)) for n in range(3)]
    blocks = [
        ShiftType(id=id, name_zh=id, name_en=id, letter_zh="手", letter_en="S", mark="day",
                  segments=[msgspec.structs.replace(nine[0].segments[0], start=480, end=480 + minutes)])
        for id, minutes in (("block1", first), ("block2", last))
    ]  # fmt: skip
    people = [nurse(p, post="doctor") for p in "abc"]
    rows = [placed("b", day(n), f"op{n}") for n in range(3)]
    return ward(*nine, *blocks, *people, *rows, placed("a", day(3), "block1"), placed("c", day(4), "block2"), roster={})


@pytest.mark.parametrize(("minutes", "code"), [(180, "swap.settled"), (195, "roster.activity_over_cap")])
def test_surgery_of_30_hours_passes_and_a_quarter_more_does_not(minutes, code) -> None:
    world = surgeons(minutes, 60)
    offer, _ = Phone(world, "a").offer(3, "block1")
    _, word = Phone(world, "b").accept(offer, knew="block1")
    assert word.code == code
    if minutes == 195:
        assert (word.params["hours"], word.params["max_h"], word.rule) == (30.25, 30.0, "roster.activity_cap@1")


@pytest.mark.parametrize(("minutes", "code"), [(240, "swap.settled"), (255, "roster.activity_over_cap")])
def test_duty_of_20_hours_passes(minutes, code) -> None:
    long = [shift(f"on{n}", "day", ("duty", 8, 16)) for n in range(2)]
    last = ShiftType(id="on9", name_zh="值", name_en="on", letter_zh="值", letter_en="O", mark="day",
                     segments=[msgspec.structs.replace(long[0].segments[0], start=480, end=480 + minutes)])  # fmt: skip
    people = [nurse(p, post="consultant") for p in "ab"]
    rows = [placed("b", day(n), f"on{n}") for n in range(2)]
    world = ward(*long, last, *people, *rows, placed("a", day(3), "on9"), roster={})
    offer, _ = Phone(world, "a").offer(3, "on9")
    assert Phone(world, "b").accept(offer, knew="on9")[1].code == code


def test_k04_the_second_of_two_swaps_that_break_a_cap_only_together_is_refused_with_figures() -> None:
    world = surgeons(120, 120)
    one, _ = Phone(world, "a").offer(3, "block1")
    two, _ = Phone(world, "c").offer(4, "block2")
    assert Phone(world, "b").accept(one, knew="block1")[1].code == "swap.settled"
    _, word = Phone(world, "b").accept(two, knew="block2")
    assert (word.code, word.params["hours"], word.params["max_h"]) == ("roster.activity_over_cap", 31.0, 30.0)
    assert shift_of(world, "c", 4) == "block2"


def test_k05_a_circle_of_three_settles_as_one() -> None:
    world = ward(roster={"a": "d......", "b": ".d.....", "c": "..d...."})
    first, _ = Phone(world, "a").offer(0, wants=[1])
    second, _ = Phone(world, "b").offer(1, wants=[2])
    third, word = Phone(world, "c").offer(2, wants=[0])
    assert (word.code, word.rule, word.params["people"]) == ("swap.circle", "swap.cycle@1", 3)
    assert [shift_of(world, p, n) for p, n in (("a", 1), ("b", 2), ("c", 0))] == ["day"] * 3
    assert [shift_of(world, p, n) for p, n in (("a", 0), ("b", 1), ("c", 2))] == [""] * 3
    assert {world.must(SwapOffer, o).state for o in (first, second, third)} == {"settled"}
    assert last_slip(world, first).code == "swap.circle" and "swap.circle" in told(world, "b")


def test_k05_a_circle_that_breaks_a_rule_for_one_settles_for_none() -> None:
    world = ward(roster={"a": "d......", "b": ".n..d..", "c": "..d...."})
    Phone(world, "a").offer(0, wants=[4])
    Phone(world, "b").offer(4, wants=[2])
    third, word = Phone(world, "c").offer(2, wants=[0])
    assert word.code == "swap.offered" and shift_of(world, "a", 0) == "day"
    assert world.must(SwapOffer, third).state == "open"


def test_two_offers_that_want_each_other_settle_too() -> None:
    world = ward(roster={"a": "d......", "b": "..d...."})
    Phone(world, "a").offer(0, wants=[2])
    assert Phone(world, "b").offer(2, wants=[0])[1].code == "swap.circle"
    assert (shift_of(world, "a", 2), shift_of(world, "b", 0)) == ("day", "day")


def wary(world):
    world.put(Department(id="w3", site="s1", name_zh="三", name_en="3", lat=0.0, lon=0.0, swap_needs_head=True))
    return world


def test_a13_a_ward_may_ask_the_head_about_every_swap() -> None:
    world = wary(ward(roster={"a": "d......", "b": ".......", "c": "......."}))
    offer, _ = Phone(world, "a").offer(0)
    accept, word = Phone(world, "b").accept(offer)
    assert (word.outcome, word.code) == ("held", "swap.waiting_head") and shift_of(world, "a", 0) == "day"
    assert last_slip(world, offer).code == "swap.waiting_head_offer"
    assert Phone(world, "c").accept(offer)[1].code == "swap.taken"
    assert (
        Phone(world, "c", scopes=frozenset({"dept:w3"})).decide(offer, "approve", kind="swap_offer")[1].code
        == "decision.not_yours"
    )
    head = Phone(world, "head", **HEAD)
    assert head.decide(offer, "approve", kind="swap_offer")[1].code == "decision.approved"
    assert shift_of(world, "b", 0) == "day" and last_slip(world, accept).code == "swap.settled"
    assert head.decide(offer, "approve", kind="swap_offer")[1].outcome == "duplicate"
    assert head.decide(offer, "refuse", kind="swap_offer")[1].code == "decision.already_approved"


def test_the_heads_no_ends_it_for_both_and_nothing_moves() -> None:
    world = wary(ward(roster={"a": "d......", "b": "......."}))
    offer, _ = Phone(world, "a").offer(0)
    accept, _ = Phone(world, "b").accept(offer)
    Phone(world, "head", **HEAD).decide(offer, "refuse", kind="swap_offer", note="新人带教")
    assert {last_slip(world, id).code for id in (offer, accept)} == {"swap.refused_by_head"}
    assert shift_of(world, "a", 0) == "day" and "swap.refused_by_head" in told(world, "b")


def test_the_rules_are_asked_again_when_the_head_decides() -> None:
    world = wary(ward(roster={"a": ".d.....", "b": "......."}))
    offer, _ = Phone(world, "a").offer(1)
    Phone(world, "b").accept(offer)
    world.put(placed("b", day(0), "night"))
    assert Phone(world, "head", **HEAD).decide(offer, "approve", kind="swap_offer")[1].code == "roster.rest_too_short"
    assert shift_of(world, "a", 1) == "day"


def test_a_yes_taken_back_before_the_head_signed_asks_the_next_in_line() -> None:
    world = wary(ward(roster={"a": "d......", "b": ".......", "c": "......."}))
    offer, _ = Phone(world, "a").offer(0)
    accept, _ = Phone(world, "b").accept(offer)
    Phone(world, "c").accept(offer)
    assert Phone(world, "b").withdraw(accept, "swap_accept")[1].outcome == "accepted"
    assert world.must(SwapOffer, offer).state == "open" and told(world, "c") == ["swap.free_again"]
    assert Phone(world, "c").accept(offer)[1].outcome == "held"


def test_a_swap_that_takes_the_last_skill_from_a_shift_waits_for_the_head() -> None:
    world = ward(
        need("day", 1), need("day", 1, skill="iv"), nurse("a", skills=["iv"]), roster={"a": "d......", "b": "......."}
    )
    offer, _ = Phone(world, "a").offer(0)
    _, word = Phone(world, "b").accept(offer)
    assert (word.outcome, word.code, word.params["skill"]) == ("held", "swap.waiting_head_skill", "iv")


def test_l12_a_protected_nurse_is_only_not_eligible_and_her_reason_stays_hidden() -> None:
    pregnant = Employment(id="b", department="w3", employed_from="2020-01-01", night_ban_from="2026-11-01")
    world = ward(pregnant, roster={"a": "n......", "b": "..dddd."})
    offer, _ = Phone(world, "a").offer(0, "night")
    _, word = Phone(world, "b").accept(offer, knew="night")
    assert (word.code, word.rule) == ("roster.night_forbidden", "roster.night_ban@1")
    assert not {"reason", "until", "from"} & set(word.params)


def test_l12_no_overtime_is_told_in_hours_like_anybody_elses() -> None:
    pregnant = Employment(id="b", department="w3", employed_from="2020-01-01", night_ban_from="2026-11-01")
    long = shift("long", "day", ("ward", 8, 17))
    openings = [
        OpenShift(id=f"os{n}", department="w3", day=day(n), shift=kind) for n, kind in ((4, "long"), (5, "day"))
    ]
    world = ward(pregnant, long, *openings, roster={"b": "dddd...", "c": "dddd..."})
    _, claim = Phone(world, "b").claim("os4")
    assert (claim.code, claim.rule) == ("roster.day_over_hours", "roster.daily_hours@1")
    assert (claim.params["hours"], claim.params["max_h"]) == (9.0, 8.0)
    assert Phone(world, "c").claim("os4")[1].code == "claim.settled"
    world.put(placed("b", day(4), "day"))
    _, sixth = Phone(world, "b").claim("os5")
    assert (sixth.code, sixth.params["hours"]) == ("roster.week_over_hours", 48.0)


@pytest.mark.parametrize(
    ("who", "fields", "code"),
    [
        ("a", {}, "swap.own"),
        ("b", {"gives": 3}, "swap.gives_unasked"),
        ("x", {}, "swap.other_ward"),
    ],
)
def test_a_yes_that_does_not_fit_the_offer(who, fields, code) -> None:
    world = ward(nurse("x", department="w9"), roster={"a": "d......"})
    offer, _ = Phone(world, "a").offer(0)
    assert Phone(world, who).accept(offer, **fields)[1].code == code


def test_offers_are_refused_without_the_shift_or_twice_or_for_the_past() -> None:
    world = ward(roster={"a": "d......"})
    phone = Phone(world, "a")
    assert phone.offer(1)[1].code == "swap.no_shift"
    assert phone.offer(0, "late")[1].code == "swap.moved"
    assert phone.offer(0)[1].code == "swap.offered" and phone.offer(0)[1].code == "swap.offered_already"
    world.now = at_minute(day(0), 481)
    offer = world.find(SwapOffer, state="open")[0].id
    assert Phone(world, "b").accept(offer)[1].code == "swap.past"
    assert Phone(world, "b").accept("none.1.1")[1].code == "swap.no_offer"
    wants = ward(roster={"a": "d......"})
    offer, _ = Phone(wants, "a").offer(0, wants=[2])
    assert Phone(wants, "b").accept(offer)[1].code == "swap.gives_nothing"


def test_an_offer_to_one_is_not_for_another() -> None:
    world = ward(roster={"a": "d......"})
    offer, _ = Phone(world, "a").offer(0, to=["c"])
    assert told(world, "c") == ["swap.asks_you"] and Phone(world, "b").accept(offer)[1].code == "swap.not_asked"


def test_a_settled_swap_is_not_withdrawn_alone() -> None:
    world = ward(roster={"a": "d......"})
    offer, _ = Phone(world, "a").offer(0)
    Phone(world, "b").accept(offer)
    assert Phone(world, "a").withdraw(offer, "swap_offer")[1].code == "withdrawal.settled"
    assert shift_of(world, "b", 0) == "day"


def test_k01_an_open_shift_goes_to_the_first_and_the_second_stands_in_line() -> None:
    world = ward(OPEN, roster={})
    claim, first = Phone(world, "b").claim("os1")
    assert (
        first.code == "claim.settled"
        and shift_of(world, "b", 3) == "day"
        and told(world, "head") == ["claim.done_head"]
    )
    assert Phone(world, "b").claim("os1")[1].outcome == "duplicate"
    _, second = Phone(world, "c").claim("os1")
    assert (second.code, second.params["who"], second.params["place"]) == ("claim.taken", "B", 1)
    assert Phone(world, "b").withdraw(claim, "shift_claim")[1].code == "withdrawal.claim"
    assert shift_of(world, "b", 3) == "" and told(world, "c") == ["open_shift.free_again"]
    assert Phone(world, "c").claim("os1")[1].code == "claim.settled"


def test_a_claim_is_not_given_back_within_a_day() -> None:
    world = ward(OPEN, roster={})
    claim, _ = Phone(world, "b").claim("os1")
    world.now = at_minute(day(2), 12 * 60)
    assert Phone(world, "b").withdraw(claim, "shift_claim")[1].code == "withdrawal.too_late"


def test_a_claim_on_leave_or_over_the_rules_is_refused() -> None:
    world = ward(OPEN, roster={"b": "..n....", "c": "...d..."})
    assert Phone(world, "b").claim("os1")[1].code == "roster.rest_too_short"
    assert Phone(world, "c").claim("os1")[1].code == "roster.two_shifts_one_day"
    leave, _ = Phone(world, "c").leave(3)
    Phone(world, "head", **HEAD).decide(leave, "approve")
    assert Phone(world, "c").claim("os1")[1].code == "roster.on_leave"


def test_a_newer_rule_is_quoted_from_its_day_on() -> None:
    later = RuleSet(id="roster.rest@2", rule="roster.rest", version=2, effective_from=day(2), params={"minutes": 960})
    world = ward(
        later,
        OPEN,
        OpenShift(id="os0", department="w3", day=day(1), shift="early"),
        roster={"b": "l.l....", "c": "..l...."},
    )
    assert Phone(world, "b").claim("os0")[1].code == "roster.rest_too_short"
    _, word = Phone(world, "c").claim("os1")
    assert (word.code, word.rule, word.params["need_h"]) == ("roster.rest_too_short", "roster.rest@2", 16.0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["b", "c", "d", "e", "x-withdraw", "b-back"]), min_size=2, max_size=8), st.booleans())
def test_any_order_of_yes_and_no_has_one_end_and_gives_nobody_two_shifts(order: list[str], needs_head: bool) -> None:
    """K01, K02: the shift is always held by exactly one person, and at most one yes counts."""
    world = ward(roster={"a": "d......", "b": "d......", "c": "......."})
    if needs_head:
        wary(world)
    offer, _ = Phone(world, "a").offer(0)
    accepts: dict[str, str] = {}
    for step in order:
        if step == "x-withdraw":
            Phone(world, "a").withdraw(offer, "swap_offer")
        elif step == "b-back":
            for accept in [i for i in accepts.values() if world.must(SwapAccept, i).state == "waiting"]:
                Phone(world, accept.split(".")[0]).withdraw(accept, "swap_accept")
        else:
            accepts[step] = Phone(world, step).accept(offer, at=NOW - 1_000)[0]
        holders = [p for p in "acde" if shift_of(world, p, 0) == "day"]
        assert len(holders) == 1 and shift_of(world, "b", 0) == "day", "b's own day shift never moves"
    end = world.must(SwapOffer, offer)
    won = [a for a in world.find(SwapAccept, offer=offer) if a.state in ("settled", "waiting") and a.id == end.accept]
    assert end.state in ("open", "waiting", "settled", "withdrawn")
    assert len(won) == (1 if end.state in ("waiting", "settled") else 0)
    if end.state == "settled":
        assert holders == [end.taken_by]
    else:
        assert holders == ["a"]
    ids = [(a.person, a.day) for a in world.find(Assignment)]
    assert len(ids) == len(set(ids)), "nobody twice on one day"


def test_every_shift_of_the_ward_is_known() -> None:
    assert {s.id for s in SHIFTS} == {s.id for s in ward().find(ShiftType)}
