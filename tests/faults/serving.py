"""A real server that can be killed at any moment, and a line to it that can lose the answer after the commit."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import httpx

START_SECONDS = 60.0
QUICK = 0.01


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Mortal:
    """`zhiban serve` on one database; every `start` is a new process that finds what the last one left."""

    def __init__(self, url: str, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self._pid = 0
        own = {k: v for k, v in os.environ.items() if not k.startswith("ZHIBAN_")}
        environment = {
            **own, "ZHIBAN_DATABASE_URL": url, "ZHIBAN_DATA_DIR": str(folder / "data"), "PORT": str(self.port),
            "ZHIBAN_PWA_DIR": str(folder), "ZHIBAN_LOG_LEVEL": "warning",
        }  # fmt: skip
        program = Path(__file__).with_name("nursery.py")
        with self.log.open("wb") as errors:
            self._nursery = subprocess.Popen(
                [sys.executable, str(program)], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=errors, text=True,
            )  # fmt: skip
        assert self._read() == "ready", self.log.read_text()

    def __enter__(self) -> "Mortal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self._nursery.kill()
        self._nursery.communicate()

    def _read(self) -> str:
        assert self._nursery.stdout
        return self._nursery.stdout.readline().strip()

    async def start(self) -> None:
        """A new process that answers; the old one must be dead."""
        assert self._nursery.stdin
        self._nursery.stdin.write("serve\n")
        self._nursery.stdin.flush()
        self._pid = int(await asyncio.to_thread(self._read))
        give_up = time.monotonic() + START_SECONDS
        async with httpx.AsyncClient(base_url=self.url) as http:
            while True:
                with suppress(httpx.HTTPError):
                    if (await http.get("/health")).status_code == 200:
                        return
                assert self.alive and time.monotonic() < give_up, self.log.read_text()[-2000:]
                await asyncio.sleep(QUICK)

    @property
    def alive(self) -> bool:
        return self._pid > 0 and Path(f"/proc/{self._pid}").exists()

    def kill(self) -> None:
        """SIGKILL, and back once the process is gone."""
        if not self.alive:
            return
        os.kill(self._pid, signal.SIGKILL)
        while self.alive:
            time.sleep(0.001)
        self._pid = 0


class Line:
    """The phones' way to the server. Once armed, the next answer is swallowed: it was committed, nobody hears of it."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = free_port()
        self.swallowed = asyncio.Event()
        self._armed = False
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", self.port)

    async def close(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()
        if self._server:
            self._server.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def arm(self) -> None:
        self._armed = True
        self.swallowed.clear()

    def disarm(self) -> None:
        self._armed = False

    def _take(self, phone: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._relay(phone, back))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _relay(self, phone: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            server, up = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            back.transport.abort()
            return
        self._open |= {back, up}
        try:
            await asyncio.gather(self._pump(phone, up, back), self._pump(server, back, up, answers=True))
        finally:
            self._open -= {back, up}

    async def _pump(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        other: asyncio.StreamWriter,
        *,
        answers: bool = False,
    ) -> None:
        with suppress(OSError):
            while part := await source.read(65_536):
                if answers and self._armed:
                    self._armed = False
                    self.swallowed.set()
                    break
                sink.write(part)
                await sink.drain()
        sink.transport.abort()
        other.transport.abort()
