"""`kill -9` thirty times, between commit and reply and at any other moment: nothing is lost, nothing doubled.

Shown by phones that keep their own book in this process, over real HTTP against the real server, on both databases.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from api.ward import PASSWORD, settle
from sqlalchemy import Connection, create_engine, text

from databases import Cluster
from zhiban.changes.clock import moment, wall_now
from zhiban.changes.wire import change_id
from zhiban.parts import Parts
from zhiban.settings import Settings
from zhiban.sync.ledger import Origin

from .serving import Line, Mortal

CYCLES = 30
PEOPLE = ("n1", "n2", "n3", "head", "other", "n1")
MOST_AT_ONCE = 4
KEPT = ("punch", "leave_request", "slip")
PAUSE = 0.05


@dataclass
class Made:
    raw: dict[str, Any]
    collection: str
    receipts: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


class Phone:
    """Makes changes, sends them until they are answered, and never forgets an answer."""

    def __init__(self, me: dict[str, Any], http: httpx.AsyncClient, dice: random.Random) -> None:
        self.me, self.http, self.dice = me, http, dice
        self.book: list[Made] = []
        self.acked = 0
        self.spoilt = 0
        """Sendings without an answer."""

    def id_of(self, made: Made) -> str:
        return change_id(self.me["device"], self.me["epoch"], made.raw["seq"])

    def make(self) -> None:
        """A check-in, a leave request or a wish: a fact, an intent with messages behind it, an edited document."""
        seq = len(self.book) + 1
        day = (date(2030, 1, 1) + timedelta(days=seq)).isoformat()
        collection, rest = self.dice.choice(
            [
                ("punch", {"fields": {"direction": "in", "department": "w3", "day": day}}),
                ("leave_request", {"fields": {"kind": "personal", "first_day": day, "last_day": day}}),
                ("preference", {"fields": {"nights_in_row": 1 + seq % 3}, "record": self.me["person"], "op": "edit"}),
            ]
        )
        made = {"seq": seq, "stamp": moment(wall_now() + seq), "collection": collection, "segment": 1, **rest}
        self.book.append(Made(made, collection))

    async def send(self, first: int = 0) -> bool:
        """One sending of what has no answer yet (or of everything from ``first``); False when no answer came."""
        waiting = self.book[(first or self.acked + 1) - 1 :]
        batch = {
            "v": 1, "schema": 1, "device": self.me["device"], "epoch": self.me["epoch"], "first": waiting[0].raw["seq"],
            "wall": wall_now(), "mono": 0, "segments": [{"id": 1, "wall": wall_now() - 60_000}],
            "changes": [made.raw for made in waiting],
        }  # fmt: skip
        try:
            answer = await self.http.post(
                "/sync/push", json=batch, headers={"authorization": f"Bearer {self.me['token']}"}
            )
        except httpx.HTTPError:
            self.spoilt += 1
            return False
        if answer.status_code == 503:
            return False
        assert answer.status_code == 200, answer.text
        for receipt in answer.json()["receipts"]:
            self.book[receipt["seq"] - 1].receipts.append(receipt)
            self.acked = max(self.acked, receipt["seq"])
        return True

    async def work(self, over: asyncio.Event) -> None:
        while not over.is_set():
            if self.acked == len(self.book):
                for _ in range(self.dice.randint(1, MOST_AT_ONCE)):
                    self.make()
            if not await self.send():
                await asyncio.sleep(PAUSE)

    async def settle(self) -> None:
        while self.acked < len(self.book):
            if not await self.send():
                await asyncio.sleep(PAUSE)


async def hunt(server: Mortal, line: Line, dice: random.Random) -> Counter[str]:
    """Kills the server ``CYCLES`` times while phones work: after a commit whose answer is swallowed, or whenever."""
    how: Counter[str] = Counter()
    for cycle in range(CYCLES):
        if cycle:
            await server.start()
        if cycle % 3 < 2:
            await asyncio.sleep(dice.uniform(0, 0.05))
            line.arm()
            await asyncio.wait_for(line.swallowed.wait(), 30)
            how["after commit, before the reply"] += 1
        else:
            await asyncio.sleep(dice.uniform(0.02, 0.3))
            how["at a random moment"] += 1
        await asyncio.to_thread(server.kill)
        line.disarm()
    await server.start()
    return how


async def run(url: str, folder: Path, dice: random.Random) -> tuple[list[Phone], Counter[str]]:
    with Mortal(url, folder) as server:
        await server.start()
        line = Line(server.port)
        await line.open()
        limits = httpx.Limits(max_connections=len(PEOPLE), max_keepalive_connections=len(PEOPLE))
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{line.port}", limits=limits, timeout=20) as http:
            phones = [Phone(await log_in(server.url, number), http, dice) for number in PEOPLE]
            over = asyncio.Event()
            working = [asyncio.create_task(phone.work(over)) for phone in phones]
            how = await hunt(server, line, dice)
            over.set()
            await asyncio.gather(*working)
            await asyncio.gather(*(phone.settle() for phone in phones))
            for phone in phones:
                for first in range(1, len(phone.book) + 1, 400):
                    assert await phone.send(first), "the finished book once more, as after a restored backup"
        await line.close()
    return phones, how


async def log_in(url: str, number: str) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=url) as http:
        return (await http.post("/people/login", json={"number": number, "password": PASSWORD})).json()


def rows(connection: Connection, sql: str) -> Iterator[Any]:
    return iter(connection.execute(text(sql)))


def compare(url: str, phones: list[Phone]) -> None:
    """The phones' books against the store: one receipt, one log entry, one slip, one record, one message."""
    engine = create_engine(url)
    with engine.connect() as connection:
        receipts = Counter(
            (r.device, r.epoch, r.seq) for r in rows(connection, "SELECT device, epoch, seq FROM receipt")
        )
        written = (
            "SELECT device, epoch, device_seq AS seq, record FROM log WHERE collection IN ('punch', 'leave_request')"
        )
        entries = Counter((r.device, r.epoch, r.seq, r.record) for r in rows(connection, written))
        held = {
            name: {r.id for r in rows(connection, f"SELECT id FROM {name}")}
            for name in ("punch", "leave_request", "slip")
        }
        told = Counter(r.about for r in rows(connection, "SELECT about FROM message WHERE code = 'leave.asks_you'"))
        if engine.dialect.name == "sqlite":
            assert next(rows(connection, "PRAGMA integrity_check"))[0] == "ok"
    engine.dispose()
    ids: set[str] = set()
    for phone in phones:
        for made in phone.book:
            key, id = (phone.me["device"], phone.me["epoch"], made.raw["seq"]), phone.id_of(made)
            ids.add(id)
            assert receipts[key] == 1, f"{id}: acknowledged, and {receipts[key]} receipts in the store"
            if made.collection in held:
                assert id in held[made.collection], f"{id}: acknowledged, and no record"
                assert entries[*key, id] == 1, f"{id}: written {entries[*key, id]} times by its own change"
                assert id in held["slip"], f"{id}: no verdict slip"
    assert held["punch"] | held["leave_request"] <= ids, "records that no phone made"
    assert told and max(told.values()) == 1, "the head was told twice of one request"


@pytest.mark.fault
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    if kind == "sqlite":
        judged(f"sqlite:///{tmp_path / 'zhiban.sqlite'}", tmp_path, capsys)
        return
    cluster: Cluster = request.getfixturevalue("durable_postgres")
    with cluster.database() as url:
        judged(url, tmp_path, capsys)


def judged(url: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = Parts(Settings(database_url=url, data_dir=str(folder / "data")))
    parts.open()
    parts.writer.run_blocking(parts.settings.tenant, Origin("test"), settle)
    parts.close()
    seed = random.randrange(1 << 32)
    phones, how = asyncio.run(run(url, folder, random.Random(seed)))
    acked = sum(1 for phone in phones for made in phone.book if made.receipts)
    spoilt = sum(phone.spoilt for phone in phones)
    with capsys.disabled():
        print(
            f"\n{url.split(':')[0]}: {acked} acknowledged, {spoilt} sendings without an answer, "
            f"kills: {dict(how)}, seed {seed}"
        )
    assert acked == sum(len(phone.book) for phone in phones) > CYCLES
    assert spoilt >= CYCLES // 2, "the kills hit nobody"
    for phone in phones:
        for made in phone.book:
            said = {(r["outcome"], r["code"], r.get("record", "")) for r in made.receipts}
            assert len(said) == 1, f"{phone.id_of(made)}: two different answers {said}"
    compare(url, phones)
