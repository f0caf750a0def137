"""The one collection the engine itself keeps: verdict slips (裁决单)."""

from typing import Annotated

from msgspec import Struct

from ..changes.collection import Collection, Law
from ..changes.fields import SERVER, Id, Millis, Params, Word
from ..changes.wire import NextStep


class PastVerdict(Struct, frozen=True, kw_only=True):
    """What a slip said before: a held request keeps its waiting."""

    outcome: str
    code: str
    rule: str
    params: Params
    at: int


class Slip(Struct, frozen=True, kw_only=True):
    """The server's answer to one change, kept and synced, so that a lost reply or a new phone still shows it."""

    id: Id
    person: Annotated[str, SERVER]
    collection: Annotated[Word, SERVER]
    record: Annotated[str, SERVER] = ""
    outcome: Annotated[str, SERVER] = ""
    code: Annotated[str, SERVER] = ""
    rule: Annotated[str, SERVER] = ""
    params: Annotated[Params, SERVER] = {}
    next: Annotated[list[NextStep], SERVER] = []
    at: Annotated[Millis, SERVER] = 0
    claimed: Annotated[Millis, SERVER] = 0
    effective: Annotated[Millis, SERVER] = 0
    sure: Annotated[bool, SERVER] = True
    offset: Annotated[int, SERVER] = 0
    history: Annotated[list[PastVerdict], SERVER] = []


COLLECTIONS = [
    Collection("slip", Slip, Law.PLAN, lambda s: (f"user:{s.person}",), indexes=(("person", "at"),)),
]
