"""Jobs as rows: put in by the transaction that causes them, taken with one statement both databases understand.

A job is ``waiting``, ``running`` under a lease, then ``done``, ``dead`` (tried too often) or ``cancelled``. Whoever
holds a lease may finish; a lease that ran out is taken by the next worker, so a job runs at least once.
"""

from collections.abc import Iterable, Mapping, Sequence
from secrets import token_hex
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Table, and_, case, delete, insert, or_, select, tuple_, update

from ..changes.verdict import Job

MAX_TRIES = 8
FIRST_WAIT_MS = 2_000
LONGEST_WAIT_MS = 900_000
CHUNK = 300


class Claimed(Struct, frozen=True, kw_only=True):
    """A job under a lease. ``tries`` counts this run too."""

    tenant: str
    id: str
    kind: str
    key: str
    payload: dict[str, Any]
    tries: int
    lease: str
    created_at: int


def insert_jobs(connection: Connection, table: Table, tenant: str, now: int, jobs: Sequence[Job]) -> None:
    """Adds jobs to the caller's transaction.

    Jobs of one kind and (non-empty) key that have not begun are one job: the newest payload, the earliest time.
    """
    fresh: list[Job] = []
    keyed: dict[tuple[str, str], Job] = {}
    for job in jobs:
        if not job.key:
            fresh.append(job)
            continue
        other = keyed.get((job.kind, job.key))
        earliest = min(job.run_at, other.run_at) if other else job.run_at
        keyed[job.kind, job.key] = Job(job.kind, job.payload, earliest, job.key)
    waiting = _not_begun(connection, table, tenant, list(keyed))
    for name, job in keyed.items():
        if name not in waiting or not _renewed(connection, table, tenant, waiting[name], job, now):
            fresh.append(job)
    if fresh:
        connection.execute(insert(table), [_row(tenant, now, job) for job in fresh])


def _not_begun(
    connection: Connection, table: Table, tenant: str, names: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    columns = table.c
    found: dict[tuple[str, str], str] = {}
    for start in range(0, len(names), CHUNK):
        query = select(columns.kind, columns.key, columns.id).where(
            columns.tenant == tenant, columns.state == "waiting", columns.tries == 0,
            tuple_(columns.kind, columns.key).in_(names[start : start + CHUNK]),
        )  # fmt: skip
        found.update({(kind, key): id for kind, key, id in connection.execute(query)})
    return found


def _renewed(connection: Connection, table: Table, tenant: str, id: str, job: Job, now: int) -> bool:
    """False when a worker took the job in the meantime: then the new one stands for itself."""
    columns = table.c
    run_at = job.run_at or now
    done = connection.execute(
        update(table)
        .where(columns.tenant == tenant, columns.id == id, columns.state == "waiting", columns.tries == 0)
        .values(
            payload=msgspec.json.encode(job.payload).decode(),
            run_at=case((columns.run_at < run_at, columns.run_at), else_=run_at),
        )
    )
    return done.rowcount == 1


def _row(tenant: str, now: int, job: Job) -> dict[str, Any]:
    return {
        "tenant": tenant, "id": token_hex(16), "kind": job.kind, "key": job.key,
        "payload": msgspec.json.encode(job.payload).decode(), "run_at": job.run_at or now, "lease_until": 0,
        "lease": "", "tries": 0, "state": "waiting", "result": "", "created_at": now,
    }  # fmt: skip


def anything_ready(connection: Connection, table: Table, now: int, kinds: Iterable[str]) -> bool:
    """A look without the write lock, for before ``claim``."""
    query = select(table.c.id).where(_ready(table, now), table.c.kind.in_(sorted(kinds)))
    return connection.execute(query.limit(1)).first() is not None


def _ready(table: Table, now: int) -> ColumnElement[bool]:
    columns = table.c
    return or_(
        and_(columns.state == "waiting", columns.run_at <= now),
        and_(columns.state == "running", columns.lease_until <= now),
    )


def claim(
    connection: Connection, table: Table, now: int, lease_ms: int, kinds: Iterable[str], lease_id: str
) -> Claimed | None:
    """Takes the job that has been ready longest, or one whose lease ran out; None when there is nothing to do."""
    columns = table.c
    inner = select(columns.tenant, columns.id).where(_ready(table, now), columns.kind.in_(sorted(kinds)))
    inner = inner.order_by(columns.run_at, columns.id).limit(1)
    if connection.dialect.name == "postgresql":
        inner = inner.with_for_update(skip_locked=True)
    taken = connection.execute(
        update(table)
        .where(tuple_(columns.tenant, columns.id) == inner.scalar_subquery())
        .values(state="running", lease=lease_id, lease_until=now + lease_ms, tries=columns.tries + 1)
        .returning(table)
    )
    row = taken.mappings().first()
    return _claimed(row) if row is not None else None


def _claimed(row: Mapping[Any, Any]) -> Claimed:
    return Claimed(
        tenant=row["tenant"], id=row["id"], kind=row["kind"], key=row["key"],
        payload=msgspec.json.decode(row["payload"], type=dict[str, Any]), tries=row["tries"], lease=row["lease"],
        created_at=row["created_at"],
    )  # fmt: skip


def finish(connection: Connection, table: Table, job: Claimed, result: str = "") -> bool:
    """Ends a job; False when its lease is no longer ours, so that another run has or will have the last word."""
    return _settle(connection, table, job, state="done", lease="", result=result)


def fail(
    connection: Connection, table: Table, job: Claimed, now: int, error: str,
    *, retry_after_ms: int | None = None, max_tries: int = MAX_TRIES,
) -> str:  # fmt: skip
    """Lets a job wait for its next try, or buries it after ``max_tries``; returns its new state ("" = lease lost)."""
    state = "dead" if job.tries >= max_tries else "waiting"
    wait = max(backoff_ms(job.tries), retry_after_ms or 0)
    settled = _settle(connection, table, job, state=state, lease="", run_at=now + wait, result=error[:2000])
    return state if settled else ""


def postpone(connection: Connection, table: Table, job: Claimed, until: int) -> bool:
    """Puts a job off without counting the try: its time has not come."""
    return _settle(connection, table, job, state="waiting", lease="", run_at=until, tries=job.tries - 1)


def renew(
    connection: Connection, table: Table, job: Claimed, now: int, lease_ms: int, progress: str | None = None
) -> bool:
    """Keeps a long job's lease, and its progress for whoever looks; False when it was cancelled or taken over."""
    values: dict[str, Any] = {"lease_until": now + lease_ms}
    return _settle(connection, table, job, **values, **({} if progress is None else {"result": progress}))


def cancel(connection: Connection, table: Table, tenant: str, kind: str, key: str) -> int:
    """Calls off waiting and running jobs of a kind and key; a running one learns it at its next renewal."""
    columns = table.c
    mine = and_(columns.tenant == tenant, columns.kind == kind, columns.key == key)
    called_off = update(table).where(mine, columns.state.in_(("waiting", "running")))
    return connection.execute(called_off.values(state="cancelled", lease="")).rowcount


def latest(connection: Connection, table: Table, tenant: str, kind: str, key: str) -> Mapping[Any, Any] | None:
    """The newest job of a kind and key: its state, tries and result."""
    columns = table.c
    query = select(table).where(columns.tenant == tenant, columns.kind == kind, columns.key == key)
    return connection.execute(query.order_by(columns.created_at.desc()).limit(1)).mappings().first()


def prune(connection: Connection, table: Table, before: int) -> int:
    """Forgets jobs that ended well and were made before a moment; dead ones stay for the operator."""
    columns = table.c
    ended = columns.state.in_(("done", "cancelled"))
    return connection.execute(delete(table).where(ended, columns.created_at < before)).rowcount


def backoff_ms(tries: int) -> int:
    """2 s, 4 s, 8 s ... up to a quarter of an hour."""
    return min(FIRST_WAIT_MS << max(tries - 1, 0), LONGEST_WAIT_MS)


def _settle(connection: Connection, table: Table, job: Claimed, **values: Any) -> bool:
    columns = table.c
    held = and_(columns.tenant == job.tenant, columns.id == job.id, columns.lease == job.lease)
    return connection.execute(update(table).where(held, columns.state == "running").values(**values)).rowcount == 1
