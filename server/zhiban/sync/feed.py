"""The part of the log that a person may see, bucket by bucket, in commit order. Cost grows with what changed."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, select, union_all

from ..changes.wire import PROTOCOL, Delta, Gone, Row
from ..store.rows import Rows, Stored
from .cursor import Cursor, seal
from .flush import read_head

Line = tuple[int, str, str, str, bool]
"""(seq, bucket, collection, record, gone)"""


def pull(
    connection: Connection, rows: Rows, tenant: str, person: str, scopes: frozenset[str], cursor: Cursor | None,
    limit: int, now: int, key: bytes,
) -> Delta:  # fmt: skip
    """One page for a phone. A bucket it has not held yet is read from the start; one it lost is named in ``drop``."""
    head, db_epoch = read_head(connection, rows, tenant)
    known = cursor is not None and cursor.db_epoch == db_epoch and cursor.person == person
    held = cursor.positions if cursor is not None and known else {}
    positions = {bucket: held.get(bucket, 0) for bucket in sorted(scopes)}
    lines = _lines(connection, rows, tenant, positions, head, limit)
    more = len(lines) == limit
    reached = lines[-1][0] if more else head
    for bucket, position in positions.items():
        positions[bucket] = max(position, reached)
    kept_rows, gone = _records(connection, rows, tenant, scopes, lines)
    return Delta(
        v=PROTOCOL, time=now, db_epoch=db_epoch, cursor=seal(Cursor(db_epoch, person, positions), key), head=head,
        buckets=sorted(scopes), rows=kept_rows, gone=gone, drop=sorted(set(held) - scopes), more=more,
        restart=cursor is not None and not known,
    )  # fmt: skip


def _lines(
    connection: Connection, rows: Rows, tenant: str, positions: dict[str, int], head: int, limit: int
) -> Sequence[Line]:
    feed = rows.tables["feed"].c
    columns = (feed.seq, feed.bucket, feed.collection, feed.record, feed.gone)
    parts = [
        select(*columns)
        .where(feed.tenant == tenant, feed.bucket == bucket, feed.seq > position, feed.seq <= head)
        .order_by(feed.seq)
        .limit(limit)
        .subquery()
        for bucket, position in positions.items()
        if position < head
    ]
    if not parts:
        return []
    merged = union_all(*(select(part) for part in parts)).subquery()
    query = select(merged).order_by(merged.c.seq, merged.c.bucket).limit(limit)
    return _whole_positions([tuple(line) for line in connection.execute(query)], limit)


def _whole_positions(lines: list[Any], limit: int) -> list[Line]:
    """A full page never ends inside a position: one record in two buckets has two lines with one number."""
    if len(lines) < limit or len({line[0] for line in lines}) == 1:
        return lines
    last = lines[-1][0]
    whole = [line for line in lines if line[0] != last]
    return whole + [(whole[-1][0], "", "", "", True)] * (limit - len(whole))


def _records(
    connection: Connection, rows: Rows, tenant: str, scopes: frozenset[str], lines: Iterable[Line]
) -> tuple[list[Row], list[Gone]]:
    wanted: dict[str, dict[str, None]] = {}
    left: dict[tuple[str, str], list[str]] = {}
    for _, bucket, collection, record, gone in lines:
        if not bucket:
            continue
        wanted.setdefault(collection, {})[record] = None
        if gone:
            left.setdefault((collection, record), []).append(bucket)
    found: list[Row] = []
    for name, ids in wanted.items():
        stored = rows.fetch(connection, tenant, name, list(ids))
        for id in ids:
            if id in stored and (row := _row(rows, name, id, stored[id], scopes)):
                found.append(row)
    found.sort(key=lambda row: row.at)
    return found, [Gone(c=name, id=id, b=buckets) for (name, id), buckets in left.items()]


def _row(rows: Rows, name: str, id: str, stored: Stored, scopes: frozenset[str]) -> Row | None:
    collection = rows.registry.collections[name]
    held = [bucket for bucket in dict.fromkeys(collection.buckets(stored.record)) if bucket in scopes]
    if not held:
        return None
    value = msgspec.Raw(msgspec.json.encode(stored.record))
    return Row(c=name, id=id, b=held, at=stored.seq, v=value, s=stored.marks or {})
