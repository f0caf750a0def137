"""Rivals for one shift, one offer, one balance: one has it, the others are told, the figures are right (K01, K09, T6).

Each race runs through one writer and through two, as two server processes over one database would have them.
"""

import itertools
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import func, select
from unit.request_ward import NOW, SHIFTS, annual, day, nurse, placed

from zhiban.changes.wire import PushReply
from zhiban.people.records import Department, Employment
from zhiban.requests.records import LeaveBalance, LeaveRequest, ShiftClaim, SwapAccept, SwapOffer
from zhiban.rooms import product
from zhiban.rostering.records import Assignment, OpenShift, RosterVersion
from zhiban.store.engine import open_engine
from zhiban.store.found import found_tenant
from zhiban.store.rows import Rows
from zhiban.store.tables import build_metadata
from zhiban.sync.flush import read_head
from zhiban.sync.ledger import Ledger, Origin
from zhiban.sync.reader import Reader
from zhiban.sync.writer import Writer

from .bench_phone import Hall, Phone

RIVALS = [f"r{n}" for n in range(20)]


class Ward(Hall):
    """The product over one database, through several writers at once."""

    def __init__(self, url: str, writers: int) -> None:
        self.time = NOW
        registry = product()
        self.metadata = build_metadata(registry)
        self.engine = open_engine(url)
        self.metadata.create_all(self.engine)
        with self.engine.connect().execution_options(immediate=True) as connection, connection.begin():
            found_tenant(connection, self.metadata, "t")
        self.rows = Rows(registry, self.metadata)
        self.reader = Reader(self.engine, self.rows, lambda: self.time)
        self.engines = [open_engine(url) for _ in range(writers)]
        self.writers = [Writer(engine, self.rows, lambda: self.time) for engine in self.engines]
        self._turns = itertools.cycle(self.writers)
        for writer in self.writers:
            writer.start()
        self.run(settle)

    def close(self) -> None:
        for writer in self.writers:
            writer.stop()
        for engine in [*self.engines, self.engine]:
            engine.dispose()

    def run(self, work: Any) -> Any:
        return next(self._turns).run_blocking("t", Origin("office"), work)

    def of(self, record: type[Any], **equals: Any) -> list[Any]:
        return self.reader.read_blocking("t", lambda ledger: ledger.find(record, **equals))

    def rival(self, person: str) -> Phone:
        return self.phone(person, "dept:w3")


def settle(ledger: Ledger) -> None:
    """Twenty free nurses, one who works the whole fortnight and has five days of annual leave."""
    people = [*RIVALS, "busy"]
    version = {"first_day": day(0), "last_day": day(13), "state": "published", "author": "busy", "made_at": 0}
    for record in (
        *SHIFTS, Department(id="w3", site="s1", name_zh="三", name_en="3", lat=31.2, lon=121.4),
        *(nurse(p) for p in people), nurse("head", post="head_nurse", roles=["staff", "head"], leads=["w3"]),
        *(Employment(id=p, department="w3", employed_from="2020-01-01") for p in people), annual("busy", 5.0),
        RosterVersion(id="rv1", department="w3", number=1, **version),
        *(placed("busy", day(n), "day") for n in range(14)),
        OpenShift(id="os1", department="w3", day=day(4), shift="day"),
    ):  # fmt: skip
        ledger.write(record)


@pytest.fixture(params=[1, 2], ids=["one writer", "two writers"])
def ward(database_url: str, request: pytest.FixtureRequest) -> Iterator[Ward]:
    found = Ward(database_url, request.param)
    yield found
    found.close()


def at_once(works: Sequence[Callable[[], PushReply]]) -> list[PushReply]:
    """All of them started by one signal; fails when one raises."""
    replies: list[PushReply] = []
    start = threading.Barrier(len(works))

    def go(work: Callable[[], PushReply]) -> None:
        start.wait()
        replies.append(work())

    threads = [threading.Thread(target=go, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(replies) == len(works)
    return replies


def pushing(phone: Phone, *changes: Any) -> Callable[[], PushReply]:
    return lambda: phone.push(*changes)


def outcomes(replies: list[PushReply]) -> Counter[tuple[str, str]]:
    return Counter((r.outcome, r.code) for reply in replies for r in reply.receipts)


def test_an_open_shift_goes_to_exactly_one_of_twenty(ward: Ward) -> None:
    phones = [ward.rival(p) for p in RIVALS]
    replies = at_once([pushing(p, p.change("shift_claim", {"open_shift": "os1"})) for p in phones])
    assert outcomes(replies) == {("accepted", "claim.settled"): 1, ("refused", "claim.taken"): 19}
    [opening] = ward.of(OpenShift)
    [row] = [a for a in ward.of(Assignment, day=day(4)) if a.person != "busy"]
    [claim] = ward.of(ShiftClaim, state="settled")
    assert (opening.state, opening.taken_by) == ("taken", row.person) and claim.person == row.person
    assert sorted([*opening.waiting, row.person]) == sorted(RIVALS)
    whole(ward)


def test_an_offer_is_taken_by_exactly_one_of_twenty(ward: Ward) -> None:
    giver = ward.rival("busy")
    offer = giver.push(giver.change("swap_offer", {"day": day(0), "shift": "day"})).receipts[0].record
    phones = [ward.rival(p) for p in RIVALS]
    accept = {"offer": offer, "offered_shift": "day"}
    replies = at_once([pushing(p, p.change("swap_accept", accept)) for p in phones])
    assert outcomes(replies) == {("accepted", "swap.settled"): 1, ("refused", "swap.taken"): 19}
    [row] = ward.of(Assignment, day=day(0))
    [settled] = ward.of(SwapOffer, state="settled")
    [yes] = ward.of(SwapAccept, state="settled")
    assert row.person == settled.taken_by == yes.person != "busy" and row.shift == "day"
    assert sorted([*settled.waiting, yes.person]) == sorted(RIVALS)
    whole(ward)


def test_a_balance_is_spent_once_from_fourteen_phones_of_one_person(ward: Ward) -> None:
    phones = [ward.rival("busy") for _ in range(14)]
    leave = [{"kind": "annual", "first_day": day(n), "last_day": day(n)} for n in range(14)]
    at_once([pushing(p, p.change("leave_request", f)) for p, f in zip(phones, leave, strict=True)])
    [balance] = ward.of(LeaveBalance, person="busy")
    signed = [r for r in ward.of(LeaveRequest, person="busy") if r.route]
    assert (balance.total, balance.used, balance.pending, len(signed)) == (5.0, 0.0, 5.0, 5)
    assert len(ward.of(LeaveRequest, person="busy")) == 14
    whole(ward)


def test_one_batch_sent_by_twenty_threads_counts_once(ward: Ward) -> None:
    phone = ward.rival("r0")
    changes = [phone.change("shift_claim", {"open_shift": "os1"}), phone.change("shift_claim", {"open_shift": "os1"})]
    replies = at_once([pushing(phone, *changes)] * 20)
    assert len({str(reply.receipts) for reply in replies}) == 1
    assert len(ward.of(ShiftClaim)) == 2 and len(ward.of(Assignment, person="r0")) == 1
    whole(ward)


def test_a_phone_that_pulls_while_others_write_loses_nothing(ward: Ward) -> None:
    reader, over = ward.rival("head"), threading.Event()
    pages: list[int] = []

    def follow() -> None:
        while not over.is_set():
            pages.append(reader.page(limit=3).head)

    follower = threading.Thread(target=follow)
    follower.start()
    phones = [ward.rival(p) for p in RIVALS]
    swaps = [p.change("swap_offer", {"day": day(1), "shift": "day"}) for p in phones]
    claims = [p.change("shift_claim", {"open_shift": "os1"}) for p in phones]
    at_once([pushing(p, s, c) for p, s, c in zip(phones, swaps, claims, strict=True)])
    over.set()
    follower.join(timeout=60)
    reader.pull(limit=3)
    fresh = ward.rival("head")
    fresh.pull()
    assert pages == sorted(pages) and reader.held == fresh.held
    assert len([1 for c, _ in fresh.held if c == "shift_claim"]) == 20
    whole(ward)


def whole(ward: Ward) -> None:
    """The log is dense, every change has one receipt and one slip, and nobody works twice on a day."""
    tables = ward.rows.tables
    with ward.engine.connect() as connection:
        head, _ = read_head(connection, ward.rows, "t")
        positions = list(connection.execute(select(tables["log"].c.seq).order_by(tables["log"].c.seq)).scalars())
        log = tables["log"].c
        own = (log.device > 0, log.collection.not_in(["slip"]), log.op == "write")
        written = connection.execute(
            select(func.count(func.distinct(log.device * 1_000_000 + log.device_seq))).where(*own)
        ).scalar()
        receipts = connection.execute(select(func.count()).select_from(tables["receipt"])).scalar()
    assert positions == list(range(1, head + 1))
    assert written == receipts
    worked = Counter((a.person, a.day) for a in ward.of(Assignment) if a.shift not in ("rest", "leave"))
    assert max(worked.values()) == 1
