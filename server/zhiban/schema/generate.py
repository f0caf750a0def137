"""Puts the shared files together: path below shared-schemas to text."""

import json
from functools import cache
from typing import Any, cast, get_type_hints

import msgspec
from msgspec import Struct, defstruct

from ..changes import wire
from . import declared
from .clock_vectors import clock_vectors
from .decode_vectors import decode_vectors
from .merge_vectors import merge_vectors
from .typescript import typescript


def _readable(cls: type[Struct], **hints: Any) -> type[Struct]:
    """The struct with other types for some fields: raw bytes have no JSON Schema, and no default in one."""
    known = get_type_hints(cls, include_extras=True) | hints
    shape: list[Any] = []
    for field in msgspec.structs.fields(cls):
        if field.required or field.name in hints:
            shape.append((field.name, known[field.name]))
        elif field.default is not msgspec.NODEFAULT:
            shape.append((field.name, known[field.name], field.default))
        else:
            shape.append((field.name, known[field.name], msgspec.field(default_factory=field.default_factory)))
    strict = cls.__struct_config__.forbid_unknown_fields
    return defstruct(cls.__name__, shape, kw_only=True, forbid_unknown_fields=strict, module=cls.__module__)


@cache
def _travelling() -> list[Any]:
    """Kept for good: msgspec 0.22.0 frees too much when a struct with a ``pattern | list`` field goes away."""
    row = _readable(wire.Row, v=dict[str, Any])
    change = _readable(wire.Change, fields=dict[str, Any])
    return [
        _readable(wire.Batch, changes=list[change]),
        wire.PullRequest,
        wire.PushReply,
        _readable(wire.Delta, rows=list[row]),
    ]


def json_schema() -> str:
    """JSON Schema 2020-12 of what travels, of every record, and of the fields that a phone may put or edit."""
    structs: list[Any] = _travelling()
    for collection in declared.collections():
        structs.append(collection.record)
        if declared.writable(collection):
            structs += [collection.edit_type if collection.law == "document" else collection.put_type]
    _, components = msgspec.json.schema_components(structs, ref_template="#/$defs/{name}")
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Zhiban wire",
        "$defs": dict(sorted(components.items())),
    }
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _lines(vectors: dict[str, Any]) -> str:
    """JSON with one case a line, so that a difference shows as that case."""
    parts: list[str] = []
    for name, cases in vectors.items():
        if isinstance(cases, list):
            body = ",\n".join("  " + json.dumps(case, ensure_ascii=False) for case in cast("list[Any]", cases))
            parts.append(f" {json.dumps(name)}: [\n{body}\n ]")
        else:
            parts.append(f" {json.dumps(name)}: {json.dumps(cases, ensure_ascii=False)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def shared_files() -> dict[str, str]:
    """Everything that scripts/schemas writes; the same text on every machine and every run."""
    return {
        "wire.ts": typescript(),
        "wire.schema.json": json_schema(),
        "vectors/clock.json": _lines(clock_vectors()),
        "vectors/merge.json": _lines(merge_vectors()),
        "vectors/decode.json": _lines(decode_vectors()),
    }
