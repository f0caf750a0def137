"""The roster board's data: draft, people, demand against cover, what is wrong, what each person gets. Reads only."""

from msgspec import Struct

from zhiban.solver import Facts, Problem, Score, Violation, check, facts, score
from zhiban.solver.lookup import Lookup

from ..changes.fields import Params
from ..changes.verdict import World
from ..people.records import Person
from .fairness import carry_over
from .period import Period, cells_of, read_period
from .person_rules import HIDDEN
from .problem import problem_of
from .records import Draft, RosterVersion
from .rules import RuleBook, quote


class BoardPerson(Struct, frozen=True, kw_only=True):
    """A row of the board. ``owed_*``: positive when the person did fewer than their share in the last eight weeks."""

    id: str
    name: str
    post: str
    level: str
    hours: float
    target_hours: float
    shifts: int
    nights: int
    weekends: int
    wishes: int
    """Free days wished for in this period; tastes in shifts only weigh in the cost."""
    wishes_met: int
    owed_nights: int
    owed_weekends: int


class BoardNeed(Struct, frozen=True, kw_only=True):
    day: str
    shift: str
    skill: str
    have: int
    minimum: int
    wanted: int


class BoardViolation(Struct, frozen=True, kw_only=True):
    """``kind``: hard = must not be published unseen, short = below the minimum, soft and note = reminders."""

    kind: str
    code: str
    rule: str
    person: str
    days: list[str]
    shift: str
    params: Params
    cost: int


class Board(Struct, frozen=True, kw_only=True):
    version: RosterVersion
    draft: Draft
    days: list[str]
    people: list[BoardPerson]
    needs: list[BoardNeed]
    violations: list[BoardViolation]
    hard: int
    short: int
    cost: int
    base_number: int = 0
    """Number of the published version it stands on; 0 when there is none."""


class Judged(Struct, frozen=True):
    """A draft with the solver's judgement on it."""

    problem: Problem
    violations: list[Violation]
    facts: list[Facts]
    score: Score


def judge(world: World, period: Period, draft: Draft) -> Judged:
    """Every rule over a whole draft, by the same checker that judges swaps (A13)."""
    problem = problem_of(world, period, draft, solving=False)
    lookup, cells = Lookup(problem), cells_of(draft, period)
    found = check(problem, cells, lookup)
    return Judged(problem, found, facts(problem, cells, lookup), score(problem, cells, found))


def board(world: World, version: RosterVersion, draft: Draft) -> Board:
    """Everything the roster board shows of one draft or version."""
    period = read_period(world, version.department, version.first_day, version.last_day)
    judged = judge(world, period, draft)
    base = world.get(RosterVersion, version.base) if version.base else None
    return Board(
        version=version, draft=draft, days=period.days, people=_people(period, judged, draft),
        needs=_needs(judged.problem, period, draft), violations=told_violations(world, period, judged.violations),
        hard=judged.score.hard, short=judged.score.short, cost=judged.score.cost,
        base_number=base.number if base else 0,
    )  # fmt: skip


def _people(period: Period, judged: Judged, draft: Draft) -> list[BoardPerson]:
    owed, by_id = carry_over(period), {p.id: p for p in period.people}
    busy = {(c.person, c.day) for c in cells_of(draft, period)}
    free: dict[str, list[bool]] = {}
    for wish in judged.problem.wishes:
        if wish.shift is None:
            free.setdefault(wish.person, []).append((wish.person, wish.day) not in busy)
    return [
        _person(by_id[one.person], one, owed.get(one.person, (0, 0)), free.get(one.person, [])) for one in judged.facts
    ]


def _person(person: Person, one: Facts, owed: tuple[int, int], free: list[bool]) -> BoardPerson:
    return BoardPerson(
        id=person.id, name=person.name, post=person.post, level=person.level, hours=round(one.minutes / 60, 2),
        target_hours=round(one.target_minutes / 60, 2), shifts=one.shifts, nights=one.nights, weekends=one.weekends,
        wishes=len(free), wishes_met=sum(free), owed_nights=owed[0], owed_weekends=owed[1],
    )  # fmt: skip


def _needs(problem: Problem, period: Period, draft: Draft) -> list[BoardNeed]:
    there: dict[tuple[int, str], list[str]] = {}
    for cell in cells_of(draft, period):
        there.setdefault((cell.day, cell.shift), []).append(cell.person)
    skills = {p.id: p.skills for p in period.people}
    return [
        BoardNeed(
            day=period.days[row.day], shift=row.shift, skill=row.skill or "", minimum=row.min, wanted=row.wanted(),
            have=sum(not row.skill or row.skill in skills[p] for p in there.get((row.day, row.shift), [])),
        )
        for row in problem.demand
    ]  # fmt: skip


def told_violations(world: World, period: Period, found: list[Violation]) -> list[BoardViolation]:
    """Violations with days and ``rule@version``; L12's reasons are not told here either."""
    book = RuleBook(world)
    return [_told(book, period, one) for one in found]


def _told(book: RuleBook, period: Period, one: Violation) -> BoardViolation:
    code, rule = HIDDEN.get(one.code, (one.code, one.rule))
    days = [period.days[n] for n in one.days if 0 <= n < len(period.days)]
    try:
        rule = quote(book.on(rule, days[-1] if days else period.days[0]))
    except KeyError:  # soft rules of the solver have weights, no rule set
        rule = f"{rule}@{one.version}"
    params: Params = dict(one.params)
    return BoardViolation(
        kind=one.kind, code=code, rule=rule, person=one.person or "", days=days, shift=one.shift or "", params=params,
        cost=one.cost,
    )  # fmt: skip
