"""What 132 people do on an ordinary ward's day: come and go, learn, change a wish. Deterministic from the dice."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..attendance.records import WardCode
from ..attendance.ward_code import code_at, secret_bytes
from ..changes.calendar import MINUTE_MS, add_days, at_minute
from ..changes.verdict import World
from ..learning.records import Course, CourseKey, CourseRevision
from ..notify.records import Message
from ..people.records import Department, Person
from ..rostering.records import Assignment, ShiftType
from ..rostering.rules import assignment_of, is_work, shift_types, span

MORNING, FIRST, BACK = range(3)
"""With signal before the day; first to come back; then everybody else, in any order."""
WARD_PHONE = 2
"""People have their own phone (0), some a second one (1), and use the ward's own (2), which always has signal."""


@dataclass(frozen=True, slots=True)
class Label:
    """Stands for the id of a change that somebody makes earlier in the day."""

    name: str


@dataclass(frozen=True, slots=True)
class Act:
    """One change: whose, on which of their phones, when it is sent, when it truly happened (ms), what it is."""

    who: str
    stage: int
    at: int
    collection: str
    fields: dict[str, Any]
    label: str = ""
    phone: int = 0
    extra: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Clock:
    """A phone's clock: off by ``skew``; at noon it may be set to ``then``, or the phone is restarted."""

    skew: int = 0
    then: int | None = None
    restart: bool = False


def clocks(dice: random.Random) -> Clock:
    """Two thirds go right; the others are hours ahead, minutes behind, set at noon or restarted (K14)."""
    kind = dice.random()
    hours = dice.choice((-26, -3, 2, 9)) * 60 * MINUTE_MS
    if kind < 0.66:
        return Clock(dice.randrange(-4_000, 4_000))
    if kind < 0.78:
        return Clock(hours)
    if kind < 0.86:
        return Clock(dice.choice((-1, 1)) * dice.randrange(6, 40) * MINUTE_MS)
    return Clock(0, hours) if kind < 0.93 else Clock(0, dice.randrange(-3, 3) * 20 * MINUTE_MS, restart=True)


@dataclass
class Day:
    """The day being played: ``day`` lies behind us, so that everything of it has happened."""

    world: World
    day: str
    dice: random.Random

    def at(self, minute: int) -> int:
        """A moment of the day, to the second."""
        return at_minute(self.day, minute) + self.dice.randrange(60_000)


def everyday(scene: Day, people: Sequence[Person]) -> Iterator[Act]:
    """Everybody's ordinary changes; one phone each."""
    kinds = shift_types(scene.world)
    for person in people:
        yield from check_ins(scene, person, kinds)
        if scene.dice.random() < 0.4:
            yield from lesson(scene, person, 0, quiz=scene.dice.random() < 0.6)
        if scene.dice.random() < 0.35:
            yield wish(scene, person.id)
        yield from _reads(scene, person)


# coming and going -----------------------------------------------------------------------------------------------
def check_ins(scene: Day, person: Person, kinds: dict[str, ShiftType]) -> Iterator[Act]:
    """The night that ends today (K13), today's shift, and now and then a visit that nobody planned (K12)."""
    eve = assignment_of(scene.world, person.id, add_days(scene.day, -1))
    if eve is not None and kinds[eve.shift].mark == "night":
        yield from _shift(scene, person, eve, kinds[eve.shift])
    today = assignment_of(scene.world, person.id, scene.day)
    if today is not None and is_work(kinds[today.shift]) and kinds[today.shift].mark != "oncall":
        yield from _shift(scene, person, today, kinds[today.shift])
    elif scene.dice.random() < 0.08:
        yield punch(scene, person, "in", scene.at(600), scene.day, "")


def _shift(scene: Day, person: Person, row: Assignment, kind: ShiftType) -> Iterator[Act]:
    start, end = span(kind)
    late = scene.dice.choice((7, 13, 35)) if scene.dice.random() < 0.07 else -scene.dice.randrange(3, 15)
    stay = scene.dice.choice((40, 75)) if scene.dice.random() < 0.1 else scene.dice.randrange(1, 10)
    yield punch(scene, person, "in", at_minute(row.day, start + late), row.day, row.shift)
    if row.day < scene.day or end <= 24 * 60:
        yield punch(scene, person, "out", at_minute(row.day, end + stay), row.day, row.shift)


def punch(scene: Day, person: Person, direction: str, at: int, day: str, shift: str, **changed: Any) -> Act:
    """A check-in with whatever proof the place allows (K15)."""
    fields = {"direction": direction, "department": person.department, "day": day, "shift": shift}
    phone = changed.pop("phone", 0)
    return Act(person.id, BACK, at, "punch", {**fields, **_proof(scene, person, at), **changed}, phone=phone)


def _proof(scene: Day, person: Person, at: int) -> dict[str, Any]:
    dice, ward = scene.dice, scene.world.get(Department, person.department)
    kind = dice.random()
    if ward is None or kind < 0.08:
        return {"fix": dice.choice(("denied", "timeout", "unavailable")), **_code(scene, person, at)}
    far, accuracy = (0.0002, (8, 60)) if kind < 0.8 else (0.001, (260, 1400)) if kind < 0.94 else (0.03, (15, 90))
    place = "inside" if kind < 0.8 else "unsure" if kind < 0.94 else "outside"
    fix = {
        "lat": round(ward.lat + far * dice.uniform(0.5, 1), 6),
        "lon": round(ward.lon + far * dice.uniform(-1, 1), 6),
        "accuracy": float(dice.randrange(*accuracy)), "fix": "ok", "fix_age_ms": dice.randrange(3000), "place": place,
    }  # fmt: skip
    return {**fix, **(_code(scene, person, at) if place != "inside" else {})}


def _code(scene: Day, person: Person, at: int) -> dict[str, Any]:
    """The code on the ward's screen, for half of those who need one; read too late or wrongly now and then."""
    secret = scene.world.get(WardCode, person.department)
    kind = scene.dice.random()
    if secret is None or kind < 0.5:
        return {}
    read = at - 4 * MINUTE_MS if kind > 0.93 else at
    code = code_at(secret_bytes(secret.secret), read)
    return {"ward_code": code if kind < 0.97 else code[::-1]}


# learning and wishes --------------------------------------------------------------------------------------------
def lesson(scene: Day, person: Person, phone: int, *, quiz: bool, course: str = "") -> Iterator[Act]:
    """A micro-course in the gaps of the day (F062), and its quiz, usually known (C5)."""
    fit = [c for c in scene.world.find(Course) if "all" in c.posts or person.post in c.posts]
    chosen = course or scene.dice.choice(sorted(c.id for c in fit))
    found = scene.world.get(Course, chosen)
    revision = scene.world.get(CourseRevision, f"{chosen}@{found.revision}") if found else None
    if found is None or revision is None:
        return
    at = scene.at(13 * 60 + scene.dice.randrange(120))
    for block in revision.content.blocks:
        seconds = round(block.minutes * 60)
        at += seconds * 1000
        fields = {"course": found.id, "revision": found.revision, "block": block.id, "seconds": seconds,
                  "block_hash": revision.hashes[block.id]}  # fmt: skip
        yield Act(person.id, BACK, at, "learning_event", fields, phone=phone)
    if quiz:
        answers = {"answers": _answers(scene, revision), "began": at + 2_000}
        fields = {"course": found.id, "revision": found.revision, **answers}
        yield Act(person.id, BACK, at + 4 * MINUTE_MS, "quiz_attempt", fields, phone=phone)


def _answers(scene: Day, revision: CourseRevision) -> dict[str, list[str]]:
    key = scene.world.get(CourseKey, revision.id)
    if key is not None and scene.dice.random() < 0.75:
        return dict(key.answers)
    return {q.id: [scene.dice.choice(q.options).id] for q in revision.content.quiz}


def wish(scene: Day, person: str, phone: int = 0, **fields: Any) -> Act:
    """A preference edited: registers by value, sets by what was added (document law)."""
    sets = {"liked_shifts": {"add": [scene.dice.choice(("A", "P", "N"))]}} if scene.dice.random() < 0.6 else {}
    own = fields or {"nights_in_row": scene.dice.randrange(1, 4)}
    extra = {"op": "edit", "record": person, "sets": sets}
    return Act(person, BACK, scene.at(12 * 60 + scene.dice.randrange(400)), "preference", own, phone=phone, extra=extra)


def _reads(scene: Day, person: Person) -> Iterator[Act]:
    for message in scene.world.find(Message, person=person.id)[:2]:
        at = scene.at(19 * 60)
        yield Act(person.id, BACK, at, "message", {"seen_at": at}, extra={"op": "edit", "record": message.id})
