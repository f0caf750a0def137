"""The six-digit code on a ward's screen, worked out without a network on both sides (RFC 6238, PHONE 4.31)."""

import base64
import binascii
import hashlib
import hmac
from typing import Literal

STEP_MS = 30_000
WINDOW = 1
"""Steps either side that still count, for two clocks that differ a little."""
OLD_STEPS = 20
"""A code up to ten minutes old is told apart from a wrong one: someone read it from a photo or waited too long."""
MOST_STEPS = 720
"""An unsure time is searched over at most six hours; longer intervals would make guessing worth while."""
Hash = Literal["sha1", "sha256"]
State = Literal["", "good", "old", "wrong"]


def secret_bytes(secret: str) -> bytes:
    """Base32 as people type it: spaces, lower case, no padding. ValueError when it is not base32."""
    text = secret.replace(" ", "").rstrip("=").upper()
    try:
        return base64.b32decode(text + "=" * (-len(text) % 8))
    except binascii.Error as error:
        raise ValueError("ward code secret is not base32") from error


def code_at(secret: bytes, ms: int, hash: Hash = "sha1", digits: int = 6) -> str:
    """The code of the 30-second step that holds a moment."""
    return _code(secret, ms // STEP_MS, hash, digits)


def _code(secret: bytes, step: int, hash: Hash, digits: int) -> str:
    mac = hmac.new(secret, max(step, 0).to_bytes(8, "big"), getattr(hashlib, hash)).digest()
    offset = mac[-1] & 0x0F
    value = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFF_FFFF
    return str(value % 10**digits).zfill(digits)


def check(secret: bytes, code: str, earliest_ms: int, at_ms: int, hash: Hash = "sha1") -> State:
    """Whether a code was on the screen at a moment, or within the interval a phone's doubtful clock leaves (K14).

    ``old`` when it was on the screen shortly before, ``wrong`` otherwise, empty when there is no code.
    """
    if not code:
        return ""
    last = at_ms // STEP_MS + WINDOW
    first = max(min(earliest_ms, at_ms) // STEP_MS, last - MOST_STEPS) - WINDOW
    if _matches(secret, code, first, last, hash):
        return "good"
    return "old" if _matches(secret, code, first - OLD_STEPS, first - 1, hash) else "wrong"


def _matches(secret: bytes, code: str, first: int, last: int, hash: Hash) -> bool:
    steps = range(max(first, 0), last + 1)
    return any(hmac.compare_digest(_code(secret, step, hash, len(code)).encode(), code.encode()) for step in steps)
