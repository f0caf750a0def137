"""Check-ins and courses through the real engine, on SQLite and PostgreSQL alike: late news, nights, replays, clocks."""

from collections.abc import Iterator
from typing import Any

import pytest
from unit.test_learning_rules import content
from unit.ward import PIN, shift

from zhiban.attendance.effects import rejudge
from zhiban.attendance.records import AttendanceDay
from zhiban.changes.calendar import add_days, at_minute, day_of
from zhiban.learning.publishing import published
from zhiban.learning.records import CourseKey, CourseRevision
from zhiban.people.records import Department, Person
from zhiban.rooms import product
from zhiban.rostering.records import Assignment
from zhiban.store.engine import open_engine
from zhiban.store.found import found_tenant
from zhiban.store.rows import Rows
from zhiban.store.tables import build_metadata
from zhiban.sync.flush import read_head
from zhiban.sync.ledger import Ledger
from zhiban.sync.reader import Reader
from zhiban.sync.writer import Writer

from .bench_phone import T0, Hall, Phone

TODAY = day_of(T0)
HERE = {"lat": PIN[0], "lon": PIN[1], "accuracy": 25.0, "fix": "ok", "department": "w3"}


class Ward(Hall):
    """The product's own registry over one database, with a ward of two nurses and their head."""

    def __init__(self, url: str) -> None:
        self.time = T0
        self.engine = open_engine(url)
        registry = product()
        self.metadata = build_metadata(registry)
        self.metadata.create_all(self.engine)
        with self.engine.connect().execution_options(immediate=True) as connection, connection.begin():
            found_tenant(connection, self.metadata, "t")
        self.rows = Rows(registry, self.metadata)
        self.writer = Writer(self.engine, self.rows, lambda: self.time)
        self.reader = Reader(self.engine, self.rows, lambda: self.time)
        self.writer.start()
        self.write(
            Department(id="w3", site="s", name_zh="三病区", name_en="Ward 3", lat=PIN[0], lon=PIN[1]),
            Person(id="n1", number="1", name="林晓月", department="w3", post="nurse"),
            Person(id="h1", number="9", name="程素兰", department="w3", post="head_nurse", leads=["w3"]),
            shift("day", (480, 960)), shift("late", (840, 1320)), shift("rest"),
            shift("night", (1320, 1920), night=True),
        )  # fmt: skip

    def write(self, *records: Any) -> int:
        def put(ledger: Ledger) -> None:
            for record in records:
                ledger.write(record)

        self.run(put)
        return self.head

    @property
    def head(self) -> int:
        return self.run(lambda ledger: read_head(ledger.connection, ledger.rows, "t")[0])

    def at(self, minute: int) -> None:
        self.time = at_minute(TODAY, minute)

    def nurse(self) -> Phone:
        return self.phone("n1", "all", "courses", "dept:w3")

    def days(self) -> dict[str, AttendanceDay]:
        found = self.reader.read_blocking("t", lambda ledger: ledger.find(AttendanceDay, person="n1"))
        return {d.day: d for d in found}


@pytest.fixture
def ward(database_url: str) -> Iterator[Ward]:
    ward = Ward(database_url)
    yield ward
    ward.close()


def duty(shift: str, day: str = TODAY, version: str = "v1") -> Assignment:
    return Assignment(id=f"n1:{day}", person="n1", department="w3", day=day, shift=shift, version=version)


def punch(phone: Phone, direction: str, day: str = TODAY, **extra: Any) -> dict[str, Any]:
    fields = {**HERE, "direction": direction, "day": day, **extra.pop("fields", {})}
    return phone.change("punch", fields, **extra)


def test_a_late_check_in_is_judged_stored_told_and_seen_by_the_head(ward: Ward) -> None:
    head = ward.write(duty("day"))
    ward.at(495)
    phone = ward.nurse()
    change = punch(phone, "in", seen=head, record="", fields={"shift": "", "ward_code": ""})
    receipt = phone.push(change).receipts[0]
    assert (receipt.outcome, receipt.code, receipt.params["minutes"]) == ("accepted", "attendance.late", 15)
    assert phone.push(change).receipts[0] == receipt  # a lost reply: the same answer, nothing twice
    assert len(ward.days()) == 1 and ward.days()[TODAY].tier == "late_half_day"
    boss = ward.phone("h1", "all", "lead:w3")
    for one in (phone, boss):
        one.pull()
        assert one.held["attendance_day", f"n1:{TODAY}"]["late_minutes"] == 15
    assert [m["code"] for (c, _), m in phone.held.items() if c == "message"] == ["attendance.late"]


def test_a_roster_changed_after_the_phones_last_pull_counts_as_the_phone_had_it(ward: Ward) -> None:
    seen = ward.write(duty("late"))
    ward.write(duty("day", version="v2"))
    ward.at(838)
    phone = ward.nurse()
    assert phone.push(punch(phone, "in", seen=seen)).receipts[0].code == "attendance.on_time"
    day = ward.days()[TODAY]
    assert (day.shift, day.version, day.tier) == ("late", "v1", "on_time") and "late_news" in day.flags


def test_a_night_arrives_in_the_wrong_order_from_two_phones(ward: Ward) -> None:
    tomorrow = add_days(TODAY, 1)
    head = ward.write(duty("night"), duty("day", tomorrow))
    first, second = ward.nurse(), ward.nurse()
    ward.at(1310)
    came = punch(first, "in", seen=head)
    ward.at(1440 + 482)
    left = second.push(punch(second, "out", seen=head)).receipts[0]
    assert left.code == "attendance.done"
    arrived = first.push(came).receipts[0]
    assert arrived.code == "attendance.on_time"
    day = ward.days()[TODAY]
    assert (day.first_in, day.last_out, day.state) == (at_minute(TODAY, 1310), at_minute(TODAY, 1442 + 480), "done")


def test_a_late_swap_turns_the_held_slip_into_an_accepted_one(ward: Ward) -> None:
    ward.at(478)
    phone = ward.nurse()
    change = punch(phone, "in")
    assert phone.push(change).receipts[0].outcome == "held"
    ward.write(duty("day", version="x.1.1"))
    ward.run(lambda ledger: ledger.apply(rejudge(ledger, "n1", TODAY)))
    phone.pull()
    slip = phone.slip(change["seq"])
    assert (slip["outcome"], slip["code"], slip["history"][0]["code"]) == (
        "accepted", "attendance.explained", "attendance.unplanned",
    )  # fmt: skip
    assert phone.held["attendance_day", f"n1:{TODAY}"]["tier"] == "on_time"


def test_odd_punches_are_kept_and_leave_the_rest_of_the_batch_alone(ward: Ward) -> None:
    head = ward.write(duty("day"))
    ward.at(470)
    phone = ward.nurse()
    odd = [
        {"day": "2026-19-39"}, {"department": "nowhere"}, {"lat": 0.0, "lon": 0.0}, {"ward_code": "000000"},
        {"shift": "never"}, {"fix": "denied", "lat": None, "lon": None, "accuracy": None},
    ]  # fmt: skip
    changes = [punch(phone, "in", seen=head, fields=fields) for fields in odd]
    reply = phone.push(*changes, punch(phone, "in", seen=head))
    assert {r.outcome for r in reply.receipts} == {"accepted"} and len(reply.receipts) == 7
    assert ward.days()[TODAY].tier == "on_time"


def test_a_course_taken_on_two_phones_counts_once_and_gives_one_certificate(ward: Ward) -> None:
    course, revision, key = published(content())
    ward.write(course, revision, key)
    first, second = ward.nurse(), ward.nurse()
    block = {"course": "hands", "revision": 1, "block": "b1", "block_hash": revision.hashes["b1"], "seconds": 45}
    quiz = {"course": "hands", "revision": 1, "answers": {"q1": ["a"], "q2": ["a"]}, "began": T0}
    events = [first.change("learning_event", block) for _ in range(3)]
    passed = first.change("quiz_attempt", quiz)
    other = [second.change("learning_event", block), second.change("quiz_attempt", quiz)]
    assert second.push(*other).receipts[1].code == "learning.passed"
    reply = first.push(*events, passed)
    assert first.push(*events, passed).receipts == reply.receipts
    first.pull()
    month = first.held["learning_month", f"n1:{TODAY[:7]}"]
    assert (month["seconds"], month["pending_seconds"]) == (60 + 72, 0)
    assert [i for c, i in first.held if c == "certificate"] == ["n1:hands@1"]
    assert [m["code"] for (c, _), m in first.held.items() if c == "message"] == ["learning.certificate"]
    assert not any(c == "course_key" for c, _ in first.held)
    assert first.held["course_revision", "hands@1"]["content"]["quiz"][0].get("answer", []) == []


def test_the_key_survives_the_store(ward: Ward) -> None:
    course, revision, key = published(content())
    ward.write(course, revision, key)
    stored = ward.reader.read_blocking("t", lambda w: (w.get(CourseKey, "hands@1"), w.get(CourseRevision, "hands@1")))
    assert stored == (key, revision)
