"""What became of everything the phones did: their own ledgers against the server's, and conflicts by their K id."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from ..changes.collection import Law
from ..changes.wire import change_id
from ..store.rows import Rows
from .phone import Made, Phone

Key = tuple[int, int, int]
"""(device, epoch, seq)"""
BY_CODE = {
    "claim.taken": "K01", "swap.taken": "K01", "swap.withdrawn": "K02", "swap.withdrawn_late": "K02",
    "swap.gone": "K03", "swap.moved": "K03", "swap.settled_moved": "K03", "swap.circle": "K05",
    "leave.approved_cover_pending": "K06", "decision.same": "K07", "decision.already_approved": "K07",
    "decision.already_refused": "K07", "decision.reopened": "K07", "decision.withdrawn": "K08",
    "leave.balance_short": "K09", "leave.joined_hr": "K10", "leave.waiting_head_joined": "K10",
    "leave.waiting_hr_joined": "K10", "attendance.unplanned": "K12", "learning.already_credited": "K22",
    "change.unknown_collection": "K38", "change.bad_fields": "K38",
}  # fmt: skip
TITLES = {
    "K01": ("两个人抢同一个班", "two wanted one shift"),
    "K02": ("同意到时，已撤回", "a yes after the withdrawal"),
    "K03": ("同意到时，班已变", "a yes after the shift had gone"),
    "K04": ("两个一起就超限", "lawful alone, not together"),
    "K05": ("连环换班", "a circle of swaps"),
    "K06": ("准假后人手不够", "leave stands, cover pending"),
    "K07": ("两位审批人各说各的", "two approvers, one step"),
    "K08": ("已撤回，才批准", "approved after the withdrawal"),
    "K09": ("同一份假用了两次", "the same days spent twice"),
    "K10": ("拆开请的假合并", "split leave joined"),
    "K11": ("班变了，手机还不知道", "the phone had not heard"),
    "K12": ("没排班的打卡", "nobody had planned it"),
    "K13": ("夜班跨天配对", "a night paired across midnight"),
    "K14": ("手机时间不准", "a clock that was wrong"),
    "K15": ("位置说不准", "a place in doubt"),
    "K16": ("同时在两处", "in two places at once"),
    "K17": ("两个手机打同一次卡", "one arrival, two phones"),
    "K22": ("两个手机学同一段", "one lesson on two phones"),
    "K38": ("旧版手机发来的", "from an app of another version"),
    "K39": ("重发", "sent again"),
}


@dataclass
class Outcome:
    """The day in figures. ``lost`` and ``doubled`` name the changes, so that whoever sees one can look it up."""

    phones: int = 0
    sent: int = 0
    stored: int = 0
    quarantined: int = 0
    resent: int = 0
    outcomes: Counter[str] = field(default_factory=Counter[str])
    codes: Counter[str] = field(default_factory=Counter[str])
    conflicts: Counter[str] = field(default_factory=Counter[str])
    lost: list[str] = field(default_factory=list[str])
    doubled: list[str] = field(default_factory=list[str])
    seconds: float = 0.0

    @property
    def sound(self) -> bool:
        return not self.lost and not self.doubled


@dataclass
class Books:
    """The server's side, read from the database once the server has stopped."""

    records: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    receipts: Counter[Key] = field(default_factory=Counter[Key])
    log: dict[Key, set[int]] = field(default_factory=dict[Key, set[int]])
    """Moments of the transactions that wrote something because of a change: one each, if nothing was done twice."""
    own: Counter[Key] = field(default_factory=Counter[Key])
    """How often a fact's own record was written because of it: once."""
    quarantine: set[Key] = field(default_factory=set[Key])


def read_books(connection: Connection, rows: Rows, tenant: str) -> Books:
    books = Books()
    receipt, log, kept = (rows.tables[name].c for name in ("receipt", "log", "quarantine"))
    for row in connection.execute(select(receipt.device, receipt.epoch, receipt.seq).where(receipt.tenant == tenant)):
        books.receipts[row.device, row.epoch, row.seq] += 1
    query = select(log.device, log.epoch, log.device_seq, log.at, log.collection, log.record)
    for row in connection.execute(query.where(log.tenant == tenant, log.device != 0)):
        key = (row.device, row.epoch, row.device_seq)
        books.log.setdefault(key, set()).add(row.at)
        fact = rows.registry.collections[row.collection].law is Law.FACT
        books.own[key] += fact and row.record == change_id(*key)
    for row in connection.execute(select(kept.device, kept.epoch, kept.seq).where(kept.tenant == tenant)):
        books.quarantine.add((row.device, row.epoch, row.seq))
    for name, collection in rows.registry.collections.items():
        if collection.law in (Law.FACT, Law.INTENT):
            table = rows.tables[name]
            found = connection.execute(select(table).where(table.c.tenant == tenant)).mappings()
            books.records[name] = {row["id"]: rows.codecs[name].from_row(row) for row in found}
    return books


def settle(phones: Iterable[Phone], books: Books, since: str) -> Outcome:
    """Compares every phone's ledger with the server's books and with what its owner has pulled.

    Conflicts of attendance are those of days from ``since`` on.
    """
    phones = list(phones)
    outcome = Outcome(phones=len(phones))
    mine: set[str] = set()
    held = _held(phones)
    for phone in phones:
        outcome.resent += phone.resent
        for made in phone.ledger:
            mine.add(phone.id_of(made))
            _settle_one(outcome, phone, made, books, held[phone.number])
    devices = {f"{phone.device:x}" for phone in phones}
    for name, records in books.records.items():
        ours = (id for id in records if id.partition(".")[0] in devices)
        outcome.doubled += [f"{name} {id}" for id in ours if id not in mine]
    outcome.conflicts.update(_conflicts(phones, held, mine, since))
    if outcome.resent:
        outcome.conflicts["K39"] = outcome.resent
    return outcome


def _held(phones: Iterable[Phone]) -> dict[str, dict[tuple[str, str], dict[str, Any]]]:
    """All a person's phones have pulled, by staff number."""
    held: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}
    for phone in phones:
        held.setdefault(phone.number, {}).update(phone.rows)
    return held


def _settle_one(
    outcome: Outcome, phone: Phone, made: Made, books: Books, held: Mapping[tuple[str, str], dict[str, Any]]
) -> None:
    id, key = phone.id_of(made), (phone.device, phone.epoch, made.seq)
    outcome.sent += 1
    name = f"{phone.number} {made.collection} {id}"
    if not made.receipts or not books.receipts[key]:
        outcome.lost.append(f"{name}: no receipt")
        return
    answer = made.receipts[0]
    outcome.outcomes[answer.outcome] += 1
    outcome.codes[answer.code] += 1
    if any((r.outcome, r.code, r.stamp) != (answer.outcome, answer.code, answer.stamp) for r in made.receipts):
        outcome.doubled.append(f"{name}: answered differently")
    if len(books.log.get(key, ())) > 1 or books.own[key] > 1 or books.receipts[key] > 1:
        outcome.doubled.append(f"{name}: applied twice")
    stored = books.records.get(made.collection, {}).get(id)
    if key in books.quarantine and stored is None:
        outcome.quarantined += 1
    elif _kept(made, key, stored, books):
        outcome.stored += 1
    else:
        outcome.lost.append(f"{name}: not stored as it was made")
    if ("slip", id) not in held and not _quiet(made, answer.outcome):
        outcome.lost.append(f"{name}: no slip pulled")
    if stored is not None and not _same(made.fields, held.get((made.collection, id), {})):
        outcome.lost.append(f"{name}: not pulled as it was made")


def _quiet(made: Made, outcome: str) -> bool:
    return made.collection in ("learning_event", "message") and outcome == "accepted"


def _kept(made: Made, key: Key, stored: Any, books: Books) -> bool:
    """A document's edit is a log line; a fact or intent is a record that still says what its author said."""
    if made.record:
        return key in books.log
    return stored is not None and _same(made.fields, msgspec.to_builtins(stored))


def _same(fields: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    return all(record.get(name) == value for name, value in fields.items() if name not in SETTLED_BY_SERVER)


SETTLED_BY_SERVER = frozenset({"department", "shift"})
"""Named by the phone as it knew them; the judge may put them right (a ward nobody knows, a shift that moved K03)."""


# conflicts ------------------------------------------------------------------------------------------------------
def _conflicts(
    phones: Iterable[Phone], held: Mapping[str, Mapping[tuple[str, str], dict[str, Any]]], mine: set[str], since: str
) -> Counter[str]:
    """From the slips and records that people now hold of their own changes, K id to how often."""
    found: Counter[str] = Counter()
    people = {row["id"] for rows in held.values() for (c, _), row in rows.items() if c == "person"}
    for phone in phones:
        found.update(k for made in phone.ledger if made.receipts and (k := _by_code(made)))
    for number in people & set(held):
        for (collection, id), row in held[number].items():
            if collection == "slip" and id in mine:
                past = [row["code"], *(p["code"] for p in row.get("history", ()))]
                found.update({k for k in (_late(code) for code in past) if k})
                found["K17"] += int(row["collection"] == "punch" and int(row["params"].get("proofs", 1)) > 1)
            elif collection == "punch" and id in mine and row["person"] == number:
                found.update(_of_punch(row))
            elif collection == "attendance_day" and row["person"] == number and row["day"] >= since:
                found.update({"K11": 1} if "late_news" in row.get("flags", ()) else {})
                found.update({"K13": 1} if row.get("shift") == "N" and row.get("state") == "done" else {})
    return found


def _by_code(made: Made) -> str:
    """The conflict that the first answer speaks of."""
    code = made.receipts[0].code
    if code.startswith("roster.") and made.collection in ("swap_accept", "shift_claim"):
        return "K04"
    return "" if code in LATER else BY_CODE.get(code, "")


LATER = ("leave.approved_cover_pending", "leave.joined_hr", "attendance.unplanned")
"""Verdicts that may replace a first answer: read from the slips."""


def _late(code: str) -> str:
    return BY_CODE[code] if code in LATER else ""


def _of_punch(row: Mapping[str, Any]) -> Counter[str]:
    found: Counter[str] = Counter()
    found["K14"] = int(bool(row.get("time_flag")))
    found["K15"] = int(row.get("judged_place", "unknown") != "inside")
    found["K16"] = int("travel" in row.get("hints", ()))
    return found
