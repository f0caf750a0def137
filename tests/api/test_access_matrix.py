"""SAFETY T1: who gets in where, cell by cell. A route without a row fails."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from litestar.routes import ASGIRoute, HTTPRoute

from zhiban.changes.clock import wall_now

from .hospitals import CANARY, DAY, Hospital
from .ward import PASSWORD, Phone

ROLES = {
    "nurse": "n1", "doctor": "doc", "nurse of another ward": "n4", "head": "head", "head of another ward": "head4",
    "HR": "hr", "manager": "boss", "trainer": "coach", "administrator": "admin", "revoked": "n2", "logged out": "",
}  # fmt: skip
PLACES = ("own ward", "other ward", "other hospital", "nowhere")
"""Whose record is named, seen from ward w3; one's own ward for the heads is their own column."""


@dataclass(frozen=True)
class Target:
    """The ids a request names."""

    house: Hospital
    other: Hospital
    place: str

    @property
    def ward(self) -> str:
        return {"own ward": "w3", "other ward": "w4", "other hospital": "x-w3", "nowhere": "w9"}[self.place]

    @property
    def person(self) -> str:
        return {"own ward": "n3", "other ward": "m4", "other hospital": "x-n3", "nowhere": "n9"}[self.place]

    def id(self, kind: str) -> str:
        prefix, ward = ("x-", "w3") if self.place == "other hospital" else ("", self.ward)
        return f"{prefix}{kind}-{ward}"

    def device(self) -> int:
        if self.place == "nowhere":
            return 4_000_000_001
        return (self.other if self.place == "other hospital" else self.house).device(self.person)


Call = Callable[[Target], dict[str, Any]]
Expected = Callable[[str, str], int]
Rights = Mapping[str, tuple[str, ...]]


# who may: role and place to status -----------------------------------------------------------------------------------
def anybody(status: int) -> Expected:
    return lambda role, place: status


def signed_in(status: int) -> Expected:
    return lambda role, place: 401 if role in ("revoked", "logged out") else status


def only(rights: Rights, yes: int, no: int) -> Expected:
    """``rights``: role to the places it reaches."""
    return lambda role, place: signed_in(yes if place in rights.get(role, ()) else no)(role, place)


PLANNERS: Rights = {
    "head": PLACES[:1], "head of another ward": PLACES[1:2], "HR": PLACES[:2], "manager": PLACES[:2],
}  # fmt: skip
READERS: Rights = {**PLANNERS, "HR": PLACES, "manager": PLACES}
"""By ward's name, which is no secret: the office gets an empty list of a ward that it does not have."""
CARERS: Rights = {
    "nurse": (), "head": PLACES[:1], "head of another ward": PLACES[1:2], "HR": PLACES[:2], "administrator": PLACES[:2],
}  # fmt: skip
OFFICE: Rights = {"HR": PLACES[:2], "administrator": PLACES[:2]}


def get(path: str, **params: str) -> Call:
    return lambda t: {"url": filled(path, t), "params": {name: filled(value, t) for name, value in params.items()}}


def send(path: str, body: Any) -> Call:
    return lambda t: {"url": filled(path, t), "json": body(t) if callable(body) else body}


def filled(text: str, t: Target) -> str:
    ids = {kind: t.id(kind) for kind in ("draft", "leave", "open") if f"{{{kind}}}" in text}
    return text.format(ward=t.ward, person=t.person, device=t.device() if "{device}" in text else 0, **ids)


def envelope(t: Target) -> dict[str, Any]:
    return {"v": 1, "schema": 1, "device": t.device(), "epoch": 1, "first": 1, "wall": wall_now(), "mono": 0,
            "segments": [], "changes": []}  # fmt: skip


PULL = {"v": 1, "schema": 1}
WEEK = {"first_day": "2027-03-08", "last_day": "2027-03-14"}
LOGIN = {"number": "n3", "password": PASSWORD}
BROWSER = {"endpoint": "https://push.invalid/1", "p256dh": "", "auth": ""}
STALE = {"edit": 999}
"""An edit number nobody holds: a 409 is past the question of who may."""

ROWS: dict[str, tuple[Call, Expected]] = {
    "GET /": (get("/"), anybody(200)),
    "GET /index.html": (get("/index.html"), anybody(200)),
    "GET /sw.js": (get("/sw.js"), anybody(200)),
    "GET /assets/{file_path:path}": (get("/assets/app-1234.js"), anybody(200)),
    "HEAD /assets/{file_path:path}": (get("/assets/app-1234.js"), anybody(200)),
    "ASGI /admin": (get("/admin/"), anybody(403)),  # not from the server's own machine (T22)
    "GET /health": (get("/health"), anybody(200)),
    "GET /notify/vapid": (get("/notify/vapid"), anybody(200)),
    "POST /notify/subscriptions": (send("/notify/subscriptions", BROWSER), signed_in(422)),
    "DELETE /notify/subscriptions": (send("/notify/subscriptions", {"endpoint": "https://x"}), signed_in(200)),
    "POST /people/login": (send("/people/login", LOGIN), anybody(200)),
    "POST /people/logout": (send("/people/logout", {}), signed_in(200)),
    "GET /people/me": (get("/people/me"), signed_in(200)),
    "GET /people/devices": (get("/people/devices", person="{person}"), only(CARERS, 200, 404)),
    "POST /people/devices/{device:int}/revoke": (send("/people/devices/{device}/revoke", {}), only(CARERS, 200, 404)),
    "POST /people/password": (send("/people/password", {"old": "wrong", "new": "long enough it is"}), signed_in(403)),
    "POST /people/{person:str}/password": (
        send("/people/{person}/password", {"new": "long enough it is"}),
        only(OFFICE, 409, 404),
    ),
    "POST /sync/push": (send("/sync/push", envelope), signed_in(403)),
    "POST /sync/pull": (send("/sync/pull", PULL), signed_in(200)),
    "GET /sync/live": (get("/sync/live"), signed_in(200)),
    "POST /rostering/drafts": (
        send("/rostering/drafts", lambda t: {"department": t.ward, **WEEK}),
        only(PLANNERS, 201, 404),
    ),
    "GET /rostering/drafts/{draft_id:str}": (get("/rostering/drafts/{draft}"), only(PLANNERS, 200, 404)),
    "PATCH /rostering/drafts/{draft_id:str}/cells": (
        send("/rostering/drafts/{draft}/cells", {**STALE, "cells": []}),
        only(PLANNERS, 409, 404),
    ),
    "POST /rostering/drafts/{draft_id:str}/solve": (
        send("/rostering/drafts/{draft}/solve", {"limit_s": 1}),
        only(PLANNERS, 202, 404),
    ),
    "POST /rostering/drafts/{draft_id:str}/publish": (
        send("/rostering/drafts/{draft}/publish", STALE),
        only(PLANNERS, 409, 404),
    ),
    "GET /rostering/solves/{solve_id:str}": (get("/rostering/solves/{draft}~1"), only(PLANNERS, 200, 404)),
    "GET /rostering/solves/{solve_id:str}/live": (get("/rostering/solves/{draft}~1/live"), only(PLANNERS, 200, 404)),
    "POST /rostering/solves/{solve_id:str}/cancel": (
        send("/rostering/solves/{draft}~1/cancel", {}),
        only(PLANNERS, 202, 404),
    ),
    "GET /requests/{request_id:str}/impact": (get("/requests/{leave}/impact"), only(PLANNERS, 200, 404)),
    "GET /requests/open-shifts/{open_shift_id:str}/substitutes": (
        get("/requests/open-shifts/{open}/substitutes"),
        only(PLANNERS, 200, 404),
    ),
    "GET /attendance/day": (get("/attendance/day", department="{ward}", day=DAY), only(READERS, 200, 403)),
    "GET /attendance/month": (get("/attendance/month", department="{ward}", month=DAY[:7]), only(READERS, 200, 403)),
    "GET /attendance/month.csv": (
        get("/attendance/month.csv", department="{ward}", month=DAY[:7]),
        only(READERS, 200, 403),
    ),
    "GET /learning/compliance": (
        get("/learning/compliance", department="{ward}", month=DAY[:7]),
        only({**READERS, "trainer": PLACES}, 200, 403),
    ),
}
FRESH = {"POST /people/logout"}
"""Routes that end the session they are called with."""


def routes_of(house: Hospital) -> set[str]:
    found: set[str] = set()
    for route in house.client.app.routes:
        if isinstance(route, HTTPRoute):
            found |= {f"{method} {route.path}" for method in route.methods if method != "OPTIONS"}
        elif isinstance(route, ASGIRoute):
            found.add(f"ASGI {route.path}")
    return found


def test_every_route_lets_in_whom_it_should_and_nobody_else(houses: tuple[Hospital, Hospital]) -> None:
    house, other = houses
    assert routes_of(house) == set(ROWS), "a new route needs a row: who may, in whose ward?"
    phones = {role: Phone(house.client, number) for role, number in ROLES.items() if number}
    Phone(house.client, "hr").client.post(
        f"/people/devices/{phones['revoked'].me['device']}/revoke", headers=phones["HR"].headers
    )
    wrong: list[str] = []
    for name, (call, expected) in ROWS.items():
        for role in ROLES:
            answers = {place: ask(house, phones, name, role, call(Target(house, other, place))) for place in PLACES}
            for place, answer in answers.items():
                if answer.status_code != expected(role, place):
                    wrong.append(f"{name} by {role} on {place}: {answer.status_code} {answer.text[:80]}")
                if CANARY in answer.text:
                    wrong.append(f"{name} by {role} on {place} shows the other hospital")
            hidden = [a for p, a in answers.items() if a.status_code == 404]
            if len({a.content for a in hidden}) > 1:
                wrong.append(f"{name} by {role} tells a foreign id from one that does not exist")
    assert wrong == []


def ask(house: Hospital, phones: dict[str, Phone], name: str, role: str, request: dict[str, Any]) -> Any:
    headers: dict[str, str] = {}
    if role in phones:
        again = name in FRESH and role != "revoked"
        headers = (Phone(house.client, ROLES[role]) if again else phones[role]).headers
    method = name.split()[0].replace("ASGI", "GET")
    return house.client.request(method, **request, headers=headers)


def test_a_revoked_phone_is_told_to_forget_and_a_foreign_token_is_not(houses: tuple[Hospital, Hospital]) -> None:
    house, other = houses
    phone, hr = Phone(house.client, "n1"), Phone(house.client, "hr")
    assert house.client.get("/people/devices", headers=phone.headers).json()[0]["this"] is True
    done = house.client.post(f"/people/devices/{phone.me['device']}/revoke", headers=hr.headers)
    assert done.status_code == 200
    codes = [c.get("/people/me", headers=phone.headers).json()["code"] for c in (house.client, other.client)]
    assert codes == ["device.revoked", "auth.ended"]
    again = house.client.post("/people/login", json={**LOGIN, "number": "n1", "device": phone.me["device"]})
    assert (again.status_code, again.json()["code"]) == (401, "device.revoked")
    assert Phone(house.client, "n1").me["device"] != phone.me["device"]


@pytest.mark.parametrize(
    "request_",
    [
        ("GET", "/rostering/drafts/a%00b", None),
        ("GET", "/attendance/day?department=w%003&day=2027-03-01", None),
        ("POST", "/people/login", b'{"number":"n1\\u0000","password":"x"}'),
        ("POST", "/people/login", b'{"number":"n1","password":"test-password","label":"\\u0000"}'),
        ("POST", "/rostering/drafts/draft-w3/publish", b'{"edit":0,"reason":"\\u0000"}'),
    ],
    ids=lambda r: r[1],
)
def test_a_character_that_no_database_keeps_is_a_400(houses: tuple[Hospital, Hospital], request_: Any) -> None:
    method, path, body = request_
    headers = {**Phone(houses[0].client, "hr").headers, "content-type": "application/json"}
    answer = houses[0].client.request(method, path, content=body, headers=headers)
    assert answer.status_code == 400 and answer.json()["code"], answer.text
