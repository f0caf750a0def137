"""Who works where, in which post, and may see what (C1)."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from ..changes.collection import Collection, Law
from ..changes.fields import LONG, SERVER, SET, Day, Degrees, Id, Line, Metres, Minutes, Text, Word
from ..changes.verdict import Actor

Post = Literal[
    "nurse", "head_nurse", "doctor", "consultant", "hr", "reception", "kitchen", "cleaning", "trainer", "manager"
]
"""The posts of the brief (DOMAIN, users)."""
Role = Literal["staff", "head", "hr", "manager", "trainer", "admin"]


class Site(Struct, frozen=True, kw_only=True):
    id: Id
    name_zh: Line
    name_en: Line
    kind: Word = "hospital"


class Department(Struct, frozen=True, kw_only=True):
    """A ward or office with its geofence (A16; WGS-84, as browsers report it)."""

    id: Id
    site: Id
    name_zh: Line
    name_en: Line
    lat: Degrees
    lon: Degrees
    radius_m: Metres = 150.0
    swap_needs_head: bool = False
    """A13: swaps that clear all rules still wait for the head nurse."""


class Person(Struct, frozen=True, kw_only=True):
    """What colleagues of the department may see of a person."""

    id: Id
    number: Word
    """Staff number, used to log in."""
    name: Line
    name_en: Line = ""
    department: Id
    post: Post
    roles: list[Role] = []
    leads: list[Id] = []
    """Departments this person heads."""
    level: Word = ""
    """Seniority, such as N0-N4."""
    skills: list[Word] = []
    fraction: Annotated[float, Meta(gt=0, le=1)] = 1.0
    """Share of full time."""
    active: bool = True


class Employment(Struct, frozen=True, kw_only=True):
    """HR-only facts about a person; id is the person's id. Reasons here are never shown to peers (L12)."""

    id: Id
    department: Id
    employed_from: Day
    weekly_minutes: Minutes = 2400
    surgery_week_minutes: Minutes = 1800
    """F020: at most 30 h of surgery a week."""
    duty_week_minutes: Minutes = 1200
    """F021: at most 20 h of duty a week."""
    night_ban_from: Day | None = None
    """L12: from month 7 of pregnancy, or while nursing a child under one; no nights, no overtime."""
    night_ban_until: Day | None = None
    licence_until: Day | None = None
    """L20."""


class Profile(Struct, frozen=True, kw_only=True):
    """A person's own page; id is the person's id."""

    id: Id
    department: Annotated[Id, SERVER] = "none"
    ward_phone: Word = ""
    emergency_name: Line = ""
    emergency_phone: Word = ""
    languages: Annotated[list[Line], SET] = []
    notes: Annotated[Text, LONG] = ""


class Preference(Struct, frozen=True, kw_only=True):
    """Wishes for rosters (F022); id is the person's id."""

    id: Id
    department: Annotated[Id, SERVER] = "none"
    liked_shifts: Annotated[list[Line], SET] = []
    disliked_shifts: Annotated[list[Line], SET] = []
    days_off: Annotated[list[Line], SET] = []
    """Single days (YYYY-MM-DD) or weekdays (mon..sun) wished free."""
    nights_in_row: Annotated[int, Meta(ge=1, le=7)] = 2
    locale: Literal["zh-CN", "en"] = "zh-CN"
    quiet: bool = True
    """No news while sleeping after nights; urgent messages still arrive."""


# Private: never in the log, never synced.
class Credential(Struct, frozen=True, kw_only=True):
    """How a person logs in; the hash is argon2's."""

    person: str
    number: str
    password_hash: str
    failures: int = 0
    locked_until: int = 0


class Session(Struct, frozen=True, kw_only=True):
    """An opaque device token, kept as its SHA-256 only."""

    token_hash: str
    person: str
    device: int
    kind: str = "phone"
    created_at: int = 0
    expires_at: int = 0
    revoked: bool = False


def own(actor: Actor, record: Profile | Preference, before: object) -> str:
    """A person edits only their own page."""
    return "" if record.id == actor.person else "change.not_yours"


def _person_buckets(p: Person) -> tuple[str, ...]:
    return (f"user:{p.id}", f"dept:{p.department}", "role:hr", *(f"dept:{d}" for d in p.leads if d != p.department))


COLLECTIONS = [
    Collection("site", Site, Law.PLAN, lambda r: ("all",), console=True),
    Collection("department", Department, Law.PLAN, lambda r: ("all",), console=True),
    Collection("person", Person, Law.PLAN, _person_buckets, indexes=(("department",), ("number",)), console=True),
    Collection("employment", Employment, Law.PLAN, lambda r: ("role:hr",), console=True),
    Collection(
        "profile", Profile, Law.DOCUMENT, lambda r: (f"user:{r.id}", f"lead:{r.department}", "role:hr"), may=own
    ),
    Collection(
        "preference", Preference, Law.DOCUMENT, lambda r: (f"user:{r.id}", f"lead:{r.department}", "role:hr"), may=own
    ),
]
PRIVATE = [("credential", Credential, ("person",)), ("session", Session, ("token_hash",))]
