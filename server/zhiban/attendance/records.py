"""Evidence of presence, and what it came to against the roster (C4)."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from ..changes.collection import Collection, Law, anybody
from ..changes.fields import SERVER, Day, Degrees, Id, Line, MaybeId, Metres, Millis, Minutes, Word

Fix = Literal["ok", "denied", "unavailable", "timeout", "stale", "zero", "none"]
"""How the one position fix ended (PHONE 4.33); ``none`` when the phone has no positioning."""
Place = Literal["inside", "unsure", "outside", "unknown"]
Tier = Literal["", "on_time", "late_half_day", "late_absence", "early_leave", "unplanned", "absent"]


class Punch(Struct, frozen=True, kw_only=True):
    """A check-in or check-out. Never refused (beyond 2); place and time are evidence (A16, K11-K17)."""

    id: Id
    person: Annotated[str, SERVER]
    direction: Literal["in", "out"]
    department: Id
    """Where, by the phone's roster."""
    day: Day
    """The day of the shift it belongs to, by the phone's roster; a night keeps its first day (K13)."""
    shift: MaybeId = ""
    lat: Degrees | None = None
    lon: Degrees | None = None
    accuracy: Metres | None = None
    fix: Fix = "none"
    fix_age_ms: Annotated[int, Meta(ge=0, le=86_400_000)] = 0
    place: Place = "unknown"
    """What the phone told the person; the server works it out again."""
    ward_code: Annotated[str, Meta(pattern=r"^([0-9]{6})?$")] = ""
    note: Line = ""
    at: Annotated[Millis, SERVER] = 0
    """Effective time."""
    earliest: Annotated[Millis, SERVER] = 0
    judged_place: Annotated[Place, SERVER] = "unknown"
    distance_m: Annotated[float | None, SERVER] = None
    code_state: Annotated[Literal["", "good", "old", "wrong"], SERVER] = ""
    time_flag: Annotated[Literal["", "corrected", "unsure"], SERVER] = ""
    favour: Annotated[bool, SERVER] = True
    """Whether an unsure time is read in the employee's favour; past the monthly count it waits for the head (K14)."""
    hints: Annotated[list[Word], SERVER] = []
    """Things a person should look at, never a reason to punish: travel, repeated_fix, two_devices (K16, T5)."""
    known_shift: Annotated[str, SERVER] = ""
    """The shift of ``day`` by the roster this phone had pulled, where it differs from the present one (K11)."""
    known_version: Annotated[str, SERVER] = ""
    attendance: Annotated[str, SERVER] = ""
    """The attendance day it was paired with; empty while it has no shift (K12)."""


class AttendanceDay(Struct, frozen=True, kw_only=True):
    """One person's shift of one day, with what the punches came to; id is ``person:day``. Times are UTC ms."""

    id: Id
    person: Id
    department: Id
    day: Day
    shift: str = ""
    version: str = ""
    """Roster version it was judged by (K11)."""
    planned_start: Millis = 0
    planned_end: Millis = 0
    first_in: Millis | None = None
    last_out: Millis | None = None
    late_minutes: Minutes = 0
    early_minutes: Minutes = 0
    extra_minutes: Minutes = 0
    """A14: stay after the planned end, from 30 min in steps of 15; unapproved until requested."""
    tier: Tier = ""
    proposal: Word = ""
    """Proposed deduction from bonus, capped and confirmed by HR (L11)."""
    flags: list[Word] = []
    """outside, unsure_place, time_corrected, time_unsure, late_news, code_good, code_old, unplanned, ..."""
    state: Literal["open", "present", "done", "missing"] = "open"
    """present: in, not yet out; missing: a check-out without a check-in."""
    attested_by: str = ""
    """The head who vouched for it (K14, K15)."""


class Attest(Struct, frozen=True, kw_only=True):
    """The head nurse confirms punches of doubtful place or time (K14, K15)."""

    id: Id
    person: Annotated[str, SERVER]
    attendance: Annotated[list[Id], Meta(min_length=1, max_length=100)]
    note: Line = ""
    department: Annotated[str, SERVER] = ""


class WardCode(Struct, frozen=True, kw_only=True):
    """The secret behind a ward's rotating six-digit code (beyond 3); only the ward's terminal and its head hold it."""

    id: Id
    """Department."""
    secret: Word
    """Base32, RFC 6238 with 30 s steps."""


def _own_and_leads(r: Punch | AttendanceDay) -> tuple[str, ...]:
    return (f"user:{r.person}", f"lead:{r.department}", "role:hr")


COLLECTIONS = [
    Collection("punch", Punch, Law.FACT, _own_and_leads, may=anybody, author_field="person",
               indexes=(("person", "at"), ("attendance",))),
    Collection("attendance_day", AttendanceDay, Law.PLAN, _own_and_leads,
               indexes=(("person", "day"), ("department", "day"))),
    Collection("attest", Attest, Law.INTENT, lambda r: (f"lead:{r.department}", "role:hr"), may=anybody,
               author_field="person"),
    Collection("ward_code", WardCode, Law.PLAN, lambda r: (f"lead:{r.id}",)),
]  # fmt: skip
