"""SAFETY T18 T19 T27: what people are and know stays out of logs, error bodies, /health; tokens, tries, passwords."""

import io
import logging
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import select

from zhiban.changes.clock import wall_now
from zhiban.logs import set_up_logs
from zhiban.notify.vapid import load_keys
from zhiban.people.access import token_hash
from zhiban.people.records import Person
from zhiban.people.tries import TRIES
from zhiban.sync.ledger import Ledger

from .hospitals import CANARY, Hospital, hospital
from .ward import HASH, PASSWORD, Phone

NEW = "a much longer secret"


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[Hospital]:
    with hospital(database_url, tmp_path, "demo", "", CANARY) as found:
        yield found


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything the server's own log set-up writes at debug level; the root's handlers are put back afterwards."""
    root, ours = logging.getLogger(), logging.getLogger("zhiban")
    before, levels = root.handlers[:], (root.level, ours.level)
    stream = io.StringIO()
    set_up_logs("debug", stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


def test_nothing_personal_is_written_down(
    house: Hospital, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = house.client
    phone, hr = Phone(client, "n1"), Phone(client, "hr")
    phone.push(phone.change("profile", {"notes": CANARY, "ward_phone": "13812345678"}, op="edit", record="n1"))
    bodies = [bad_answers(client, phone), break_things(house, phone, monkeypatch)]
    client.post("/people/password", json={"old": PASSWORD, "new": NEW}, headers=phone.headers)
    client.get("/people/devices", headers=hr.headers)
    bodies.append([client.get("/health").text])
    load_keys(Path(house.parts.settings.data_dir), wall_now())
    private = [line for key in Path(house.parts.settings.data_dir).rglob("*vapid*") for line in secret_lines(key)]
    secrets = [
        CANARY, ascii(CANARY)[1:-1], PASSWORD, NEW, "guessed-password", "13812345678", HASH, phone.me["token"],
        hr.me["token"], phone.me["salt"], phone.me["rescue"], token_hash(phone.me["token"]), house.parts.key.hex(),
        *private,
    ]  # fmt: skip
    log = written.getvalue()
    assert private
    assert "change held after a fault" in log and "transaction not committed" in log and "fault in GET" in log
    assert [s for s in secrets if s in log] == []
    assert [s for s in secrets for body in bodies for text in body if s in text] == []


def secret_lines(key: Path) -> list[str]:
    return re.findall(r"[A-Za-z0-9_-]{30,}", key.read_text())


def bad_answers(client: TestClient[Any], phone: Phone) -> list[str]:
    """Error bodies around a person's words: none repeats them."""
    answers = [
        client.post("/people/login", json={"number": "n1", "password": "guessed-password"}),
        client.post("/people/login", json={"number": "n1", "password": PASSWORD, "pin": PASSWORD}),
        client.post("/people/login", json={"number": CANARY, "password": [PASSWORD]}),
        client.post("/people/password", json={"old": "guessed-password", "new": NEW}, headers=phone.headers),
        client.post("/sync/pull", json={"v": CANARY}, headers=phone.headers),
        client.get(f"/rostering/drafts/{CANARY}", headers=phone.headers),
        client.get(f"/{CANARY}%0d%0aINFO zhiban: forged", headers=phone.headers),
    ]
    assert all(a.status_code >= 400 for a in answers)
    return [a.text for a in answers]


def break_things(house: Hospital, phone: Phone, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A judge, a statement and a read that break with a person's words in their mouths."""

    def broken(*_: Any) -> Any:
        raise ValueError(f"cannot take {CANARY} {phone.me['token']}")

    def unwritable(ledger: Ledger) -> None:
        ledger.write(Person(id="n9", number="n9", name=CANARY, department="w3", post="nurse"))
        ledger.add_row("session", {"tenant": "demo", "token_hash": None, "person": CANARY})

    with monkeypatch.context() as patch:
        patch.setattr("zhiban.sync.intake.apply_change", broken)
        held = phone.push(phone.change("profile", {"notes": CANARY}, op="edit", record="n1"))["receipts"][0]
        assert held["code"] == "change.fault"
    with monkeypatch.context() as patch:
        patch.setattr("zhiban.people.routes.devices_of", broken)
        fault = house.client.get("/people/devices", headers=phone.headers)
    with pytest.raises(Exception, match=r"IntegrityError|StatementError|StoreBusy"):
        house.write(unwritable)
    assert (fault.status_code, fault.json()["code"]) == (500, "server.fault")
    return [fault.text]


def test_a_line_from_outside_stays_one_line(written: io.StringIO) -> None:
    logging.getLogger("zhiban.app").error("fault in GET %s", "/a\r\nERROR zhiban: forged\u2028x")
    logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: ValueError('%s')", CANARY)
    lines = written.getvalue().splitlines()
    assert len(lines) == 2 and "\\r\\nERROR" in lines[0] and CANARY not in lines[1]


def test_library_errors_never_carry_parameters(house: Hospital) -> None:
    table = house.parts.rows.tables["person"]
    with house.parts.engine.connect() as connection, pytest.raises(Exception) as caught:
        connection.execute(table.insert().values(tenant="demo", id=None, name=CANARY))
    assert "parameters hidden" in str(caught.value)


# log-in (T18, T19) --------------------------------------------------------------------------------------------------
def login(client: TestClient[Any], number: str, password: str = "wrong") -> Any:
    return client.post("/people/login", json={"number": number, "password": password})


def test_a_known_and_an_unknown_number_are_locked_alike(house: Hospital) -> None:
    for number in ("n1", "nobody"):
        answers = [login(house.client, number) for _ in range(TRIES + 1)]
        assert [a.status_code for a in answers] == [401] * TRIES + [429]
        assert answers[-1].json()["code"] == "auth.locked" and int(answers[-1].headers["retry-after"]) > 200
    assert login(house.client, "n1", PASSWORD).status_code == 429
    assert login(house.client, "n3", PASSWORD).status_code == 200


def test_many_tries_at_once_are_no_more_than_five(house: Hospital) -> None:
    codes: list[int] = []
    threads = [threading.Thread(target=lambda: codes.append(login(house.client, "n1").status_code)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [401] * TRIES + [429] * (20 - TRIES)


def test_a_right_password_forgets_the_wrong_ones(house: Hospital) -> None:
    for _ in range(2):
        assert [login(house.client, "n1").status_code for _ in range(TRIES - 1)] == [401] * (TRIES - 1)
        assert login(house.client, "n1", PASSWORD).status_code == 200


def test_tokens_and_passwords_are_stored_as_hashes_only(house: Hospital) -> None:
    phone = Phone(house.client, "n1")
    with house.parts.engine.connect() as connection:
        rows = [
            str(tuple(row))
            for name, table in house.parts.rows.tables.items()
            for row in connection.execute(select(table))
            if name not in ("alembic_version",)
        ]
    text = "\n".join(rows)
    assert token_hash(phone.me["token"]) in text and "$argon2" in text
    assert phone.me["token"] not in text and PASSWORD not in text and phone.me["rescue"] not in text


# passwords ----------------------------------------------------------------------------------------------------------
def test_an_own_password_is_changed_and_other_log_ins_end(house: Hospital) -> None:
    here, there = Phone(house.client, "n1"), Phone(house.client, "n1")

    def change(old: str, new: str) -> tuple[int, str]:
        answer = house.client.post("/people/password", json={"old": old, "new": new}, headers=here.headers)
        return answer.status_code, answer.json().get("code", "")

    assert change(PASSWORD, "short") == (422, "password.too_short")
    assert change("wrong", NEW) == (403, "password.wrong")
    assert login(house.client, "n1", PASSWORD).status_code == 200
    assert change(PASSWORD, NEW) == (200, "")
    assert house.client.get("/people/me", headers=here.headers).status_code == 200
    assert house.client.get("/people/me", headers=there.headers).json()["code"] == "auth.ended"
    assert [login(house.client, "n1", p).status_code for p in (PASSWORD, NEW)] == [401, 200]
    codes = [change("wrong", NEW)[1] for _ in range(TRIES + 1)]
    assert codes == ["password.wrong"] * TRIES + ["auth.locked"]


def test_hr_gives_somebody_new_a_first_password_once(house: Hospital) -> None:
    house.write(lambda ledger: ledger.write(Person(id="new", number="N77", name="x", department="w3", post="nurse")))
    house.write(lambda ledger: ledger.write(Person(id="twin", number="n1", name="x", department="w3", post="nurse")))
    hr, head = Phone(house.client, "hr"), Phone(house.client, "head")

    def give(desk: Phone, person: str, new: str = NEW) -> tuple[int, str]:
        answer = house.client.post(f"/people/{person}/password", json={"new": new}, headers=desk.headers)
        return answer.status_code, answer.json().get("code", "")

    assert give(head, "new") == give(hr, "nobody") == (404, "person.unknown")
    assert give(hr, "new", "short") == (422, "password.too_short")
    assert give(hr, "twin") == (409, "password.number_taken")
    assert login(house.client, "N77", NEW).status_code == 401
    assert give(hr, "new") == (200, "")
    assert give(hr, "new") == (409, "password.exists")
    assert login(house.client, "N77", NEW).json()["person"] == "new"
