"""Who still has how much to learn this month, and where a ward stands (F060, F063, F064). Reads only."""

from msgspec import Struct

from ..changes.verdict import World
from ..people.records import Person
from .credit import minutes_left
from .records import Course, CourseProgress, LearningMonth
from .standing import target_of


class MonthLeft(Struct, frozen=True, kw_only=True):
    """One person's month in whole minutes; ``pending`` waits for a quiz."""

    person: str
    name: str
    name_en: str
    month: str
    target: int
    done: int
    pending: int
    left: int
    missing: list[str] = []
    """Compulsory courses of the person's post not passed yet, the nearest deadline first."""
    overdue: int = 0


class Compliance(Struct, frozen=True, kw_only=True):
    department: str
    month: str
    rows: list[MonthLeft]
    people: int
    finished: int
    """People with nothing left this month."""
    percent: int | None
    """Share of finished; None when there is nobody (never a percentage without its cases)."""


def month_left(world: World, person: Person, month: str, today: str = "") -> MonthLeft:
    """What one person has left, read from what was verified."""
    record = world.get(LearningMonth, f"{person.id}:{month}")
    target = target_of(world, person.id, month)
    seconds = record.seconds if record else 0
    missing = missing_courses(world, person)
    return MonthLeft(
        person=person.id, name=person.name, name_en=person.name_en, month=month, target=target, done=seconds // 60,
        pending=(record.pending_seconds if record else 0) // 60, left=minutes_left(target, seconds),
        missing=[c.id for c in missing], overdue=sum(1 for c in missing if c.due is not None and c.due < today),
    )  # fmt: skip


def missing_courses(world: World, person: Person) -> list[Course]:
    """F061, F071: compulsory for the post, not withdrawn, not passed."""
    passed = {p.course for p in world.find(CourseProgress, person=person.id) if p.passed_at}
    wanted = [
        c
        for c in world.find(Course, compulsory=True, withdrawn=False)
        if ("all" in c.posts or person.post in c.posts) and c.id not in passed
    ]
    return sorted(wanted, key=lambda c: (c.due or "9999", c.id))


def compliance(world: World, department: str, month: str, today: str) -> Compliance:
    """A ward's month, those with most left first."""
    people = world.find(Person, department=department, active=True)
    rows = sorted((month_left(world, p, month, today) for p in people), key=lambda r: (-r.left, r.name, r.person))
    finished = sum(1 for r in rows if r.left == 0)
    return Compliance(
        department=department, month=month, rows=rows, people=len(rows), finished=finished,
        percent=100 * finished // len(rows) if rows else None,
    )  # fmt: skip
