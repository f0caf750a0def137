"""Writes a ledger to the database: state rows in key order, then the log with its numbers, last of all the head.

The head row is bumped in the same transaction as the rows it numbers, so a reader never sees a number before
everything below it (SYNC 1.5 mode A; STACK: a sequence lost 203 of 800).
"""

from typing import Any

import msgspec
from sqlalchemy import Connection, select, text, update

from ..jobs.table import insert_jobs
from ..store.rows import Rows
from .ledger import Entry, Ledger

LOCK_SPACE = 0x5A48


def lock_tenant(connection: Connection, tenant: str) -> None:
    """On PostgreSQL one transaction at a time writes a tenant's log; SQLite has but one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SELECT pg_advisory_xact_lock(:space, hashtext(:tenant))"), {"space": LOCK_SPACE, "tenant": tenant}
        )


def read_head(connection: Connection, rows: Rows, tenant: str) -> tuple[int, str]:
    """(log position, database epoch) of a tenant; LookupError when the tenant was never founded."""
    head = rows.tables["head"].c
    found = connection.execute(select(head.seq, head.db_epoch).where(head.tenant == tenant)).first()
    if found is None:
        raise LookupError(tenant)
    return found.seq, found.db_epoch


def flush(ledger: Ledger) -> tuple[int, set[str]]:
    """Returns the new head and the buckets that changed."""
    rows, connection, tenant = ledger.rows, ledger.connection, ledger.tenant
    head, _ = read_head(connection, rows, tenant)
    _write_rows(ledger)
    if not ledger.final.log:
        return head, set()
    last_seq: dict[tuple[str, str], int] = {}
    lines: list[dict[str, Any]] = []
    for seq, entry in enumerate(ledger.final.log, head + 1):
        last_seq[entry.collection, entry.id] = seq
        lines.append(_log_row(tenant, seq, ledger.now, entry))
    _write_state(ledger, last_seq)
    touched = _write_feed(ledger, last_seq)
    rows.insert(connection, "log", lines)
    new_head = head + len(lines)
    table = rows.tables["head"]
    connection.execute(update(table).where(table.c.tenant == tenant).values(seq=new_head))
    return new_head, touched


def _log_row(tenant: str, seq: int, now: int, entry: Entry) -> dict[str, Any]:
    origin = entry.origin
    return {
        "tenant": tenant, "seq": seq, "collection": entry.collection, "record": entry.id,
        "op": "erase" if entry.record is None else "write", "actor": origin.actor, "device": origin.device,
        "epoch": origin.epoch, "device_seq": origin.seq, "claimed": origin.claimed, "stamp": origin.stamp, "at": now,
        "body": msgspec.json.encode(entry.record).decode(), "edit": entry.edit,
    }  # fmt: skip


def _write_state(ledger: Ledger, last_seq: dict[tuple[str, str], int]) -> None:
    rows = ledger.rows
    states: dict[str, list[dict[str, Any]]] = {}
    erased: dict[str, list[str]] = {}
    for (name, id), entry in ledger.final.state.items():
        if entry.record is None:
            erased.setdefault(name, []).append(id)
        else:
            row = rows.codecs[name].to_row(ledger.tenant, entry.record, last_seq[name, id], entry.marks)
            states.setdefault(name, []).append(row)
    for name in sorted(states):
        rows.upsert(ledger.connection, rows.codecs[name].table, states[name])
    for name in sorted(erased):
        rows.delete(ledger.connection, ledger.tenant, name, erased[name])


def _write_feed(ledger: Ledger, last_seq: dict[tuple[str, str], int]) -> set[str]:
    """One line a bucket and record: the feed compacts itself, and a bootstrap is a pull from zero."""
    lines: list[dict[str, Any]] = []
    for (name, id), entry in ledger.final.state.items():
        collection = ledger.rows.registry.collections[name]
        after = frozenset(collection.buckets(entry.record)) if entry.record is not None else frozenset[str]()
        before = ledger.buckets_before(collection, id)
        for bucket in before | after:
            lines.append(
                {
                    "tenant": ledger.tenant, "bucket": bucket, "collection": name, "record": id,
                    "seq": last_seq[name, id], "gone": bucket not in after,
                }
            )  # fmt: skip
    ledger.rows.upsert(ledger.connection, ledger.rows.tables["feed"], lines)
    return {line["bucket"] for line in lines}


def _write_rows(ledger: Ledger) -> None:
    rows, connection = ledger.rows, ledger.connection
    grouped: dict[str, list[dict[str, Any]]] = {}
    for table, row in ledger.final.rows:
        grouped.setdefault(table, []).append(row)
    for table, lines in grouped.items():
        rows.upsert(connection, rows.tables[table], lines)
    insert_jobs(connection, rows.tables["job"], ledger.tenant, ledger.now, ledger.final.jobs)
