"""From the ward to the solver's problem and back to the published roster: leave, wishes, fairness, pins, news."""

from unit.request_ward import HEAD, Phone, day, need, nurse, placed, told, ward

from zhiban.changes.calendar import add_days, at_minute
from zhiban.notify.records import Message
from zhiban.people.records import Employment, Preference
from zhiban.rostering.drafts import NewDraft, begin, lost_pins, rebased
from zhiban.rostering.effects import publish
from zhiban.rostering.period import read_period
from zhiban.rostering.problem import problem_of
from zhiban.rostering.records import Assignment, Draft, OpenShift, RosterVersion
from zhiban.rostering.reports import board, judge
from zhiban.solver import Block, Cell, PastShift


def planned(world, first: int = 0, last: int = 6):
    version, draft = begin(world, NewDraft(department="w3", first_day=day(first), last_day=day(last)), "head")
    return version, draft, read_period(world, "w3", day(first), day(last))


def staff(world, person: str, first: int = 0, last: int = 6, *, solving: bool = True):
    _, draft, period = planned(world, first, last)
    problem = problem_of(world, period, draft, solving=solving)
    return problem, next(s for s in problem.staff if s.id == person)


def test_approved_leave_is_unavailable_and_locked_in_the_draft() -> None:
    world = ward(need("day", 1), roster={"a": "dd....."})
    leave, _ = Phone(world, "a").leave(0)
    Phone(world, "head", **HEAD).decide(leave, "approve")
    _, draft, _ = planned(world)
    assert draft.cells["a"][:2] == ["leave", "day"] and draft.pins == ["a:0"]
    problem, one = staff(world, "a")
    assert one.unavailable == {0} and [(p.person, p.day, p.shift) for p in problem.pins] == [("a", 0, None)]


def test_the_last_fortnight_is_history_and_eight_weeks_are_owed() -> None:
    before = [placed("a", day(-n), "night") for n in (2, 3, 20)] + [placed("b", day(-n), "night") for n in (9,)]
    world = ward(need("night", 1), *before, roster={})
    problem, one = staff(world, "a")
    assert one.past == (PastShift(-3, "night"), PastShift(-2, "night"))
    other = next(s for s in problem.staff if s.id == "b")
    assert (one.nights_owed, other.nights_owed) == (-1, 1)


def test_wishes_become_points_and_free_days_outweigh_tastes() -> None:
    wish = Preference(
        id="a", department="w3", days_off=["mon", day(3)], disliked_shifts=["night"], liked_shifts=["day"]
    )
    world = ward(need("day", 1), need("night", 1), wish, roster={})
    problem, _ = staff(world, "a")
    mine = {(w.day, w.shift): w.weight for w in problem.wishes}
    assert mine[0, None] == mine[3, None] == 12 and (0, "day") not in mine
    assert (mine[1, "night"], mine[1, "day"]) == (-3, 1)


def test_l12_for_part_of_a_period_blocks_only_those_nights() -> None:
    banned = Employment(id="a", department="w3", employed_from="2020-01-01", night_ban_from=day(5))
    whole = Employment(id="b", department="w3", employed_from="2020-01-01", night_ban_from=day(-30))
    world = ward(need("night", 1), banned, whole, roster={})
    problem, one = staff(world, "a")
    assert not one.no_nights and set(one.blocked) == {Block(day=5, shift="night"), Block(day=6, shift="night")}
    other = next(s for s in problem.staff if s.id == "b")
    assert other.no_nights and other.no_overtime


def test_only_what_is_asked_for_is_dealt_out_but_a_locked_course_stays() -> None:
    world = ward(need("day", 1), roster={})
    _, draft, period = planned(world)
    draft = Draft(id=draft.id, department="w3", cells={**draft.cells, "a": ["late", *[""] * 6]}, pins=["a:0"])
    problem = problem_of(world, period, draft, solving=True)
    allowed = {s.id: s.allowed for s in problem.staff}
    assert allowed["b"] == {"day"} and allowed["a"] == {"day", "late"}
    mine = next(s for s in problem.staff if s.id == "a")
    assert {b.day for b in mine.blocked if b.shift == "late"} == set(range(1, 7))


def test_k40_hand_edits_made_meanwhile_outrank_the_solvers_roster() -> None:
    world = ward(need("day", 1), roster={"a": "d......"})
    _, start, period = planned(world)
    edited = Draft(
        id=start.id, department="w3", cells={**start.cells, "b": ["", "late", *[""] * 5]}, pins=["b:1"], edit=1
    )
    loose = {**edited.cells, "c": ["early", *[""] * 6]}
    now = Draft(id=start.id, department="w3", cells=loose, pins=["b:1"], edit=2)
    done = rebased(now, start, [Cell("d", 0, "day"), Cell("b", 1, "day"), Cell("c", 0, "day")], period, 5)
    assert done.cells["d"][0] == "day" and done.cells["b"][1] == "late" and done.cells["c"][0] == "early"
    assert done.cells["a"][0] == "", "an untouched cell is the solver's"
    assert (done.edit, lost_pins(now, start)) == (3, ["b:1"])


def published(world, draft: Draft, version: RosterVersion, period) -> None:
    world.put(version)
    world.put(draft)
    world.apply(publish(world, version, draft, period, judge(world, period, draft).violations))


def test_publishing_writes_only_what_differs_and_tells_only_those_concerned() -> None:
    world = ward(need("day", 1), placed("d", day(3), "rest"), roster={"a": "dd.....", "b": "..dd..."})
    world.now = at_minute(day(0), 600)
    version, draft, period = planned(world)
    row = ["", "", "day", "", "", "", ""]
    draft = Draft(
        id=draft.id, department="w3", cells={**draft.cells, "a": row, "b": ["", "", "day", "day", "", "", ""]}
    )
    untouched = world.get(Assignment, f"b:{day(2)}")
    published(world, draft, version, period)
    assert world.get(Assignment, f"b:{day(2)}") is untouched, "same shift, same row"
    assert world.must(Assignment, f"a:{day(0)}").shift == "day", "today stays as it is"
    assert world.get(Assignment, f"a:{day(1)}") is None
    assert world.must(Assignment, f"a:{day(2)}").version == version.id
    assert world.get(Assignment, f"d:{day(3)}") is not None, "rest stays rest"
    assert told(world, "a") == ["roster.your_shift_changed"] and told(world, "b") == []
    (news,) = world.find(Message, person="a")
    assert (news.params["count"], news.params["day"], news.params["was"], news.params["now"]) == (2, day(1), "day", "")
    assert told(world, "e") == ["roster.published"]


def test_shortages_open_and_older_openings_and_versions_give_way() -> None:
    old = OpenShift(id="old", department="w3", day=day(2), shift="day", cause="rv1")
    kept = OpenShift(id="kept", department="w3", day=day(2), shift="day", cause="a.1.1")
    world = ward(need("day", 2), need("day", 1, day_type="weekend"), old, kept, roster={"a": "ddddd.."})
    version, draft, period = planned(world, 0, 13)
    published(world, draft, version, period)
    assert world.must(OpenShift, "old").state == "withdrawn" and world.must(OpenShift, "kept").state == "open"
    fresh = [o for o in world.find(OpenShift, state="open") if o.cause == version.id]
    assert len(fresh) == 5 + 2 + 5 * 2 + 2
    assert world.must(RosterVersion, "rv1").state == "superseded"
    assert world.must(RosterVersion, version.id).shortages == 14


def test_a_version_that_reaches_beyond_is_not_superseded() -> None:
    world = ward(roster={"a": "ddddd.."})
    version, draft, period = planned(world)
    published(world, draft, version, period)
    assert world.must(RosterVersion, "rv1").state == "published"


def test_the_board_says_cover_hours_and_wishes_met() -> None:
    wish = Preference(id="a", department="w3", days_off=[day(0), day(5)])
    world = ward(need("day", 2), nurse("z", department="w9"), wish, roster={"a": "dd.....", "b": "nd....."})
    version, draft, _ = planned(world)
    found = board(world, version, draft)
    assert [p.id for p in found.people] == sorted(["a", "b", "c", "d", "e", "head"], key=lambda p: (p == "head", p))
    mine = next(p for p in found.people if p.id == "a")
    assert (mine.hours, mine.shifts, mine.wishes, mine.wishes_met) == (16.0, 2, 2, 1)
    assert next(n.have for n in found.needs if n.day == day(1)) == 2
    assert (found.hard, found.violations[0].code, found.violations[0].days) == (1, "rest_too_short", [day(0), day(1)])
    assert found.base_number == 1 and found.days[-1] == add_days(day(0), 6)
