"""Where a person stands in a course and in a month, worked out from all their events and attempts (K20-K22, A11)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..changes.calendar import day_of
from ..changes.verdict import World
from ..people.records import Employment
from ..requests.records import LeaveRequest
from ..rostering.rules import figure, rule_in_force
from .blocks import QUIZ_MINUTES_PER_QUESTION
from .credit import Reading, credit, target_minutes
from .records import CourseRevision, LearningEvent, QuizAttempt

LONG_LEAVE_DAYS = 15
"""Leave from this long on takes its days off the month's target; shorter leave does not (A11)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A person in one course. Seconds by event id and by month; ``first_pass`` is the attempt that passed first."""

    credited: dict[str, int]
    months: dict[str, int]
    blocks: dict[str, str]
    best: int | None = None
    first_pass: QuizAttempt | None = None
    best_of_revision: dict[int, QuizAttempt] = field(default_factory=dict[int, QuizAttempt])

    @property
    def seconds(self) -> int:
        return sum(self.months.values())


def limits_of(revisions: Sequence[CourseRevision]) -> dict[str, int]:
    """Playing seconds of each block, the longest of its revisions: a change never pays twice (K20)."""
    limits: dict[str, int] = {}
    for revision in revisions:
        for block in revision.content.blocks:
            limits[block.id] = max(limits.get(block.id, 0), round(block.minutes * 60))
    return limits


def standing(
    events: Sequence[LearningEvent], attempts: Sequence[QuizAttempt], revisions: Sequence[CourseRevision]
) -> Standing:
    """Credit, months and results of one person in one course, whatever order they arrived in."""
    readings = [Reading(e.id, e.block, e.seconds, e.at) for e in events]
    credited = credit(readings, limits_of(revisions))
    months: dict[str, int] = {}
    blocks: dict[str, str] = {}
    for event in sorted(events, key=lambda e: (e.at, e.id)):
        month = day_of(event.at)[:7]
        months[month] = months.get(month, 0) + credited[event.id]
        if credited[event.id] or event.block in blocks:
            blocks[event.block] = event.block_hash
    passes = sorted((a for a in attempts if a.passed), key=lambda a: (a.at, a.id))
    best: dict[int, QuizAttempt] = {}
    for attempt in passes:
        other = best.get(attempt.revision)
        if other is None or (attempt.score or 0) > (other.score or 0):
            best[attempt.revision] = attempt
    if passes:
        month = day_of(passes[0].at)[:7]
        months[month] = months.get(month, 0) + quiz_seconds(revisions, passes[0].revision)
    scores = [a.score for a in attempts if a.score is not None]
    return Standing(credited, months, blocks, max(scores, default=None), passes[0] if passes else None, best)


def quiz_seconds(revisions: Sequence[CourseRevision], number: int) -> int:
    """Playing time of a revision's quiz, credited once, when it is first passed."""
    found = next((r for r in revisions if r.revision == number), None)
    return round(len(found.content.quiz) * QUIZ_MINUTES_PER_QUESTION * 60) if found else 0


def target_of(world: World, person: str, month: str) -> int:
    """The month's minutes for a person: 240 in the shipped rule, less for days not employed or on long leave."""
    rule = rule_in_force(world, "learning.hours", f"{month}-01")
    job = world.get(Employment, person)
    leaves = world.find(LeaveRequest, person=person, state="approved")
    away = [(r.first_day, r.last_day) for r in leaves if r.days >= LONG_LEAVE_DAYS or r.kind == "maternity"]
    return target_minutes(month, int(figure(rule, "month_min")), job.employed_from if job else "", away)
