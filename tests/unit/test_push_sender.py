"""Every answer a push service can give, and those it should not (F18), played by a sink on loopback."""

import asyncio
import socket
import ssl
import time
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from push_sink import PUBLIC, Browser, PushSink, push_sink, status

from zhiban.notify.guard import allowed_hosts
from zhiban.notify.sender import Outcome, Sender, read_head, retry_after_ms
from zhiban.notify.vapid import VapidKeys, make_key

NOW = 1_790_000_000_000
KEYS = VapidKeys([make_key(NOW)])
PAYLOAD = b'{"t":"roster"}'


def sender(sink: PushSink, **changed: Any) -> Sender:
    values: dict[str, Any] = {"resolve": sink.resolve, "connect": sink.connect, "timeout_s": 2.0, **changed}
    return Sender(lambda: KEYS, allowed_hosts(), "mailto:it@hospital.invalid", lambda: NOW, **values)


def send(
    *answers: Any, browser: Browser | None = None, addresses: Sequence[str] = (PUBLIC,), **changed: Any
) -> tuple[Outcome, PushSink]:
    async def main() -> tuple[Outcome, PushSink]:
        async with push_sink() as sink:
            sink.answers.extend(answers)
            sink.addresses = addresses
            to = (browser or Browser("b")).subscription("p1", KEYS.newest.public)
            urgent = changed.pop("urgent", False)
            to = msgspec.structs.replace(to, **changed.pop("to", {}))
            return await sender(sink, **changed).send(to, PAYLOAD, urgent=urgent), sink

    return asyncio.run(main())


def test_a_push_arrives_and_its_browser_can_read_it() -> None:
    browser = Browser("b")
    outcome, sink = send(browser=browser, urgent=True)
    assert outcome == Outcome("sent", 201)
    push = sink.pushes[0]
    assert (push.method, push.path, browser.read(push)) == ("POST", "/fcm/send/b", {"t": "roster"})
    assert push.headers["ttl"] == "86400" and push.headers["urgency"] == "high"
    assert push.headers["content-encoding"] == "aes128gcm" and push.headers["host"] == "fcm.googleapis.com"
    assert sink.dialled == [(PUBLIC, "fcm.googleapis.com")]


def test_no_header_says_who_or_what() -> None:
    _, sink = send()
    told = " ".join(f"{name}: {value}" for name, value in sink.pushes[0].headers.items())
    assert not [word for word in ("p1", "roster", "request", "message", "zhiban", "Python") if word in told]
    assert len(sink.pushes[0].headers["topic"]) <= 32


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (status(200), Outcome("sent", 200)),
        (status(202), Outcome("sent", 202)),
        (status(404), Outcome("gone", 404, None, "subscription ended")),
        (status(410), Outcome("gone", 410, None, "subscription ended")),
        (status(400), Outcome("refused", 400, None, "answered 400")),
        (status(401), Outcome("refused", 401, None, "answered 401")),
        (status(403), Outcome("refused", 403, None, "answered 403")),
        (status(413), Outcome("refused", 413, None, "answered 413")),
        (status(429, "Retry-After: 120"), Outcome("again", 429, 120_000, "answered 429")),
        (status(429), Outcome("again", 429, None, "answered 429")),
        (status(500), Outcome("again", 500, None, "answered 500")),
        (status(503, "retry-after: 7"), Outcome("again", 503, 7_000, "answered 503")),
        (b"HTTP/1.0 201 \r\n\r\n", Outcome("sent", 201)),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", Outcome("again", 0, None, "not an answer in HTTP")),
        (b"HTTP/1.1 99999 x\r\n\r\n", Outcome("again", 0, None, "not an answer in HTTP")),
        (b"HTTP/1.1 201 Created\r\nhalf a head", Outcome("again", 0, None, "IncompleteReadError")),
        (b"", Outcome("again", 0, None, "IncompleteReadError")),
        (b"HTTP/1.1 200 OK\r\nx: " + b"y" * 70_000, Outcome("again", 0, None, "LimitOverrunError")),
    ],
)
def test_what_each_answer_comes_to(answer: bytes, expected: Outcome) -> None:
    outcome, sink = send(answer)
    assert outcome == expected and len(sink.pushes) == 1


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(code: int) -> None:
    outcome, sink = send(status(code, "Location: https://fcm.googleapis.com/other"))
    assert outcome == Outcome("refused", code, None, f"answered {code}")
    assert len(sink.pushes) == 1 and len(sink.dialled) == 1


def test_an_endless_answer_is_not_read() -> None:
    written = 0

    async def flood(writer: asyncio.StreamWriter) -> None:
        nonlocal written
        writer.write(b"HTTP/1.1 201 Created\r\n\r\n")
        while written < 10_000_000_000:
            writer.write(bytes(65_536))
            written += 65_536
            await writer.drain()

    outcome, _ = send(flood)
    assert outcome == Outcome("sent", 201) and written < 50_000_000


def test_a_body_never_reaches_the_outcome() -> None:
    outcome, _ = send(status(400, body=b"root:x:0:0 secret of an inner service"))
    assert "secret" not in repr(outcome)


def test_a_service_that_never_answers_costs_no_more_than_the_limit() -> None:
    async def silence(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(1)

    began = time.monotonic()
    outcome, _ = send(silence, timeout_s=0.1)
    assert outcome == Outcome("again", 0, None, "no answer in time") and time.monotonic() - began < 0.9


def test_a_drip_of_one_byte_at_a_time_costs_no_more_than_the_limit() -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        for _ in range(100):
            writer.write(b"H")
            await writer.drain()
            await asyncio.sleep(0.02)

    outcome, _ = send(drip, timeout_s=0.1)
    assert outcome.reason == "no answer in time"


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["10.0.0.1"], [PUBLIC, "::1"], []])
def test_a_name_that_points_inside_is_never_dialled(addresses: Sequence[str]) -> None:
    outcome, sink = send(addresses=addresses)
    assert outcome.fate == "refused" and sink.dialled == [] and sink.pushes == []


@pytest.mark.parametrize(
    "endpoint", ["https://127.0.0.1/x", "http://fcm.googleapis.com/x", "https://off.the.list.example/x"]
)
def test_an_endpoint_is_checked_again_at_sending(endpoint: str) -> None:
    outcome, sink = send(to={"endpoint": endpoint})
    assert outcome.fate == "refused" and sink.dialled == []


def test_a_subscription_made_for_a_retired_key_is_over() -> None:
    outcome, sink = send(to={"vapid": make_key(1).public})
    assert outcome.fate == "gone" and sink.dialled == []


def test_a_refused_connection_or_a_bad_certificate_is_tried_again() -> None:
    for error in (ConnectionRefusedError(), ssl.SSLCertVerificationError("self-signed"), OSError("no route")):

        async def connect(address: str, host: str, error: Exception = error) -> Any:
            raise error

        outcome, _ = send(connect=connect)
        assert outcome == Outcome("again", 0, None, type(error).__name__)


def test_a_name_that_does_not_resolve_is_tried_again() -> None:
    async def resolve(host: str) -> Sequence[str]:
        raise socket.gaierror("no name")

    assert send(resolve=resolve)[0].fate == "again"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0", 0), ("30", 30_000), ("999999999999999999999", 21_600_000), ("-5", None), ("1.5", None), ("", None),
        ("soon", None),
        ("٣", None), ("Mon, 21 Sep 2026 14:13:50 GMT", 30_000), ("Mon, 21 Sep 2026 14:12:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 21_600_000), ("Mon, 99 Sep 2026 14:13:20 GMT", None),
    ],
)  # fmt: skip
def test_retry_after_in_seconds_or_as_a_date(value: str, expected: int | None) -> None:
    head = f"HTTP/1.1 429 x\r\nRetry-After: {value}\r\n\r\n".encode()
    assert retry_after_ms(head, NOW) == expected
    assert read_head(head, NOW).fate == "again"
