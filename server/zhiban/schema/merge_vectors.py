"""Golden vectors of the merge: a field of each law, edited by replicas that saw more or less of each other."""

from random import Random
from typing import Any

from ..changes.clock import moment, stamp
from ..changes.fields import MergeLaw
from ..changes.merge import Edit, Lost, merge
from ..changes.wire import SetEdit

LAWS: dict[str, MergeLaw] = {"name": "register", "tags": "set", "seen": "max", "allergies": "safety", "notes": "text"}
WORDS = ("夜班", "mon", "sun", "青霉素", "penicillin", "😀", "\uff5e", "__proto__", "constructor", "")
START = 1_790_000_000_000


def merge_vectors(seed: int = 20261123) -> dict[str, Any]:
    """Cases of (values, marks, edit) and what comes of them; every fourth edit arrives twice."""
    rng = Random(seed)
    return {"laws": LAWS, "cases": [case for _ in range(32) for case in _document(rng)]}


def _document(rng: Random) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = []
    values: dict[str, Any] = {"name": "", "tags": [], "seen": 0, "allergies": [], "notes": ""}
    marks: dict[str, Any] = {}
    edits: list[Edit] = []
    for step in range(8):
        edit = rng.choice(edits) if edits and rng.random() < 0.25 else _edit(rng, marks, step)
        edits.append(edit)
        merged = merge(LAWS, values, marks, edit)
        cases.append(
            {
                "values": values, "marks": marks,
                "edit": {"stamp": edit.stamp, "values": edit.values, "sets": _sets(edit), "base": edit.base},
                "merged": {
                    "values": merged.values, "marks": merged.marks, "lost": _lost(merged.lost),
                    "replaced": _lost(merged.replaced), "kept": list(merged.kept),
                },
            }
        )  # fmt: skip
        values, marks = merged.values, merged.marks
    return cases


def _edit(rng: Random, marks: dict[str, Any], step: int) -> Edit:
    own = stamp(
        int(moment(START + (step * 10 + rng.randint(-20, 20)) * 1000, rng.randint(0, 2)), 16), rng.randint(1, 4)
    )
    made: dict[str, Any] = {
        "name": rng.choice((*WORDS, None, 7)), "seen": rng.randint(0, 5), "notes": rng.choice(WORDS),
        "tags": [rng.choice(WORDS)], "allergies": [rng.choice(WORDS)],
    }  # fmt: skip
    values = {name: made[name] for name in LAWS if rng.random() < 0.6}
    sets = {name: _set_edit(rng, marks.get(name, {})) for name in ("tags", "allergies") if rng.random() < 0.4}
    return Edit(own, values, sets, _base(rng, values, marks))


def _set_edit(rng: Random, elements: dict[str, Any]) -> SetEdit:
    seen = {item: mark if isinstance(mark, str) else mark[0] for item, mark in elements.items()}
    gone = {item: at for item, at in seen.items() if at and rng.random() < 0.5}
    return SetEdit(add=rng.sample(WORDS, rng.randint(0, 2)), remove=gone)


def _base(rng: Random, values: dict[str, Any], marks: dict[str, Any]) -> dict[str, Any]:
    """Some of the authors had seen what stands, the others had not."""
    base: dict[str, Any] = {}
    if "name" in values and "name" in marks and rng.random() < 0.3:
        base["name"] = marks["name"]
    if "notes" in values and "notes" in marks and rng.random() < 0.6:
        standing = sorted(at for at, text in marks["notes"].items() if text is not None)
        base["notes"] = standing[0] if len(standing) == 1 else standing
    return base


def _sets(edit: Edit) -> dict[str, Any]:
    return {name: {"add": change.add, "remove": change.remove} for name, change in edit.sets.items()}


def _lost(found: tuple[Lost, ...]) -> list[dict[str, Any]]:
    return [{"field": x.field, "value": x.value, "stamp": x.stamp, "winner": x.winner} for x in found]
