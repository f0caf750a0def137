"""Bounded field types for records, and the marks that say how a field merges and who may write it.

Every text and number a phone may send is bounded here, because SQLite and PostgreSQL disagree about what
lies outside (SAFETY fact 7).
"""

from typing import Annotated, Any, Literal

from msgspec import Meta

MergeLaw = Literal["register", "set", "max", "safety", "text"]

Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@-]{0,63}$")]
MaybeId = Annotated[str, Meta(pattern=r"^([A-Za-z0-9][A-Za-z0-9._:@-]{0,63})?$")]
"""An id or nothing; a union with ``Literal[""]`` would refuse the empty text."""
Word = Annotated[str, Meta(max_length=40)]
Line = Annotated[str, Meta(max_length=120)]
Text = Annotated[str, Meta(max_length=4000)]
Day = Annotated[str, Meta(pattern=r"^20\d\d-[01]\d-[0-3]\d$")]
"""A calendar day of the hospital's own zone, ``YYYY-MM-DD``."""
MaybeDay = Annotated[str, Meta(pattern=r"^(20\d\d-[01]\d-[0-3]\d)?$")]
Millis = Annotated[int, Meta(ge=0, le=9_007_199_254_740_991)]
"""Milliseconds since 1970 UTC, exact in a JavaScript number."""
Count = Annotated[int, Meta(ge=0, le=2_000_000_000)]
Minutes = Annotated[int, Meta(ge=0, le=527_040)]
Degrees = Annotated[float, Meta(ge=-180, le=180)]
Metres = Annotated[float, Meta(ge=0, le=10_000_000)]

Scalar = str | int | float | bool | None
Params = dict[str, Scalar | list[str]]
"""Figures and names that a message template is filled with; never prose."""

SERVER = Meta(extra={"server": True})
"""Marks a field only the server writes, such as a request's state."""
SET = Meta(extra={"merge": "set"})
"""Add-wins set of short texts."""
MAX = Meta(extra={"merge": "max"})
"""Numeric maximum: a read mark never goes back."""
SAFETY = Meta(extra={"merge": "safety"})
"""Set that concurrent edits can only widen (K25: allergy, medication)."""
LONG = Meta(extra={"merge": "text"})
"""Long text: concurrent edits are both kept."""


def marks(annotation: Any) -> dict[str, Any]:
    """All ``Meta.extra`` marks on an annotated field type, merged; empty when there are none."""
    found: dict[str, Any] = {}
    for meta in getattr(annotation, "__metadata__", ()):
        if isinstance(meta, Meta) and meta.extra:
            found.update(meta.extra)
    return found
