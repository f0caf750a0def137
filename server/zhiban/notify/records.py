"""The inbox: the truth about what a person was told. Push is only a hint (DOMAIN, point 3)."""

from typing import Annotated

from msgspec import Struct

from ..changes.collection import Collection, Law
from ..changes.fields import MAX, SERVER, Id, Millis, Params
from ..changes.verdict import Actor
from ..changes.wire import NextStep


class Message(Struct, frozen=True, kw_only=True):
    """One message to one person; ``code`` names the sentence, so the language is chosen on the phone."""

    id: Id
    person: Annotated[str, SERVER]
    code: Annotated[str, SERVER]
    params: Annotated[Params, SERVER] = {}
    at: Annotated[Millis, SERVER] = 0
    about: Annotated[str, SERVER] = ""
    """collection/record it is about."""
    urgent: Annotated[bool, SERVER] = False
    needs_answer: Annotated[bool, SERVER] = False
    next: Annotated[list[NextStep], SERVER] = []
    seen_at: Annotated[Millis, MAX] = 0
    answered_at: Annotated[Millis, MAX] = 0


class PushSubscription(Struct, frozen=True, kw_only=True):
    """A browser's push endpoint; it belongs to one device and one person (T17)."""

    endpoint_hash: str
    endpoint: str
    p256dh: str
    auth: str
    person: str
    device: int
    locale: str = "zh-CN"
    vapid: str = ""
    """The public key it was made for: after a rotation two keys live side by side (T16)."""
    made_at: int = 0
    failures: int = 0
    """Sends in a row that did not come off."""


def _reader(actor: Actor, record: Message, before: Message | None) -> str:
    return "" if before is not None and before.person == actor.person else "change.not_yours"


COLLECTIONS = [
    Collection("message", Message, Law.DOCUMENT, lambda m: (f"user:{m.person}",), may=_reader,
               indexes=(("person", "at"),), quiet=True),
]  # fmt: skip
PRIVATE = [("push_subscription", PushSubscription, ("endpoint_hash",))]
