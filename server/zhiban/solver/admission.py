"""Refuses a problem before anything is built (T24): sizes first, then references and figures that make no sense."""

from collections.abc import Collection, Iterator
from typing import Any

import msgspec

from zhiban.solver.problem import Demand, Problem, ProblemError, ShiftType, Staff, Weights


class Caps(msgspec.Struct, frozen=True, kw_only=True):
    """Largest problem that one job may carry; `cells` is staff x days x shift types."""

    staff: int = 400
    days: int = 366
    shift_types: int = 64
    demand: int = 60_000
    wishes: int = 40_000
    pins: int = 40_000
    draft: int = 150_000
    history: int = 60
    cells: int = 400_000
    entries: int = 200_000
    bytes: int = 32_000_000


CAPS = Caps()
MOST_POINTS = 1_000_000
MOST_HEADS = 10_000
MOST_MINUTES = 10_000_000


def admit(problem: Problem, caps: Caps = CAPS) -> None:
    """Passes a sound problem; otherwise raises ProblemError with a `solver.*` code."""
    _sizes(problem, caps)
    _unique("shift_type", [kind.id for kind in problem.shift_types])
    _unique("person", [person.id for person in problem.staff])
    for kind in problem.shift_types:
        _shift_type(kind)
    types = {kind.id for kind in problem.shift_types}
    for person in problem.staff:
        _person(person, types, caps)
    _references(problem, types)
    _figures(problem)


def decode(raw: bytes, caps: Caps = CAPS) -> Problem:
    """A problem from JSON, admitted; `solver.unreadable` when it is not one."""
    if len(raw) > caps.bytes:
        raise ProblemError("solver.too_large", what="bytes", size=len(raw), max=caps.bytes)
    try:
        problem = msgspec.json.decode(raw, type=Problem)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ProblemError("solver.unreadable", detail=str(error)[:200]) from error
    admit(problem, caps)
    return problem


def _sizes(problem: Problem, caps: Caps) -> None:
    people, kinds = problem.staff, problem.shift_types
    entries = sum(len(p.unavailable) + len(p.blocked) + len(p.skills) + len(p.activity_caps) for p in people)
    sizes = {
        "staff": len(people), "days": problem.days, "shift_types": len(kinds), "demand": len(problem.demand),
        "wishes": len(problem.wishes), "pins": len(problem.pins), "draft": len(problem.draft),
        "cells": len(people) * problem.days * len(kinds),
        "entries": entries + sum(len(kind.segments) + len(kind.skills) for kind in kinds),
    }  # fmt: skip
    for what, size in sizes.items():
        if size > getattr(caps, what):
            raise ProblemError("solver.too_large", what=what, size=size, max=getattr(caps, what))
    for what in ("staff", "days", "shift_types"):
        if sizes[what] < 1:
            raise ProblemError("solver.empty", what=what)


def _unique(what: str, ids: list[str]) -> None:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise ProblemError("solver.duplicate", what=what, id=name)
        seen.add(name)


def _within(what: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not low <= value <= high:
        raise ProblemError("solver.bad_figure", what=what, value=value, low=low, high=high)


def _shift_type(kind: ShiftType) -> None:
    _within("start", kind.start, 0, 2879)
    _within("end", kind.end, kind.start + 1, min(kind.start + 2880, 4320))
    _within("minutes", kind.minutes, 0, 2880)
    for part in kind.segments:
        _within("segment.start", part.start, kind.start, kind.end)
        _within("segment.end", part.end, part.start, kind.end)


def _person(person: Staff, types: Collection[str], caps: Caps) -> None:
    _within("history", len(person.past), 0, caps.history)
    _within("fraction", person.fraction, 0, 2)
    for name in ("max_week_minutes", "max_minutes", "min_minutes", "target_minutes"):
        _within(name, getattr(person, name), 0, MOST_MINUTES)
    for name in ("nights_owed", "weekends_owed"):
        _within(name, getattr(person, name), -MOST_HEADS, MOST_HEADS)
    for cap in person.activity_caps.values():
        _within("activity_cap", cap, 0, MOST_MINUTES)
    for past in person.past:
        _within("past.day", past.day, -caps.days, -1)
        _known("solver.unknown_shift", past.shift, types)
    if len({past.day for past in person.past}) < len(person.past):
        raise ProblemError("solver.duplicate", what="past", id=person.id)


def _known(code: str, name: str | None, known: Collection[str]) -> None:
    if name is not None and name not in known:
        raise ProblemError(code, id=name)


def _placed(problem: Problem) -> Iterator[tuple[str, Any]]:
    yield from (("pin", pin) for pin in problem.pins)
    yield from (("wish", wish) for wish in problem.wishes)
    yield from (("draft", cell) for cell in problem.draft)


def _references(problem: Problem, types: Collection[str]) -> None:
    people = {person.id for person in problem.staff}
    for row in problem.demand:
        _known("solver.unknown_shift", row.shift, types)
        _within("demand.day", row.day, 0, problem.days - 1)
    taken: set[tuple[str, str, int]] = set()
    for what, item in _placed(problem):
        _known("solver.unknown_person", item.person, people)
        _known("solver.unknown_shift", item.shift, types)
        _within(f"{what}.day", item.day, 0, problem.days - 1)
        key = (what, item.person, item.day)
        if what != "wish" and key in taken:
            raise ProblemError("solver.duplicate", what=what, id=item.person, day=item.day)
        taken.add(key)


def _figures(problem: Problem) -> None:
    for name in problem.weights.__struct_fields__:
        _within(name, getattr(problem.weights, name), 0, MOST_POINTS)
    for name in problem.limits.__struct_fields__:
        value = getattr(problem.limits, name)
        if isinstance(value, int):
            _within(name, value, 0, MOST_MINUTES)
    _within("night_recovery_minutes", problem.limits.night_recovery_minutes, 0, 10_080)
    _within("rest_minutes", problem.limits.rest_minutes, 0, 10_080)
    _within("max_consecutive_days", problem.limits.max_consecutive_days, 1, 366)
    _within("max_nights_in_row", problem.limits.max_nights_in_row, 1, 366)
    for wish in problem.wishes:
        _within("wish.weight", wish.weight, -MOST_POINTS, MOST_POINTS)
    for row in problem.demand:
        _demand(row, problem.weights)


def _demand(row: Demand, weights: Weights) -> None:
    _within("demand.min", row.min, 0, MOST_HEADS)
    _within("demand.want", row.want, 0, MOST_HEADS)
    for name in ("under", "below", "over"):
        _within(f"demand.{name}", getattr(row, name), 0, MOST_POINTS)
    below = weights.below if row.below is None else row.below
    _within("demand.under", weights.under if row.under is None else row.under, below, MOST_POINTS)
