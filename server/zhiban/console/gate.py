"""The console's door: who may knock, what is answered before Piccolo sees it, and Chinese names in its addresses."""

import asyncio
import ipaddress
import re
from collections.abc import Mapping, Sequence
from typing import Any

from litestar import asgi
from litestar.handlers import ASGIRouteHandler

from ..changes.collection import Registry
from ..store import engine as _one_sqlite  # before Piccolo: one SQLite library for the process (SAFETY fact 4)
from ..sync.writer import Writer
from .faces import TABLES
from .phrases import chinese_script

__all__ = ["Console", "_one_sqlite", "console_route", "inner_path"]
PATH = "/admin"
SCRIPT = re.compile(r"/assets/[A-Za-z0-9_-]+\.js")
HEADERS = (
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy",
     b"default-src 'self'; img-src 'self' data:; font-src 'self' data:; style-src 'self' 'unsafe-inline'; "
     b"frame-ancestors 'none'; base-uri 'none'; form-action 'self'"),
)  # fmt: skip


class Console:
    """An ASGI application that builds the panel at the first visit and lets in only the clients on its list (T22)."""

    def __init__(
        self,
        registry: Registry,
        writer: Writer,
        database_url: str,
        hospital: str,
        clients: str,
        *,
        https_names: Sequence[str] = (),
    ) -> None:
        self._build_with = (registry.collections, writer, database_url, hospital, https_names)
        self._clients = [ipaddress.ip_network(part.strip()) for part in clients.split(",") if part.strip()]
        self._panel: Any = None
        self._building = asyncio.Lock()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        if not self._welcome(scope):
            await _text(send, 403, "控制台只能在服务器本机打开")
            return
        if scope.get("raw_path", b"") == PATH.encode():
            await _text(send, 307, "", (b"location", f"{PATH}/".encode()))
            return
        path = inner_path(scope["path"])
        if path.startswith(("/api/docs", "/public/docs", "/openapi")):
            await _text(send, 404, "没有这一页")  # it would load its pages from other hosts
            return
        if SCRIPT.fullmatch(script := path.rstrip("/")):  # a mount gives every path a last slash
            await _script(send, script.rpartition("/")[2])
            return
        panel = await self._ready()
        await panel(
            {**scope, "path": path, "root_path": "", "raw_path": b"", "app_root_path": ""}, receive, _guarded(send)
        )

    def _welcome(self, scope: Mapping[str, Any]) -> bool:
        try:
            address = ipaddress.ip_address((scope.get("client") or ("",))[0])
        except ValueError:
            return False
        return any(address in network for network in self._clients)

    async def _ready(self) -> Any:
        async with self._building:
            if self._panel is None:
                self._panel = await asyncio.to_thread(self._build)
        return self._panel

    def _build(self) -> Any:
        from .panel import build_panel

        return build_panel(*self._build_with)


def inner_path(path: str) -> str:
    """The path with tables under their own names."""
    parts = path.split("/")
    if parts[1:3] == ["api", "tables"] and len(parts) > 3:
        parts[3] = TABLES.get(parts[3], parts[3])
    return "/".join(parts)


async def _script(send: Any, name: str) -> None:
    script = await asyncio.to_thread(chinese_script, name)
    kind = (b"content-type", b"text/javascript; charset=utf-8" if script else b"text/plain")
    head = [kind, (b"cache-control", b"max-age=3600"), *HEADERS]
    await send({"type": "http.response.start", "status": 200 if script else 404, "headers": head})
    await send({"type": "http.response.body", "body": script})


def _guarded(send: Any) -> Any:
    async def answer(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *HEADERS]}
        await send(message)

    return answer


async def _text(send: Any, status: int, words: str, *headers: tuple[bytes, bytes]) -> None:
    kind = (b"content-type", b"text/plain; charset=utf-8")
    await send({"type": "http.response.start", "status": status, "headers": [kind, *headers]})
    await send({"type": "http.response.body", "body": words.encode()})


def console_route(console: Console) -> ASGIRouteHandler:
    """Mounts the console in the product's application."""

    @asgi(PATH, is_mount=True, copy_scope=True)
    async def admin(scope: Any, receive: Any, send: Any) -> None:
        await console(scope, receive, send)

    return admin
