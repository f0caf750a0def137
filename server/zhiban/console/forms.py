"""The description of a table from which the console draws its lists and forms, in Chinese, made from the record."""

from typing import Any, Literal, get_args, get_origin

from ..changes.collection import Collection
from ..store.tables import is_json, plain_type
from .faces import CHOICES, FACES, GROUPS, NAMES, Face

KINDS: dict[Any, str] = {int: "integer", float: "number", bool: "boolean"}


def grouped_names() -> dict[str, Any]:
    """The menu."""
    return {"grouped": {g: [f.name for f in FACES.values() if f.group == g] for g in GROUPS}, "ungrouped": []}


def form_schema(collection: Collection[Any]) -> dict[str, Any]:
    """What the console's pages ask of a table: JSON Schema with Piccolo Admin's ``extra`` entries."""
    face = FACES[collection.name]
    shown = [name for name in face.labels if name not in face.fixed]
    filters = [name for name in face.listed if not is_json(collection.hints[name])]
    return {
        "title": face.name,
        "type": "object",
        "properties": {name: _property(collection, face, name) for name in shown},
        "required": [name for name in shown if _required(collection, face, name)],
        "extra": {
            "help_text": "每一次修改都记进日志，带着你的名字",
            "primary_key_name": "id",
            "visible_fields_options": list(collection.record.__struct_fields__),
            "visible_column_names": list(face.listed),
            "visible_filter_names": filters,
            "link_column_name": _link(face),
            "order_by": [{"column": _order(face), "ascending": True}],
            "rich_text_columns": [],
            "media_columns": [],
            "time_resolution": {},
        },
    }


def _link(face: Face) -> str:
    """The list's way to the form; a field that already leads to another table cannot be it."""
    return next((name for name in face.listed if name not in face.links), "id")


def _order(face: Face) -> str:
    return "id" if face.title in face.links else face.title


def _required(collection: Collection[Any], face: Face, name: str) -> bool:
    made_up = name == "id" and "不填会自动生成" in face.hints.get("id", "")
    return name not in collection.defaults and not made_up and not is_json(collection.hints[name])


def _property(collection: Collection[Any], face: Face, name: str) -> dict[str, Any]:
    annotation = collection.hints[name]
    default = collection.defaults.get(name)
    extra: dict[str, Any] = {
        "help_text": face.hints.get(name),
        "choices": closed_list(annotation),
        "secret": False,
        "nullable": name in collection.defaults and default is None,
        "unique": name == "id" or name in face.key,
    }
    if name in face.links:
        extra["foreign_key"] = {"to": NAMES[face.links[name]], "target_column": "id"}
    elif is_json(annotation) and get_origin(plain_type(annotation)) is dict:
        extra["widget"] = "json"
    kind = "string" if is_json(annotation) else KINDS.get(plain_type(annotation), "string")
    return {"title": face.labels[name], "type": kind, "extra": extra}


def closed_list(annotation: Any) -> dict[str, Any] | None:
    """The values of a Literal or of a truth value, with their Chinese names; None for anything else."""
    if plain_type(annotation) is bool:
        return {"是": {"display_name": "是", "value": True}, "否": {"display_name": "否", "value": False}}
    if get_origin(annotation) is not Literal:
        return None
    return {value: {"display_name": CHOICES.get(value, value), "value": value} for value in get_args(annotation)}
