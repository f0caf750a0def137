"""From an operator's form to a record: pure. What cannot be is refused with a sentence the operator understands."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from ..changes.collection import Collection
from ..changes.verdict import World
from ..store.tables import is_json
from .faces import FACES, NAMES, Face

AT = re.compile(r" - at `\$\.?([a-z_]*)")
PLAIN: tuple[tuple[str, str], ...] = (
    (r"length <= (\d+)", "最多 {} 个字"),
    (r"length >= (\d+)", "至少 {} 个字"),
    (r">= (-?[\d.]+)", "不能小于 {}"),
    (r"<= (-?[\d.]+)", "不能大于 {}"),
    (r"matching regex .*\^20", "要写成年-月-日，例如 2027-01-01"),
    (r"matching regex", "只能用字母、数字和 . _ : @ -，并以字母或数字开头"),
    (r"Expected `int`", "要填整数"),
    (r"Expected `float`", "要填数字"),
    (r"Expected `bool`", "要选是或否"),
    (r"Invalid enum value", "不在可选的值里"),
    (r"missing required field", "不能空着"),
)


class BadEdit(Exception):
    """An edit that is not made; the text is for the operator, in Chinese."""


def record_id(name: str, values: Mapping[str, Any], made_up: str) -> str:
    """The id of a new record: put together from its key fields, typed, or made up."""
    face = FACES[name]
    if face.key:
        parts = [str(values.get(part) or "").strip() for part in face.key]
        return face.joint.join(part for part in parts if part)
    return str(values.get("id") or "").strip() or made_up


def changed_record(collection: Collection[Any], before: Any | None, values: Mapping[str, Any], id: str) -> Any:
    """The record after an edit; raises BadEdit naming the field and what was wrong with it."""
    face = FACES[collection.name]
    unknown = values.keys() - set(collection.record.__struct_fields__)
    if unknown:
        raise BadEdit(f"没有这个字段：{'、'.join(sorted(unknown))}")
    state: dict[str, Any] = msgspec.structs.asdict(before) if before is not None else {}
    for name, value in values.items():
        if name != "id" and name not in face.fixed:
            state[name] = _read(collection, face, name, value)
    if face.key and before is not None and record_id(collection.name, state, "") != id:
        fields = "、".join(face.labels[part] for part in face.key)
        raise BadEdit(f"{fields}决定了这一行是什么，不能改。请新增一行，再删掉这一行")
    state["id"] = id
    for name, default in collection.defaults.items():
        if state.get(name) is None:
            state[name] = default
    try:
        return msgspec.convert(state, collection.record, strict=False)
    except (msgspec.ValidationError, ValueError) as error:
        raise BadEdit(sentence(face, str(error))) from None


def _read(collection: Collection[Any], face: Face, name: str, value: Any) -> Any:
    """A form's text as the field's type: lists as JSON or with commas between, other structures as JSON."""
    if not is_json(collection.hints[name]) or not isinstance(value, str):
        return value
    text = value.strip()
    if not text:
        return None
    if text[0] in "[{":
        try:
            return msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError):
            raise BadEdit(f"“{face.labels[name]}”不是完整的 JSON") from None
    return [part.strip() for part in re.split(r"[,，、;；\s]+", text) if part.strip()]


def sentence(face: Face, error: str) -> str:
    """A validation error in Chinese, with the field's own name."""
    missing = re.search(r"missing required field `([a-z_]+)`", error)
    found = AT.search(error)
    name = missing[1] if missing else (found[1] if found else "")
    label = face.labels.get(name, name or "这一行")
    for pattern, text in PLAIN:
        if hit := re.search(pattern, error):
            return f"“{label}”{text.format(*hit.groups())}"
    return f"“{label}”填得不对"


def check_links(world: World, collections: Mapping[str, Collection[Any]], name: str, record: Any) -> None:
    """Every record named by a link must exist; otherwise phones would show a hole."""
    face = FACES[name]
    for field, target in face.links.items():
        value = getattr(record, field)
        if value and world.get(collections[target].record, value) is None:
            raise BadEdit(f"“{face.labels[field]}”：没有编号为 {value} 的{NAMES[target]}")


def check_in_force(name: str, before: Any, today: str) -> None:
    """A rule version that is in force was quoted by verdicts; changing it would rewrite them (F002)."""
    if name == "rule_set" and before.effective_from <= today:
        raise BadEdit("这个版本已经生效，裁决单里引用着它，不能再改。请新增一个版本，写明从哪天起生效")


def check_unused(world: World, collections: Mapping[str, Collection[Any]], name: str, id: str) -> None:
    """Refuses to delete what another record of the catalogue names, or what history needs."""
    if FACES[name].keep:
        raise BadEdit(f"不能删除：{FACES[name].keep}")
    for other, face in FACES.items():
        for field, target in face.links.items():
            if target == name and other in collections and field != "id":
                users = world.find(collections[other].record, **{field: id})
                if users:
                    raise BadEdit(f"不能删除：还有 {len(users)} 行{face.name}用着它")
