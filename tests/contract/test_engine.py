"""The engine's promises, on SQLite and PostgreSQL alike."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from zhiban.store.engine import SAFE_SQLITE, open_engine
from zhiban.sync.cursor import Cursor, seal, unseal

from .bench_phone import KEY, T0, Hall
from .toy import Seat


@pytest.fixture
def hall(database_url: str) -> Iterator[Hall]:
    hall = Hall(database_url)
    yield hall
    hall.close()


def test_a_fact_is_kept_and_reaches_everyone_who_may_see_it(hall: Hall) -> None:
    nurse, other, stranger = hall.phone("n", "ward"), hall.phone("o", "ward"), hall.phone("s")
    reply = nurse.push(nurse.change("sighting", {"what": "checked in"}))
    assert [r.outcome for r in reply.receipts] == ["accepted"]
    for phone in (nurse, other, stranger):
        phone.pull()
    assert other.held["sighting", reply.receipts[0].record]["person"] == "n"
    assert not any(c == "sighting" for c, _ in stranger.held)
    assert nurse.slip(1)["outcome"] == "accepted" and other.slip(1) is None


def test_a_resend_after_a_lost_reply_gets_the_same_answers_and_adds_nothing(hall: Hall) -> None:
    hall.run(lambda ledger: ledger.write(Seat(id="s1")))
    phone = hall.phone("n", "room:a")
    changes = [
        phone.change("ask", {"seat": "s1"}),
        phone.change("ask", {"seat": "s1"}),
        phone.change("sighting", {"what": "x"}),
    ]
    first = phone.push(*changes)
    hall.time += 60_000
    again = phone.push(*changes)
    assert [r.outcome for r in first.receipts] == ["accepted", "refused", "accepted"]
    assert again.receipts == first.receipts and again.through == 3
    assert again.head == first.head + 7  # ask, slip, seat; ask, slip; sighting, slip


def test_an_overlapping_resend_brings_only_what_is_new(hall: Hall) -> None:
    phone = hall.phone("n", "ward")
    changes = [phone.change("sighting", {"what": str(n)}) for n in range(4)]
    phone.push(*changes[:3])
    reply = phone.push(*changes[1:])
    assert [r.seq for r in reply.receipts] == [2, 3, 4] and reply.through == 4
    phone.pull()
    assert len([1 for c, _ in phone.held if c == "sighting"]) == 4


def test_a_hole_in_the_sequence_is_named_and_nothing_beyond_it_is_taken(hall: Hall) -> None:
    phone = hall.phone("n", "ward")
    lost, late = phone.change("sighting", {"what": "1"}), phone.change("sighting", {"what": "2"})
    reply = phone.push(late)
    assert (reply.expected, reply.through, reply.receipts) == (1, 0, [])
    assert phone.push(lost, late).through == 2


POISON: list[Any] = [
    {"collection": "unheard_of", "fields": {}},
    {"collection": "sighting", "fields": {"what": 7}},
    {"collection": "sighting", "fields": {"what": "x", "at": 1}},
    {"collection": "sighting", "fields": {"what": "x" * 500}},
    {"collection": "sighting", "fields": {"what": "nul \u0000"}},
    {"collection": "sighting", "fields": {}, "colour": "red"},
    {"collection": "seat", "fields": {"taken_by": "me"}},
    {"collection": "card", "op": "edit", "record": "nowhere", "fields": {"title": "x"}},
    {"collection": "sighting", "stamp": "tomorrow", "fields": {"what": "x"}},
    {"collection": "sighting", "fields": {"what": "break the judge"}},
    {"collection": "sighting", "fields": {"what": "somebody else's secret"}},
    {"collection": "ask", "op": "edit", "record": "x", "fields": {"seat": "s"}},
]


@pytest.mark.parametrize("poison", POISON, ids=lambda p: str(p)[:60])
def test_a_poisoned_change_is_answered_and_never_stops_the_next(hall: Hall, poison: Any) -> None:
    phone = hall.phone("n", "ward")
    reply = phone.push(
        phone.change("sighting", {"what": "before"}), {**phone.change("sighting"), **poison},
        phone.change("sighting", {"what": "after"}),
    )  # fmt: skip
    outcomes = [r.outcome for r in reply.receipts]
    assert outcomes[0] == outcomes[2] == "accepted" and outcomes[1] in ("refused", "held"), reply.receipts[1]
    phone.pull()
    assert sorted(v["what"] for (c, _), v in phone.held.items() if c == "sighting") == ["after", "before"]
    assert phone.slip(2)["code"] == reply.receipts[1].code
    with hall.reader.snapshot() as connection:
        kept = connection.execute(hall.rows.tables["quarantine"].select()).mappings().all()
    assert [row["seq"] for row in kept] == [2]


def test_a_group_is_taken_whole_or_not_at_all(hall: Hall) -> None:
    hall.run(lambda ledger: ledger.write(Seat(id="s1")))
    phone = hall.phone("n", "ward", "room:a")
    good, bad = phone.change("ask", {"seat": "s1"}, group="g"), phone.change("ask", {"seat": "none"}, group="g")
    reply = phone.push(good, bad, phone.change("sighting", {"what": "after"}))
    assert [(r.outcome, r.code) for r in reply.receipts] == [
        ("refused", "change.group_refused"), ("refused", "ask.no_seat"), ("accepted", "accepted"),
    ]  # fmt: skip
    phone.pull()
    assert phone.held["seat", "s1"]["taken_by"] == ""


def test_two_asks_for_one_seat_settle_once_whoever_comes_first(hall: Hall) -> None:
    hall.run(lambda ledger: ledger.write(Seat(id="s1")))
    one, two = hall.phone("a", "room:a"), hall.phone("b", "room:a")
    late, early = one.change("ask", {"seat": "s1"}), two.change("ask", {"seat": "s1"})
    assert two.push(early).receipts[0].code == "ask.yours"
    answer = one.push(late).receipts[0]
    assert (answer.outcome, answer.rule, answer.params) == ("refused", "seat@1", {"by": "b"})
    one.pull()
    assert one.held["seat", "s1"]["taken_by"] == "b"


def test_a_record_that_leaves_a_bucket_leaves_the_phones_that_held_it_through_it(hall: Hall) -> None:
    hall.run(lambda ledger: ledger.write(Seat(id="s1", room="a")))
    a, b = hall.phone("a", "room:a"), hall.phone("b", "room:b")
    a.pull()
    b.pull()
    hall.run(lambda ledger: ledger.write(Seat(id="s1", room="b")))
    a.pull()
    b.pull()
    assert ("seat", "s1") not in a.held and b.held["seat", "s1"]["room"] == "b"


def test_a_newly_granted_bucket_comes_whole_and_a_lost_one_is_named(hall: Hall) -> None:
    hall.run(lambda ledger: [ledger.write(Seat(id=f"s{n}", room="b" if n % 2 else "a")) for n in range(10)])
    phone = hall.phone("p", "room:a")
    phone.pull(3)
    phone.actor = msgspec.structs.replace(phone.actor) if isinstance(phone.actor, msgspec.Struct) else phone.actor
    object.__setattr__(phone.actor, "scopes", frozenset({"user:p", "room:b"}))
    delta = phone.page()
    assert delta.drop == ["room:a"] and sorted(r.id for r in delta.rows) == ["s1", "s3", "s5", "s7", "s9"]


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_of_any_size_bring_everything_once(hall: Hall, limit: int) -> None:
    phone = hall.phone("n", "ward")
    writer = hall.phone("m", "ward")
    writer.push(*[writer.change("sighting", {"what": str(n)}) for n in range(11)])
    phone.pull(limit)
    assert len([1 for c, _ in phone.held if c == "sighting"]) == 11


def test_a_year_9999_clock_cannot_reach_the_future(hall: Hall) -> None:
    liar = hall.phone("l", "ward")
    change = {**liar.change("sighting", {"what": "x"}), "stamp": "e677d21fdbff0000"}
    receipt = liar.push(change).receipts[0]
    assert receipt.outcome == "accepted" and int(receipt.stamp[:12], 16) <= hall.time


def test_a_phone_three_hours_ahead_is_put_right_and_told(hall: Hall) -> None:
    phone = hall.phone("n", "ward")
    phone.skew = 3 * 3_600_000
    change = phone.change("sighting", {"what": "x"})
    hall.time += 600_000
    receipt = phone.push(change).receipts[0]
    assert int(receipt.stamp[:12], 16) == T0 and receipt.offset == -3 * 3_600_000
    assert receipt.code == "sighting.late"


def test_fifty_phones_edit_different_fields_and_every_edit_stands(hall: Hall) -> None:
    from .toy import Card

    hall.run(lambda ledger: ledger.write(Card(id="c", owner="x")))
    phones = [hall.phone(f"p{n}", "ward") for n in range(50)]
    for phone in phones:
        phone.pull()
        name = phone.actor.person
        phone.push(phone.change("card", op="edit", record="c", sets={"tags": {"add": [name]}}))
    phones[0].pull()
    assert len(phones[0].held["card", "c"]["tags"]) == 50


def test_the_one_who_is_overruled_is_told_what_was_lost(hall: Hall) -> None:
    from .toy import Card

    hall.run(lambda ledger: ledger.write(Card(id="c", owner="x")))
    a, b = hall.phone("a", "ward"), hall.phone("b", "ward")
    first = a.push(a.change("card", {"title": "A's title"}, op="edit", record="c")).receipts[0]
    hall.time += 1000
    second = b.push(b.change("card", {"title": "B's title"}, op="edit", record="c")).receipts[0]
    assert (first.outcome, second.outcome, second.code) == ("accepted", "merged", "merge.won")
    a.pull()
    told = [v for (c, _), v in a.held.items() if c == "slip" and v["code"] == "merge.replaced"]
    assert told[0]["params"]["value"] == "A's title" and told[0]["params"]["by"] == "b"


def test_an_edit_beats_what_its_author_had_seen_even_with_a_slow_clock(hall: Hall) -> None:
    from .toy import Card

    hall.run(lambda ledger: ledger.write(Card(id="c", owner="x")))
    a, b = hall.phone("a", "ward"), hall.phone("b", "ward")
    seen = a.push(a.change("card", {"title": "old"}, op="edit", record="c")).receipts[0].stamp
    slow = b.change("card", {"title": "new"}, op="edit", record="c", base={"title": seen})
    slow["stamp"] = f"{T0 - 3_600_000:012x}0000"
    assert b.push(slow).receipts[0].outcome == "accepted"
    b.pull()
    assert b.held["card", "c"]["title"] == "new"


def test_a_removal_finds_an_add_of_its_own_author_that_had_no_answer_yet(hall: Hall) -> None:
    from .toy import Card

    hall.run(lambda ledger: ledger.write(Card(id="c", owner="x")))
    phone = hall.phone("a", "ward")
    phone.skew = -3_600_000
    added = phone.change("card", op="edit", record="c", sets={"tags": {"add": ["sun", "mon"]}})
    claimed = f"{added['stamp']}-{phone.actor.device:08x}"
    gone = phone.change("card", op="edit", record="c", sets={"tags": {"remove": {"sun": claimed}}})
    assert [r.outcome for r in phone.push(added, gone).receipts] == ["accepted", "accepted"]
    phone.pull()
    assert phone.held["card", "c"]["tags"] == ["mon"]


def test_a_new_epoch_starts_its_sequence_again_and_the_old_one_still_answers(hall: Hall) -> None:
    phone = hall.phone("n", "ward")
    old = phone.change("sighting", {"what": "old store"})
    phone.push(old)
    phone.seq = 0
    fresh = phone.change("sighting", {"what": "new store"})
    assert phone.send(phone.batch([fresh], epoch=2)).receipts[0].outcome == "accepted"
    assert phone.send(phone.batch([old], epoch=1)).receipts[0].outcome == "accepted"
    phone.pull()
    assert len([1 for c, _ in phone.held if c == "sighting"]) == 2


def test_a_forged_or_foreign_cursor_starts_again(hall: Hall) -> None:
    phone, other = hall.phone("n", "ward"), hall.phone("o", "ward")
    phone.push(phone.change("sighting", {"what": "x"}))
    phone.pull()
    forged = seal(Cursor("?", "n", {"ward": 10**9}), b"another key")
    assert unseal(forged, KEY) is None and unseal("nonsense!", KEY) is None
    other.cursor = phone.cursor
    delta = other.page()
    assert delta.restart and any(row.c == "sighting" for row in delta.rows)


def test_sqlite_waits_for_the_disk_and_is_of_a_safe_version(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    with engine.connect() as connection:
        answers = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
        version = connection.exec_driver_sql("SELECT sqlite_version()").scalar()
    engine.dispose()
    assert answers == ["wal", 2]
    assert tuple(int(n) for n in str(version).split(".")) >= SAFE_SQLITE
