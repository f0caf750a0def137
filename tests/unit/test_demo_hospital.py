"""The demo hospital is what the brief asks for, obeys its own rules, and is the same for the same seed and day."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from zhiban.changes.calendar import add_days, day_start_ms, weekday
from zhiban.demo import hospital, rosters
from zhiban.demo.holidays import holidays
from zhiban.demo.house import DEPARTMENTS, SHIFT_TYPES, SITES, all_demand
from zhiban.demo.staff import ACADEMY, CAST, COUNTS, PREGNANT, members
from zhiban.learning.records import Course, CourseRevision
from zhiban.parts import Parts
from zhiban.people.records import Employment, Person, Preference, Profile
from zhiban.requests.records import LeaveRequest
from zhiban.rostering.person_rules import limits_on, run_of
from zhiban.rostering.records import Assignment, OpenShift, RosterVersion, RuleSet, ShiftType
from zhiban.rostering.rules import RuleBook
from zhiban.settings import Settings
from zhiban.solver import Limits, check

TODAY = "2026-11-25"
SEED = 7


@contextmanager
def filled(folder: Path, seed: int = SEED) -> Iterator[Parts]:
    parts = Parts(Settings(data_dir=str(folder)), lambda: day_start_ms(TODAY))
    parts.open()
    try:
        hospital.write_all(parts.writer, "demo", hospital.Wanted(seed, TODAY), lambda name: None)
        yield parts
    finally:
        parts.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    with filled(tmp_path_factory.mktemp("demo")) as parts:
        yield parts


def bodies(parts: Parts) -> list[tuple[str, str, str]]:
    log = parts.rows.tables["log"]
    with parts.engine.connect() as connection:
        query = select(log.c.collection, log.c.record, log.c.body).order_by(log.c.seq)
        return [(row[0], row[1], row[2]) for row in connection.execute(query)]


def test_the_same_seed_and_day_write_the_same_log(demo: Parts, tmp_path: Path) -> None:
    with filled(tmp_path) as again:
        assert bodies(demo) == bodies(again)


def test_another_seed_is_another_hospital() -> None:
    assert [m.person for m in members(1, TODAY)] != [m.person for m in members(2, TODAY)]


def test_two_sites_eight_departments_132_people_in_every_post() -> None:
    people = [m.person for m in members(SEED, TODAY)]
    assert (len(SITES), len(DEPARTMENTS), len(people)) == (2, 8, 132)
    assert {p.post for p in people} == {
        "nurse", "head_nurse", "doctor", "consultant", "hr", "reception", "kitchen", "cleaning", "trainer", "manager",
    }  # fmt: skip
    assert {d for p in people for d in p.leads} == {d.id for d in DEPARTMENTS} == set(COUNTS)
    assert {p.level for p in people if p.post == "nurse"} == {"N0", "N1", "N2", "N3", "N4"}
    assert any(p.fraction < 1 for p in people)


@pytest.mark.parametrize("seed", range(20))
def test_no_two_people_share_a_name_in_either_script(seed: int) -> None:
    people = [m.person for m in members(seed, TODAY)]
    assert len({p.name for p in people}) == len({p.name_en for p in people}) == len(people)
    assert all(p.name_en and p.name_en.isascii() for p in people)
    assert {p.name for p in people if p.id in CAST} == {n.zh for n in CAST.values()}


def test_every_person_has_what_hr_and_the_phone_need(demo: Parts) -> None:
    def look(ledger):
        people = {p.id for p in ledger.find(Person)}
        for kind in (Employment, Profile, Preference):
            assert {r.id for r in ledger.find(kind)} == people
        assert len(ledger.find(Course)) >= 9
        assert all(q.answer == () for r in ledger.find(CourseRevision) for q in r.content.quiz), "the key stays here"

    demo.reader.read_blocking("demo", look)


def test_the_roster_covers_six_weeks_from_a_monday(demo: Parts) -> None:
    first = rosters.first_day_of(TODAY)
    assert weekday(first) == 0 and first <= add_days(TODAY, -14) < add_days(TODAY, 14) < add_days(first, 42)

    def look(ledger):
        for department in DEPARTMENTS:
            own = sorted(ledger.find(RosterVersion, department=department.id), key=lambda v: v.first_day)
            assert own[0].first_day == first and own[-1].last_day == add_days(first, 41)
            assert all(add_days(a.last_day, 1) == b.first_day for a, b in pairwise(own))

    demo.reader.read_blocking("demo", look)


@pytest.mark.parametrize("today", [TODAY, "2026-09-28", "2027-02-03"])
def test_no_roster_breaks_a_hard_rule(today: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Judged by the checker, which shares no code with the constructor; holidays and 调休 weeks included."""
    monkeypatch.setattr(rosters, "TRIES", 2)
    people, table = members(SEED, today), {h.id: h for h in holidays()}
    for department in COUNTS:
        own = [m for m in people if m.person.department == department]
        ward = rosters.build(department, own, rosters.first_day_of(today), table, SEED)
        assert [v for v in check(ward.problem, ward.cells) if v.hard] == []
        assert ward.short <= 12, f"{department}: {ward.short} heads missing in six weeks"


def test_what_was_published_stands_before_the_rules_of_swaps_and_claims(demo: Parts) -> None:
    """The judges read the store, not the problem that the demo made: both must find the rosters lawful."""

    def look(ledger):
        assert limits_on(RuleBook(ledger), TODAY) == Limits(version="1")
        first = rosters.first_day_of(TODAY)
        for person in ledger.find(Person):
            run = run_of(ledger, person, [add_days(first, 7), add_days(first, 28)])
            assert (run.first_day, run.problem.days) == (first, 42)
            assert run.now() == [], person.id

    demo.reader.read_blocking("demo", look)


def test_the_pregnant_nurse_has_no_nights_and_only_hr_knows_why(demo: Parts) -> None:
    def look(ledger):
        kinds = {k.id: k for k in ledger.find(ShiftType)}
        own = ledger.find(Assignment, person=PREGNANT)
        assert own and not any(kinds[a.shift].night for a in own)
        banned = [e.id for e in ledger.find(Employment) if e.night_ban_from and e.night_ban_from <= TODAY]
        assert banned == [PREGNANT]
        employment = ledger.rows.registry.collections["employment"]
        assert list(employment.buckets(ledger.get(Employment, PREGNANT))) == ["role:hr"]

    demo.reader.read_blocking("demo", look)


def test_the_doctor_at_the_academy_has_no_surgery_on_wednesdays(demo: Parts) -> None:
    def look(ledger):
        kinds = {k.id: k for k in ledger.find(ShiftType)}
        surgery = [
            weekday(a.day)
            for a in ledger.find(Assignment, person=ACADEMY)
            if any(s.activity == "surgery" for s in kinds[a.shift].segments)
        ]
        assert surgery and 2 not in surgery

    demo.reader.read_blocking("demo", look)


def test_weekends_ask_for_more_doctors_and_consultants_where_clients_come(demo: Parts) -> None:
    wanted = Counter[str]()
    for row in all_demand():
        if row.department == "am" and row.shift in ("DM", "CD", "CE") and not row.skill:
            wanted[row.day_type] += row.minimum
    assert wanted["weekend"] > wanted["workday"] > 0


def test_a_year_has_thirteen_days_of_triple_pay_and_its_moved_working_days() -> None:
    kinds = Counter(h.kind for h in holidays() if h.id.startswith("2026"))
    assert kinds == {"statutory": 13, "moved_rest": 20, "moved_work": 6}
    assert Counter(h.kind for h in holidays() if h.id.startswith("2027"))["statutory"] == 13


def test_screens_find_something_to_decide_to_race_for_and_to_read(demo: Parts) -> None:
    def look(ledger):
        waiting = [r for r in ledger.find(LeaveRequest) if r.state == "waiting"]
        assert {r.route[r.step].approver for r in waiting} >= {"h301", "r801"}
        assert any(r.cover_pending for r in ledger.find(LeaveRequest)), "K06"
        open_shifts = ledger.find(OpenShift, state="open")
        assert len(open_shifts) >= 10 and any(o.urgent for o in open_shifts)
        assert len({r.rule for r in ledger.find(RuleSet)}) == len(ledger.find(RuleSet)) >= 40

    demo.reader.read_blocking("demo", look)


def test_letters_and_marks_are_those_of_the_pictures() -> None:
    letters = {t.letter_zh for t in SHIFT_TYPES}
    assert letters >= set("白中夜休假学备")
    assert {t.mark for t in SHIFT_TYPES} == {
        "day", "evening", "night", "rest", "leave", "training", "oncall", "mixed",
    }  # fmt: skip


def test_a_store_with_people_in_it_is_left_alone(demo: Parts, capsys: pytest.CaptureFixture[str]) -> None:
    before = len(bodies(demo))
    assert hospital.fill(demo.settings, SEED, TODAY) == 1
    assert "is not empty" in capsys.readouterr().err
    hospital.fill_if_empty(demo.settings)
    assert len(bodies(demo)) == before


def test_the_greeting_names_people_who_can_log_in() -> None:
    text = hospital.greeting(Settings(host="127.0.0.1", port=8123))
    assert "http://127.0.0.1:8123" in text and "/admin" in text and hospital.PASSWORD in text
    assert all(f"{id}  {CAST[id].zh}" in text for id in hospital.SHOWN)
