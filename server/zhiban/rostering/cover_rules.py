"""How many stand on a shift against how many must (F023, F026), and what one person's absence would change (K06)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..changes.verdict import World
from ..people.records import Person
from .records import Assignment, Demand
from .rules import day_type, demand_of_day, holidays_between


@dataclass(frozen=True, slots=True)
class Cover:
    """One shift of one day: heads there, heads needed. With ``skill`` only people who have it count."""

    day: str
    shift: str
    skill: str
    have: int
    minimum: int
    wanted: int

    @property
    def missing(self) -> int:
        return max(0, self.minimum - self.have)


def cover(
    day: str, demand: Iterable[Demand], placed: Mapping[str, str], skills: Mapping[str, Iterable[str]]
) -> list[Cover]:
    """Cover of a day; ``placed`` is person -> shift, ``skills`` person -> skills."""
    found: list[Cover] = []
    for row in sorted(demand, key=lambda r: (r.shift, r.skill)):
        there = [p for p, shift in placed.items() if shift == row.shift]
        have = sum(not row.skill or row.skill in skills.get(p, ()) for p in there)
        found.append(Cover(day, row.shift, row.skill, have, row.minimum, row.wanted))
    return found


def newly_short(before: Iterable[Cover], after: Iterable[Cover]) -> list[Cover]:
    """Rows below their minimum that were better off before."""
    was = {(c.day, c.shift, c.skill): c.missing for c in before}
    return [c for c in after if c.missing > was.get((c.day, c.shift, c.skill), 0)]


@dataclass(frozen=True, slots=True)
class Ward:
    """A department on one day: who stands where, what is needed."""

    day: str
    demand: list[Demand]
    placed: dict[str, str]
    skills: dict[str, list[str]]

    def cover(self, moves: Mapping[str, str | None] | None = None) -> list[Cover]:
        """Cover as it is, or after ``moves`` (person -> new shift, None for none)."""
        placed = {**self.placed, **(moves or {})}
        return cover(self.day, self.demand, {p: s for p, s in placed.items() if s}, self.skills)


def ward_on(world: World, department: str, day: str, demand: list[Demand] | None = None) -> Ward:
    """A department's day as published."""
    rows = world.find(Demand, department=department) if demand is None else demand
    kind = day_type(day, holidays_between(world, day, day))
    placed = {a.person: a.shift for a in world.find(Assignment, department=department, day=day)}
    people = [world.get(Person, p) for p in placed]
    skills = {p.id: list(p.skills) for p in people if p is not None}
    for person in world.find(Person, department=department):
        skills.setdefault(person.id, list(person.skills))
    return Ward(day, demand_of_day(rows, kind), placed, skills)
