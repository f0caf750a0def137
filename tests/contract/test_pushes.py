"""From a message to a browser, on both databases: who is reached, when, and what an answer teaches."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from push_sink import Browser, PushSink, push_sink, status
from sqlalchemy import select

from zhiban.changes.verdict import World
from zhiban.jobs.table import Claimed, claim
from zhiban.jobs.worker import Again, Desk, Hopeless, Later, Running
from zhiban.notify.guard import allowed_hosts
from zhiban.notify.messages import PUSH, message_id, tell, tell_once
from zhiban.notify.pushes import SEND, Pushes, never_asleep
from zhiban.notify.records import Message
from zhiban.notify.sender import Sender
from zhiban.notify.subscriptions import MOST, of_person, subscribe, unsubscribe, unsubscribe_device
from zhiban.notify.vapid import load_keys, rotate_keys
from zhiban.rooms import metadata, product
from zhiban.store.engine import open_engine
from zhiban.store.found import found_tenant
from zhiban.store.rows import Rows
from zhiban.sync.ledger import Ledger, Origin
from zhiban.sync.reader import Reader
from zhiban.sync.writer import Writer

T = "demo"


class House:
    def __init__(self, url: str, data_dir: Path) -> None:
        self.now, self.data_dir = 1_790_000_000_000, data_dir
        self.engine = open_engine(url)
        metadata().create_all(self.engine)
        with self.engine.execution_options(immediate=True).begin() as connection:
            found_tenant(connection, metadata(), T)
        rows = Rows(product(), metadata())
        self.writer = Writer(self.engine, rows, lambda: self.now)
        self.reader = Reader(self.engine, rows, lambda: self.now)
        self.desk = Desk(self.engine, metadata().tables["job"], lambda: self.now)
        self.writer.start()

    def do(self, work: Any) -> Any:
        return self.writer.run_blocking(T, Origin(""), work)

    def news(self, code: str, key: str, **rest: Any) -> None:
        def work(ledger: Ledger) -> None:
            ledger.apply(tell(ledger.now, "p1", code, key=key, **rest))

        self.do(work)

    def reach(self, browser: Browser, person: str = "p1", device: int = 1) -> None:
        self.now += 1
        public = load_keys(self.data_dir, self.now).newest.public
        self.do(lambda ledger: subscribe(ledger, browser.subscription(person, public, device, self.now)))

    def endpoints(self, person: str = "p1") -> list[str]:
        return self.do(lambda ledger: [s.endpoint.split("/")[-1] for s in of_person(ledger, person)])

    def jobs(self) -> list[tuple[str, str]]:
        table = metadata().tables["job"].c
        with self.engine.connect() as connection:
            return [(kind, state) for kind, state in connection.execute(select(table.kind, table.state))]

    def take(self, kind: str) -> Claimed | None:
        with self.engine.connect().execution_options(immediate=True) as connection, connection.begin():
            return claim(connection, self.desk.table, self.now, 60_000, [kind], "L")

    def work(self, sink: PushSink, *, asleep: Any = never_asleep) -> tuple[Pushes, Any]:
        sender = Sender(
            lambda: load_keys(self.data_dir, self.now), allowed_hosts(), "mailto:it@hospital.invalid",
            lambda: self.now, resolve=sink.resolve, connect=sink.connect, timeout_s=2,
        )  # fmt: skip
        pushes = Pushes(self.desk, self.reader, sender, asleep)

        async def run(kind: str) -> list[Any]:
            """Does all jobs of a kind; what each came to, or the exception it ended with."""
            ends: list[Any] = []
            while (job := self.take(kind)) is not None:
                try:
                    ends.append(await pushes.handlers()[kind].run(Running(job, self.desk, 60_000)))
                except (Again, Later, Hopeless) as end:
                    ends.append(end)
            return ends

        return pushes, run

    def play(self, script: Any, **rest: Any) -> Any:
        async def main() -> Any:
            async with push_sink() as sink:
                return await script(sink, self.work(sink, **rest)[1])

        return asyncio.run(main())

    def close(self) -> None:
        self.writer.stop()
        self.engine.dispose()


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    house = House(database_url, tmp_path)
    yield house
    house.close()


def test_news_reach_each_browser_once_and_say_only_their_kind(house: House) -> None:
    phone, desk = Browser("phone"), Browser("desk")
    house.reach(phone)
    house.reach(desk, device=2)
    house.reach(Browser("other"), "p2", 3)
    house.news("swap.taken", "c1", params={"by": "陈晓", "day": "2026-09-22"})
    house.news("swap.taken", "c2")

    async def script(sink: PushSink, run: Any) -> list[Any]:
        assert await run(PUSH) == ["to 2"] and await run(SEND) == ["sent 201", "sent 201"]
        return list(sink.pushes)

    pushes = house.play(script)
    read = {b.name: [b.read(p) for p in pushes if p.path.endswith(f"/{b.name}")] for b in (phone, desk)}
    assert read == {"phone": [{"t": "request"}], "desk": [{"t": "request"}]}
    assert len({len(push.body) for push in pushes}) == 1


def test_what_was_read_meanwhile_needs_no_push(house: House) -> None:
    house.reach(Browser("phone"))
    house.news("roster.published", "v2")
    id = message_id("p1", "roster.published", "v2")

    def see(ledger: Ledger) -> None:
        message = ledger.get(Message, id)
        assert message is not None
        ledger.write(msgspec.structs.replace(message, seen_at=5))

    house.do(see)

    async def script(sink: PushSink, run: Any) -> tuple[Any, int]:
        return await run(PUSH), len(sink.pushes)

    assert house.play(script) == (["all seen"], 0)


def test_the_same_cause_told_again_is_one_message_and_keeps_its_read_mark(house: House) -> None:
    house.news("leave.approved", "7")

    def again(ledger: Ledger) -> tuple[int, int]:
        id = message_id("p1", "leave.approved", "7")
        message = ledger.get(Message, id)
        assert message is not None
        ledger.write(msgspec.structs.replace(message, seen_at=9))
        ledger.apply(tell_once(ledger, "p1", "leave.approved", key="7"))
        found = ledger.find(Message, person="p1")
        return len(found), found[0].seen_at

    assert house.do(again) == (1, 9)


def test_who_sleeps_after_nights_hears_only_what_is_urgent(house: House) -> None:
    """PHONE 4.36."""
    house.reach(Browser("phone"))
    wakes = house.now + 3_600_000

    def asleep(world: World, person: str, now: int) -> int:
        return wakes if person == "p1" else 0

    house.news("roster.published", "v2")
    house.news("swap.asked", "s1", urgent=True)

    async def script(sink: PushSink, run: Any) -> list[Any]:
        ends = await run(PUSH)
        assert await run(SEND) == ["sent 201"]
        assert [push.headers["urgency"] for push in sink.pushes] == ["high"]
        house.now = wakes
        return ends

    ends = house.play(script, asleep=asleep)
    assert sorted(type(end).__name__ for end in ends) == ["Later", "str"]
    assert [end.until_ms for end in ends if isinstance(end, Later)] == [wakes]


def test_an_ended_subscription_is_removed_once_and_others_stay(house: House) -> None:
    house.reach(Browser("gone"))
    house.reach(Browser("here"), device=2)
    house.news("roster.published", "v2")

    async def script(sink: PushSink, run: Any) -> Any:
        sink.answers.append(status(410))
        await run(PUSH)
        first = await run(SEND)
        house.news("roster.published", "v3")
        return first, await run(PUSH), await run(SEND), len(sink.pushes)

    first, spread, second, sent = house.play(script)
    assert sorted(first) == ["gone 410", "sent 201"]
    assert (spread, second, sent) == (["to 1"], ["sent 201"], 3)
    assert len(house.endpoints()) == 1


@pytest.mark.parametrize(
    ("answer", "end"),
    [
        (status(429, "Retry-After: 90"), Again("answered 429", 90_000)),
        (status(500), Again("answered 500")),
        (status(413), Hopeless("answered 413")),
    ],
)
def test_a_push_that_does_not_come_off_keeps_the_subscription(house: House, answer: bytes, end: Exception) -> None:
    house.reach(Browser("phone"))
    house.news("roster.published", "v2")

    async def script(sink: PushSink, run: Any) -> Any:
        sink.answers.append(answer)
        await run(PUSH)
        return await run(SEND)

    (found,) = house.play(script)
    assert (type(found), str(found)) == (type(end), str(end))
    assert getattr(found, "after_ms", None) == getattr(end, "after_ms", None)
    assert house.do(lambda ledger: of_person(ledger, "p1")[0].failures) == 1


def test_a_browser_that_changed_hands_is_the_new_persons_alone(house: House) -> None:
    """T17: B never sees A's notification."""
    shared = Browser("shared")
    house.reach(shared, "p1", device=1)
    house.news("roster.published", "v2")

    async def script(sink: PushSink, run: Any) -> Any:
        await run(PUSH)
        await asyncio.to_thread(house.reach, shared, "p2", 2)
        return await run(SEND), len(sink.pushes)

    assert house.play(script) == (["no longer subscribed"], 0)
    assert (house.endpoints("p1"), house.endpoints("p2")) == ([], ["shared"])


def test_logging_out_ends_the_devices_pushes_and_nobody_elses(house: House) -> None:
    house.reach(Browser("a"), device=1)
    house.reach(Browser("b"), device=2)
    assert house.do(lambda ledger: unsubscribe_device(ledger, 1)) == 1
    assert house.endpoints() == ["b"]
    other = Browser("b").subscription("p2", "").endpoint_hash
    assert house.do(lambda ledger: unsubscribe(ledger, other, "p2")) is False
    assert house.do(lambda ledger: unsubscribe(ledger, other, "p1")) is True


def test_a_device_has_one_subscription_and_a_person_no_more_than_eight(house: House) -> None:
    house.reach(Browser("old"), device=1)
    house.reach(Browser("new"), device=1)
    assert house.endpoints() == ["new"]
    for n in range(MOST):
        house.reach(Browser(f"b{n}"), device=10 + n)
    assert house.endpoints() == [f"b{n}" for n in range(MOST)]


def test_after_a_rotation_both_phones_are_still_reached(house: House) -> None:
    """T16: the drill."""
    house.reach(Browser("before"))
    rotate_keys(house.data_dir, house.now)
    house.reach(Browser("after"), device=2)
    house.news("roster.published", "v2")

    async def script(sink: PushSink, run: Any) -> Any:
        await run(PUSH)
        await run(SEND)
        return {push.headers["authorization"].split("k=")[1] for push in sink.pushes}

    assert house.play(script) == {key.public for key in load_keys(house.data_dir, house.now).keys}


def test_no_transaction_waits_for_a_push(house: House) -> None:
    """F18: the push service is down, and a message is written as fast as ever."""
    house.reach(Browser("phone"))
    house.news("roster.published", "v2")
    assert ("push", "waiting") in house.jobs()


@pytest.mark.parametrize(
    "payload", [{}, {"person": "p1"}, {"person": "p1", "t": "secret"}, {"person": 1, "t": "roster"}]
)
def test_a_job_that_is_no_push_is_given_up_at_once(house: House, payload: dict[str, Any]) -> None:
    async def script(sink: PushSink, run: Any) -> Any:
        pushes, _ = house.work(sink)
        job = Claimed(tenant=T, id="j", kind=PUSH, key="", payload=payload, tries=1, lease="L", created_at=0)
        with pytest.raises(Hopeless):
            await pushes.spread(Running(job, house.desk, 1000))

    house.play(script)
