"""The server's own keys towards push services (RFC 8292): made at first start, kept in one file, never in the database.

Two keys may live side by side: after a rotation phones subscribe anew with the newest, and until they have, theirs
are still signed with the older one (T16).
"""

import os
from collections.abc import Sequence
from pathlib import Path
from secrets import token_hex

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec import Struct

from .encoding import b64, unb64

LIFETIME_S = 12 * 3600
"""RFC 8292 allows 24 h; half of that bears a clock that is wrong."""
OVERLAP_MS = 30 * 86_400_000
FILE = "vapid.json"


class VapidKey(Struct, frozen=True):
    """One key pair: when it was made (ms) and its private number, base64url."""

    made: int
    d: str

    @property
    def private(self) -> ec.EllipticCurvePrivateKey:
        return ec.derive_private_key(int.from_bytes(unb64(self.d)), ec.SECP256R1())

    @property
    def public(self) -> str:
        """What a phone gives its browser as ``applicationServerKey``."""
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return b64(point)

    def __repr__(self) -> str:
        return f"VapidKey(made={self.made})"


class VapidKeys(Struct, frozen=True):
    """Newest first; never empty."""

    keys: Sequence[VapidKey]

    @property
    def newest(self) -> VapidKey:
        return self.keys[0]

    def of(self, public: str) -> VapidKey | None:
        """The key a subscription was made for; None once it is retired."""
        return next((key for key in self.keys if key.public == public), None)


def load_keys(data_dir: Path, now: int) -> VapidKeys:
    """Reads the key file, or makes it (mode 0600) when there is none; of two processes that make it, one wins."""
    path = data_dir / FILE
    if not path.exists():
        _write_new(path, VapidKeys([make_key(now)]))
    return msgspec.json.decode(path.read_bytes(), type=VapidKeys)


def make_key(now: int) -> VapidKey:
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return VapidKey(now, b64(number.to_bytes(32)))


def rotate_keys(data_dir: Path, now: int) -> VapidKeys:
    """Puts a new key in front and retires those whose successor is older than thirty days."""
    old = load_keys(data_dir, now).keys
    kept = [
        key for key, successor in zip(old, [now, *(k.made for k in old)], strict=False) if now - successor < OVERLAP_MS
    ]
    keys = VapidKeys([make_key(now), *kept])
    draft = data_dir / f".{FILE}.{token_hex(8)}"
    _write_private(draft, keys)
    os.replace(draft, data_dir / FILE)
    return keys


def _write_new(path: Path, keys: VapidKeys) -> None:
    draft = path.with_name(f".{FILE}.{token_hex(8)}")
    _write_private(draft, keys)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _write_private(path: Path, keys: VapidKeys) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(msgspec.json.encode(keys))


def authorization(key: VapidKey, audience: str, subject: str, now: int) -> str:
    """The ``Authorization`` header: proof that we are we, for one push service (``audience``) and half a day."""
    head = b64(msgspec.json.encode({"typ": "JWT", "alg": "ES256"}))
    body = b64(msgspec.json.encode({"aud": audience, "exp": now // 1000 + LIFETIME_S, "sub": subject}))
    signed = f"{head}.{body}".encode()
    r, s = decode_dss_signature(key.private.sign(signed, ec.ECDSA(hashes.SHA256())))
    token = f"{head}.{body}.{b64(r.to_bytes(32) + s.to_bytes(32))}"
    return f"vapid t={token}, k={key.public}"
