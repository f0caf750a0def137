"""Whatever arrives: a 4xx with a code or a refused slip, never a 500, neighbours unharmed (SAFETY T8 T9 T13)."""

import gzip
from typing import Any

from litestar.testing import TestClient

from zhiban.changes.clock import moment, wall_now

from .ward import Phone, encode

DEEP = b'{"v":1,"schema":1,"device":1,"epoch":1,"first":1,"wall":1,"mono":1,"segments":[],"changes":[' + b"[" * 100_000
BODIES: dict[str, tuple[bytes, dict[str, str], int, str]] = {
    "not JSON": (b"<html>", {}, 400, "body.malformed"),
    "wrong types": (encode({"v": "one"}), {}, 400, "body.malformed"),
    "missing fields": (b"{}", {}, 400, "body.malformed"),
    "unknown field in the envelope": (b'{"v":1,"colour":"red"}', {}, 400, "body.malformed"),
    "invalid UTF-8": (b'{"v":1,"app":"\xff\xfe"}', {}, 400, ""),
    "lone surrogate": (b'{"v":1,"app":"\\ud800"}', {}, 400, ""),
    "deep nesting": (DEEP, {}, 400, ""),
    "broken gzip": (b"\x1f\x8b nonsense", {"content-encoding": "gzip"}, 400, "body.bad_gzip"),
    "cut gzip": (gzip.compress(b"{}" * 1000)[:20], {"content-encoding": "gzip"}, 400, "body.bad_gzip"),
    "gzip bomb": (gzip.compress(b" " * 64_000_000), {"content-encoding": "gzip"}, 413, "body.too_large"),
    "10 MB": (b" " * 10_000_000, {}, 413, "body.too_large"),
    "form": (b"v=1", {"content-type": "application/x-www-form-urlencoded"}, 415, "body.not_json"),
    "text": (b"{}", {"content-type": "text/plain"}, 415, "body.not_json"),
    "no type": (b"{}", {"content-type": ""}, 415, "body.not_json"),
    "foreign page": (b"{}", {"origin": "https://elsewhere.invalid"}, 403, "request.foreign_origin"),
    "cross-site": (b"{}", {"sec-fetch-site": "cross-site"}, 403, "request.foreign_origin"),
}


def test_a_bad_body_is_a_4xx_with_a_code(client: TestClient[Any], nurse: Phone) -> None:
    for path in ("/sync/push", "/sync/pull", "/people/login"):
        for name, (body, headers, status, code) in BODIES.items():
            sent = {**nurse.headers, "content-type": "application/json", **headers}
            answer = client.post(path, content=body, headers=sent)
            lenient = path == "/sync/pull" and name == "unknown field in the envelope"
            assert 400 <= answer.status_code < 500 and answer.json()["code"], (path, name, answer.text)
            assert lenient or answer.status_code == status, (path, name, answer.text)
            assert lenient or not code or answer.json()["code"] == code, (path, name, answer.text)


def test_bad_changes_are_refused_one_by_one(nurse: Phone) -> None:
    bad: list[dict[str, Any]] = [
        {"collection": "unheard_of"},
        {"collection": "punch", "fields": {"direction": "sideways"}},
        {"collection": "punch", "fields": {"direction": "in", "department": "w3", "day": "2026-13-45", "lat": 1e400}},
        {"collection": "assignment", "fields": {"day": "2026-11-22"}},
        {"collection": "profile", "op": "edit", "record": "n2", "fields": {"notes": "not mine"}},
        {"collection": "message", "op": "edit", "record": "nobody", "fields": {"seen_at": 1}},
        {"collection": "preference", "op": "edit", "record": "n1", "fields": {"nights_in_row": 2**70}},
        {"collection": "learning_event", "fields": {"person": "n2"}},
        {"collection": "leave_request", "fields": {"kind": "annual", "state": "approved"}},
        {"collection": "decision", "fields": [[[[[[]]]]]]},
    ]
    changes = [nurse.change("preference", {"nights_in_row": 1}, op="edit", record="n1")]
    changes += [{**nurse.change("punch"), **one} for one in bad]
    changes += [nurse.change("preference", {"nights_in_row": 3}, op="edit", record="n1")]
    raw = encode(nurse.envelope(*changes)).replace(b'"lat":null', b'"lat":1e400')
    answer = nurse.client.post("/sync/push", content=raw, headers={**nurse.headers, "content-type": "application/json"})
    receipts = answer.json()["receipts"]
    assert [r["outcome"] for r in receipts] == ["accepted", *["refused"] * len(bad), "accepted"]
    assert nurse.pull()["preference", "n1"]["nights_in_row"] == 3


def test_a_year_9999_clock_is_put_right(nurse: Phone) -> None:
    change = nurse.change("preference", {"nights_in_row": 4}, op="edit", record="n1")
    change["stamp"] = moment(253_402_300_799_000)
    receipt = nurse.push(change)["receipts"][0]
    assert receipt["outcome"] == "accepted" and int(receipt["stamp"][:12], 16) <= wall_now()


def test_a_phone_cannot_speak_for_another(client: TestClient[Any], nurse: Phone) -> None:
    other = Phone(client, "n2")
    body = {**nurse.envelope(nurse.change("preference", {}, op="edit", record="n1")), "device": other.me["device"]}
    answer = client.post("/sync/push", json=body, headers=nurse.headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "batch.foreign_device")


def test_without_a_token_nothing_opens(client: TestClient[Any]) -> None:
    for method, path in (("POST", "/sync/push"), ("POST", "/sync/pull"), ("GET", "/sync/live"), ("GET", "/people/me")):
        answer = client.request(method, path, json={}, headers={"authorization": "Bearer stolen"})
        assert (answer.status_code, answer.json()["code"]) == (401, "auth.ended")


def test_a_wrong_password_and_an_unknown_number_look_the_same(client: TestClient[Any]) -> None:
    answers = [client.post("/people/login", json={"number": n, "password": "x"}) for n in ("n1", "nobody")]
    assert {(a.status_code, a.text) for a in answers} == {(401, answers[0].text)}


def test_five_wrong_passwords_close_the_door_for_a_while(client: TestClient[Any]) -> None:
    codes = [client.post("/people/login", json={"number": "n1", "password": "x"}).json()["code"] for _ in range(6)]
    assert codes == ["auth.wrong"] * 5 + ["auth.locked"]


def test_an_unknown_path_and_a_wrong_method_have_codes_too(client: TestClient[Any]) -> None:
    assert client.get("/nowhere").json()["code"] == "request.unknown_path"
    assert client.get("/sync/push").json()["code"] == "request.bad_method"


def test_a_person_sees_only_their_own_buckets(client: TestClient[Any], nurse: Phone) -> None:
    rows = nurse.pull()
    assert ("person", "n2") in rows and ("person", "other") not in rows
    assert not any(c == "employment" for c, _ in rows)
    assert any(c == "employment" for c, _ in Phone(client, "hr").pull())
