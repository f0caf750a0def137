"""Leave, swaps and claims, and the decisions on them (C3). Intents: judged once, against the present."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from ..changes.collection import Collection, Law, anybody
from ..changes.fields import SERVER, Day, Id, Line, MaybeDay, MaybeId, Millis, Word

LeaveKind = Literal["annual", "time_off", "sick", "personal", "marriage", "maternity", "bereavement"]
RequestState = Literal["waiting", "approved", "refused", "withdrawn", "settled", "open", "expired"]
Reason = Annotated[str, Meta(max_length=300)]


class Step(Struct, frozen=True, kw_only=True):
    """One signature on a request's route (F012, A01)."""

    role: Literal["head", "hr"]
    approver: str
    """The person asked; empty means anyone of the role."""
    state: Literal["waiting", "approved", "refused", "later"]
    by: str = ""
    at: Millis = 0
    since: Millis = 0
    """When it came to this step."""
    note: Line = ""


class LeaveRequest(Struct, frozen=True, kw_only=True):
    """Days from ``first_day`` to ``last_day``; a half day when ``half`` is set and both are the same day (A01)."""

    id: Id
    person: Annotated[str, SERVER]
    kind: LeaveKind
    first_day: Day
    last_day: Day
    half: Literal["", "morning", "afternoon"] = ""
    reason: Reason = ""
    department: Annotated[str, SERVER] = ""
    state: Annotated[RequestState, SERVER] = "waiting"
    days: Annotated[float, SERVER] = 0.0
    """Rostered work days it covers, in half days."""
    route: Annotated[list[Step], SERVER] = []
    step: Annotated[int, SERVER] = 0
    cover_pending: Annotated[bool, SERVER] = False
    """K06: approved, but below minimum cover for now."""
    freed: Annotated[list[str], SERVER] = []
    """``day=shift`` of the shifts it took out of the roster; given back when it is withdrawn."""
    made_at: Annotated[Millis, SERVER] = 0


class SwapOffer(Struct, frozen=True, kw_only=True):
    """Offers the author's shift of ``day``; ``wants`` are days of shifts taken in return, none = just give."""

    id: Id
    person: Annotated[str, SERVER]
    day: Day
    shift: Id
    """The shift as the author's phone knew it (K03)."""
    to: Annotated[list[Id], Meta(max_length=30)] = []
    """Persons asked; empty means the whole ward."""
    wants: Annotated[list[Day], Meta(max_length=31)] = []
    note: Reason = ""
    department: Annotated[str, SERVER] = ""
    state: Annotated[RequestState, SERVER] = "open"
    taken_by: Annotated[str, SERVER] = ""
    given_day: Annotated[str, SERVER] = ""
    accept: Annotated[str, SERVER] = ""
    """The accept that settled it or is held on it."""
    waiting: Annotated[list[str], SERVER] = []
    """Persons who came too late, in order (K01)."""
    made_at: Annotated[Millis, SERVER] = 0
    closed_at: Annotated[Millis, SERVER] = 0
    """When it was taken or withdrawn."""


class SwapAccept(Struct, frozen=True, kw_only=True):
    """Takes an offered shift, giving the author's own shift of ``gives`` in return when set."""

    id: Id
    person: Annotated[str, SERVER]
    offer: Id
    gives: MaybeDay = ""
    gives_shift: MaybeId = ""
    offered_shift: Id
    """The offered shift as this phone knew it (K03)."""
    department: Annotated[str, SERVER] = ""
    state: Annotated[RequestState, SERVER] = "waiting"


class ShiftClaim(Struct, frozen=True, kw_only=True):
    """Asks for an open shift (K01)."""

    id: Id
    person: Annotated[str, SERVER]
    open_shift: Id
    department: Annotated[str, SERVER] = ""
    state: Annotated[RequestState, SERVER] = "waiting"


class Decision(Struct, frozen=True, kw_only=True):
    """An approver's word on one step of a request (K07)."""

    id: Id
    person: Annotated[str, SERVER]
    request: Id
    kind: Literal["leave_request", "swap_offer"]
    step: Annotated[int, Meta(ge=0, le=9)] = 0
    verdict: Literal["approve", "refuse"]
    note: Reason = ""
    substitutes: Annotated[list[Id], Meta(max_length=20)] = []
    """Persons to ask for the freed shifts, best first (p14)."""
    department: Annotated[str, SERVER] = ""
    author: Annotated[str, SERVER] = ""
    """Whose request it was."""


class Withdrawal(Struct, frozen=True, kw_only=True):
    """Takes back the author's own request (K02, K08)."""

    id: Id
    person: Annotated[str, SERVER]
    request: Id
    kind: Literal["leave_request", "swap_offer", "swap_accept", "shift_claim"]
    department: Annotated[str, SERVER] = ""


class LeaveBalance(Struct, frozen=True, kw_only=True):
    """Days of one kind of leave a person has this year; id is ``person:kind:year`` (L09)."""

    id: Id
    person: Id
    department: Id
    kind: Word
    year: int
    total: float
    used: float = 0.0
    pending: float = 0.0


def _request(r: LeaveRequest) -> tuple[str, ...]:
    return (f"user:{r.person}", f"lead:{r.department}", "role:hr")


def _ward(r: SwapOffer | SwapAccept | ShiftClaim) -> tuple[str, ...]:
    return (f"user:{r.person}", f"dept:{r.department}", "role:hr")


COLLECTIONS = [
    Collection(
        "leave_request", LeaveRequest, Law.INTENT, _request, may=anybody, author_field="person",
        indexes=(("person", "first_day"), ("department", "state")),
    ),
    Collection("swap_offer", SwapOffer, Law.INTENT, _ward, may=anybody, author_field="person",
               indexes=(("person", "day"), ("department", "state"))),
    Collection("swap_accept", SwapAccept, Law.INTENT, _ward, may=anybody, author_field="person", indexes=(("offer",),)),
    Collection("shift_claim", ShiftClaim, Law.INTENT, _ward, may=anybody, author_field="person",
               indexes=(("open_shift",),)),
    Collection(
        "decision", Decision, Law.INTENT,
        lambda r: (f"user:{r.author}", f"user:{r.person}", f"lead:{r.department}", "role:hr"),
        may=anybody, author_field="person", indexes=(("request",),),
    ),
    Collection("withdrawal", Withdrawal, Law.INTENT, lambda r: (f"user:{r.person}", f"lead:{r.department}"),
               may=anybody, author_field="person", indexes=(("request",),)),
    Collection("leave_balance", LeaveBalance, Law.PLAN,
               lambda r: (f"user:{r.person}", f"lead:{r.department}", "role:hr"), indexes=(("person",),)),
]  # fmt: skip
