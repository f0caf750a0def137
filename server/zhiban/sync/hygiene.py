"""What a request body must be before anyone decodes it: typed, small, in time, no bomb (SAFETY T8 T9 T13 T25)."""

import asyncio
import zlib
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec
from litestar import Request

from ..changes.wire import MAX_BYTES, MAX_INFLATED
from ..errors import Problem

T = TypeVar("T")
BODY_SECONDS = 20.0


async def read_json(request: Request[Any, Any, Any], decoder: msgspec.json.Decoder[T], *, batch: bool = False) -> T:
    """The decoded JSON body; raises Problem (4xx with a code) for anything else.

    A character that PostgreSQL cannot keep (NUL) is refused here, except in a batch, whose changes are answered singly.
    """
    check_origin(request)
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(415, "body.not_json")
    body = await _receive(request)
    encoding = request.headers.get("content-encoding", "identity").lower()
    if encoding == "gzip":
        body = inflate(body)
    elif encoding != "identity":
        raise Problem(415, "body.bad_encoding")
    if not batch and b"\\u0000" in body:
        raise Problem(400, "body.bad_text")
    try:
        return decoder.decode(body)
    except UnicodeDecodeError:
        raise Problem(400, "body.bad_text") from None
    except RecursionError:
        raise Problem(400, "body.too_deep") from None
    except (msgspec.MsgspecError, ValueError) as error:
        raise Problem(400, "body.malformed", detail=str(error)[:200]) from None


async def _receive(request: Request[Any, Any, Any]) -> bytes:
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > MAX_BYTES:
        raise Problem(413, "body.too_large", params={"max": MAX_BYTES})
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in request.stream():
                size += len(part)
                if size > MAX_BYTES:
                    raise Problem(413, "body.too_large", params={"max": MAX_BYTES})
                parts.append(part)
    except TimeoutError:
        raise Problem(408, "body.too_slow") from None
    return b"".join(parts)


def inflate(body: bytes) -> bytes:
    """Unpacks gzip up to 8 MiB; more is refused before it is made (T9)."""
    unpack = zlib.decompressobj(wbits=31)
    try:
        out = unpack.decompress(body, MAX_INFLATED + 1)
    except zlib.error:
        raise Problem(400, "body.bad_gzip") from None
    if len(out) > MAX_INFLATED or unpack.unconsumed_tail:
        raise Problem(413, "body.too_large", params={"max": MAX_INFLATED})
    if not unpack.eof or unpack.unused_data:
        raise Problem(400, "body.bad_gzip")
    return out


def check_origin(request: Request[Any, Any, Any]) -> None:
    """A browser's foreign page may not write through a person's session (T13)."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "same-site", "none"):
        raise Problem(403, "request.foreign_origin")
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise Problem(403, "request.foreign_origin")
