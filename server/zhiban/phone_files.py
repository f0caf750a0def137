"""Serves the built phone app from our own origin, with the headers that keep it to itself."""

from pathlib import Path
from typing import Any

from litestar import Response, Router, get
from litestar.datastructures import CacheControlHeader
from litestar.response import File
from litestar.static_files import create_static_files_router  # pyright: ignore[reportUnknownVariableType]

from .errors import Problem

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "geolocation=(self), camera=(self), microphone=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
}


KINDS = {
    ".js": "text/javascript",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".css": "text/css",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
}


def phone_files(folder: Path) -> list[Any]:
    """Route handlers for the app's files; where it was not built yet, a plain sentence says so."""
    if not (folder / "index.html").exists():
        return [not_built]

    @get(["/", "/index.html"], sync_to_thread=False)
    def index() -> File:
        return File(
            folder / "index.html", media_type="text/html; charset=utf-8", content_disposition_type="inline",
            headers={**HEADERS, "cache-control": "no-cache"},
        )  # fmt: skip

    handlers: list[Any] = [index]
    for entry in sorted(folder.iterdir()):
        if entry.is_dir():
            handlers.append(_folder(entry))
        elif entry.name != "index.html":
            handlers.append(_single(entry))
    return handlers


def _folder(folder: Path) -> Router:
    """Files whose names carry their hash: kept for ever."""
    return create_static_files_router(
        f"/{folder.name}",
        directories=[folder],
        name=folder.name,
        cache_control=CacheControlHeader(public=True, max_age=31_536_000),
        after_request=_no_sniffing,
    )


def _no_sniffing(response: Response[Any]) -> Response[Any]:
    response.headers["x-content-type-options"] = "nosniff"
    return response


def _single(path: Path) -> Any:
    @get(f"/{path.name}", name=f"file-{path.name}", sync_to_thread=False)
    def single() -> File:
        return File(
            path, media_type=KINDS.get(path.suffix, "application/octet-stream"), content_disposition_type="inline",
            headers={**HEADERS, "cache-control": "no-cache", "service-worker-allowed": "/"},
        )  # fmt: skip

    return single


@get("/")
async def not_built() -> Response[bytes]:
    raise Problem(503, "phone.not_built", detail="run make setup, which builds the phone app")
