"""Whatever a phone may write is bounded: SQLite and PostgreSQL disagree about what lies outside (SAFETY fact 7)."""

import types
import typing
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
from msgspec import Meta

from zhiban.changes.collection import Law
from zhiban.rooms import product


def unbounded(annotation: Any, metas: tuple[Meta, ...] = ()) -> bool:
    """Whether a type lets through text or numbers without a limit."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *extras = get_args(annotation)
        return unbounded(inner, (*metas, *(m for m in extras if isinstance(m, Meta))))
    if origin in (typing.Union, types.UnionType):
        return any(unbounded(a, metas) for a in get_args(annotation) if a is not type(None))
    if origin in (list, dict):
        return any(unbounded(a) for a in get_args(annotation))
    if origin is Literal or annotation is bool:
        return False
    if annotation is str:
        return not any(m.max_length is not None or (m.pattern or "").endswith("$") for m in metas)
    if annotation in (int, float):
        return not any(m.le is not None for m in metas)
    return not (isinstance(annotation, type) and issubclass(annotation, msgspec.Struct))


def test_every_field_a_phone_may_write_is_bounded() -> None:
    loose = [
        f"{collection.name}.{name}"
        for collection in product().collections.values()
        if collection.law is not Law.PLAN
        for name in collection.author_fields
        if unbounded(collection.hints[name])
    ]
    assert not loose
