"""A toy program on the engine: one fact, one intent, one plan, one document. The engine knows no hospital."""

from typing import Annotated, Any

from msgspec import Struct

from zhiban.changes.collection import Collection, Law, Registry, anybody, registry
from zhiban.changes.fields import LONG, MAX, SAFETY, SERVER, SET, Line, Millis, Text
from zhiban.changes.verdict import Actor, Case, Effects, Job, Judgement, World, accepted, refused
from zhiban.sync.records import COLLECTIONS


class Sighting(Struct, frozen=True, kw_only=True):
    id: str
    person: Annotated[str, SERVER]
    what: Line
    n: int = 0
    at: Annotated[Millis, SERVER] = 0


class Seat(Struct, frozen=True, kw_only=True):
    id: str
    taken_by: str = ""
    room: str = "a"


class Ask(Struct, frozen=True, kw_only=True):
    id: str
    person: Annotated[str, SERVER]
    seat: Line
    state: Annotated[str, SERVER] = ""


class Card(Struct, frozen=True, kw_only=True):
    id: str
    owner: Annotated[str, SERVER]
    title: Line = ""
    body: Annotated[Text, LONG] = ""
    tags: Annotated[list[Line], SET] = []
    allergies: Annotated[list[Line], SAFETY] = []
    read: Annotated[int, MAX] = 0


def judge_sighting(case: Case[Sighting], world: World) -> Judgement:
    if case.record.what == "break the judge":
        raise ZeroDivisionError
    return accepted("sighting.late" if case.time.flagged else "accepted", fields={"at": case.time.ms})


def judge_ask(case: Case[Ask], world: World) -> Judgement:
    seat = world.get(Seat, case.record.seat)
    if seat is None:
        return refused("ask.no_seat", "seat@1", fields={"state": "refused"})
    if seat.taken_by:
        return refused("ask.taken", "seat@1", by=seat.taken_by, fields={"state": "refused"})
    return accepted("ask.yours", "seat@1", fields={"state": "settled"})


def after_ask(case: Case[Ask], judgement: Judgement, world: World) -> Effects:
    if judgement.outcome != "accepted":
        return Effects()
    seat = world.get(Seat, case.record.seat)
    assert seat is not None
    return Effects(
        writes=[Seat(id=seat.id, taken_by=case.actor.person, room=seat.room)], jobs=[Job("told", {"to": seat.id})]
    )


def may_see(actor: Actor, record: Sighting, before: None) -> str:
    return "sighting.not_allowed" if record.what == "somebody else's secret" else ""


def own_card(actor: Actor, record: Card, before: Card | None) -> str:
    return "" if before is not None and "ward" in actor.scopes else "change.not_yours"


def toy() -> Registry:
    collections: list[Collection[Any]] = [
        *COLLECTIONS,
        Collection(
            "sighting", Sighting, Law.FACT, lambda r: (f"user:{r.person}", "ward"), may=may_see, author_field="person"
        ),
        Collection("seat", Seat, Law.PLAN, lambda r: (f"room:{r.room}",), indexes=(("room",),)),
        Collection("ask", Ask, Law.INTENT, lambda r: (f"user:{r.person}",), may=anybody, author_field="person"),
        Collection("card", Card, Law.DOCUMENT, lambda r: ("ward",), may=own_card),
    ]
    return registry(collections, {Sighting: judge_sighting, Ask: judge_ask}, {Ask: after_ask})
