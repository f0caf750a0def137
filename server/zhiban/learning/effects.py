"""What follows from learning: progress, the month's hours, and the certificate once the quiz is passed (A11, F065)."""

import msgspec

from ..changes.verdict import Case, Effects, Judgement, World
from ..notify.messages import tell_once
from ..people.records import Person
from .publishing import revision_id
from .records import Certificate, CourseProgress, CourseRevision, LearningEvent, LearningMonth, QuizAttempt
from .rules import course_standing
from .standing import Standing, target_of


def after_event(case: Case[LearningEvent], judgement: Judgement, world: World) -> Effects:
    event = msgspec.structs.replace(case.record, **judgement.fields)
    now = course_standing(world, event.person, event.course, event)
    effects = Effects(writes=[*_recredited(world, event, now)])
    return effects.add(settle(world, event.person, event.course, now))


def after_attempt(case: Case[QuizAttempt], judgement: Judgement, world: World) -> Effects:
    attempt = msgspec.structs.replace(case.record, **judgement.fields)
    return settle(
        world, attempt.person, attempt.course, course_standing(world, attempt.person, attempt.course, attempt=attempt)
    )


def _recredited(world: World, event: LearningEvent, now: Standing) -> list[LearningEvent]:
    """Earlier arrivals whose credit moved to this event, because it happened before them."""
    others = world.find(LearningEvent, person=event.person, course=event.course)
    return [
        msgspec.structs.replace(o, credited=now.credited[o.id])
        for o in others
        if o.id != event.id and o.credited != now.credited[o.id]
    ]


def settle(world: World, person: str, course: str, now: Standing) -> Effects:
    """Writes progress, the months it touches and the certificates; the same input gives the same records."""
    who = world.get(Person, person)
    department = who.department if who else "none"
    before = world.get(CourseProgress, f"{person}:{course}")
    progress = CourseProgress(
        id=f"{person}:{course}", person=person, department=department, course=course, blocks=now.blocks,
        credited_seconds=now.seconds, best_score=now.best, passed_at=now.first_pass.at if now.first_pass else 0,
        months=now.months,
    )  # fmt: skip
    effects = Effects(writes=[progress])
    touched = {*now.months, *(before.months if before else ())}
    others = [p for p in world.find(CourseProgress, person=person) if p.id != progress.id]
    for month in sorted(touched):
        effects.writes.append(month_record(world, person, department, month, [*others, progress]))
    return effects.add(_certificates(world, person, department, course, now))


def month_record(
    world: World, person: str, department: str, month: str, courses: list[CourseProgress]
) -> LearningMonth:
    """Verified seconds of passed courses, and those still waiting for a quiz (A11)."""
    return LearningMonth(
        id=f"{person}:{month}", person=person, department=department, month=month,
        target_minutes=target_of(world, person, month),
        seconds=sum(p.months.get(month, 0) for p in courses if p.passed_at),
        pending_seconds=sum(p.months.get(month, 0) for p in courses if not p.passed_at),
    )  # fmt: skip


def _certificates(world: World, person: str, department: str, course: str, now: Standing) -> Effects:
    effects = Effects()
    for number, attempt in sorted(now.best_of_revision.items()):
        revision = world.get(CourseRevision, revision_id(course, number))
        if revision is None:
            continue
        id = f"{person}:{revision.id}"
        first = min((a for a in [now.first_pass, attempt] if a and a.revision == number), key=lambda a: (a.at, a.id))
        effects.writes.append(
            Certificate(
                id=id, person=person, department=department, course=course, revision=number, score=attempt.score or 0,
                minutes=now.seconds // 60, at=first.at, attempt=attempt.id,
            )
        )  # fmt: skip
        params = {
            "course": course, "title_zh": revision.content.title.zh, "title_en": revision.content.title.en,
            "score": attempt.score, "minutes": now.seconds // 60,
        }  # fmt: skip
        effects.add(tell_once(world, person, "learning.certificate", key=id, params=params, about=f"certificate/{id}"))
    return effects


EFFECTS = {LearningEvent: after_event, QuizAttempt: after_attempt}
