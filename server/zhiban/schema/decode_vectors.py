"""Golden vectors of decoding: texts that must be taken, with what they mean, and texts that must be refused."""

import json
from typing import Any, cast

import msgspec
from msgspec import Struct

from ..changes import wire

STAMP = "01a1000000000001-0000002a"
RECEIPT: dict[str, Any] = {"seq": 7, "outcome": "accepted", "code": "accepted"}
GOOD: list[tuple[type[Struct], dict[str, Any]]] = [
    (wire.NextStep, {"action": "see_open", "params": {"day": "2026-11-22", "free": 2, "ids": ["a", "b"], "x": None}}),
    (wire.Receipt, RECEIPT),
    (wire.Receipt, RECEIPT | {"outcome": "refused", "code": "swap.taken", "record": "2a.1.7", "rule": "swap@1",
                              "stamp": STAMP, "params": {"hours": 10.5, "sure": True},
                              "next": [{"action": "ask_head", "params": {}}],
                              "sure": False, "offset": -3}),
    (wire.PushReply, {"v": 1, "time": 1, "db_epoch": "e", "through": 7, "receipts": [RECEIPT], "head": 9}),
    (wire.PushReply, {"v": 1, "time": 1, "db_epoch": "e", "through": 0, "receipts": [], "head": 0, "expected": 1,
                      "max_batch": 50, "retry_after": 900, "backup_floor": 4}),
    (wire.Row, {"c": "punch", "id": "2a.1.7", "b": ["user:p1"], "at": 9, "v": {"id": "2a.1.7"}}),
    (wire.Row, {"c": "profile", "id": "p1", "b": [], "at": 0, "v": None, "s": {"notes": {STAMP: None}}}),
    (wire.Gone, {"c": "punch", "id": "2a.1.7", "b": ["dept:w3"]}),
    (wire.Delta, {"v": 1, "time": 1, "db_epoch": "e", "cursor": "", "head": 0, "buckets": [], "rows": []}),
    (wire.Delta, {"v": 1, "time": 1, "db_epoch": "e", "cursor": "c", "head": 9, "buckets": ["all"], "more": True,
                  "restart": True, "drop": ["dept:w3"], "gone": [{"c": "a", "id": "b", "b": []}],
                  "rows": [{"c": "a", "id": "b", "b": ["all"], "at": 9, "v": {}}]}),
    (wire.Segment, {"id": 1, "wall": 5, "jump": -3600000, "anchor": [5, 6]}),
    (wire.SetEdit, {"add": ["mon"], "remove": {"sun": STAMP}}),
    (wire.Change, {"seq": 1, "stamp": "01a1000000000001", "collection": "punch", "fields": {"direction": "in"}}),
    (wire.Change, {"seq": 2, "stamp": "01a1000000000002", "collection": "profile", "op": "edit", "record": "p1",
                   "base": {"notes": [STAMP], "ward_phone": STAMP}, "segment": 1, "seen": 9, "group": "g"}),
    (wire.Batch, {"v": 1, "schema": 1, "device": 42, "epoch": 1, "first": 1, "wall": 5, "mono": 1,
                  "segments": [], "changes": [{}]}),
    (wire.PullRequest, {"v": 1, "schema": 1}),
]  # fmt: skip
DOWN = (wire.NextStep, wire.Receipt, wire.PushReply, wire.Row, wire.Gone, wire.Delta)
BROKEN = ("", "{", "[]", "null", "7", '"text"', '{"v":', "{'v':1}", "<html>welcome</html>")


def decode_vectors() -> dict[str, Any]:
    """``down`` is decoded by phones (unknown fields ignored), ``up`` only by the server (unknown fields refused)."""
    cases: list[dict[str, Any]] = []
    for cls, good in GOOD:
        texts = [json.dumps(body, ensure_ascii=False) for body in _variants(good)]
        cases += [_case(cls, text) for text in texts]
    cases += [_case(cls, text) for cls in (wire.PushReply, wire.Delta) for text in BROKEN]
    down = {cls.__name__ for cls in DOWN}
    return {
        "down": [case for case in cases if case["type"] in down],
        "up": [case for case in cases if case["type"] not in down],
    }


def _variants(good: dict[str, Any]) -> list[dict[str, Any]]:
    """As it is, with a field of tomorrow, and with each field missing, null or of a wrong kind."""
    found = [good, good | {"of_tomorrow": {"deep": [1]}}]
    for name, value in good.items():
        found.append({other: kept for other, kept in good.items() if other != name})
        found.append(good | {name: None})
        found.append(good | {name: 1.5 if isinstance(value, str) else "1"})
        found.append(good | {name: {"no": [{}]} if isinstance(value, list) else [1]})
    return found


def _case(cls: type[Struct], text: str) -> dict[str, Any]:
    try:
        value = msgspec.json.decode(text.encode(), type=cls)
    except (msgspec.MsgspecError, ValueError):
        return {"type": cls.__name__, "text": text, "ok": False}
    return {"type": cls.__name__, "text": text, "ok": True, "value": _plain(value)}


def _plain(value: Any) -> Any:
    """The decoded value with every default filled in."""
    if isinstance(value, Struct):
        return {f.name: _plain(getattr(value, f.name)) for f in msgspec.structs.fields(value)}
    if isinstance(value, msgspec.Raw):
        return json.loads(bytes(value))
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in cast("list[Any]", value)]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in cast("dict[str, Any]", value).items()}
    return value
