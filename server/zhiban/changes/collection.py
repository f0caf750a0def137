"""How a room declares a collection, and the registry that the engine works from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, TypeVar, cast, get_type_hints

import msgspec
from msgspec import UNSET, Struct, UnsetType, defstruct

from .fields import MergeLaw, marks
from .verdict import Actor, Case, Effects, Judgement, World

R = TypeVar("R", bound=Struct)


class Law(StrEnum):
    """Which of the four laws a collection lives under (ARCHITECTURE, the one idea)."""

    FACT = "fact"
    INTENT = "intent"
    PLAN = "plan"
    DOCUMENT = "document"


May = Callable[[Actor, Any, Any], str]
"""(actor, record as it would be, record before or None) -> error code, or empty when allowed."""


def nobody(actor: Actor, record: Any, before: Any) -> str:
    return "change.not_yours"


def anybody(actor: Actor, record: Any, before: Any) -> str:
    return ""


@dataclass(frozen=True)
class Collection(Generic[R]):
    """One kind of record: where its changes go (buckets), who may write it from a phone, and under which law."""

    name: str
    record: type[R]
    law: Law
    buckets: Callable[[R], Iterable[str]]
    may: May = nobody
    author_field: str = ""
    """Field that the server fills with the person who made a fact or intent."""
    indexes: tuple[tuple[str, ...], ...] = ()
    console: bool = False
    """Operators may edit it in the console; then phones may not."""
    quiet: bool = False
    """A plainly accepted change of it leaves a receipt but no verdict slip (learning events by the hundred)."""

    @cached_property
    def hints(self) -> dict[str, Any]:
        return get_type_hints(self.record, include_extras=True)

    @cached_property
    def merge_laws(self) -> dict[str, MergeLaw]:
        """Field name to merge law, for every field a person may write."""
        return {name: cast(MergeLaw, marks(self.hints[name]).get("merge", "register")) for name in self.author_fields}

    @cached_property
    def author_fields(self) -> tuple[str, ...]:
        return tuple(
            name
            for name in self.record.__struct_fields__
            if name not in ("id", self.author_field) and not marks(self.hints[name]).get("server")
        )

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """Values of fields that have defaults."""
        found: dict[str, Any] = {}
        for info in msgspec.structs.fields(self.record):
            if info.default is not msgspec.NODEFAULT:
                found[info.name] = info.default
            elif info.default_factory is not msgspec.NODEFAULT:
                found[info.name] = info.default_factory()
        return found

    @cached_property
    def put_type(self) -> type[Struct]:
        """Shape of a new record's fields on the wire: author fields only, unknown ones refused."""
        shape: list[Any] = [
            (n, self.hints[n], self.defaults[n]) if n in self.defaults else (n, self.hints[n])
            for n in self.author_fields
        ]
        return defstruct(f"Put_{self.name}", shape, kw_only=True, frozen=True, forbid_unknown_fields=True)

    @cached_property
    def edit_type(self) -> type[Struct]:
        """Shape of an edit: any subset of the author fields."""
        shape: list[Any] = [(n, self.hints[n] | UnsetType, UNSET) for n in self.author_fields]
        return defstruct(f"Edit_{self.name}", shape, kw_only=True, frozen=True, forbid_unknown_fields=True)

    @cached_property
    def put_decoder(self) -> msgspec.json.Decoder[Any]:
        return msgspec.json.Decoder(self.put_type)

    @cached_property
    def edit_decoder(self) -> msgspec.json.Decoder[Any]:
        return msgspec.json.Decoder(self.edit_type)


Judge = Callable[[Case[Any], World], Judgement]
After = Callable[[Case[Any], Judgement, World], Effects]


@dataclass(frozen=True)
class Registry:
    """All collections of a program, with their judges and what follows from them. One per application."""

    collections: Mapping[str, Collection[Any]]
    judges: Mapping[type[Struct], Judge] = field(default_factory=dict[type[Struct], Judge])
    effects: Mapping[type[Struct], After] = field(default_factory=dict[type[Struct], After])

    @cached_property
    def by_record(self) -> dict[type[Struct], Collection[Any]]:
        return {c.record: c for c in self.collections.values()}

    def of(self, record: Struct | type[Struct]) -> Collection[Any]:
        """The collection of a record or record type; KeyError when it was never declared."""
        return self.by_record[record if isinstance(record, type) else type(record)]


def registry(
    collections: Iterable[Collection[Any]],
    judges: Mapping[type[Struct], Judge] | None = None,
    effects: Mapping[type[Struct], After] | None = None,
) -> Registry:
    """Checks that names are unique, that every intent has a judge, and that no judge stands alone."""
    named: dict[str, Collection[Any]] = {}
    for collection in collections:
        if collection.name in named:
            raise ValueError(f"collection {collection.name} declared twice")
        named[collection.name] = collection
    found = Registry(named, dict(judges or {}), dict(effects or {}))
    for collection in named.values():
        if collection.law is Law.INTENT and collection.record not in found.judges:
            raise ValueError(f"intent {collection.name} has no judge")
    for judged in (*found.judges, *found.effects):
        if judged not in found.by_record:
            raise ValueError(f"{judged.__name__} is judged but declared in no collection")
    return found
