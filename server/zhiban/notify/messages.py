"""How any room tells a person something: an inbox message, and a push that says only that there is one."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Literal

from ..changes.fields import Params
from ..changes.verdict import Effects, Job, World
from ..changes.wire import NextStep
from .records import Message

PUSH = "push"
"""The job kind; its payload is {person, t, urgent}."""
Topic = Literal["roster", "request", "message"]
"""All that a push says (T15): the reason, the names and the ward are read after unlocking."""
TOPICS: Mapping[str, Topic] = {
    "roster": "roster", "shift": "roster", "open_shift": "roster",
    "request": "request", "leave": "request", "swap": "request", "claim": "request", "decision": "request",
}  # fmt: skip


def message_id(person: str, code: str, key: str) -> str:
    """The same cause told twice is one message."""
    return "m." + sha256("\0".join((person, code, key)).encode()).hexdigest()[:30]


def topic_of(code: str) -> Topic:
    """By the first part of a message code, such as ``swap.taken``."""
    return TOPICS.get(code.split(".")[0], "message")


def tell(
    now: int, person: str, code: str, *, key: str, params: Params | None = None, about: str = "",
    urgent: bool = False, needs_answer: bool = False, next: Sequence[NextStep] = (),
) -> Effects:  # fmt: skip
    """A message to one person, and the push that hints at it.

    ``key`` names the cause (a change's or record's id with its version): it makes the message's id, so telling the
    same cause again does not double it. ``about`` is ``collection/record``. Urgent news also reaches who sleeps.
    """
    message = Message(
        id=message_id(person, code, key), person=person, code=code, params=dict(params or {}), at=now, about=about,
        urgent=urgent, needs_answer=needs_answer, next=list(next),
    )  # fmt: skip
    return Effects(writes=[message], jobs=[push_job(person, topic_of(code), urgent=urgent)])


def tell_once(world: World, person: str, code: str, *, key: str, **rest: Any) -> Effects:
    """Like ``tell``, but nothing when the message exists: for jobs that may run again after a lost lease."""
    if world.get(Message, message_id(person, code, key)) is not None:
        return Effects()
    return tell(world.now, person, code, key=key, **rest)


def push_job(person: str, topic: Topic, *, urgent: bool = False) -> Job:
    """Pushes of one topic to one person that were not sent yet are one push."""
    key = f"{person}:{topic}:{'urgent' if urgent else 'news'}"
    return Job(PUSH, {"person": person, "t": topic, "urgent": urgent}, key=key)
