"""Publishing a draft: the roster changes where it differs, shortages open, everybody is told once (F024)."""

from msgspec.structs import replace

from zhiban.solver import Violation

from ..changes.calendar import day_of
from ..changes.fields import Params
from ..changes.verdict import Effects, World
from ..notify.messages import tell
from .period import Period
from .records import Assignment, Draft, OpenShift, RosterVersion
from .rules import assignment_id, is_work
from .words_rules import day_words, shift_words

Change = tuple[str, str, str]
"""Day, shift before, shift after."""


def publish(world: World, version: RosterVersion, draft: Draft, period: Period, found: list[Violation]) -> Effects:
    """Writes only what differs, so that a phone that pulls gets only news (K11 looks at what really changed)."""
    done = replace(version, state="published", published_at=world.now, shortages=sum(v.kind == "short" for v in found))
    effects = Effects([done, *_superseded(world, version)])
    rows = {a.id: a for a in _rows(world, period)}
    had_roster = {a.person for a in rows.values()}
    for person in sorted(period.names & draft.cells.keys()):
        changes = _rewrite(world, version, period, person, draft.cells[person], rows, effects)
        effects.add(_news(world, version, period, person, draft, changes, person in had_roster))
    return effects.add(_open_shifts(world, version, period, found))


def _superseded(world: World, version: RosterVersion) -> list[RosterVersion]:
    """Older versions that lie wholly inside the new one; one that reaches beyond still counts for its other days."""
    older = world.find(RosterVersion, department=version.department, state="published")
    return [
        replace(v, state="superseded")
        for v in older
        if v.id != version.id and version.first_day <= v.first_day and v.last_day <= version.last_day
    ]


def _rows(world: World, period: Period) -> list[Assignment]:
    return world.between(Assignment, "day", period.days[0], period.days[-1], person=sorted(period.names))


def _rewrite(
    world: World, version: RosterVersion, period: Period, person: str, cells: list[str], rows: dict[str, Assignment],
    effects: Effects,
) -> list[Change]:  # fmt: skip
    """Today is left as it is: whoever is on their way to work keeps their shift."""
    changes: list[Change] = []
    for day, shift in zip(period.days, cells, strict=False):
        row = rows.get(assignment_id(person, day))
        was = row.shift if row else ""
        if day <= day_of(world.now) or shift == was or (not shift and not _says_something(period, was)):
            continue
        changes.append((day, was, shift))
        if shift:
            effects.writes.append(
                Assignment(id=assignment_id(person, day), person=person, department=version.department, day=day,
                           shift=shift, version=version.id)
            )  # fmt: skip
        elif row is not None:
            effects.erases.append((Assignment, row.id))
    return changes


def _says_something(period: Period, shift: str) -> bool:
    """A rest entry and no entry are the same free day."""
    kind = period.kinds.get(shift)
    return kind is not None and (is_work(kind) or kind.mark == "leave")


def _news(
    world: World, version: RosterVersion, period: Period, person: str, draft: Draft, changes: list[Change], had: bool
) -> Effects:
    """A first roster is announced; later, only those whose shifts changed hear of it, with the first change."""
    about = f"roster_version/{version.id}"
    span: Params = {
        **day_words(version.first_day, "first"),
        **day_words(version.last_day, "last"),
        "number": version.number,
    }
    if not had:
        worked = [k for s in draft.cells[person] if (k := period.kinds.get(s)) is not None and is_work(k)]
        words: Params = {**span, "shifts": len(worked), "nights": sum(k.night for k in worked)}
        return tell(world.now, person, "roster.published", key=version.id, params=words, about=about)
    if not changes:
        return Effects()
    day, was, now = changes[0]
    shifts = {**shift_words(period.kinds.get(was), "was"), **shift_words(period.kinds.get(now), "now")}
    words = {**span, **day_words(day), **shifts, "count": len(changes), "days": [c[0] for c in changes]}
    return tell(world.now, person, "roster.your_shift_changed", key=version.id, params=words, about=about)


def _open_shifts(world: World, version: RosterVersion, period: Period, found: list[Violation]) -> Effects:
    """What is below the minimum can be claimed (F038); openings of earlier rosters in this period are closed."""
    effects = Effects()
    rosters = {v.id for v in world.find(RosterVersion, department=version.department)}
    for old in world.between(OpenShift, "day", period.days[0], period.days[-1], department=version.department):
        if old.state == "open" and old.cause in rosters:
            effects.writes.append(replace(old, state="withdrawn"))
    missing: dict[tuple[str, str], tuple[int, str]] = {}
    for one in found:
        if one.kind != "short" or one.shift is None or not one.days:
            continue
        day, count = period.days[one.days[0]], int(one.params["min"]) - int(one.params["have"])
        most, skill = missing.get((day, one.shift), (0, ""))
        missing[day, one.shift] = (max(most, count), str(one.params.get("skill") or skill))
    for (day, shift), (count, skill) in sorted(missing.items()):
        if day > day_of(world.now):
            effects.writes += [
                OpenShift(id=f"os:{version.id}:{day}:{shift}:{n}", department=version.department, day=day, shift=shift,
                          skill=skill if n == 0 else "", cause=version.id)
                for n in range(min(count, 9))
            ]  # fmt: skip
    return effects
