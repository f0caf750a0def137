"""One batch in, receipts out: dedupe, clock, rights, judge, merge. The only door by which a phone's changes enter.

The batch runs inside the writer's transaction. Every change is answered; one bad change never stops the next.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from ..changes.clock import Trust, segment_trust
from ..changes.verdict import Actor
from ..changes.wire import PROTOCOL, Batch, Change, PushReply, Receipt
from .apply import Refusal, apply_change
from .ledger import Ledger
from .replica import Replica, high_of_epoch, save_replica, stored_receipts
from .slips import keep_receipts, put_slip, quarantine

log = logging.getLogger(__name__)
CHANGE = msgspec.json.Decoder(Change)


class _SeqOnly(msgspec.Struct):
    seq: int = 0
    stamp: str = ""
    group: str = ""


SEQ_ONLY = msgspec.json.Decoder(_SeqOnly)


@dataclass(slots=True)
class Intake:
    """The state of one batch on its way in."""

    ledger: Ledger
    actor: Actor
    batch: Batch
    replica: Replica
    trust: dict[int, Trust]
    high: int
    after: int
    """Packed time of the replica's newest effective stamp."""
    rebased: dict[str, str] = field(default_factory=dict[str, str])
    """This replica's claimed moments to their effective stamps, for bases that were not yet known by their own."""
    receipts: list[Receipt] = field(default_factory=list[Receipt])
    fresh: list[tuple[str, Receipt]] = field(default_factory=list[tuple[str, Receipt]])


def take_batch(ledger: Ledger, actor: Actor, batch: Batch, replica: Replica, head: int, db_epoch: str) -> PushReply:
    """Takes a phone's batch into the ledger and answers every change of it."""
    high = high_of_epoch(ledger, replica, batch.epoch) if batch.epoch <= replica.epoch else 0
    trust = segment_trust(batch.segments, ledger.now - batch.wall)
    intake = Intake(ledger, actor, batch, replica, trust, high, replica.last_stamp)
    expected = _expected(intake)
    if expected is None:
        _replay(intake)
        for unit in _units(intake):
            _take_unit(intake, unit)
        _save(intake)
    return PushReply(
        v=PROTOCOL, time=ledger.now, db_epoch=db_epoch, through=intake.high, receipts=intake.receipts, head=head,
        expected=expected,
    )  # fmt: skip


def _expected(intake: Intake) -> int | None:
    """The first missing sequence number when the batch begins beyond a hole."""
    return intake.high + 1 if intake.batch.first > intake.high + 1 else None


def _replay(intake: Intake) -> None:
    """Answers what was answered before from the stored receipts."""
    batch = intake.batch
    last = min(batch.first + len(batch.changes) - 1, intake.high)
    if batch.changes and last >= batch.first:
        for claimed, receipt in stored_receipts(intake.ledger, batch.device, batch.epoch, batch.first, last):
            intake.receipts.append(receipt)
            if receipt.stamp:
                intake.rebased[claimed] = receipt.stamp


@dataclass(slots=True)
class Item:
    """One raw change with its sequence number; ``change`` is None when it could not be decoded."""

    seq: int
    raw: bytes
    change: Change | None
    group: str = ""
    code: str = "change.malformed"
    detail: str = ""


def _units(intake: Intake) -> Iterator[list[Item]]:
    """New changes in order; changes of one group that follow each other form one unit."""
    unit: list[Item] = []
    for index, raw in enumerate(intake.batch.changes):
        seq = intake.batch.first + index
        if seq <= intake.high:
            continue
        item = _decode(seq, bytes(raw))
        if unit and not (item.group and item.group == unit[-1].group):
            yield unit
            unit = []
        unit.append(item)
    if unit:
        yield unit


def _decode(seq: int, raw: bytes) -> Item:
    try:
        change = CHANGE.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError) as error:
        return Item(seq, raw, None, detail=str(error)[:200], group=_group_of(raw))
    if change.seq != seq:
        return Item(seq, raw, None, code="change.out_of_order", detail=f"{change.seq} at the place of {seq}")
    if "\\u0000" in raw.decode():
        return Item(seq, raw, None, change.group, "change.bad_text")
    return Item(seq, raw, change, change.group)


def _group_of(raw: bytes) -> str:
    try:
        return SEQ_ONLY.decode(raw).group
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError):
        return ""


def _take_unit(intake: Intake, unit: list[Item]) -> None:
    """All changes of a group or none: the first refusal takes the others back with it."""
    answers: list[Receipt] = []
    after = intake.after
    for item in unit:
        answer = _take_one(intake, item)
        answers.append(answer)
        if len(unit) > 1 and answer.outcome == "refused":
            intake.ledger.discard()
            intake.after = after
            answers = [_group_refused(intake, other, answer, other is item) for other in unit]
            break
    intake.ledger.keep()
    for item, answer in zip(unit, answers, strict=True):
        claimed = item.change.stamp if item.change else ""
        if answer.outcome == "refused":
            quarantine(intake.ledger, intake.batch, item.seq, answer.code, item.raw)
        intake.fresh.append((claimed, answer))
        intake.receipts.append(answer)
        intake.high = item.seq


def _take_one(intake: Intake, item: Item) -> Receipt:
    if item.change is None:
        return _refuse(intake, item, Refusal(item.code, {"detail": item.detail} if item.detail else {}))
    try:
        applied = apply_change(
            intake.ledger, intake.actor, intake.batch, item.change, intake.trust, intake.after, intake.rebased
        )
    except Refusal as refusal:
        return _refuse(intake, item, refusal)
    except Exception:
        # A judge that breaks must not cost its author the change, nor the batch its answer.
        log.exception("change held after a fault: device %s seq %s", intake.batch.device, item.seq)
        intake.ledger.discard()
        quarantine(intake.ledger, intake.batch, item.seq, "change.fault", item.raw)
        receipt = Receipt(seq=item.seq, outcome="held", code="change.fault")
        put_slip(intake.ledger, intake.actor, intake.batch, item.change, receipt)
        return receipt
    intake.after = max(intake.after, applied.time.value)
    intake.rebased[item.change.stamp] = applied.receipt.stamp
    return applied.receipt


def _refuse(intake: Intake, item: Item, refusal: Refusal) -> Receipt:
    intake.ledger.discard()
    receipt = Receipt(seq=item.seq, outcome="refused", code=refusal.code, params=refusal.params)
    put_slip(intake.ledger, intake.actor, intake.batch, item.change, receipt)
    return receipt


def _group_refused(intake: Intake, item: Item, cause: Receipt, is_cause: bool) -> Receipt:
    receipt = cause if is_cause else Receipt(
        seq=item.seq, outcome="refused", code="change.group_refused", params={"because": cause.code}
    )  # fmt: skip
    put_slip(intake.ledger, intake.actor, intake.batch, item.change, receipt)
    return receipt


def _save(intake: Intake) -> None:
    keep_receipts(intake.ledger, intake.batch, intake.fresh)
    newer = intake.batch.epoch >= intake.replica.epoch
    save_replica(
        intake.ledger,
        msgspec.structs.replace(
            intake.replica,
            epoch=max(intake.batch.epoch, intake.replica.epoch),
            high=intake.high if newer else intake.replica.high,
            last_stamp=max(intake.after, intake.replica.last_stamp),
        ),
    )
