"""Judges of learning: what was read and answered is always kept; how much of it counts is worked out (C5, K20-K22)."""

from collections.abc import Mapping
from typing import Any

import msgspec

from ..changes.calendar import DAY_MS, add_days, day_of, day_start_ms
from ..changes.verdict import Case, Judgement, World, accepted
from ..changes.wire import NextStep
from ..rostering.rules import quote, rule_in_force
from .credit import mark
from .publishing import revision_id
from .records import Course, CourseKey, CourseRevision, LearningEvent, QuizAttempt
from .standing import Standing, standing

OLD_KEY_DAYS = 7
"""An exam begun on an older revision counts until this long after the deadline (K20)."""


def course_standing(
    world: World, person: str, course: str, event: LearningEvent | None = None, attempt: QuizAttempt | None = None
) -> Standing:
    """A person's standing in a course, with a record that is not stored yet."""
    events = {e.id: e for e in world.find(LearningEvent, person=person, course=course)}
    attempts = {a.id: a for a in world.find(QuizAttempt, person=person, course=course)}
    if event is not None:
        events[event.id] = event
    if attempt is not None:
        attempts[attempt.id] = attempt
    revisions = world.find(CourseRevision, course=course)
    return standing(list(events.values()), list(attempts.values()), revisions)


def judge_event(case: Case[LearningEvent], world: World) -> Judgement:
    """Credit up to the block's playing time, whatever revision or device it was read on (A11, K22)."""
    event = msgspec.structs.replace(case.record, at=case.time.ms)
    credited = course_standing(world, event.person, event.course, event).credited[event.id]
    rule = quote(rule_in_force(world, "learning.hours", day_of(event.at)))
    params: dict[str, Any] = {"course": event.course, "block": event.block, "seconds": credited}
    revision = world.get(CourseRevision, revision_id(event.course, event.revision))
    fields: dict[str, Any] = {"credited": credited, "at": event.at}
    if revision is None or event.block not in revision.hashes:
        return accepted("learning.block_unknown", rule, fields=fields, **params)
    if revision.hashes[event.block] != event.block_hash:
        return accepted("learning.block_changed", rule, fields=fields, **params)
    if credited == 0 and event.seconds:
        return accepted("learning.already_credited", rule, fields=fields, **params)
    return accepted("learning.credited", rule, fields=fields, **params)


def judge_attempt(case: Case[QuizAttempt], world: World) -> Judgement:
    """Marked with the key of the revision it was begun with (K20); a withdrawn course still credits (K21)."""
    attempt = case.record
    course = world.get(Course, attempt.course)
    revision = world.get(CourseRevision, revision_id(attempt.course, attempt.revision))
    key = _key(world, revision)
    fields: dict[str, Any] = {"at": case.time.ms}
    if revision is None or not key:
        return accepted("learning.quiz_unknown", fields=fields, course=attempt.course, revision=attempt.revision)
    result = mark(attempt.answers, key)
    passed = result.score >= revision.content.pass_mark
    params: dict[str, Any] = {
        "course": attempt.course, "title_zh": revision.content.title.zh, "title_en": revision.content.title.en,
        "score": result.score, "pass_mark": revision.content.pass_mark, "revision": attempt.revision,
        "wrong": result.wrong, "day": day_of(case.time.ms),
    }  # fmt: skip
    fields.update(
        score=result.score, passed=passed, wrong=result.wrong, reasons=_reasons(world, revision, result.wrong)
    )
    if course is not None and _too_old(course, attempt, case.time.ms):
        fields["passed"] = False
        return Judgement("accepted", "learning.revision_closed", "", params, _again(attempt), fields)
    if not passed:
        return Judgement("accepted", "learning.not_passed", "", params, _again(attempt), fields)
    late = course is not None and course.due is not None and case.time.ms >= day_start_ms(course.due) + DAY_MS
    params["due"] = course.due if course else None
    return Judgement("accepted", "learning.passed_late" if late else "learning.passed", "", params, (), fields)


def _again(attempt: QuizAttempt) -> tuple[NextStep, ...]:
    return (NextStep(action="open_course", params={"course": attempt.course}),)


def _key(world: World, revision: CourseRevision | None) -> Mapping[str, list[str]]:
    """The stored key; a revision that still carries its answers is its own."""
    if revision is None:
        return {}
    stored = world.get(CourseKey, revision.id)
    if stored is not None:
        return stored.answers
    own = {q.id: list(q.answer) for q in revision.content.quiz}
    return own if all(own.values()) else {}


def _reasons(world: World, revision: CourseRevision, wrong: list[str]) -> dict[str, Any]:
    stored = world.get(CourseKey, revision.id)
    why = stored.why if stored else {q.id: q.why for q in revision.content.quiz if q.why}
    return {q: why[q] for q in wrong if q in why}


def _too_old(course: Course, attempt: QuizAttempt, at: int) -> bool:
    """A newer revision is out and the older one's grace after the deadline is over (K20)."""
    if attempt.revision >= course.revision or course.due is None:
        return False
    return at >= day_start_ms(add_days(course.due, OLD_KEY_DAYS + 1))


JUDGES = {LearningEvent: judge_event, QuizAttempt: judge_attempt}
