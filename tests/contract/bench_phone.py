"""A small phone for engine tests: keeps a sequence, a clock and a cursor; talks to the engine without HTTP."""

from typing import Any

import msgspec

from zhiban.changes.clock import moment
from zhiban.changes.verdict import Actor
from zhiban.changes.wire import Batch, Delta, PushReply, Segment
from zhiban.store.engine import open_engine
from zhiban.store.found import found_tenant
from zhiban.store.rows import Rows
from zhiban.store.tables import build_metadata
from zhiban.sync.cursor import unseal
from zhiban.sync.feed import pull
from zhiban.sync.flush import read_head
from zhiban.sync.intake import take_batch
from zhiban.sync.ledger import Ledger, Origin
from zhiban.sync.reader import Reader
from zhiban.sync.replica import enrol_replica, read_replica
from zhiban.sync.writer import Writer

from .toy import toy

KEY = b"k" * 32
T0 = 1_700_000_000_000


class Hall:
    """The engine over the toy program on one database, with a clock the test moves."""

    def __init__(self, url: str) -> None:
        self.time = T0
        self.engine = open_engine(url)
        registry = toy()
        self.metadata = build_metadata(registry)
        self.metadata.create_all(self.engine)
        with self.engine.connect().execution_options(immediate=True) as connection, connection.begin():
            found_tenant(connection, self.metadata, "t")
        self.rows = Rows(registry, self.metadata)
        self.writer = Writer(self.engine, self.rows, lambda: self.time)
        self.reader = Reader(self.engine, self.rows, lambda: self.time)
        self.writer.start()

    def close(self) -> None:
        self.writer.stop()
        self.engine.dispose()

    def run(self, work: Any) -> Any:
        return self.writer.run_blocking("t", Origin("office"), work)

    def phone(self, person: str, *scopes: str) -> "Phone":
        device = self.run(lambda ledger: enrol_replica(ledger, person, "test"))
        return Phone(self, Actor("t", person, device, frozenset(), frozenset({f"user:{person}", *scopes})))


class Phone:
    def __init__(self, hall: Hall, actor: Actor) -> None:
        self.hall, self.actor = hall, actor
        self.seq = 0
        self.skew = 0
        self.cursor = ""
        self.held: dict[tuple[str, str], Any] = {}
        self.stamps: dict[tuple[str, str], dict[str, Any]] = {}

    def change(self, collection: str, fields: Any = None, **extra: Any) -> dict[str, Any]:
        self.seq += 1
        made = {"seq": self.seq, "stamp": moment(self.hall.time + self.skew), "collection": collection}
        return {**made, "fields": fields or {}, "segment": 1, **extra}

    def batch(self, changes: list[Any], *, first: int = 0, epoch: int = 1) -> Batch:
        return Batch(
            v=1, schema=1, device=self.actor.device, epoch=epoch, wall=self.hall.time + self.skew, mono=0,
            first=first or (changes[0]["seq"] if changes else 1),
            segments=[Segment(id=1, wall=T0)], changes=[msgspec.Raw(msgspec.json.encode(c)) for c in changes],
        )  # fmt: skip

    def send(self, batch: Batch) -> PushReply:
        def take(ledger: Ledger) -> PushReply:
            replica = read_replica(ledger, batch.device)
            assert replica is not None
            return take_batch(ledger, self.actor, batch, replica, *read_head(ledger.connection, ledger.rows, "t"))

        return self.hall.run(take)

    def push(self, *changes: Any) -> PushReply:
        return self.send(self.batch(list(changes)))

    def page(self, limit: int = 1000) -> Delta:
        cursor = unseal(self.cursor, KEY) if self.cursor else None
        with self.hall.reader.snapshot() as connection:
            delta = pull(
                connection,
                self.hall.rows,
                "t",
                self.actor.person,
                self.actor.scopes,
                cursor,
                limit,
                self.hall.time,
                KEY,
            )
        self.cursor = delta.cursor
        for row in delta.rows:
            self.held[row.c, row.id] = msgspec.json.decode(row.v)
            self.stamps[row.c, row.id] = row.s
        for gone in delta.gone:
            if not any((r.c, r.id) == (gone.c, gone.id) for r in delta.rows):
                self.held.pop((gone.c, gone.id), None)
        return delta

    def pull(self, limit: int = 1000) -> None:
        while self.page(limit).more:
            pass

    def slip(self, seq: int) -> Any:
        return self.held.get(("slip", f"{self.actor.device:x}.1.{seq}"))
