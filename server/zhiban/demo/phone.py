"""A virtual phone: outbox, sequence, clock, cursor, and nothing but the public protocol (shared-schemas/SYNC.md)."""

import asyncio
import contextlib
import gzip
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec

from ..changes.clock import tick
from ..changes.wire import Receipt, change_id

PAGE = 2000
GZIP_FROM = 1_000
Fault = str
"""What happens to a push: nothing (empty), ``lost`` the reply, ``cut`` the connection, ``twice`` sent at once."""


class PhoneError(Exception):
    """The server said something that the protocol does not allow."""


@dataclass(slots=True)
class Made:
    """A change in the phone's own ledger: what it was, and every answer it ever got."""

    seq: int
    collection: str
    record: str
    """The document edited; empty for facts and intents."""
    fields: dict[str, Any]
    raw: dict[str, Any]
    receipts: list[Receipt] = field(default_factory=list[Receipt])


@dataclass
class Phone:
    """One person's store. Times given to it are true ms; its own clock is off by ``skew``."""

    http: httpx.AsyncClient
    number: str
    now: Callable[[], int]
    skew: int = 0
    device: int = 0
    epoch: int = 1
    token: str = ""
    cursor: str = ""
    seen: int = 0
    seq: int = 0
    sent: int = 0
    """Highest sequence number with a receipt."""
    last: int = 0
    ledger: list[Made] = field(default_factory=list[Made])
    rows: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict[tuple[str, str], dict[str, Any]])
    marks: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict[tuple[str, str], dict[str, Any]])
    segments: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    resent: int = 0

    async def log_in(self, password: str) -> None:
        """The device number and token; the moment of the answer anchors the clock."""
        body = {"number": self.number, "password": password, "label": f"demo {self.number}"}
        answer = self._ok(await self.http.post("/people/login", json=body))
        self.device, self.epoch, self.token = answer["device"], answer["epoch"], answer["token"]
        self.segments = [{"id": 1, "wall": self.wall(self.now())}]

    # the clock
    def wall(self, true: int) -> int:
        return max(0, true + self.skew)

    def set_clock(self, true: int, skew: int) -> None:
        """Somebody sets the clock while the app runs: the jump is measured against monotonic time."""
        self._segment(true, skew, skew - self.skew)

    def restart(self, true: int, skew: int) -> None:
        """The phone was off: how far its clock moved meanwhile nobody knows (K14)."""
        self._segment(true, skew, None)

    def anchor(self, true: int) -> None:
        """An exchange with the server: phone wall time and server time side by side."""
        self.segments[-1]["anchor"] = [self.wall(true), true]

    def _segment(self, true: int, skew: int, jump: int | None) -> None:
        self.skew = skew
        self.segments.append({"id": len(self.segments) + 1, "wall": self.wall(true), "jump": jump})

    # the outbox
    def make(self, collection: str, fields: dict[str, Any], true: int, **extra: Any) -> str:
        """Writes a change to the outbox; nobody else knows of it yet. Returns its id."""
        self.seq += 1
        self.last = tick(self.last, self.wall(true))
        raw = {
            "seq": self.seq, "stamp": f"{self.last:016x}", "collection": collection, "fields": fields,
            "segment": self.segments[-1]["id"], "seen": self.seen, **extra,
        }  # fmt: skip
        self.ledger.append(Made(self.seq, collection, extra.get("record", ""), fields, raw))
        return change_id(self.device, self.epoch, self.seq)

    def id_of(self, made: Made) -> str:
        return change_id(self.device, self.epoch, made.seq)

    async def push(self, faults: list[Fault] | None = None) -> None:
        """Sends until everything has a receipt; each fault spoils one sending, and then the same batch goes again."""
        spoil = list(faults or [])
        while self.sent < self.seq or spoil:
            fault = spoil.pop(0) if spoil else ""
            replies = await self._send(fault)
            for reply in replies:
                self._take(reply)
            if not replies:
                self.resent += 1

    async def _send(self, fault: Fault) -> list[dict[str, Any]]:
        body = self._batch()
        if fault == "lost":
            self._ok(await self._post("/sync/push", body))
            return []
        if fault == "cut":
            with contextlib.suppress(TimeoutError, httpx.HTTPError):
                async with asyncio.timeout(0.004):
                    await self._post("/sync/push", body)
            return []
        copies = 2 if fault == "twice" else 1
        self.resent += copies - 1
        answers = await asyncio.gather(*(self._post("/sync/push", body) for _ in range(copies)))
        return [self._ok(answer) for answer in answers]

    def _batch(self) -> bytes:
        """Everything without a receipt, from the change after the last answered one."""
        waiting = [made.raw for made in self.ledger if made.seq > self.sent] or [made.raw for made in self.ledger[-1:]]
        true = self.now()
        return msgspec.json.encode(
            {
                "v": 1, "schema": 1, "device": self.device, "epoch": self.epoch, "wall": self.wall(true), "mono": 0,
                "first": waiting[0]["seq"] if waiting else self.seq + 1, "segments": self.segments, "changes": waiting,
                "app": "demo",
            }
        )  # fmt: skip

    def _take(self, reply: dict[str, Any]) -> None:
        by_seq = {made.seq: made for made in self.ledger}
        for raw in reply["receipts"]:
            receipt = msgspec.convert(raw, Receipt)
            by_seq[receipt.seq].receipts.append(receipt)
        self.sent = max(self.sent, reply["through"])

    # the delta
    async def pull(self) -> None:
        """All pages since the cursor into the held rows."""
        for _ in itertools.count():
            body = {"v": 1, "schema": 1, "cursor": self.cursor, "limit": PAGE}
            delta = self._ok(await self._post("/sync/pull", msgspec.json.encode(body)))
            self.hold(delta)
            if not delta.get("more"):
                return

    def hold(self, delta: dict[str, Any]) -> None:
        if delta.get("restart"):
            self.rows.clear()
        for gone in delta.get("gone", ()):
            self.rows.pop((gone["c"], gone["id"]), None)
        for row in delta["rows"]:
            self.rows[row["c"], row["id"]] = row["v"]
            self.marks[row["c"], row["id"]] = row.get("s", {})
        self.cursor, self.seen = delta["cursor"], delta["head"]

    async def _post(self, path: str, body: bytes) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        if len(body) >= GZIP_FROM:
            body, headers["content-encoding"] = gzip.compress(body, 1), "gzip"
        return await self.http.post(path, content=body, headers=headers)

    def _ok(self, answer: httpx.Response) -> dict[str, Any]:
        if answer.status_code != 200:
            raise PhoneError(f"{self.number}: {answer.request.url.path} {answer.status_code} {answer.text[:200]}")
        return msgspec.json.decode(answer.content)
