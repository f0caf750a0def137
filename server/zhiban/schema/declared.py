"""Everything that is declared: the collections of all rooms, and the structs that travel."""

from types import ModuleType
from typing import Any, Literal, get_args, get_origin

from ..attendance import records as attendance
from ..changes import wire
from ..changes.collection import Collection, nobody
from ..learning import blocks
from ..learning import records as learning
from ..notify import records as notify
from ..people import records as people
from ..requests import records as requests
from ..rostering import records as rostering
from ..sync import records as sync

ROOMS: tuple[ModuleType, ...] = (people, rostering, requests, attendance, learning, notify, sync)
UP = (wire.Batch, wire.Change, wire.PullRequest)
DOWN = (wire.PushReply, wire.Delta)

NAMES: dict[str, str] = {
    "zhiban.changes.wire.Segment": "ClockSegment",
    "zhiban.learning.blocks.Rect": "RectShape",
    "zhiban.learning.blocks.Circle": "CircleShape",
    "zhiban.learning.blocks.Line": "LineShape",
    "zhiban.learning.blocks.Path": "PathShape",
    "zhiban.learning.blocks.Text": "TextShape",
}
"""TypeScript has one flat space of names; these would clash there or say too little."""


def collections() -> list[Collection[Any]]:
    return [collection for room in ROOMS for collection in room.COLLECTIONS]


def writable(collection: Collection[Any]) -> bool:
    """Whether a phone may ever write it."""
    return collection.may is not nobody


def literals() -> dict[tuple[Any, ...], str]:
    """Values of a closed choice to the name it has in its module, such as ``Outcome``; the first module wins a name."""
    found: dict[tuple[Any, ...], str] = {}
    for module in (wire, *ROOMS, blocks):
        for name, value in vars(module).items():
            if get_origin(value) is Literal and name[0].isupper() and name not in found.values():
                found.setdefault(tuple(sorted(get_args(value), key=str)), name)
    return found
