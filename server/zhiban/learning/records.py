"""Courses, what was learned of them, and what it counts for (C5)."""

from typing import Annotated

from msgspec import Meta, Struct

from ..changes.collection import Collection, Law, anybody
from ..changes.fields import SERVER, Count, Day, Id, Line, Millis, Minutes, Word
from .blocks import CourseContent, Localised


class Course(Struct, frozen=True, kw_only=True):
    """A course in the catalogue; its content is a revision."""

    id: Id
    title_zh: Line
    title_en: Line
    summary_zh: Line
    summary_en: Line
    posts: list[Word] = []
    """Posts it is compulsory for; ``all`` means everyone (F061, F072)."""
    compulsory: bool = False
    due: Day | None = None
    minutes: Minutes
    pass_mark: Count = 80
    revision: Count = 1
    withdrawn: bool = False


class CourseRevision(Struct, frozen=True, kw_only=True):
    """The content of a course at one revision; id is ``course@revision``. Blocks carry hashes (K20)."""

    id: Id
    course: Id
    revision: Count
    content: CourseContent
    hashes: dict[str, str] = {}
    """Block id to hash."""


class CourseKey(Struct, frozen=True, kw_only=True):
    """Answers and reasons of a revision's quiz; id is the revision's. It never leaves the server (C5)."""

    id: Id
    answers: dict[str, list[str]]
    why: dict[str, Localised] = {}


class LearningEvent(Struct, frozen=True, kw_only=True):
    """A block read or watched (K22: the union counts, never the maximum)."""

    id: Id
    person: Annotated[str, SERVER]
    course: Id
    revision: Count
    block: Word
    block_hash: Word
    seconds: Annotated[int, Meta(ge=0, le=7200)]
    right: bool | None = None
    """For a check question: whether it was right."""
    credited: Annotated[int, SERVER] = 0
    """Seconds that count (A11: at most the block's playing time)."""
    at: Annotated[Millis, SERVER] = 0
    """Effective time; it decides the month."""


class QuizAttempt(Struct, frozen=True, kw_only=True):
    """Answers of one attempt; marked with the key of the revision it was begun with (K20)."""

    id: Id
    person: Annotated[str, SERVER]
    course: Id
    revision: Count
    answers: dict[Word, Annotated[list[Word], Meta(max_length=10)]]
    began: Millis
    """Phone time when the quiz was opened."""
    score: Annotated[int | None, SERVER] = None
    passed: Annotated[bool | None, SERVER] = None
    wrong: Annotated[list[str], SERVER] = []
    at: Annotated[Millis, SERVER] = 0
    reasons: Annotated[dict[str, Localised], SERVER] = {}
    """Why, for the questions answered wrongly; phones do not hold the key (C5)."""


class CourseProgress(Struct, frozen=True, kw_only=True):
    """Where a person stands in a course; id is ``person:course``."""

    id: Id
    person: Id
    department: Id
    course: Id
    blocks: dict[str, str] = {}
    """Finished block id to the hash that was read."""
    credited_seconds: int = 0
    months: dict[str, int] = {}
    """Credited seconds by month (YYYY-MM)."""
    best_score: int | None = None
    passed_at: Millis = 0


class LearningMonth(Struct, frozen=True, kw_only=True):
    """Verified minutes of a month against the target (F060, A11); id is ``person:YYYY-MM``."""

    id: Id
    person: Id
    department: Id
    month: Annotated[str, Meta(pattern=r"^20\d\d-[01]\d$")]
    target_minutes: Minutes = 240
    seconds: int = 0
    """Verified: of courses whose quiz is passed (A11)."""
    pending_seconds: int = 0
    """Read this month, waiting for the quiz."""


class Certificate(Struct, frozen=True, kw_only=True):
    """A passed course in the employee file (F065); id is ``person:course@revision``."""

    id: Id
    person: Id
    department: Id
    course: Id
    revision: Count
    score: Count
    minutes: Minutes
    at: Millis
    attempt: Id


def _own(r: LearningEvent | QuizAttempt) -> tuple[str, ...]:
    return (f"user:{r.person}",)


def _filed(r: CourseProgress | LearningMonth | Certificate) -> tuple[str, ...]:
    return (f"user:{r.person}", f"lead:{r.department}", "role:hr")


COLLECTIONS = [
    Collection("course", Course, Law.PLAN, lambda r: ("all",), console=True),
    Collection("course_revision", CourseRevision, Law.PLAN, lambda r: ("courses",), indexes=(("course",),)),
    Collection("course_key", CourseKey, Law.PLAN, lambda r: ()),
    Collection("learning_event", LearningEvent, Law.FACT, _own, may=anybody, author_field="person", quiet=True,
               indexes=(("person", "course"),)),
    Collection("quiz_attempt", QuizAttempt, Law.FACT, _own, may=anybody, author_field="person",
               indexes=(("person", "course"),)),
    Collection("course_progress", CourseProgress, Law.PLAN, _filed, indexes=(("person",), ("course",))),
    Collection("learning_month", LearningMonth, Law.PLAN, _filed, indexes=(("person",), ("department", "month"))),
    Collection("certificate", Certificate, Law.PLAN, _filed, indexes=(("person",),)),
]  # fmt: skip
