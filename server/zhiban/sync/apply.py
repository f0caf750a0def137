"""One change, by the law of its collection: facts are kept, intents judged, documents merged; plans refused."""

from dataclasses import dataclass, field
from typing import Any, cast

import msgspec
from msgspec import UNSET

from ..changes.clock import Repaired, Trust, packed, repair, stamp
from ..changes.collection import Collection, Law
from ..changes.fields import Params
from ..changes.merge import Edit, Merged, merge
from ..changes.verdict import Actor, Case, Judgement, accepted
from ..changes.wire import Batch, Change, Receipt, SetEdit, change_id
from .ledger import Ledger, Origin
from .losers import tell_replaced
from .slips import put_slip


class Refusal(Exception):
    """A change that cannot be taken, with its stable code; the author keeps the text."""

    def __init__(self, code: str, params: Params | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.params: Params = params or {}


@dataclass(frozen=True, slots=True)
class Applied:
    receipt: Receipt
    time: Repaired


@dataclass(frozen=True, slots=True)
class Entrance:
    """A decoded change with everything needed to apply it."""

    ledger: Ledger
    actor: Actor
    batch: Batch
    change: Change
    collection: Collection[Any]
    time: Repaired
    stamp: str
    base: dict[str, Any] = field(default_factory=dict[str, Any])
    sets: dict[str, SetEdit] = field(default_factory=dict[str, SetEdit])


def apply_change(
    ledger: Ledger,
    actor: Actor,
    batch: Batch,
    change: Change,
    trust: dict[int, Trust],
    after: int,
    rebased: dict[str, str],
) -> Applied:
    """Applies one change on trial; raises Refusal when it cannot be taken."""
    collection = ledger.rows.registry.collections.get(change.collection)
    if collection is None:
        raise Refusal("change.unknown_collection", {"collection": change.collection})
    if collection.law is Law.PLAN:
        raise Refusal("change.plan_is_read_only", {"collection": collection.name})
    base = {name: _own_stamps(value, batch.device, rebased) for name, value in change.base.items()}
    sets = {name: _own_removals(edit, batch.device, rebased) for name, edit in change.sets.items()}
    floor = max([after, *(packed(s) for value in base.values() for s in _each(value))])
    unknown = Trust(ledger.now - batch.wall, False, ledger.now - batch.wall)
    time = repair(
        change.stamp, trust.get(change.segment, unknown), now=ledger.now, after=min(floor, _ceiling(ledger, after))
    )
    entrance = Entrance(ledger, actor, batch, change, collection, time, stamp(time.value, batch.device), base, sets)
    ledger.origin = Origin(actor.person, batch.device, batch.epoch, change.seq, time.claimed_ms, entrance.stamp)
    judgement, record_id = _by_law(entrance)
    receipt = Receipt(
        seq=change.seq, outcome=judgement.outcome, code=judgement.code, record=record_id, rule=judgement.rule,
        params=judgement.params, next=list(judgement.next), stamp=entrance.stamp, sure=time.sure,
        offset=time.offset if time.flagged else 0,
    )  # fmt: skip
    if not (collection.quiet and judgement.outcome == "accepted"):
        put_slip(ledger, actor, batch, change, receipt)
    return Applied(receipt, time)


def _ceiling(ledger: Ledger, after: int) -> int:
    """A base cannot push a stamp into the future: it is somebody's stamp, and none lies beyond now."""
    return max(after, (ledger.now << 16) | 0xFFFF)


def _own_stamps(value: str | list[str], device: int, rebased: dict[str, str]) -> str | list[str]:
    """Bases that name this replica's own unanswered changes are moved to the stamps those were given."""
    if isinstance(value, list):
        return [cast(str, _own_stamps(one, device, rebased)) for one in value]
    return rebased.get(value[:16], value) if value.endswith(f"-{device:08x}") else value


def _own_removals(edit: SetEdit, device: int, rebased: dict[str, str]) -> SetEdit:
    """A removal may name an add of this replica's own that had no answer yet."""
    remove = {item: cast(str, _own_stamps(seen, device, rebased)) for item, seen in edit.remove.items()}
    return msgspec.structs.replace(edit, remove=remove)


def _each(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _by_law(entrance: Entrance) -> tuple[Judgement, str]:
    if entrance.collection.law is Law.DOCUMENT:
        return _merge_document(entrance)
    if entrance.change.op != "put" or entrance.change.record or entrance.change.sets:
        raise Refusal("change.append_only", {"collection": entrance.collection.name})
    return _append(entrance)


def _append(entrance: Entrance) -> tuple[Judgement, str]:
    """A fact or an intent becomes a new record named after its change, and is judged once."""
    ledger, collection, change = entrance.ledger, entrance.collection, entrance.change
    new_id = change_id(entrance.batch.device, entrance.batch.epoch, change.seq)
    ledger.assume_new(collection.name, new_id)
    values = msgspec.structs.asdict(_decoded(collection.put_decoder, change))
    if collection.author_field:
        values[collection.author_field] = entrance.actor.person
    record = _complete(collection, new_id, values)
    if code := collection.may(entrance.actor, record, None):
        raise Refusal(code)
    case: Case[Any] = Case(entrance.actor, record, new_id, entrance.time, change.seen)
    judge = ledger.rows.registry.judges.get(collection.record)
    judgement = judge(case, ledger) if judge else accepted()
    if collection.law is Law.FACT and judgement.refused:
        raise RuntimeError(f"judge of {collection.name} refused a fact")
    record = msgspec.structs.replace(record, **judgement.fields)
    ledger.write(record)
    if effect := ledger.rows.registry.effects.get(collection.record):
        ledger.apply(effect(Case(entrance.actor, record, new_id, entrance.time, change.seen), judgement, ledger))
    return judgement, new_id


def _complete(collection: Collection[Any], id: str, values: dict[str, Any]) -> Any:
    """A record with server-written fields at their defaults, or empty text where they have none."""
    blanks = {
        n: ""
        for n in collection.record.__struct_fields__
        if n not in values and n != "id" and n not in collection.defaults
    }
    return collection.record(**{"id": id, **blanks, **values})


def _decoded(decoder: msgspec.json.Decoder[Any], change: Change) -> Any:
    try:
        return decoder.decode(change.fields)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise Refusal("change.bad_fields", {"detail": str(error)[:200]}) from None


def _merge_document(entrance: Entrance) -> tuple[Judgement, str]:
    ledger, collection, change = entrance.ledger, entrance.collection, entrance.change
    if not change.record or change.op == "delete":
        raise Refusal("change.bad_record" if not change.record else "change.no_delete")
    fields = _decoded(collection.edit_decoder, change)
    values = {n: v for n, v in msgspec.structs.asdict(fields).items() if v is not UNSET}
    for name in change.sets:
        if collection.merge_laws.get(name) not in ("set", "safety"):
            raise Refusal("change.bad_fields", {"detail": f"{name} is not a set"})
    stored = ledger.stored(collection.name, change.record)
    if stored is None or entrance.actor.scopes.isdisjoint(collection.buckets(stored.record)):  # T1: not to be seen
        raise Refusal("change.record_gone", {"record": change.record})
    before = stored.record
    present = {name: getattr(before, name) for name in collection.merge_laws}
    edit = Edit(entrance.stamp, values, entrance.sets, entrance.base)
    merged = merge(collection.merge_laws, present, stored.marks or {}, edit)
    after = msgspec.convert(
        {**msgspec.structs.asdict(before), **merged.values}, collection.record, from_attributes=True
    )
    if code := collection.may(entrance.actor, after, before):
        raise Refusal(code)
    ledger.write(after, marks=merged.marks, edit=bytes(change.fields).decode())
    tell_replaced(ledger, entrance.actor, collection.name, change.record, merged.replaced, entrance.stamp)
    judgement = _outcome(merged)
    if effect := ledger.rows.registry.effects.get(collection.record):
        case: Case[Any] = Case(entrance.actor, after, change.record, entrance.time, change.seen, before)
        ledger.apply(effect(case, judgement, ledger))
    return judgement, change.record


def _outcome(merged: Merged) -> Judgement:
    if merged.lost:
        return Judgement("merged", "merge.lost", params={"fields": [lost.field for lost in merged.lost]})
    if merged.kept:
        return Judgement("merged", "merge.both_kept", params={"fields": list(merged.kept)})
    if merged.replaced:
        return Judgement("merged", "merge.won", params={"fields": [lost.field for lost in merged.replaced]})
    return accepted()
