"""Live hints: that a bucket moved, never what is in it. From memory; across processes by looking at the head."""

import asyncio
from collections.abc import AsyncIterator

import msgspec

HEARTBEAT_S = 20.0
WAITING_MAX = 8


class Hints:
    """Tells open connections that one of their buckets moved. ``publish`` may be called from any thread."""

    def __init__(self) -> None:
        self._open: dict[asyncio.Queue[int], tuple[str, frozenset[str], asyncio.AbstractEventLoop]] = {}

    def publish(self, tenant: str, head: int, buckets: set[str]) -> None:
        for waiting, (own, scopes, loop) in list(self._open.items()):
            if own == tenant and not scopes.isdisjoint(buckets):
                loop.call_soon_threadsafe(_offer, waiting, head)

    async def listen(self, tenant: str, scopes: frozenset[str]) -> AsyncIterator[bytes]:
        """Server-sent events: a hint at each change, a comment every 20 s to keep middleboxes awake."""
        waiting: asyncio.Queue[int] = asyncio.Queue(WAITING_MAX)
        self._open[waiting] = (tenant, scopes, asyncio.get_running_loop())
        try:
            yield b": open\n\n"
            while True:
                try:
                    head = await asyncio.wait_for(waiting.get(), HEARTBEAT_S)
                    yield b"event: hint\ndata: " + msgspec.json.encode({"head": head}) + b"\n\n"
                except TimeoutError:
                    yield b": still here\n\n"
        finally:
            self._open.pop(waiting, None)

    @property
    def listeners(self) -> int:
        return len(self._open)


def _offer(waiting: asyncio.Queue[int], head: int) -> None:
    if waiting.full():
        waiting.get_nowait()
    waiting.put_nowait(head)
