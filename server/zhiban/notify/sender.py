"""Sends one push, and nothing else: no redirect, no proxy, no body read, one pinned public address, five seconds.

Our own, because the usual library follows redirects with the VAPID header on and shows the answer's body (SAFETY 1).
"""

import asyncio
import os
import re
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Literal

from cryptography.hazmat.primitives.asymmetric import ec
from msgspec import Struct

from .encoding import b64, encrypt
from .guard import PORT, BadEndpoint, Endpoint, Resolve, check_endpoint, check_keys, pin_address
from .records import PushSubscription
from .vapid import VapidKeys, authorization

TIMEOUT_S = 5.0
HEAD_MAX = 16_384
TTL_S = 86_400
"""After a day the inbox has told it anyway."""
LONGEST_RETRY_S = 6 * 3600
STATUS = re.compile(rb"^HTTP/1\.[01] (\d{3})(?: |\r\n)")
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[str, str], Awaitable[Streams]]
"""(address, host name for TLS) -> open streams."""
Fate = Literal["sent", "gone", "again", "refused"]


class Outcome(Struct, frozen=True):
    """What became of one push. ``status`` is 0 when no answer came; ``reason`` never holds anything from its body."""

    fate: Fate
    status: int = 0
    retry_after_ms: int | None = None
    reason: str = ""


async def resolve_host(host: str) -> Sequence[str]:
    """The system's resolver, addresses only."""
    found = await asyncio.get_running_loop().getaddrinfo(host, PORT, type=1)
    return [str(entry[4][0]) for entry in found]


async def connect_tls(address: str, host: str) -> Streams:
    """To the pinned address, with the certificate checked against the name."""
    return await asyncio.open_connection(
        address, PORT, ssl=ssl.create_default_context(), server_hostname=host, limit=HEAD_MAX
    )


@dataclass(frozen=True, slots=True)
class Sender:
    """Everything a push needs but the push; ``resolve`` and ``connect`` are replaced in tests only."""

    keys: Callable[[], VapidKeys]
    hosts: Sequence[str]
    subject: str
    now: Callable[[], int]
    resolve: Resolve = resolve_host
    connect: Connect = connect_tls
    timeout_s: float = TIMEOUT_S
    random: Callable[[int], bytes] = field(default=os.urandom)

    async def send(self, to: PushSubscription, payload: bytes, *, urgent: bool = False) -> Outcome:
        """Never raises for the other side's sake; the endpoint is checked again, as the list may have changed."""
        key = self.keys().of(to.vapid)
        if key is None:
            return Outcome("gone", reason="made for a retired key")
        try:
            endpoint = check_endpoint(to.endpoint, self.hosts)
            point, secret = check_keys(to.p256dh, to.auth)
            own = ec.generate_private_key(ec.SECP256R1())
            body = encrypt(payload, point, secret, salt=self.random(16), sender=own)
            proof = authorization(key, endpoint.origin, self.subject, self.now())
            request = _request(endpoint, proof, _topic(to, payload), body, urgent)
            async with asyncio.timeout(self.timeout_s):
                address = await pin_address(endpoint.host, self.resolve)
                head = await self._exchange(address, endpoint.host, request)
        except BadEndpoint as error:
            return Outcome("refused", reason=str(error))
        except TimeoutError:
            return Outcome("again", reason="no answer in time")
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            return Outcome("again", reason=type(error).__name__)
        return read_head(head, self.now())

    async def _exchange(self, address: str, host: str, request: bytes) -> bytes:
        reader, writer = await self.connect(address, host)
        try:
            writer.write(request)
            await writer.drain()
            return await reader.readuntil(b"\r\n\r\n")
        finally:
            writer.transport.abort()  # what follows the head is not read, however much it is


def _request(endpoint: Endpoint, proof: str, topic: str, body: bytes, urgent: bool) -> bytes:
    lines = (
        f"POST {endpoint.path} HTTP/1.1",
        f"Host: {endpoint.host}",
        f"Authorization: {proof}",
        "Content-Encoding: aes128gcm",
        "Content-Type: application/octet-stream",
        f"Content-Length: {len(body)}",
        f"TTL: {TTL_S}",
        f"Topic: {topic}",
        f"Urgency: {'high' if urgent else 'normal'}",
        "Connection: close",
    )
    return "\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + body


def _topic(to: PushSubscription, payload: bytes) -> str:
    """A newer push of the same kind replaces one not yet delivered; the word itself tells the push service nothing."""
    return b64(sha256(to.auth.encode() + b"\0" + payload).digest())[:32]


def read_head(head: bytes, now: int) -> Outcome:
    """What an answer's status line and Retry-After mean (RFC 8030 5, RFC 8188 4.1, F18)."""
    found = STATUS.match(head)
    if found is None:
        return Outcome("again", reason="not an answer in HTTP")
    status = int(found[1])
    if 200 <= status < 300:
        return Outcome("sent", status)
    if status in (404, 410):
        return Outcome("gone", status, reason="subscription ended")
    if status in (408, 429) or status >= 500:
        return Outcome("again", status, retry_after_ms(head, now), f"answered {status}")
    return Outcome("refused", status, reason=f"answered {status}")


def retry_after_ms(head: bytes, now: int) -> int | None:
    """Seconds or a date (RFC 9110 10.2.3); no more than six hours, None when there is none that can be read."""
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"retry-after":
            return _wait_ms(value.strip().decode("latin-1"), now)
    return None


def _wait_ms(text: str, now: int) -> int | None:
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), LONGEST_RETRY_S) * 1000
    try:
        then = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    wait = (then.replace(tzinfo=then.tzinfo or UTC) - datetime.fromtimestamp(now / 1000, UTC)).total_seconds()
    return int(min(max(wait, 0), LONGEST_RETRY_S) * 1000)
