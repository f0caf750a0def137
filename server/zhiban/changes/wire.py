"""What travels between a phone and the server: batches up, receipts back, deltas down.

Strict on the way up (an unknown field is refused), lenient on the way down. Bodies of changes stay raw bytes until
their collection is known, so that one bad change never spoils the batch around it (SAFETY T26).
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from .fields import Line, MaybeId, Millis, Params, Word

PROTOCOL = 1
SCHEMA = 1
MAX_CHANGES = 500
MAX_BYTES = 1 << 20
MAX_INFLATED = 8 << 20

Stamp = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}-[0-9a-f]{8}$")]
Moment = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$")]
Seq = Annotated[int, Meta(ge=1, le=2**53 - 1)]
Replica = Annotated[int, Meta(ge=1, le=2**32 - 1)]

Outcome = Literal["accepted", "merged", "refused", "held", "duplicate"]
Op = Literal["put", "edit", "delete"]


class Segment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stretch in which the phone's wall clock ran straight; a new one begins at a jump over 2 s or a reload."""

    id: int
    wall: Millis
    """Phone wall time at its start."""
    jump: Annotated[int, Meta(ge=-(2**53), le=2**53)] | None = None
    """ms the wall clock moved against monotonic time when it began; null when unknown (restart)."""
    anchor: tuple[Millis, Millis] | None = None
    """(phone wall, server time) of the last exchange inside it."""


class SetEdit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Adds to a set field, and removals that name the stamp of the add they saw."""

    add: Annotated[list[Line], Meta(max_length=200)] = []
    remove: dict[Line, Stamp] = {}


class Change(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One thing a person did. ``record`` is empty for a fact or an intent: the change's own id is the record's."""

    seq: Seq
    stamp: Moment
    collection: Word
    op: Op = "put"
    record: MaybeId = ""
    fields: msgspec.Raw = msgspec.Raw(b"{}")
    sets: dict[Word, SetEdit] = {}
    base: dict[Word, Stamp | Annotated[list[Stamp], Meta(max_length=20)]] = {}
    """Per field, the stamp of the value this edit replaced; for long text all the versions it replaced."""
    segment: int = 0
    seen: Annotated[int, Meta(ge=0)] = 0
    """The log position the phone had pulled when the change was made; judges look up what its author could know."""
    group: Word = ""
    """Changes of one group are taken all or not at all."""


class Batch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A phone's unsent changes in sequence order, with what is needed to repair its clock."""

    v: int
    schema: int
    device: Replica
    epoch: Annotated[int, Meta(ge=1, le=2**31)]
    """Counts the stores this replica has had; a new one begins after a wiped store."""
    first: Seq
    wall: Millis
    mono: Annotated[int, Meta(ge=0)]
    segments: Annotated[list[Segment], Meta(max_length=200)]
    changes: Annotated[list[msgspec.Raw], Meta(max_length=MAX_CHANGES)]
    app: Word = ""


class NextStep(Struct, frozen=True, kw_only=True):
    """Something the reader of a slip can do next; ``action`` is a stable code the phone knows a sentence for."""

    action: str
    params: Params = {}


class Receipt(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The server's answer to one change."""

    seq: int
    outcome: Outcome
    code: str
    record: str = ""
    rule: str = ""
    """``rule@version`` that decided; empty when no rule had to."""
    params: Params = {}
    next: list[NextStep] = []
    stamp: str = ""
    """Effective stamp; empty when the change was not applied."""
    sure: bool = True
    offset: int = 0
    """ms the phone's clock was corrected by."""


class PushReply(Struct, frozen=True, kw_only=True, omit_defaults=True):
    v: int
    time: int
    db_epoch: str
    through: int
    """Highest contiguous sequence number taken; everything up to it has a receipt."""
    receipts: list[Receipt]
    head: int
    expected: int | None = None
    """Set when the batch left a hole: send again from here."""
    max_batch: int = MAX_CHANGES
    retry_after: int | None = None
    backup_floor: int = 0
    """Changes up to this log position are in a backup; until then a phone keeps what was accepted."""


class PullRequest(Struct, frozen=True, kw_only=True):
    v: int
    schema: int
    cursor: str = ""
    limit: Annotated[int, Meta(ge=1, le=2000)] = 1000


class Row(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The present state of one record, with the buckets through which this phone holds it."""

    c: str
    id: str
    b: list[str]
    at: int
    """Log position of its last change."""
    v: msgspec.Raw = msgspec.Raw(b"null")
    s: dict[str, Any] = {}
    """Stamps per field (documents only)."""


class Gone(Struct, frozen=True, kw_only=True):
    """A record that left these buckets; a phone that holds it through no other drops it."""

    c: str
    id: str
    b: list[str]


class Delta(Struct, frozen=True, kw_only=True, omit_defaults=True):
    v: int
    time: int
    db_epoch: str
    cursor: str
    head: int
    buckets: list[str]
    rows: list[Row]
    gone: list[Gone] = []
    drop: list[str] = []
    """Buckets this person may no longer see: purge them."""
    more: bool = False
    restart: bool = False
    """The cursor was of another store: drop everything pulled and take this as the first page."""


def change_id(device: int, epoch: int, seq: int) -> str:
    """The id of a change, and of the fact or intent it creates: unique without any server."""
    return f"{device:x}.{epoch}.{seq}"
