"""The reports over HTTP: who may read what, and what a wrong day or month gets."""

from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.testing import TestClient

from zhiban.attendance.routes import router as attendance
from zhiban.changes.verdict import Actor
from zhiban.errors import Problem, answer_http, answer_problem
from zhiban.learning.routes import router as learning

from .test_attendance_store import TODAY, Ward, duty, punch

SCOPES: dict[str, set[str]] = {"n1": {"dept:w3"}, "h1": {"dept:w3", "lead:w3"}, "h2": {"lead:w4"}, "r1": {"role:hr"}}


@pytest.fixture
def ward(database_url: str) -> Iterator[Ward]:
    ward = Ward(database_url)
    head = ward.write(duty("day"))
    ward.at(495)
    phone = ward.nurse()
    phone.push(punch(phone, "in", seen=head))
    yield ward
    ward.close()


def client(ward: Ward, person: str) -> TestClient[Any]:
    actor = Actor("t", person, 1, frozenset(), frozenset(SCOPES[person]))
    parts = {"actor": lambda: actor, "reader": lambda: ward.reader}
    given = {name: Provide(part, sync_to_thread=False) for name, part in parts.items()}
    handlers: Any = {Problem: answer_problem, HTTPException: answer_http}
    return TestClient(Litestar([attendance, learning], dependencies=given, exception_handlers=handlers))


DAY = {"department": "w3", "day": TODAY}
MONTH = {"department": "w3", "month": TODAY[:7]}


def test_heads_and_hr_read_the_day_others_do_not(ward: Ward) -> None:
    for person, status in (("h1", 200), ("r1", 200), ("n1", 403), ("h2", 403)):
        with client(ward, person) as http:
            reply = http.get("/attendance/day", params=DAY)
            assert reply.status_code == status
            if status == 200:
                row = reply.json()["rows"][0]
                assert (row["name"], row["late_minutes"], row["state"]) == ("林晓月", 15, "present")
            else:
                assert reply.json()["code"] == "attendance.not_your_ward"


def test_a_person_reads_their_own_month_and_nobody_elses(ward: Ward) -> None:
    with client(ward, "n1") as http:
        own = http.get("/attendance/month", params={**MONTH, "person": "n1"}).json()
        assert [r["person"] for r in own["rows"]] == ["n1"] and own["rows"][0]["late"] == 1
        assert http.get("/attendance/month", params={**MONTH, "person": "h1"}).status_code == 403
        assert http.get("/attendance/month", params=MONTH).status_code == 403
        assert http.get("/attendance/month.csv", params=MONTH).status_code == 403


def test_the_table_is_a_csv_that_spreadsheets_read_as_chinese(ward: Ward) -> None:
    with client(ward, "h1") as http:
        reply = http.get("/attendance/month.csv", params=MONTH)
        assert reply.headers["content-type"].startswith("text/csv")
        assert reply.content.startswith(b"\xef\xbb\xbf") and "林晓月" in reply.text
        english = http.get("/attendance/month.csv", params={**MONTH, "locale": "en"})
        assert english.text.removeprefix("\ufeff").startswith("Name,")


@pytest.mark.parametrize("day", ["", "2026-02-30", "yesterday", "99999-01-01", "1999-12-31", "2026-11-1", "2026-W46-1"])
def test_a_day_that_does_not_exist_is_a_400_with_a_code(ward: Ward, day: str) -> None:
    with client(ward, "h1") as http:
        reply = http.get("/attendance/day", params={"department": "w3", "day": day})
        assert (reply.status_code, reply.json()["code"]) == (400, "attendance.bad_day")
        assert http.get("/attendance/day", params={"department": "w3"}).status_code == 400


def test_a_wards_learning_is_for_its_head(ward: Ward) -> None:
    with client(ward, "h1") as http:
        got = http.get("/learning/compliance", params=MONTH).json()
        assert (got["people"], got["finished"], got["rows"][0]["left"]) == (2, 0, 240)
        assert (
            http.get("/learning/compliance", params={**MONTH, "month": "2026-13"}).json()["code"]
            == "learning.bad_month"
        )
    with client(ward, "n1") as http:
        assert http.get("/learning/compliance", params=MONTH).status_code == 403
