"""How concurrent edits of one document become one state (SYNC 1.2). Pure; the same vectors run in TypeScript.

A document's state is its values plus, per field, a mark: a stamp (register, max), a map of element to
``[added, removed]`` stamps (set), of element to stamp (safety), or of stamp to text or null (long text).
Applying the same edits in any order, any number of times, gives the same state.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from .fields import MergeLaw
from .wire import SetEdit

Marks = dict[str, Any]
Base = Mapping[str, "str | list[str]"]


@dataclass(frozen=True, slots=True)
class Edit:
    """One person's edit: plain values, set edits, the stamps they replaced, and the edit's own stamp."""

    stamp: str
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    sets: Mapping[str, SetEdit] = field(default_factory=dict[str, SetEdit])
    base: Base = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Lost:
    """A value that did not become, or did not stay, the field's value; kept for its author (SYNC 1.13 c)."""

    field: str
    value: Any
    stamp: str
    winner: str


@dataclass(frozen=True, slots=True)
class Merged:
    values: dict[str, Any]
    marks: Marks
    lost: tuple[Lost, ...] = ()
    """The edit's own values that lost."""
    replaced: tuple[Lost, ...] = ()
    """Values of others that this edit replaced without having seen them."""
    kept: tuple[str, ...] = ()
    """Fields where both sides stand (long text) or a removal was not taken (safety)."""


def merge(laws: Mapping[str, MergeLaw], values: Mapping[str, Any], marks: Mapping[str, Any], edit: Edit) -> Merged:
    """Applies one edit to a document's state; the inputs are left as they were."""
    state = _State(dict(values), dict(marks))
    for name, value in edit.values.items():
        law = laws[name]
        if law == "max":
            _merge_max(state, name, value, edit.stamp)
        elif law == "text":
            _merge_text(state, name, value, edit)
        elif law == "register":
            _merge_register(state, name, value, edit)
        else:
            _merge_set(state, name, SetEdit(add=[str(v) for v in cast("Iterable[Any]", value)]), law, edit.stamp)
    for name, change in edit.sets.items():
        _merge_set(state, name, change, laws[name], edit.stamp)
    return Merged(state.values, state.marks, tuple(state.lost), tuple(state.replaced), tuple(state.kept))


@dataclass(slots=True)
class _State:
    values: dict[str, Any]
    marks: Marks
    lost: list[Lost] = field(default_factory=list[Lost])
    replaced: list[Lost] = field(default_factory=list[Lost])
    kept: list[str] = field(default_factory=list[str])


def _merge_register(state: _State, name: str, value: Any, edit: Edit) -> None:
    present: str = state.marks.get(name, "")
    if edit.stamp > present:
        own = present[17:] == edit.stamp[17:]  # a replica has always seen what it wrote itself
        if present and not own and edit.base.get(name, "") != present and state.values.get(name) != value:
            state.replaced.append(Lost(name, state.values.get(name), present, edit.stamp))
        state.values[name], state.marks[name] = value, edit.stamp
    elif edit.stamp != present and state.values.get(name) != value:
        state.lost.append(Lost(name, value, edit.stamp, present))


def _merge_max(state: _State, name: str, value: Any, stamp: str) -> None:
    if name not in state.marks or value > state.values[name]:
        state.values[name], state.marks[name] = value, stamp
    elif value == state.values[name]:
        state.marks[name] = min(state.marks[name], stamp)


def _merge_text(state: _State, name: str, value: str, edit: Edit) -> None:
    versions: dict[str, str | None] = dict(state.marks.get(name, {}))
    based = edit.base.get(name, [])
    for seen in [based] if isinstance(based, str) else based:
        versions[seen] = None
    versions.setdefault(edit.stamp, value)
    standing = sorted(stamp for stamp, text in versions.items() if text is not None)
    if len(standing) > 1:
        state.kept.append(name)
    state.marks[name] = versions
    state.values[name] = versions[standing[-1]] if standing else ""


def _merge_set(state: _State, name: str, change: SetEdit, law: MergeLaw, stamp: str) -> None:
    """Set: an element stands while its newest add is above every add that a removal named. Safety: it only grows."""
    elements: dict[str, Any] = dict(state.marks.get(name, {}))
    for item in change.add:
        if law == "safety":
            elements[item] = min(elements.get(item, stamp), stamp)
        else:
            added, removed = elements.get(item, ("", ""))
            elements[item] = [max(added, stamp), removed]
    for item, seen in change.remove.items():
        if law == "safety":
            state.kept.append(name)
        else:
            added, removed = elements.get(item, ("", ""))
            elements[item] = [added, max(removed, seen)]
    state.marks[name] = elements
    state.values[name] = sorted(e for e, mark in elements.items() if law == "safety" or mark[0] > mark[1])
