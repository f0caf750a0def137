"""TypeScript types and tables from msgspec structs."""

import json
from typing import Any

import msgspec
from msgspec import Struct, inspect

from ..changes.collection import Collection
from . import declared

HEADER = "// Written by scripts/schemas from the structs of server/zhiban. Do not edit: a test compares the two.\n"
PLAIN: dict[type[inspect.Type], str] = {
    inspect.StrType: "string",
    inspect.IntType: "number",
    inspect.FloatType: "number",
    inspect.BoolType: "boolean",
    inspect.NoneType: "null",
    inspect.AnyType: "unknown",
    inspect.RawType: "unknown",
}
PARAMS = "string | number | boolean | null | readonly string[]"


class Types:
    """Collects the structs met on the way, so that each is written once, after all that it needs."""

    def __init__(self) -> None:
        self.written: dict[str, str] = {}
        self._owners: dict[str, type] = {}
        self._literals = declared.literals()
        self._used: dict[str, str] = {}

    def name(self, cls: type) -> str:
        name = declared.NAMES.get(f"{cls.__module__}.{cls.__qualname__}", cls.__name__)
        if self._owners.setdefault(name, cls) is not cls:
            raise ValueError(f"two structs want the name {name}: {cls} and {self._owners[name]}")
        return name

    def text(self, kind: inspect.Type) -> str:
        """The TypeScript form of a type."""
        if isinstance(kind, inspect.Metadata):
            return self.text(kind.type)
        if isinstance(kind, inspect.StructType):
            return self.struct(kind)
        if isinstance(kind, inspect.UnionType):
            return " | ".join(dict.fromkeys(self.text(member) for member in kind.types))
        if isinstance(kind, inspect.LiteralType):
            return self._literal(kind.values)
        if isinstance(kind, inspect.TupleType):
            return f"readonly [{', '.join(self.text(item) for item in kind.item_types)}]"
        if isinstance(kind, (inspect.ListType, inspect.VarTupleType)):
            item = self.text(kind.item_type)
            return f"readonly ({item})[]" if " " in item else f"readonly {item}[]"
        if isinstance(kind, inspect.DictType):
            values = self.text(kind.value_type)
            return "Params" if values == PARAMS else f"{{ readonly [key: string]: {values} }}"
        return PLAIN[type(kind)]

    def _literal(self, values: tuple[Any, ...]) -> str:
        text = " | ".join(json.dumps(value, ensure_ascii=False) for value in values)
        name = self._literals.get(tuple(sorted(values, key=str)))
        if name is None:
            return text
        self._used[name] = text
        return name

    def struct(self, kind: inspect.StructType) -> str:
        """Writes an interface; fields that may be missing on the wire are optional there."""
        name = self.name(kind.cls)
        if name in self.written:
            return name
        self.written[name] = ""
        lines = [f"export interface {name} {{"]
        if kind.tag_field is not None:
            lines.append(f"  readonly {kind.tag_field}: {json.dumps(kind.tag)};")
        lines += [f"  readonly {f.encode_name}{self._mark(kind, f)}: {self.text(f.type)};" for f in kind.fields]
        del self.written[name]
        self.written[name] = "\n".join([*lines, "}"])
        return name

    def _mark(self, kind: inspect.StructType, field: inspect.Field) -> str:
        """Our decoder fills in what comes down; what goes up, and course content, may leave defaults out."""
        sent_up = kind.cls.__struct_config__.forbid_unknown_fields
        return "?" if not field.required and sent_up else ""

    def add(self, cls: type[Struct]) -> str:
        kind = inspect.type_info(cls)
        assert isinstance(kind, inspect.StructType)
        return self.struct(kind)

    @property
    def aliases(self) -> list[str]:
        return [f"export type {name} = {text};" for name, text in sorted(self._used.items())]


def _value(value: Any) -> str:
    return json.dumps(msgspec.to_builtins(value), ensure_ascii=False)


def _table_line(collection: Collection[Any]) -> str:
    parts = [f'law: "{collection.law}"']
    if declared.writable(collection):
        special = {name: law for name, law in collection.merge_laws.items() if law != "register"}
        blank = {**_blanks(collection), **collection.defaults}
        if collection.author_field:
            parts.append(f'author: "{collection.author_field}"')
        if special:
            parts.append(f"merge: {_value(special)}")
        parts.append(f"blank: {_value(blank)}")
    return f"  {collection.name}: {{ {', '.join(parts)} }},"


def _blanks(collection: Collection[Any]) -> dict[str, Any]:
    """Server fields without a default start as empty text on the phone that waits for them."""
    hidden = set(collection.record.__struct_fields__) - set(collection.author_fields)
    return {name: "" for name in sorted(hidden) if name not in collection.defaults}


def _put_line(collection: Collection[Any], record: str) -> str:
    fields = {f.name: f.required for f in msgspec.structs.fields(collection.record)}
    required = [n for n in collection.author_fields if fields[n] and collection.law != "document"]
    optional = [n for n in collection.author_fields if n not in required]
    parts = [f"Pick<{record}, {_union(required)}>"] if required else []
    parts += [f"Partial<Pick<{record}, {_union(optional)}>>"] if optional else []
    return f"  {collection.name}: {' & '.join(parts)};"


def _union(names: list[str]) -> str:
    return " | ".join(f'"{name}"' for name in names)


DECLARED = """\
export type CollectionName = keyof Records;
export type WritableName = keyof Puts;
export type Law = "fact" | "intent" | "plan" | "document";
export type MergeLaw = "register" | "set" | "max" | "safety" | "text";

/** The law of a collection; for those a phone writes, also the author's field, the merge law of each
 *  field that is no register, and what a record holds before the server has spoken. */
export interface Declared {
  readonly law: Law;
  readonly author?: string;
  readonly merge?: { readonly [field: string]: MergeLaw };
  readonly blank?: { readonly [field: string]: unknown };
}"""


def typescript() -> str:
    """The whole of wire.ts."""
    types = Types()
    for cls in (*declared.UP, *declared.DOWN):
        types.add(cls)
    found = declared.collections()
    names = {collection.name: types.add(collection.record) for collection in found}
    writes = [c for c in found if declared.writable(c)]
    return "\n".join(
        [
            HEADER,
            *types.aliases,
            f"export type Params = {{ readonly [name: string]: {PARAMS} }};",
            "",
            "\n\n".join(types.written.values()),
            "",
            "/** Collection name to the record a phone reads. */",
            "export interface Records {",
            *(f"  {name}: {record};" for name, record in names.items()),
            "}",
            "",
            "/** What a phone may write: the author's fields of a new fact or intent, any of them for a document. */",
            "export interface Puts {",
            *(_put_line(c, names[c.name]) for c in writes),
            "}",
            "",
            DECLARED,
            "",
            "export const collections: { readonly [N in CollectionName]: Declared } = {",
            *(_table_line(c) for c in found),
            "};",
            "",
            "/** The fields a phone may send. */",
            "export const authorFields: { readonly [N in WritableName]: readonly string[] } = {",
            *(f"  {c.name}: {_value(list(c.author_fields))}," for c in writes),
            "};",
            "",
            *(f"export const {n} = {getattr(declared.wire, n)};" for n in ("PROTOCOL", "SCHEMA", "MAX_CHANGES")),
            "",
        ]
    )
