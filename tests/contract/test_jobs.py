"""Jobs on both databases: one job a cause, one run a lease, and nothing lost when a worker dies over it."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine, Table, select

from zhiban.changes.collection import registry
from zhiban.changes.verdict import Job
from zhiban.jobs.table import (
    MAX_TRIES,
    Claimed,
    anything_ready,
    cancel,
    claim,
    fail,
    finish,
    insert_jobs,
    latest,
    postpone,
    prune,
    renew,
)  # fmt: skip
from zhiban.jobs.worker import Again, Desk, Handler, Hopeless, Later, Running, run_worker
from zhiban.store.engine import open_engine
from zhiban.store.tables import build_metadata

LEASE = 1000


class Store:
    """A job table in a fresh database, with a clock that moves only when told."""

    def __init__(self, engine: Engine, table: Table) -> None:
        self.engine, self.table, self.now = engine, table, 1_000_000
        self.desk = Desk(engine, table, lambda: self.now)

    def do(self, work: Any, *args: Any, **named: Any) -> Any:
        with self.engine.connect().execution_options(immediate=True) as connection, connection.begin():
            return work(connection, self.table, *args, **named)

    def add(self, *jobs: Job, tenant: str = "a") -> None:
        self.do(insert_jobs, tenant, self.now, jobs)

    def take(self, lease: str = "L", kinds: tuple[str, ...] = ("push", "solve")) -> Claimed | None:
        return self.do(claim, self.now, LEASE, kinds, lease)

    def taken(self) -> Claimed:
        job = self.take()
        assert job is not None
        return job

    def rows(self) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.execute(select(self.table)).mappings())

    def states(self) -> Counter[str]:
        return Counter(row["state"] for row in self.rows())


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    engine = open_engine(database_url)
    metadata = build_metadata(registry([]))
    metadata.create_all(engine)
    yield Store(engine, metadata.tables["job"])
    engine.dispose()


def test_jobs_of_one_key_that_have_not_begun_are_one_job(store: Store) -> None:
    store.add(Job("push", {"n": 1}, key="p1"), Job("push", {"n": 2}, key="p1"), Job("solve", {"n": 3}, key="p1"))
    store.add(Job("push", {"n": 4}, run_at=store.now - 500, key="p1"), Job("push", {"n": 5}), Job("push", {"n": 6}))
    found = {(row["kind"], row["key"], msgspec.json.decode(row["payload"])["n"]) for row in store.rows()}
    assert found == {("push", "p1", 4), ("solve", "p1", 3), ("push", "", 5), ("push", "", 6)}
    assert min(row["run_at"] for row in store.rows()) == store.now - 500


def test_a_job_that_has_begun_does_not_swallow_a_new_one(store: Store) -> None:
    store.add(Job("push", {"n": 1}, key="p1"))
    store.taken()
    store.add(Job("push", {"n": 2}, key="p1"))
    assert store.states() == {"running": 1, "waiting": 1}


def test_the_same_key_of_two_hospitals_is_two_jobs(store: Store) -> None:
    store.add(Job("push", {}, key="p1"))
    store.add(Job("push", {}, key="p1"), tenant="b")
    assert {row["tenant"] for row in store.rows()} == {"a", "b"}


def test_the_job_that_waited_longest_goes_first_and_the_future_waits(store: Store) -> None:
    store.add(
        Job("push", {"n": "late"}, run_at=store.now + 1),
        Job("push", {"n": 2}, run_at=20),
        Job("push", {"n": 1}, run_at=10),
    )
    assert [store.taken().payload["n"], store.taken().payload["n"], store.take()] == [1, 2, None]
    store.now += 1
    assert store.taken().payload["n"] == "late"


def test_a_worker_takes_only_the_kinds_it_can_do(store: Store) -> None:
    store.add(Job("solve", {}))
    assert store.take(kinds=("push",)) is None
    assert not store.do(anything_ready, store.now, ["push"]) and store.do(anything_ready, store.now, ["solve"])


def test_a_lost_lease_is_taken_up_and_the_late_answer_counts_for_nothing(store: Store) -> None:
    store.add(Job("push", {}))
    first = store.taken()
    assert store.take() is None
    store.now += LEASE
    second = store.do(claim, store.now, LEASE, ["push"], "M")
    assert second is not None and (second.id, second.tries) == (first.id, 2)
    assert store.do(finish, first, "too late") is False
    assert store.do(renew, first, store.now, LEASE) is False
    assert store.do(fail, first, store.now, "too late") == ""
    assert store.do(finish, second, "done") is True
    assert [(row["state"], row["result"]) for row in store.rows()] == [("done", "done")]


def test_a_renewed_lease_is_not_lost(store: Store) -> None:
    store.add(Job("solve", {}, key="v1"))
    job = store.taken()
    store.now += LEASE - 1
    assert store.do(renew, job, store.now, LEASE, "40%") is True
    store.now += LEASE - 1
    assert store.take() is None
    assert store.do(latest, "a", "solve", "v1")["result"] == "40%"


def test_failures_wait_longer_each_time_and_end_as_dead_letters(store: Store) -> None:
    store.add(Job("push", {}))
    waits: list[int] = []
    for attempt in range(1, MAX_TRIES + 1):
        job = store.taken()
        state = store.do(fail, job, store.now, "no answer")
        assert state == ("dead" if attempt == MAX_TRIES else "waiting")
        assert store.take() is None
        waits.append(store.rows()[0]["run_at"] - store.now)
        store.now += waits[-1]
    assert waits[:4] == [2000, 4000, 8000, 16000]
    assert store.take() is None and store.rows()[0]["result"] == "no answer"


def test_the_other_side_may_ask_for_a_longer_wait_but_not_for_a_shorter(store: Store) -> None:
    store.add(Job("push", {}))
    store.do(fail, store.taken(), store.now, "429", retry_after_ms=60_000)
    assert store.rows()[0]["run_at"] == store.now + 60_000
    store.now += 60_000
    store.do(fail, store.taken(), store.now, "429", retry_after_ms=1)
    assert store.rows()[0]["run_at"] == store.now + 4_000


def test_putting_off_is_no_try(store: Store) -> None:
    store.add(Job("push", {}))
    store.do(postpone, store.taken(), store.now + 7)
    assert store.take() is None
    store.now += 7
    assert store.taken().tries == 1


def test_what_is_called_off_does_not_run_and_learns_it_when_running(store: Store) -> None:
    store.add(Job("solve", {}, key="v1"))
    job = store.taken()
    store.add(Job("solve", {}, key="v1"))
    assert store.do(cancel, "a", "solve", "v1") == 2
    assert store.take() is None
    assert store.do(renew, job, store.now, LEASE) is False


def test_old_finished_jobs_are_forgotten_and_dead_ones_kept(store: Store) -> None:
    store.add(Job("push", {"n": 1}), Job("push", {"n": 2}), Job("push", {"n": 3}))
    store.do(finish, store.taken())
    store.do(fail, store.taken(), store.now, "never", max_tries=0)
    assert store.do(prune, store.now) == 0
    assert store.do(prune, store.now + 1) == 1
    assert store.states() == {"dead": 1, "waiting": 1}


def test_rival_workers_run_each_job_once(store: Store) -> None:
    store.add(*(Job("push", {"n": n}) for n in range(200)))
    runs: list[str] = []

    def work(lease: str) -> None:
        while (job := store.take(lease)) is not None:
            runs.append(job.id)
            assert store.do(finish, job)

    threads = [threading.Thread(target=work, args=(f"worker-{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(runs) == 200 and len(set(runs)) == 200 and store.states() == {"done": 200}


# the worker --------------------------------------------------------------------------------------------------


def work_until(store: Store, handlers: dict[str, Handler], done: Any) -> None:
    """Runs a worker until ``done()`` holds, checked after each transaction of the test's choosing."""

    async def main() -> None:
        stop, wake = asyncio.Event(), asyncio.Event()
        worker = asyncio.create_task(run_worker(store.desk, handlers, stop, wake=wake, poll_s=0.01))
        async with asyncio.timeout(20):
            while not await asyncio.to_thread(done):
                wake.set()
                await asyncio.sleep(0.005)
        stop.set()
        await worker

    asyncio.run(main())


def test_a_worker_keeps_the_handlers_answer(store: Store) -> None:
    async def run(running: Running) -> str:
        return f"sent {running.job.payload['n']}"

    store.add(Job("push", {"n": 7}))
    work_until(store, {"push": Handler(run)}, lambda: store.states()["done"] == 1)
    assert store.rows()[0]["result"] == "sent 7"


def test_a_handler_that_hangs_is_stopped_and_tried_again(store: Store) -> None:
    stopped: list[int] = []

    async def run(running: Running) -> str:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.append(running.job.tries)
        return ""

    store.add(Job("push", {}))
    work_until(store, {"push": Handler(run, timeout_s=0.02)}, lambda: bool(stopped) and store.states()["waiting"] == 1)
    row = store.rows()[0]
    assert stopped == [1] and row["tries"] == 1 and row["run_at"] == store.now + 2000
    assert row["result"].startswith("TimeoutError")


@pytest.mark.parametrize(
    ("error", "state", "wait"),
    [
        (Again("busy", 30_000), "waiting", 30_000),
        (Later(1_000_500), "waiting", 500),
        (Hopeless("no such person"), "dead", None),
        (KeyError("person"), "waiting", 2000),
    ],
)
def test_how_a_handler_ends_decides_what_becomes_of_its_job(
    store: Store, error: Exception, state: str, wait: int | None
) -> None:
    ran: list[int] = []

    async def run(running: Running) -> str:
        ran.append(running.job.tries)
        raise error

    store.add(Job("push", {}))
    work_until(store, {"push": Handler(run)}, lambda: bool(ran) and store.states()[state] == 1)
    row = store.rows()[0]
    assert row["tries"] == (0 if isinstance(error, Later) else 1)
    assert wait is None or row["run_at"] == store.now + wait


def test_a_job_called_off_while_it_runs_is_stopped(store: Store) -> None:
    began, stopped = threading.Event(), threading.Event()

    async def run(running: Running) -> str:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()
        return ""

    def call_off_then_see() -> bool:
        if began.is_set():
            store.do(cancel, "a", "solve", "v1")
        return stopped.is_set()

    store.add(Job("solve", {}, key="v1"))
    work_until(store, {"solve": Handler(run, lease_ms=30)}, call_off_then_see)
    assert store.states() == {"cancelled": 1}


def test_long_jobs_leave_room_for_short_ones(store: Store) -> None:
    most: list[int] = []
    solving = 0

    async def solve(running: Running) -> str:
        nonlocal solving
        solving += 1
        most.append(solving)
        await asyncio.sleep(0.05)
        solving -= 1
        return ""

    async def push(running: Running) -> str:
        return ""

    store.add(*(Job("solve", {}) for _ in range(3)), *(Job("push", {}) for _ in range(5)))
    handlers = {"solve": Handler(solve, at_once=1), "push": Handler(push)}
    work_until(store, handlers, lambda: store.states()["done"] == 8)
    assert max(most) == 1


def test_a_worker_told_to_stop_gives_back_what_it_cannot_end(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhiban.jobs.worker.GRACE_SECONDS", 0.01)
    began = threading.Event()

    async def run(running: Running) -> str:
        began.set()
        await asyncio.Event().wait()
        return ""

    store.add(Job("solve", {}))
    work_until(store, {"solve": Handler(run)}, began.is_set)
    assert [(row["state"], row["tries"], row["run_at"]) for row in store.rows()] == [("waiting", 0, store.now)]


def test_a_job_whose_workers_die_each_time_is_given_up(store: Store) -> None:
    store.add(Job("push", {}))
    for _ in range(MAX_TRIES):
        store.taken()
        store.now += LEASE

    async def run(running: Running) -> str:
        raise AssertionError("it would kill this worker too")

    work_until(store, {"push": Handler(run)}, lambda: store.states()["dead"] == 1)


def test_an_idle_worker_takes_no_write_lock(store: Store) -> None:
    writes: list[int] = []

    class Watched(Desk):
        async def write(self, work: Any) -> Any:
            writes.append(1)
            return await super().write(work)

    store.desk = Watched(store.engine, store.table, lambda: store.now)
    looks = iter(range(20))
    work_until(store, {"push": Handler(lambda _: asyncio.sleep(0, ""))}, lambda: next(looks) == 19)
    assert len(writes) == 1, "only the hourly tidying"
