"""Minutes left and a ward's compliance, with and without anything learned."""

from unit.test_learning_rules import answer, content, read, school

from zhiban.learning.blocks import CourseContent
from zhiban.learning.publishing import published
from zhiban.learning.records import LearningMonth
from zhiban.learning.reports import compliance, month_left
from zhiban.people.records import Employment, Person

ONE = Person(id="p1", number="1", name="林晓月", department="w3", post="nurse")


def test_two_hours_done_of_four_are_two_hours_left() -> None:
    world = school()
    world.put(LearningMonth(id="p1:2026-11", person="p1", department="w3", month="2026-11", seconds=7200))
    got = month_left(world, ONE, "2026-11")
    assert (got.target, got.done, got.left) == (240, 120, 120)


def test_reading_without_the_quiz_waits_and_the_course_stays_missing() -> None:
    world = school(due="2026-11-10")
    read(world, "b1", 60)
    got = month_left(world, ONE, "2026-11", "2026-11-12")
    assert (got.done, got.pending, got.left, got.missing, got.overdue) == (0, 1, 240, ["hands"], 1)
    answer(world)
    got = month_left(world, ONE, "2026-11", "2026-11-12")
    assert (got.done, got.left, got.missing) == (2, 238, [])


def test_courses_of_other_posts_and_withdrawn_ones_are_not_missing() -> None:
    other = school(posts=["kitchen"])
    assert month_left(other, ONE, "2026-11").missing == []
    assert month_left(school(withdrawn=True), ONE, "2026-11").missing == []
    elective: CourseContent = content()
    assert published(elective)[0].compulsory


def test_a_ward_counts_who_is_finished_and_a_ward_of_nobody_has_no_percentage() -> None:
    world = school()
    world.put(Employment(id="p2", department="w3", employed_from="2026-12-01"))  # not employed yet: nothing to do
    got = compliance(world, "w3", "2026-11", "2026-11-12")
    assert (got.people, got.finished, got.percent) == (3, 1, 33)
    assert [r.person for r in got.rows][-1] == "p2"
    assert compliance(world, "w9", "2026-11", "2026-11-12").percent is None
