"""A phone's place in the feed: opaque and signed, so that only places we gave out come back (SYNC 1.5)."""

import base64
import hashlib
import hmac

import msgspec
from msgspec import Struct


class Cursor(Struct, frozen=True):
    db_epoch: str
    person: str
    positions: dict[str, int]
    """Bucket to log position."""


DECODER = msgspec.json.Decoder(Cursor)


def seal(cursor: Cursor, key: bytes) -> str:
    body = msgspec.json.encode(cursor)
    return base64.urlsafe_b64encode(_mac(body, key) + body).decode().rstrip("=")


def unseal(text: str, key: bytes) -> Cursor | None:
    """None for anything we did not sign; the phone then starts again."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        body = raw[12:]
        return DECODER.decode(body) if hmac.compare_digest(raw[:12], _mac(body, key)) else None
    except (ValueError, msgspec.MsgspecError):
        return None


def _mac(body: bytes, key: bytes) -> bytes:
    return hmac.new(key, body, hashlib.sha256).digest()[:12]
