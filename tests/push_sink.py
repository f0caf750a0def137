"""A push service on loopback (RFC 8030) that answers as told, keeps what it was sent, and holds the browser's keys.

The sender reaches it through ``connect`` and ``resolve`` only: nothing in the product knows about it.
"""

import asyncio
import os
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import http_ece
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from zhiban.notify.encoding import b64
from zhiban.notify.records import PushSubscription

HOST = "fcm.googleapis.com"
PUBLIC = "142.250.66.10"
CREATED = b"HTTP/1.1 201 Created\r\nLocation: https://example.invalid/m/1\r\nContent-Length: 0\r\n\r\n"
Answer = bytes | Callable[[asyncio.StreamWriter], Any]


def status(code: int, *headers: str, body: bytes = b"") -> bytes:
    """An answer by its status code."""
    lines = [f"HTTP/1.1 {code} Word", *headers, f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass
class Browser:
    """The receiving end of a subscription."""

    name: str
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def endpoint(self) -> str:
        return f"https://{HOST}/fcm/send/{self.name}"

    @property
    def p256dh(self) -> str:
        return b64(self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    @property
    def auth(self) -> str:
        return b64(self.secret)

    def subscription(self, person: str, vapid: str, device: int = 1, made_at: int = 1) -> PushSubscription:
        return PushSubscription(
            endpoint_hash=sha256(self.endpoint.encode()).hexdigest(), endpoint=self.endpoint, p256dh=self.p256dh,
            auth=self.auth, person=person, device=device, vapid=vapid, made_at=made_at,
        )  # fmt: skip

    def read(self, push: "Push") -> Any:
        """What the service worker would see."""
        plain = http_ece.decrypt(push.body, private_key=self.private, auth_secret=self.secret, version="aes128gcm")
        return msgspec.json.decode(plain)


@dataclass(frozen=True)
class Push:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class PushSink:
    """``answers`` are given in turn, then 201. A callable answer writes for itself."""

    def __init__(self) -> None:
        self.pushes: list[Push] = []
        self.answers: deque[Answer] = deque()
        self.dialled: list[tuple[str, str]] = []
        self.addresses: Sequence[str] = (PUBLIC,)
        self.port = 0

    async def resolve(self, host: str) -> Sequence[str]:
        return self.addresses

    async def connect(self, address: str, host: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Stands for TLS to the pinned address."""
        self.dialled.append((address, host))
        return await asyncio.open_connection("127.0.0.1", self.port, limit=16_384)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, path, _ = head[0].split(" ")
            headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            self.pushes.append(Push(method, path, headers, body))
            answer = self.answers.popleft() if self.answers else CREATED
            if callable(answer):
                await answer(writer)
            else:
                writer.write(answer)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def push_sink() -> AsyncIterator[PushSink]:
    """A running sink on a free loopback port."""
    sink = PushSink()
    server = await asyncio.start_server(sink._serve, "127.0.0.1", 0)
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        server.close()


def divert(port: int) -> dict[str, Any]:
    """For a server under test in another process: ``background.Sender = partial(Sender, **divert(port))``."""
    sink = PushSink()
    sink.port = port
    return {"resolve": sink.resolve, "connect": sink.connect}
