"""A small ward for attendance and learning tests: one department, its shifts, two nurses and their head."""

from typing import Any

from unit.fakes import FakeWorld, case

from zhiban.attendance.effects import after_punch
from zhiban.attendance.records import Punch
from zhiban.attendance.rules import judge_punch
from zhiban.changes.calendar import at_minute
from zhiban.changes.clock import Repaired
from zhiban.changes.verdict import Judgement
from zhiban.people.records import Department, Person
from zhiban.rostering.records import Assignment, Segment, ShiftType
from zhiban.sync.records import Slip

DAY = "2026-11-12"
PIN = (30.2500, 120.1650)


def shift(id: str, *times: tuple[int, int], night: bool = False) -> ShiftType:
    """A working shift from pairs of minutes; no pair makes it a rest."""
    return ShiftType(
        id=id, name_zh=id, name_en=id, letter_zh="班", letter_en="S", mark="day" if times else "rest", night=night,
        segments=[Segment(activity="ward", start=a, end=b) for a, b in times],
    )  # fmt: skip


def ward(*records: Any, now: int = 0) -> FakeWorld:
    """The world before anyone has checked in; more records may be added."""
    base = [
        Department(id="w3", site="s1", name_zh="三病区", name_en="Ward 3", lat=PIN[0], lon=PIN[1], radius_m=150.0),
        Department(id="w4", site="s1", name_zh="四病区", name_en="Ward 4", lat=PIN[0], lon=PIN[1], radius_m=150.0),
        Person(id="p1", number="1", name="林晓月", department="w3", post="nurse"),
        Person(id="p2", number="2", name="何静", department="w3", post="nurse"),
        Person(id="h1", number="9", name="程素兰", department="w3", post="head_nurse", roles=["head"], leads=["w3"]),
        shift("day", (480, 960)), shift("long", (480, 1080)), shift("late", (840, 1320)), shift("rest"),
        shift("night", (1320, 1920), night=True), shift("mixed", (480, 720), (840, 1020), (1200, 1320)),
    ]  # fmt: skip
    return FakeWorld([*base, *records], now=now or at_minute(DAY, 1439))


def duty(shift: str, day: str = DAY, person: str = "p1", version: str = "v1", **more: Any) -> Assignment:
    return Assignment(
        id=f"{person}:{day}", person=person, department="w3", day=day, shift=shift, version=version, **more
    )


def punch(world: FakeWorld, direction: str, minute: int, **fields: Any) -> Judgement:
    """One check at a minute of DAY (past 1440: the next day), through judge and effects as intake would."""
    person, seen = fields.pop("person", "p1"), fields.pop("seen", 1 << 60)
    time: Repaired | None = fields.pop("time", None)
    id = fields.pop("id", f"a.1.{len(world.find(Punch)) + 1}")
    place = {"lat": PIN[0], "lon": PIN[1], "accuracy": 20.0, "fix": "ok"}
    record = Punch(id=id, person=person, **{"direction": direction, "department": "w3", "day": DAY, **place, **fields})
    asked = case(record, person, at_minute(DAY, minute), seen=seen, time=time)
    judgement = judge_punch(asked, world)
    world.keep(asked, judgement, after_punch)
    world.put(Slip(id=id, person=person, collection="punch", record=id, outcome=judgement.outcome, code=judgement.code,
                   rule=judgement.rule, params=judgement.params, next=list(judgement.next)))  # fmt: skip
    return judgement
