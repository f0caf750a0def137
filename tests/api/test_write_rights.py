"""SAFETY T2: what a batch may write: one's own, change by change; the neighbours of what is refused are taken."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .hospitals import CANARY, DAY, Hospital
from .ward import Phone

PUTS: dict[str, dict[str, Any]] = {
    "punch": {"direction": "in", "department": "w3", "day": DAY},
    "learning_event": {"course": "c", "revision": 1, "block": "b", "block_hash": "h", "seconds": 5},
    "quiz_attempt": {"course": "c", "revision": 1, "answers": {}, "began": 1},
    "leave_request": {"kind": "personal", "first_day": DAY, "last_day": DAY},
    "swap_offer": {"day": DAY, "shift": "day"},
    "swap_accept": {"offer": "offer-w3", "offered_shift": "day"},
    "shift_claim": {"open_shift": "open-w3"},
    "decision": {"request": "leave-w3", "kind": "leave_request", "verdict": "approve"},
    "withdrawal": {"request": "leave-w3", "kind": "leave_request"},
    "attest": {"attendance": [f"n3:{DAY}"]},
}
FACTS = ("punch", "learning_event", "quiz_attempt")
SERVER_FIELDS = {"person": "n3", "state": "approved", "at": 1, "department": "w4", "score": 100, "author": "n3",
                 "credited": 1, "step": 0, "route": [], "id": "n3", "taken_by": "n1"}  # fmt: skip
DOCUMENTS: dict[str, dict[str, Any]] = {
    "profile": {"ward_phone": "5501"},
    "preference": {"nights_in_row": 3},
    "message": {"seen_at": 5},
}
FOREIGN = {
    "swap_accept": {"offer": ("offer-w4", "x-offer-w3", "none")},
    "shift_claim": {"open_shift": ("open-w4", "x-open-w3", "none")},
    "decision": {"request": ("leave-w4", "x-leave-w3", "none")},
    "withdrawal": {"request": ("leave-w4", "x-leave-w3", "none")},
    "attest": {"attendance": ([f"m4:{DAY}"], [f"x-n3:{DAY}"], ["none"])},
}
PLANS = ("person", "employment", "assignment", "roster_version", "draft", "slip", "attendance_day", "leave_balance",
         "course_key", "certificate", "open_shift", "rule_set", "ward_code", "credential", "session")  # fmt: skip


def attacks() -> list[dict[str, Any]]:
    """Every way of writing what is not one's own, each as the fields of one change."""
    found: list[dict[str, Any]] = []
    for collection, fields in PUTS.items():
        hints = set(SERVER_FIELDS) - set(fields)
        found += [{"collection": collection, "fields": {**fields, name: SERVER_FIELDS[name]}} for name in hints]
        found.append({"collection": collection, "fields": fields, "record": "n3"})
        found.append({"collection": collection, "fields": fields, "op": "edit", "record": "n3"})
        if collection in ("decision", "withdrawal", "attest"):
            found.append({"collection": collection, "fields": fields})
        for name, values in FOREIGN.get(collection, {}).items():
            found += [{"collection": collection, "fields": {**fields, name: value}} for value in values]
    for collection, fields in DOCUMENTS.items():
        found += [edit(collection, id, fields) for id in ("n3", "m4", "x-n1", "none", "")]
        found += [edit(collection, "n1", {name: value}) for name, value in SERVER_FIELDS.items()]
        found.append({"collection": collection, "op": "delete", "record": "n1", "fields": {}})
        found.append({"collection": collection, "op": "put", "record": "", "fields": fields})
    found += [{"collection": name, "fields": {}} for name in PLANS]
    return [*found, *(edit(name, "n3", {"department": "w4"}) for name in PLANS)]


def edit(collection: str, record: str, fields: dict[str, Any]) -> dict[str, Any]:
    return {"collection": collection, "op": "edit", "record": record, "fields": fields}


OWN = [edit("preference", "n1", {"nights_in_row": 2}), edit("profile", "n1", {"ward_phone": "7"}),
       {"collection": "punch", "fields": PUTS["punch"]},
       {"collection": "leave_request", "fields": PUTS["leave_request"]}]  # fmt: skip


def test_every_attack_is_refused_alone_and_its_neighbours_are_taken(houses: tuple[Hospital, Hospital]) -> None:
    """T2: what is refused leaves no trace on anybody else's phone."""
    house, _ = houses
    phones = {number: Phone(house.client, number) for number in ("n3", "m4", "head", "head4")}
    before = {number: dict(phone.pull()) for number, phone in phones.items()}
    nurse, bad = Phone(house.client, "n1"), attacks()
    changes = [nurse.change(**attack) for attack in bad]
    good = {nurse.seq + 1: nurse.change(**OWN[0])}
    receipts = {r["seq"]: r for r in nurse.push(*changes, *good.values())["receipts"]}
    let_in = [(c["collection"], c, receipts[c["seq"]]) for c in changes if receipts[c["seq"]]["outcome"] != "refused"]
    assert let_in == [] and {receipts[seq]["outcome"] for seq in good} == {"accepted"}
    for number, phone in phones.items():
        assert changed(before[number], phone.pull()) <= {("preference", "n1")}, number
    told = {key: value for key, value in nurse.pull().items() if key[0] != "department"}
    assert not any(word in str(told) for word in (CANARY, "甲m4", "'w4'"))


def changed(before: dict[Any, Any], after: dict[Any, Any]) -> set[Any]:
    """Records that came or differ; refused attempts of n1 in n1's own ward are told to the head who may read them."""
    return {key for key, value in after.items() if before.get(key) != value and value.get("state") != "refused"}


def reference(role: str, change: dict[str, Any]) -> bool:
    """Whether a change is let in, said again in the fewest words: one's own facts, documents and requests."""
    collection, fields = change["collection"], change["fields"]
    if collection in DOCUMENTS:
        mine = change.get("record") == role and collection != "message"
        return mine and change.get("op") == "edit" and set(fields) <= set(DOCUMENTS[collection])
    if collection not in PUTS or change.get("op", "put") != "put" or change.get("record"):
        return False
    return collection in FACTS and set(fields) <= set(PUTS[collection])


def test_random_batches_agree_with_the_reference(houses: tuple[Hospital, Hospital]) -> None:
    """T2: any mixture of own and foreign, by several roles; facts and documents against the policy above."""
    house, _ = houses
    phones = {number: Phone(house.client, number) for number in ("n1", "head", "hr", "m4")}
    facts = [a for a in attacks() if a["collection"] in (*FACTS, *DOCUMENTS, *PLANS)] + OWN[:3]
    mixed = st.lists(st.sampled_from(facts), min_size=1, max_size=12)

    def agree(role: str, chosen: list[dict[str, Any]]) -> None:
        phone = phones[role]
        changes = [phone.change(**one) for one in chosen]
        receipts = {r["seq"]: r["outcome"] for r in phone.push(*changes)["receipts"]}
        told = [(one, receipts[c["seq"]] != "refused") for one, c in zip(chosen, changes, strict=True)]
        assert told == [(one, reference(role, one)) for one in chosen]

    for role in phones:
        agree(role, facts)
    quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    quick(given(st.sampled_from(sorted(phones)), mixed)(agree))()


def test_every_collection_a_phone_writes_is_attacked(houses: tuple[Hospital, Hospital]) -> None:
    registry = houses[0].parts.rows.registry.collections
    writable = {name for name, c in registry.items() if c.law.value != "plan"}
    assert writable == set(PUTS) | set(DOCUMENTS)
