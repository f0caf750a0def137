"""What has happened before the newcomer arrives: check-ins, lessons, and requests that wait for somebody."""

import random
from collections.abc import Iterable, Mapping
from typing import Any

from ..attendance.records import Punch
from ..changes.calendar import MINUTE_MS, add_days, at_minute, days_between
from ..changes.verdict import World
from ..learning.records import CourseKey, CourseRevision, LearningEvent, QuizAttempt
from ..people.records import Department
from ..requests.exchange_rules import Hand, hand_fault
from ..requests.records import Decision, LeaveRequest, SwapOffer
from ..rostering.cover_rules import newly_short, ward_on
from ..rostering.records import Assignment
from ..rostering.rules import is_work, shift_types, span
from ..sync.ledger import Ledger
from .acting import Stage

HOUR = 60


def check_ins(ledger: Ledger, department: str, first: str, last: str, seed: int) -> None:
    """Everybody of a department comes and goes, now and then late or at the edge of the fence (A02, A16).

    Nights of the last day are left out: they end on the day after.
    """
    dice, stage = random.Random(f"{seed} {department} punches"), Stage(ledger, f"p.{department}")
    ward = ledger.get(Department, department)
    kinds = shift_types(ledger)
    rows = ledger.between(Assignment, "day", first, last, department=department)
    for row in sorted(rows, key=lambda r: (r.day, r.person)):
        kind = kinds[row.shift]
        if ward is None or not is_work(kind) or kind.mark == "oncall":
            continue
        if kind.night and row.day == last:
            continue
        start, end = span(kind)
        late = dice.choice((4, 8, 14)) if dice.random() < 0.03 else -dice.randrange(3, 16)
        stay = dice.choice((45, 70)) if dice.random() < 0.06 else dice.randrange(1, 12)
        common: dict[str, Any] = {"department": department, "day": row.day, "shift": row.shift, "place": "inside"}
        for direction, minute in (("in", start + late), ("out", end + stay)):
            at = at_minute(row.day, minute) + dice.randrange(60_000)
            stage.act(row.person, Punch, at, direction=direction, **_fix(ward, dice), **common)


def _fix(ward: Department, dice: random.Random) -> dict[str, Any]:
    """A position on the ward, to a few dozen metres; in a cellar none at all (K15)."""
    if dice.random() < 0.05:
        return {"fix": "timeout"}
    lat, lon = (round(dice.gauss(0, 0.00022), 6) for _ in range(2))
    return {"lat": ward.lat + lat, "lon": ward.lon + lon, "accuracy": float(dice.randrange(8, 60)), "fix": "ok",
            "fix_age_ms": dice.randrange(100, 3000)}  # fmt: skip


def lessons(ledger: Ledger, readers: Mapping[str, list[str]], today: str, seed: int) -> None:
    """Readers to courses: the last of each is left half-way, the others are passed (F060, K22)."""
    dice, stage = random.Random(f"{seed} lessons"), Stage(ledger, "l")
    for person, courses in readers.items():
        for n, course in enumerate(courses):
            revision = ledger.get(CourseRevision, f"{course}@1")
            if revision is None:
                continue
            at = at_minute(add_days(today, -2 - 2 * (len(courses) - n)), 13 * HOUR + dice.randrange(90))
            half = n == len(courses) - 1
            _read(stage, person, revision, at, half=half)
            if not half:
                _quiz(stage, person, revision, at + 12 * MINUTE_MS)


def _read(stage: Stage, person: str, revision: CourseRevision, at: int, *, half: bool) -> None:
    blocks = revision.content.blocks[: len(revision.content.blocks) // 2] if half else revision.content.blocks
    for block in blocks:
        seconds = round(block.minutes * 60)
        at += seconds * 1000
        stage.act(person, LearningEvent, at, course=revision.course, revision=revision.revision, block=block.id,
                  block_hash=revision.hashes[block.id], seconds=seconds)  # fmt: skip


def _quiz(stage: Stage, person: str, revision: CourseRevision, at: int) -> None:
    key = stage.ledger.get(CourseKey, revision.id)
    if key is not None:
        stage.act(person, QuizAttempt, at, course=revision.course, revision=revision.revision,
                  answers=dict(key.answers), began=at - 3 * MINUTE_MS)  # fmt: skip


# requests -------------------------------------------------------------------------------------------------------
def requests(ledger: Ledger, today: str) -> None:
    """The ward of the pictures: leave at every step of its route, an urgent gap (K06), two swaps on offer."""
    stage, before = Stage(ledger, "q"), add_days(today, -1)
    mine = at_minute(before, 14 * HOUR + 10)
    first = _worked(ledger, "n301", add_days(today, 5), 2)
    leave = stage.act("n301", LeaveRequest, mine, kind="annual", first_day=first, last_day=add_days(first, 1),
                      reason="回老家看父母")  # fmt: skip
    _approve(stage, "h301", leave, at_minute(before, 17 * HOUR + 12))
    sick = _missed(ledger, "n309", "w3", add_days(today, 3))
    gap = stage.act("n309", LeaveRequest, at_minute(before, 15 * HOUR), kind="sick", first_day=sick, last_day=sick,
                    reason="发烧，附诊断证明")  # fmt: skip
    _approve(stage, "h301", gap, at_minute(before, 15 * HOUR + 20))
    ill = _worked(ledger, "n302", add_days(today, 6), 2)
    stage.act("n302", LeaveRequest, at_minute(before, 16 * HOUR + 5), kind="sick", first_day=ill,
              last_day=add_days(ill, 1), reason="附诊断证明")  # fmt: skip
    child = _worked(ledger, "n305", add_days(today, 8), 1)
    stage.act("n305", LeaveRequest, at_minute(before, 18 * HOUR), kind="annual", first_day=child, last_day=child,
              half="afternoon", reason="孩子家长会")  # fmt: skip
    swap = _swap(ledger, "n302", "n301", add_days(today, 2), add_days(today, 16))
    if swap:
        stage.act("n302", SwapOffer, at_minute(before, 14 * HOUR + 20), day=swap[0].day, shift=swap[0].shift,
                  to=["n301"], wants=[swap[1].day], note="要带孩子打疫苗，麻烦啦")  # fmt: skip
    spare = _shifts(ledger, "n304", add_days(today, 9), add_days(today, 20))[:1]
    for row in spare:
        stage.act(
            "n304", SwapOffer, at_minute(before, 19 * HOUR), day=row.day, shift=row.shift, note="谁方便换一天都行"
        )
    for number in ("n103", "n205", "n604"):
        day = _worked(ledger, number, add_days(today, 10), 1)
        stage.act(number, LeaveRequest, at_minute(before, 20 * HOUR), kind="annual", first_day=day, last_day=day)


def _approve(stage: Stage, head: str, leave: str, at: int) -> None:
    stage.act(head, Decision, at, request=leave, kind="leave_request", step=0, verdict="approve")


def _shifts(world: World, person: str, first: str, last: str) -> list[Assignment]:
    """A person's working shifts of a period, by day."""
    kinds = shift_types(world)
    rows = world.between(Assignment, "day", first, last, person=person)
    return sorted((r for r in rows if is_work(kinds.get(r.shift)) and kinds[r.shift].mark in
                   ("day", "evening", "night")), key=lambda r: r.day)  # fmt: skip


def _worked(world: World, person: str, since: str, days: int) -> str:
    """The first of ``days`` worked days on end; the first worked day where there is no such run."""
    worked = [r.day for r in _shifts(world, person, since, add_days(since, 20))]
    runs = (d for d in worked if all(other in worked for other in days_between(d, add_days(d, days - 1))))
    return next(runs, worked[0] if worked else since)


def _missed(world: World, person: str, department: str, since: str) -> str:
    """The first day on which the person's absence leaves a shift below its minimum (K06)."""
    days = [r.day for r in _shifts(world, person, since, add_days(since, 20))]
    for day in days:
        ward = ward_on(world, department, day)
        if newly_short(ward.cover(), ward.cover({person: None})):
            return day
    return days[0] if days else since


def _swap(world: World, giver: str, other: str, first: str, last: str) -> tuple[Assignment, Assignment] | None:
    """A pair of unlike shifts that both could exchange without breaking a rule."""
    for own, theirs in _pairs(_shifts(world, giver, first, last), _shifts(world, other, first, last)):
        unlike = own.shift != theirs.shift and own.day != theirs.day
        if unlike and hand_fault(world, [Hand(giver, other, own.day), Hand(other, giver, theirs.day)]) is None:
            return own, theirs
    return None


def _pairs(a: Iterable[Assignment], b: list[Assignment]) -> Iterable[tuple[Assignment, Assignment]]:
    return ((x, y) for x in a for y in b)
