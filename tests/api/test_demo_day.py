"""A short ward's day on both databases: whatever the line does, nothing is lost or doubled, conflicts are settled.

The comparison itself is tested too: a book that misses a change, holds one twice or says something else is found out.
"""

import asyncio
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import httpx
import pytest

from zhiban.demo.day import run_day
from zhiban.demo.phone import Phone, PhoneError
from zhiban.demo.settled import TITLES, Books, Outcome, settle
from zhiban.requests.records import ShiftClaim
from zhiban.settings import Settings

NOW = 1_800_000_000_000


@pytest.mark.slow
def test_a_short_day_loses_and_doubles_nothing(database_url: str, tmp_path: Path) -> None:
    settings = Settings(database_url=database_url, data_dir=str(tmp_path / "data"), pwa_dir=str(tmp_path))
    outcome = run_day(settings, 3, ["w3"], lambda name: None, most=30)
    assert outcome.lost == [] and outcome.doubled == []
    assert outcome.phones >= 25 and outcome.sent > 150
    assert outcome.stored + outcome.quarantined == outcome.sent
    assert outcome.resent > 0, "replies were lost on the way, or this shows nothing"
    settled = {k for k, count in outcome.conflicts.items() if count}
    assert len(settled) >= 5 and settled <= set(TITLES)
    assert {"K01", "K38", "K39"} <= settled
    assert outcome.outcomes["refused"] and outcome.outcomes["held"]
    assert not outcome.codes["change.fault"], "a judge broke"


# the comparison -------------------------------------------------------------------------------------------------
def a_phone() -> Phone:
    """A phone that claimed a shift, got its answer, and pulled the claim and the slip."""
    phone = Phone(httpx.AsyncClient(), "n301", lambda: NOW, device=42, segments=[{"id": 1, "wall": NOW}])
    id = phone.make("shift_claim", {"open_shift": "open.1"}, NOW)
    phone._take({"through": 1, "receipts": [{"seq": 1, "outcome": "accepted", "code": "claim.settled", "stamp": "s"}]})
    phone.rows["slip", id] = {"id": id, "code": "claim.settled", "collection": "shift_claim", "params": {}}
    phone.rows["shift_claim", id] = {"id": id, "person": "n301", "open_shift": "open.1"}
    phone.rows["person", "n301"] = {"id": "n301"}
    return phone


def the_books() -> Books:
    claim = ShiftClaim(id="2a.1.1", person="n301", open_shift="open.1", department="w3", state="settled")
    books = Books(records={"shift_claim": {claim.id: claim}}, log={(42, 1, 1): {NOW}})
    books.receipts[42, 1, 1] = 1
    return books


def compared(spoil: Callable[[Phone, Books], Any]) -> Outcome:
    phone, books = a_phone(), deepcopy(the_books())
    spoil(phone, books)
    return settle([phone], books, "2026-01-01")


def test_sound_books_are_sound() -> None:
    outcome = compared(lambda phone, books: None)
    assert outcome.sound and (outcome.sent, outcome.stored) == (1, 1)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda phone, books: books.records["shift_claim"].clear(),
        lambda phone, books: books.receipts.clear(),
        lambda phone, books: phone.ledger[0].receipts.clear(),
        lambda phone, books: phone.ledger[0].fields.update(open_shift="open.2"),
        lambda phone, books: phone.rows.pop(("slip", "2a.1.1")),
        lambda phone, books: phone.rows.pop(("shift_claim", "2a.1.1")),
    ],
    ids=["no record", "no receipt kept", "never answered", "says something else", "no slip", "never pulled back"],
)
def test_a_lost_change_is_found_out(spoil: Callable[[Phone, Books], Any]) -> None:
    assert len(compared(spoil).lost) >= 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda phone, books: books.log[42, 1, 1].add(NOW + 5),
        lambda phone, books: books.own.update({(42, 1, 1): 2}),
        lambda phone, books: books.receipts.update({(42, 1, 1): 1}),
        lambda phone, books: books.records["shift_claim"].update({"2a.1.2": None}),
        lambda phone, books: phone._take(
            {"through": 1, "receipts": [{"seq": 1, "outcome": "refused", "code": "claim.taken"}]}
        ),
    ],
    ids=["two transactions", "two lines", "two receipts", "a record nobody made", "two answers"],
)
def test_a_doubled_change_is_found_out(spoil: Callable[[Phone, Books], Any]) -> None:
    outcome = compared(spoil)
    assert len(outcome.doubled) == 1 and not outcome.sound


# the virtual phone ----------------------------------------------------------------------------------------------
def served(answers: list[httpx.Response], seen: list[httpx.Request]) -> Phone:
    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answers.pop(0)

    http = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://ward.invalid")
    return Phone(http, "n301", lambda: NOW, device=42, segments=[{"id": 1, "wall": NOW}])


def receipt(seq: int) -> dict[str, Any]:
    return {"v": 1, "through": seq, "receipts": [{"seq": seq, "outcome": "accepted", "code": "accepted"}]}


def test_a_lost_reply_makes_the_same_batch_go_again() -> None:
    seen: list[httpx.Request] = []
    phone = served([httpx.Response(200, json=receipt(1)), httpx.Response(200, json=receipt(1))], seen)
    phone.make("punch", {"direction": "in"}, NOW)
    asyncio.run(phone.push(["lost"]))
    assert [r.content for r in seen] == [seen[0].content] * 2
    assert (phone.sent, phone.resent, len(phone.ledger[0].receipts)) == (1, 1, 1)


def test_an_error_is_never_taken_for_an_answer() -> None:
    phone = served([httpx.Response(500, text="no")], [])
    phone.make("punch", {"direction": "in"}, NOW)
    with pytest.raises(PhoneError, match="500"):
        asyncio.run(phone.push())
    assert phone.sent == 0


def test_a_clock_set_back_never_turns_the_stamps_back() -> None:
    phone = served([], [])
    phone.make("punch", {}, NOW)
    phone.set_clock(NOW + 1000, -7_200_000)
    phone.make("punch", {}, NOW + 2000)
    stamps = [made.raw["stamp"] for made in phone.ledger]
    assert stamps == sorted(set(stamps))
    assert phone.segments[1] == {"id": 2, "wall": NOW + 1000 - 7_200_000, "jump": -7_200_000}
    phone.restart(NOW + 3000, 0)
    assert phone.segments[2]["jump"] is None
