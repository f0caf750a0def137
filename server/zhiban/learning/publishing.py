"""Turns a course as written into what phones may hold and what stays on the server (C5, K20)."""

from .blocks import CourseContent, block_hash, without_key
from .records import Course, CourseKey, CourseRevision


def revision_id(course: str, revision: int) -> str:
    return f"{course}@{revision}"


def published(content: CourseContent, due: str | None = None) -> tuple[Course, CourseRevision, CourseKey]:
    """The catalogue entry, the revision without its quiz's answers, and the key, to be written together."""
    id = revision_id(content.slug, content.revision)
    course = Course(
        id=content.slug, title_zh=content.title.zh, title_en=content.title.en, summary_zh=content.summary.zh[:120],
        summary_en=content.summary.en[:120], posts=list(content.roles), compulsory=content.compulsory, due=due,
        minutes=content.minutes, pass_mark=content.pass_mark, revision=content.revision,
    )  # fmt: skip
    hashes = {block.id: block_hash(block) for block in content.blocks}
    revision = CourseRevision(
        id=id, course=content.slug, revision=content.revision, content=without_key(content), hashes=hashes
    )
    answers = {q.id: list(q.answer) for q in content.quiz}
    return course, revision, CourseKey(id=id, answers=answers, why={q.id: q.why for q in content.quiz if q.why})
