"""Learning events and quizzes through their judges: revisions, other devices, deadlines, certificates."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.fakes import FakeWorld, case
from unit.ward import ward

from zhiban.changes.calendar import at_minute
from zhiban.changes.clock import Repaired
from zhiban.changes.verdict import Judgement
from zhiban.learning.blocks import CourseContent
from zhiban.learning.effects import after_attempt, after_event
from zhiban.learning.publishing import published
from zhiban.learning.records import (
    Certificate,
    Course,
    CourseKey,
    CourseProgress,
    CourseRevision,
    LearningEvent,
    LearningMonth,
    QuizAttempt,
)
from zhiban.learning.rules import judge_attempt, judge_event
from zhiban.notify.records import Message

DAY = "2026-11-12"
SAID = {"zh": "话", "en": "words"}


def content(revision: int = 1, changed: str = "") -> CourseContent:
    """Two one-minute blocks and a quiz of two questions; ``changed`` names a block with other words."""
    blocks = [
        {"kind": "text", "id": b, "minutes": 1.0, "heading": SAID, "points": [SAID, SAID] if b == changed else [SAID]}
        for b in ("b1", "b2")
    ]
    options = [{"id": "a", "text": SAID}, {"id": "b", "text": SAID}]
    quiz = [{"id": q, "question": SAID, "options": options, "answer": ["a"], "why": SAID} for q in ("q1", "q2")]
    raw = {
        "slug": "hands", "title": SAID, "summary": SAID, "roles": ["all"], "compulsory": True, "minutes": 4,
        "pass_mark": 80, "revision": revision, "blocks": blocks, "quiz": quiz,
    }  # fmt: skip
    return msgspec.convert(raw, CourseContent)


def school(*revisions: CourseContent, due: str | None = None, **course: Any) -> FakeWorld:
    records: list[Any] = []
    for one in revisions or (content(),):
        records += published(one, due)
    records = [msgspec.structs.replace(r, **course) if isinstance(r, Course) else r for r in records]
    return ward(*records, now=at_minute(DAY, 1200))


def read(world: FakeWorld, block: str, seconds: int, id: str = "", **more: Any) -> Judgement:
    revision = more.pop("revision", 1)
    at = more.pop("at", at_minute(DAY, 600))
    stored = world.get(CourseRevision, f"hands@{revision}")
    digest = more.pop("digest", (stored.hashes.get(block, "0" * 16) if stored else "0" * 16))
    record = LearningEvent(
        id=id or f"a.1.{len(world.records)}", person="p1", course="hands", revision=revision, block=block,
        block_hash=digest, seconds=seconds,
    )  # fmt: skip
    asked = case(record, "p1", at)
    judgement = judge_event(asked, world)
    world.keep(asked, judgement, after_event)
    return judgement


def answer(world: FakeWorld, right: bool = True, id: str = "", **more: Any) -> Judgement:
    time: Repaired | None = more.pop("time", None)
    at = more.pop("at", at_minute(DAY, 660))
    record = QuizAttempt(
        id=id or f"q.1.{len(world.records)}", person="p1", course="hands", revision=more.pop("revision", 1),
        answers={"q1": ["a"], "q2": ["a" if right else "b"]}, began=at - 60_000,
    )  # fmt: skip
    asked = case(record, "p1", at, time=time)
    judgement = judge_attempt(asked, world)
    world.keep(asked, judgement, after_attempt)
    return judgement


def month(world: FakeWorld, name: str = "2026-11") -> LearningMonth:
    found = world.get(LearningMonth, f"p1:{name}")
    assert found is not None
    return found


def test_phones_never_get_the_key() -> None:
    _, revision, key = published(content())
    assert all(q.answer == () and q.why is None for q in revision.content.quiz)
    assert key.answers == {"q1": ["a"], "q2": ["a"]}


def test_hours_count_only_once_the_quiz_is_passed() -> None:
    world = school()
    assert read(world, "b1", 50).params["seconds"] == 50
    assert (month(world).seconds, month(world).pending_seconds, month(world).target_minutes) == (0, 50, 240)
    verdict = answer(world)
    assert (verdict.code, verdict.params["score"]) == ("learning.passed", 100)
    assert (month(world).seconds, month(world).pending_seconds) == (50 + 72, 0)  # and the quiz's own time, once
    answer(world)
    assert month(world).seconds == 122
    certificate = world.get(Certificate, "p1:hands@1")
    assert certificate is not None and certificate.score == 100
    assert [m.code for m in world.find(Message, person="p1")] == ["learning.certificate"]


def test_a_block_never_earns_more_than_its_playing_time_on_however_many_phones() -> None:
    world = school()
    assert read(world, "b1", 45, id="a.1.1").fields["credited"] == 45
    assert read(world, "b1", 45, id="b.1.1").fields["credited"] == 15
    assert read(world, "b1", 45, id="b.1.2").code == "learning.already_credited"
    assert month(world).pending_seconds == 60


def test_a_revised_block_costs_only_itself_and_never_pays_twice() -> None:
    world = school(content(1), content(2, changed="b2"))
    read(world, "b1", 60, revision=1)
    read(world, "b2", 40, revision=1)
    assert read(world, "b1", 60, revision=2).fields["credited"] == 0
    assert read(world, "b2", 60, revision=2).fields["credited"] == 20
    old = world.get(CourseRevision, "hands@1")
    assert old is not None
    again = read(world, "b2", 60, revision=2, digest=old.hashes["b2"])
    assert (again.outcome, again.code, again.fields["credited"]) == ("accepted", "learning.block_changed", 0)
    progress = world.get(CourseProgress, "p1:hands")
    assert progress is not None and progress.credited_seconds == 120


@pytest.mark.parametrize("more", [{"revision": 9}, {"block": "b9"}])
def test_a_block_nobody_knows_is_kept_without_credit(more: dict[str, Any]) -> None:
    verdict = read(school(), more.pop("block", "b1"), 60, **more)
    assert (verdict.outcome, verdict.code) == ("accepted", "learning.block_unknown")


def test_a_failed_quiz_gives_the_reasons_and_the_best_attempt_counts() -> None:
    world = school()
    verdict = answer(world, right=False)
    assert (verdict.code, verdict.params["score"], verdict.fields["wrong"]) == ("learning.not_passed", 50, ["q2"])
    assert verdict.fields["reasons"]["q2"].zh == "话" and world.find(Certificate) == []
    answer(world)
    answer(world, right=False)
    progress = world.get(CourseProgress, "p1:hands")
    assert progress is not None and progress.best_score == 100 and progress.passed_at == at_minute(DAY, 660)


def test_an_attempt_is_marked_with_the_key_it_was_begun_with() -> None:
    world = school(content(1), content(2), due="2026-11-10")
    other = CourseKey(id="hands@2", answers={"q1": ["b"], "q2": ["b"]})
    world.put(other)
    assert answer(world, revision=1).code == "learning.passed_late"
    assert answer(world, revision=2).code == "learning.not_passed"
    closed = answer(world, revision=1, at=at_minute("2026-11-18", 0))
    assert (closed.code, closed.fields["passed"]) == ("learning.revision_closed", False)


@pytest.mark.parametrize(("minute", "code"), [(1439, "learning.passed"), (1440, "learning.passed_late")])
def test_finished_by_event_time_before_the_deadline_is_on_time(minute: int, code: str) -> None:
    assert answer(school(due=DAY), at=at_minute(DAY, minute)).code == code


def test_a_withdrawn_course_still_credits() -> None:
    world = school(withdrawn=True)
    read(world, "b1", 60)
    assert answer(world).code == "learning.passed" and month(world).seconds == 132


def test_answers_to_an_unknown_revision_are_kept_unmarked() -> None:
    verdict = answer(school(), revision=7)
    assert (verdict.outcome, verdict.code, verdict.fields.get("score")) == ("accepted", "learning.quiz_unknown", None)


LOG: list[tuple[str, Any]] = [
    ("read", ("b1", 40, at_minute("2026-10-31", 1400))),
    ("read", ("b1", 40, at_minute("2026-11-02", 600))),
    ("read", ("b2", 90, at_minute("2026-11-03", 600))),
    ("read", ("b2", 10, at_minute("2026-11-01", 600))),
    ("answer", (False, at_minute("2026-11-03", 700))),
    ("answer", (True, at_minute("2026-11-04", 700))),
]


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(len(LOG))))
def test_any_order_of_arrival_gives_the_same_months_and_certificate(order: list[int]) -> None:
    def play(numbers: list[int]) -> list[Any]:
        world = school()
        for n in numbers:
            kind, args = LOG[n]
            if kind == "read":
                read(world, args[0], args[1], id=f"a.1.{n + 1}", at=args[2])
            else:
                answer(world, args[0], id=f"a.1.{n + 1}", at=args[1])
        return [
            *world.find(LearningMonth),
            *world.find(Certificate),
            *world.find(LearningEvent),
            *world.find(CourseProgress),
        ]

    first = play(list(range(len(LOG))))
    assert play(order) == first
    assert [m.seconds for m in first[:2]] == [40, 20 + 60 + 72]
