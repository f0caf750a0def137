"""Tells the other author: a value that was replaced by somebody who had not seen it stays on a slip (SYNC 1.2)."""

from collections.abc import Iterable

from ..changes.merge import Lost
from ..changes.verdict import Actor
from .ledger import Ledger
from .records import Slip
from .replica import replica_person

VALUE_MAX = 500


def tell_replaced(
    ledger: Ledger, winner: Actor, collection: str, record: str, replaced: Iterable[Lost], stamp: str
) -> None:
    """One slip a lost value, for the person who had written it."""
    for lost in replaced:
        person = replica_person(ledger, int(lost.stamp[17:], 16))
        if not person or person == winner.person:
            continue
        ledger.write(
            Slip(
                id=f"lost.{stamp}.{lost.field}"[:64], person=person, collection=collection, record=record,
                outcome="merged", code="merge.replaced", at=ledger.now,
                params={"field": lost.field, "value": str(lost.value)[:VALUE_MAX], "by": winner.person},
            )
        )  # fmt: skip
