"""Answers that stay: receipts by sequence number, verdict slips for people, and quarantine for what was not taken."""

import msgspec

from ..changes.clock import stamp_ms
from ..changes.verdict import Actor
from ..changes.wire import Batch, Change, Receipt, change_id
from .ledger import Ledger
from .records import Slip

RAW_MAX = 64_000


def put_slip(ledger: Ledger, actor: Actor, batch: Batch, change: Change | None, receipt: Receipt) -> None:
    """Writes the synced card behind a receipt; its id is the change's id, so it cannot be there yet."""
    claimed = stamp_ms(change.stamp) if change else 0
    slip = Slip(
        id=change_id(batch.device, batch.epoch, receipt.seq), person=actor.person,
        collection=change.collection if change else "", record=receipt.record, outcome=receipt.outcome,
        code=receipt.code, rule=receipt.rule, params=receipt.params, next=receipt.next, at=ledger.now,
        claimed=claimed, effective=stamp_ms(receipt.stamp) if receipt.stamp else claimed, sure=receipt.sure,
        offset=receipt.offset,
    )  # fmt: skip
    ledger.assume_new("slip", slip.id)
    ledger.write(slip)


def keep_receipts(ledger: Ledger, batch: Batch, answers: list[tuple[str, Receipt]]) -> None:
    """Stores what was answered, so that a resend after a lost reply gets the same answers (SYNC 1.4)."""
    for claimed, receipt in answers:
        ledger.add_row(
            "receipt",
            {
                "tenant": ledger.tenant, "device": batch.device, "epoch": batch.epoch, "seq": receipt.seq,
                "claimed": claimed, "body": msgspec.json.encode(receipt).decode(), "at": ledger.now,
            },
        )  # fmt: skip


def quarantine(ledger: Ledger, batch: Batch, seq: int, code: str, raw: bytes) -> None:
    """Keeps the raw bytes of a change that was not taken; nothing a person did is dropped (K38)."""
    text = raw.decode("utf-8", "replace").replace("\x00", "")[:RAW_MAX]
    ledger.add_row(
        "quarantine",
        {
            "tenant": ledger.tenant, "device": batch.device, "epoch": batch.epoch, "seq": seq, "code": code,
            "raw": text, "at": ledger.now,
        },
    )  # fmt: skip
