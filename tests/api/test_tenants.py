"""SAFETY T1: two hospitals in one database, with the same ids in both, never see or change each other's rows."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from source_code import modules
from sqlalchemy import select

from zhiban.sync.ledger import Ledger

from .hospitals import CANARY, DAY, Hospital, hospital
from .ward import Phone

OURS = "本院OURS"


@pytest.fixture
def twins(database_url: str, tmp_path: Path) -> Iterator[tuple[Hospital, Hospital]]:
    """The same ids, the same key file, the same staff numbers; only the words differ."""
    with (
        hospital(database_url, tmp_path, "demo", "", OURS) as house,
        hospital(database_url, tmp_path, "second", "", CANARY) as other,
    ):
        yield house, other


def everything(house: Hospital, tenant: str) -> dict[str, list[Any]]:
    """All rows of one hospital, table by table."""
    found: dict[str, list[Any]] = {}
    with house.parts.engine.connect() as connection:
        for name, table in house.parts.rows.tables.items():
            if "tenant" in table.c:
                rows = connection.execute(select(table).where(table.c.tenant == tenant))
                found[name] = sorted(repr(tuple(row)) for row in rows)
    return found


def work_through(house: Hospital) -> list[str]:
    """A session over every kind of endpoint that names ids, as the head, HR and a nurse; all answers as text."""
    nurse, head, hr = (Phone(house.client, number) for number in ("n1", "head", "hr"))
    told = [str(phone.pull()) for phone in (nurse, head, hr)]
    nurse.push(
        nurse.change("preference", {"nights_in_row": 4}, op="edit", record="n1"),
        nurse.change("profile", {"notes": OURS}, op="edit", record="n1"),
        nurse.change("punch", {"direction": "in", "department": "w3", "day": DAY}),
        nurse.change("shift_claim", {"open_shift": "open-w3"}),
        nurse.change("swap_accept", {"offer": "offer-w3", "offered_shift": "day"}),
    )
    decision = {"request": "leave-w3", "kind": "leave_request", "verdict": "approve"}
    head.push(head.change("decision", decision), head.change("attest", {"attendance": [f"n3:{DAY}"]}))
    for path in (
        "/people/me", "/people/devices?person=n3", "/rostering/drafts/draft-w3", "/requests/leave-w3/impact",
        "/requests/open-shifts/open-w3/substitutes", f"/attendance/day?department=w3&day={DAY}",
        f"/attendance/month.csv?department=w3&month={DAY[:7]}", f"/learning/compliance?department=w3&month={DAY[:7]}",
        "/health",
    ):  # fmt: skip
        answer = house.client.get(path, headers=hr.headers)
        assert answer.status_code == 200, (path, answer.text)
        told.append(answer.text)
    draft = house.client.get("/rostering/drafts/draft-w3", headers=hr.headers).json()
    for method, path, body in (
        ("PATCH", "/rostering/drafts/draft-w3/cells", {"edit": 0, "cells": [{"person": "n3", "day": DAY}]}),
        ("POST", "/rostering/drafts/draft-w3/publish", {"edit": 1, "reason": OURS}),
        ("POST", "/rostering/drafts", {"department": "w3", "first_day": "2027-04-05", "last_day": "2027-04-11"}),
        ("POST", f"/people/devices/{nurse.me['device']}/revoke", {}),
        ("POST", "/people/logout", {}),
    ):
        answer = house.client.request(method, path, json=body, headers=hr.headers)
        assert answer.status_code < 300, (path, answer.text, draft)
        told.append(answer.text)
    return [*told, *(str(phone.pull()) for phone in (head,))]


def test_a_working_day_in_one_hospital_leaves_the_other_as_it_was(twins: tuple[Hospital, Hospital]) -> None:
    house, other = twins
    before = everything(other, "second")
    mine = everything(house, "demo")
    told = work_through(house)
    assert not [text for text in told if CANARY in text]
    assert any(OURS in text for text in told)
    assert everything(other, "second") == before
    moved = {name for name, rows in everything(house, "demo").items() if rows != mine[name]}
    assert {"log", "feed", "head", "receipt", "replica", "session", "preference", "roster_version"} <= moved


def test_a_token_opens_one_hospital_only(twins: tuple[Hospital, Hospital]) -> None:
    house, other = twins
    phone = Phone(house.client, "n1")
    for method, path in (("GET", "/people/me"), ("POST", "/sync/pull"), ("POST", "/sync/push"), ("GET", "/sync/live")):
        answer = other.client.request(method, path, json={"v": 1, "schema": 1}, headers=phone.headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "auth.ended")


def test_a_cursor_of_another_hospital_starts_from_the_beginning(twins: tuple[Hospital, Hospital]) -> None:
    house, other = twins
    ours, theirs = Phone(house.client, "n1"), Phone(other.client, "n1")
    ours.pull()
    asked = {"v": 1, "schema": 1, "cursor": ours.cursor}
    delta = other.client.post("/sync/pull", json=asked, headers=theirs.headers).json()
    fresh = other.client.post("/sync/pull", json={"v": 1, "schema": 1}, headers=theirs.headers).json()
    assert delta["restart"] is True and delta["rows"] == fresh["rows"] != []
    assert OURS not in str(delta)


def test_a_device_of_one_hospital_is_nobody_in_the_other(twins: tuple[Hospital, Hospital]) -> None:
    house, other = twins
    ours, theirs = Phone(house.client, "n1"), Phone(other.client, "n1")
    body = {**theirs.envelope(), "device": ours.me["device"]}
    answer = other.client.post("/sync/push", json=body, headers=theirs.headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "batch.foreign_device")
    hr = Phone(other.client, "hr")
    answer = other.client.post(f"/people/devices/{ours.me['device']}/revoke", headers=hr.headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "device.unknown")
    assert house.client.get("/people/me", headers=ours.headers).status_code == 200


def test_the_same_device_number_in_both_stays_two_devices(twins: tuple[Hospital, Hospital]) -> None:
    """Replica ids are random in each hospital and may meet; receipts and revocations still may not."""
    house, other = twins
    ours, theirs = Phone(house.client, "n1"), Phone(other.client, "n1")
    give_number(theirs, other, ours.me["device"])
    for phone, words in ((ours, "111"), (theirs, "222")):
        reply = phone.push(phone.change("profile", {"ward_phone": words}, op="edit", record="n1"))
        assert reply["through"] == 1 and reply["receipts"][0]["outcome"] == "accepted"
    assert [p.pull()["profile", "n1"]["ward_phone"] for p in (ours, theirs)] == ["111", "222"]
    hr = Phone(other.client, "hr")
    other.client.post(f"/people/devices/{ours.me['device']}/revoke", headers=hr.headers)
    answers = [h.client.get("/people/me", headers=p.headers).status_code for h, p in ((house, ours), (other, theirs))]
    assert answers == [200, 401]


def give_number(phone: Phone, house: Hospital, device: int) -> None:
    def renumber(ledger: Ledger) -> None:
        for name in ("replica", "session"):
            table = ledger.rows.tables[name]
            own = (table.c.tenant == ledger.tenant, table.c.device == phone.me["device"])
            ledger.connection.execute(table.update().where(*own).values(device=device))

    house.write(renumber)
    phone.me["device"] = device


# the sources say it too ---------------------------------------------------------------------------------------------
STATEMENTS = {"select", "update", "delete"}
LIBRARY = ("sqlalchemy", "sqlalchemy.dialects.postgresql", "sqlalchemy.dialects.sqlite")
WITHOUT = {
    ("console/operators.py", "add_operator"): "log-ins of the console belong to the installation, not to a hospital",
    ("jobs/table.py", "anything_ready"): "a worker serves every hospital of its database",
    ("jobs/table.py", "prune"): "old jobs of every hospital are forgotten alike",
    ("notify/subscriptions.py", "_read"): "its callers hand it a clause that names the tenant",
    ("notify/subscriptions.py", "note_outcome"): "the clause is built by _is, which names the tenant",
}
"""Statements that name no tenant, each with its reason."""


def statements() -> Iterator[tuple[str, str, bool]]:
    """(file, function, whether a tenant is named in it) for every function that makes a statement."""
    for module in modules():
        if "migrations" in module.short:
            continue
        names = {
            alias.asname or alias.name
            for node in ast.walk(module.tree)
            if isinstance(node, ast.ImportFrom) and node.module in LIBRARY
            for alias in node.names
            if alias.name in STATEMENTS
        }
        for function in ast.walk(module.tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from _in_function(module.short, function, names)


def _in_function(file: str, function: Any, names: set[str]) -> Iterator[tuple[str, str, bool]]:
    made = [
        n for n in ast.walk(function) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in names
    ]
    if made:
        named = any(
            (isinstance(n, ast.Attribute) and n.attr == "tenant") or (isinstance(n, ast.Name) and n.id == "scope")
            for n in ast.walk(function)
        )
        yield file, function.name, named


def test_every_statement_names_its_tenant() -> None:
    found = list(statements())
    assert len(found) > 25, "the reader of sources sees too few statements"
    silent = {(file, function) for file, function, named in found if not named}
    assert silent == set(WITHOUT), sorted(silent ^ set(WITHOUT))


def test_no_statement_is_written_as_text_about_a_tenants_table() -> None:
    """``text()`` and driver SQL only where no row of a hospital is touched."""
    allowed = {"sync/flush.py": "the advisory lock", "store/engine.py": "BEGIN"}
    raw = {
        module.short
        for module in modules()
        if "migrations" not in module.short
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] in ("text", "exec_driver_sql", "raw_sql")
        and any(
            isinstance(a, ast.Import | ast.ImportFrom) and "sqlalchemy" in ast.unparse(a) for a in ast.walk(module.tree)
        )
    }
    assert raw == set(allowed), raw
