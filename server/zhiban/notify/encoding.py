"""Web push payloads: base64url, and the encryption of RFC 8291 with padding to one fixed length."""

import base64
import binascii
import struct

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD = 4096
LARGEST = 3993
"""The most plain bytes a push service must carry (RFC 8291 4)."""
PADDED = 128
"""Every payload has this length before encryption, so that a message's kind cannot be told from its size (T15)."""


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unb64(text: str) -> bytes:
    """Raises ValueError for anything that is not base64url, with or without padding."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("not base64url") from error


def encrypt(
    plain: bytes, p256dh: bytes, auth: bytes, *, salt: bytes, sender: ec.EllipticCurvePrivateKey, length: int = PADDED
) -> bytes:
    """One ``aes128gcm`` record, padded to ``length``; ValueError for a misfit payload or a key off the curve.

    ``salt`` is 16 random bytes and ``sender`` a key made for this message alone.
    """
    if len(plain) > length or length > LARGEST:
        raise ValueError(f"payload of {len(plain)} bytes does not fit {length}")
    receiver = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), p256dh)
    own = sender.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = sender.exchange(ec.ECDH(), receiver)
    secret = _hkdf(shared, auth, b"WebPush: info\0" + p256dh + own, 32)
    key = _hkdf(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _hkdf(secret, salt, b"Content-Encoding: nonce\0", 12)
    padded = plain + b"\x02" + bytes(length - len(plain))
    header = salt + struct.pack("!LB", RECORD, len(own)) + own
    return header + AESGCM(key).encrypt(nonce, padded, None)


def _hkdf(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(material)
