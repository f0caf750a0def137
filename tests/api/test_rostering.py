"""The roster board over HTTP: draft, edit, solve, publish; and requests through the real sync, on both databases."""

import asyncio
import threading
import time
from typing import Any

import pytest
from litestar.testing import TestClient

from zhiban.app import Parts
from zhiban.changes.calendar import add_days, day_of, days_between, monday_of
from zhiban.changes.clock import wall_now
from zhiban.requests.records import LeaveBalance
from zhiban.rostering.records import Assignment, Demand, RosterVersion, Segment, ShiftType
from zhiban.rostering.solving import Solves, Solving
from zhiban.solver import Result, solve
from zhiban.sync.ledger import Ledger, Origin

from .ward import Phone

FIRST = add_days(monday_of(day_of(wall_now())), 14)
DAYS = days_between(FIRST, add_days(FIRST, 6))


def kind(id: str, start: int, end: int, **more: Any) -> ShiftType:
    parts = [Segment(activity="ward", start=start * 60, end=end * 60)]
    facts: dict[str, Any] = {"name_zh": id, "name_en": id, "letter_zh": id[0], "letter_en": id[0], "mark": "day"}
    return ShiftType(id=id, segments=parts, **{**facts, **more})


def furnish(ledger: Ledger) -> None:
    """Three shifts, one nurse a day wanted, one nurse's Monday already published."""
    ledger.write(kind("day", 8, 16))
    ledger.write(kind("night", 22, 32, mark="night", night=True))
    ledger.write(ShiftType(id="leave", name_zh="假", name_en="Leave", letter_zh="假", letter_en="L", mark="leave"))
    for day_type in ("workday", "weekend"):
        ledger.write(
            Demand(id=f"w3:{day_type}:day", department="w3", day_type=day_type, shift="day", minimum=1, wanted=1)
        )
    for person in ("n1", "n2", "n3"):
        ledger.write(
            LeaveBalance(id=f"{person}:annual:{FIRST[:4]}", person=person, department="w3", kind="annual",
                         year=int(FIRST[:4]), total=5.0)
        )  # fmt: skip


def write(client: TestClient[Any], work: Any) -> None:
    parts: Parts = client.app.state["parts"]
    parts.writer.run_blocking(parts.settings.tenant, Origin("test"), work)


@pytest.fixture
def desk(client: TestClient[Any]) -> Phone:
    write(client, furnish)
    return Phone(client, "hr")


def call(desk: Phone, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    answer = desk.client.request(method, f"/rostering{path}", json=body, headers=desk.headers)
    assert answer.status_code == status, answer.text
    return answer.json()


def begin(desk: Phone) -> dict[str, Any]:
    asked = {"department": "w3", "first_day": FIRST, "last_day": DAYS[-1]}
    return call(desk, "POST", "/drafts", asked, 201)


def ended(desk: Phone, solve: str, seconds: float = 50.0) -> dict[str, Any]:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        view = call(desk, "GET", f"/solves/{solve}")
        if view["state"] != "running":
            return view
        time.sleep(0.1)
    raise AssertionError("the solve never ended")


def test_a_roster_is_drafted_solved_published_and_reaches_the_phones(desk: Phone, client: TestClient[Any]) -> None:
    board = begin(desk)
    draft = board["version"]["id"]
    assert board["short"] == 7 and {v["kind"] for v in board["violations"]} >= {"short"}
    solve = call(desk, "POST", f"/drafts/{draft}/solve", {"limit_s": 40}, 202)
    assert call(desk, "POST", f"/drafts/{draft}/solve", {"limit_s": 40}, 409)["code"] == "solve.running"
    view = ended(desk, solve["id"])
    assert (view["state"], view["hard"], view["code"]) == ("done", 0, "")
    assert view["curve"] and view["curve"][-1][4] == 0
    board = call(desk, "GET", f"/drafts/{draft}")
    assert board["short"] == 0 and board["version"]["cost"] == board["cost"]
    assert all(need["have"] >= need["minimum"] for need in board["needs"])
    edit = board["draft"]["edit"]
    assert call(desk, "POST", f"/drafts/{draft}/publish", {"edit": edit - 1}, 409)["code"] == "draft.edited"
    done = call(desk, "POST", f"/drafts/{draft}/publish", {"edit": edit})
    assert done["version"]["state"] == "published"
    nurse = Phone(client, "n1")
    rows = nurse.pull()
    mine = [v for (c, _), v in rows.items() if c == "assignment" and v["person"] == "n1"]
    assert [v["day"] for v in sorted(mine, key=lambda v: v["day"])] == [
        d for d, s in zip(DAYS, board["draft"]["cells"]["n1"], strict=True) if s
    ]
    assert [v["code"] for (c, _), v in rows.items() if c == "message"] == ["roster.published"]
    assert call(desk, "POST", f"/drafts/{draft}/publish", {"edit": edit}, 409)["code"] == "draft.closed"
    second = begin(desk)
    assert second["base_number"] == 1 and second["draft"]["cells"] == board["draft"]["cells"]
    hand = {"edit": 0, "cells": [{"person": mine[0]["person"], "day": mine[0]["day"], "shift": ""}]}
    again = call(desk, "PATCH", f"/drafts/{second['version']['id']}/cells", hand)
    call(desk, "POST", f"/drafts/{second['version']['id']}/publish", {"edit": again["draft"]["edit"]})
    rows = nurse.pull()
    codes = sorted(v["code"] for (c, _), v in rows.items() if c == "message")
    assert codes == ["roster.published", "roster.your_shift_changed"]
    states = {v["id"]: v["state"] for (c, _), v in rows.items() if c == "roster_version"}
    assert states == {draft: "superseded", second["version"]["id"]: "published"}
    assert [v["state"] for (c, _), v in rows.items() if c == "open_shift"] == ["open"]


def test_hand_edits_are_judged_at_once_locked_and_kept_by_the_solver(desk: Phone) -> None:
    draft = begin(desk)["version"]["id"]
    cells = [{"person": "n1", "day": DAYS[0], "shift": "night"}, {"person": "n1", "day": DAYS[1], "shift": "day"}]
    board = call(desk, "PATCH", f"/drafts/{draft}/cells", {"edit": 0, "cells": cells})
    (hard,) = [v for v in board["violations"] if v["kind"] == "hard"]
    assert (hard["code"], hard["rule"], hard["person"]) == ("rest_too_short", "roster.rest@1", "n1")
    assert hard["params"]["rest_h"] == 0.0 and hard["days"] == DAYS[:2]
    assert board["draft"]["pins"] == ["n1:0", "n1:1"]
    view = ended(desk, call(desk, "POST", f"/drafts/{draft}/solve", {"limit_s": 5}, 202)["id"])
    board = call(desk, "GET", f"/drafts/{draft}")
    assert board["draft"]["cells"]["n1"][:2] == ["night", "day"] and view["hard"] == board["hard"] == 1
    edit = board["draft"]["edit"]
    refused = call(desk, "POST", f"/drafts/{draft}/publish", {"edit": edit}, 409)
    assert refused["code"] == "publish.hard_violations"
    assert refused["params"] == {"count": 1, "violations": [f"rest_too_short n1 {DAYS[1]}"]}
    done = call(desk, "POST", f"/drafts/{draft}/publish", {"edit": edit, "reason": "演练，已和本人说好"})
    assert done["version"]["reason"] == "演练，已和本人说好"


class Slow:
    """A solver that waits to be let go, so that something can happen meanwhile; then it solves, or dies."""

    def __init__(self, desk: Phone, dies: bool = False) -> None:
        self.go, self.dies = threading.Event(), dies
        desk.client.app.state["solves"] = Solves(self)  # type: ignore[attr-defined]

    def __call__(self, problem: Any, limit_s: float, *rest: Any) -> Any:
        assert self.go.wait(20)
        if self.dies:
            raise OSError("no process could be started")
        return solve(problem, limit_s, *rest)


def test_k40_an_edit_made_while_the_solver_runs_is_kept_and_listed(desk: Phone) -> None:
    draft = begin(desk)["version"]["id"]
    slow = Slow(desk)
    started = call(desk, "POST", f"/drafts/{draft}/solve", {"limit_s": 5}, 202)["id"]
    cells = [{"person": "n2", "day": DAYS[3], "shift": "night"}]
    assert call(desk, "GET", f"/solves/{started}")["state"] == "running"
    call(desk, "PATCH", f"/drafts/{draft}/cells", {"edit": 0, "cells": cells})
    slow.go.set()
    view = ended(desk, started)
    board = call(desk, "GET", f"/drafts/{draft}")
    assert view["state"] == "done" and view["pins"] == ["n2:3"]
    assert board["draft"]["cells"]["n2"][3] == "night" and board["draft"]["pins"] == ["n2:3"]


def test_a_cancelled_solve_ends_at_once(desk: Phone) -> None:
    draft = begin(desk)["version"]["id"]
    slow = Slow(desk)
    started = call(desk, "POST", f"/drafts/{draft}/solve", {"limit_s": 60}, 202)["id"]
    call(desk, "POST", f"/solves/{started}/cancel", {}, 202)
    slow.go.set()
    assert ended(desk, started, 10)["state"] in ("cancelled", "done", "failed")


def test_f19_a_broken_solve_is_told_and_leaves_the_draft_as_it_was(desk: Phone) -> None:
    before = begin(desk)
    slow = Slow(desk, dies=True)
    slow.go.set()
    view = ended(desk, call(desk, "POST", f"/drafts/{before['draft']['id']}/solve", {}, 202)["id"])
    assert (view["state"], view["code"]) == ("failed", "solve.broke_off")
    assert call(desk, "GET", f"/drafts/{before['draft']['id']}")["draft"] == before["draft"]


def test_the_live_stream_ends_with_the_last_view(desk: Phone) -> None:
    draft = begin(desk)["version"]["id"]
    solve = call(desk, "POST", f"/drafts/{draft}/solve", {"limit_s": 5}, 202)["id"]
    text = desk.client.get(f"/rostering/solves/{solve}/live", headers=desk.headers).text
    assert text.startswith("event: progress\ndata: ") and '"state":"running"' not in text.strip().split("\n\n")[-1]


def test_strangers_and_nonsense(desk: Phone, client: TestClient[Any]) -> None:
    draft = begin(desk)["version"]["id"]
    nurse, head, other = Phone(client, "n1"), Phone(client, "head"), Phone(client, "other")
    for stranger in (nurse, other):
        assert call(stranger, "GET", f"/drafts/{draft}", None, 404)["code"] == "draft.unknown"
        assert call(stranger, "POST", f"/drafts/{draft}/solve", {}, 404)["code"] == "draft.unknown"
        assert call(stranger, "POST", f"/drafts/{draft}/publish", {"edit": 0}, 404)["code"] == "draft.unknown"
        body = {"department": "w3", "first_day": FIRST, "last_day": FIRST}
        assert call(stranger, "POST", "/drafts", body, 404)["code"] == "draft.unknown_department"
    assert call(head, "GET", f"/drafts/{draft}")["version"]["id"] == draft
    assert call(head, "GET", f"/solves/{draft}~beef")["code"] == "solve.interrupted"
    assert call(desk, "GET", "/solves/none~1", None, 404)["code"] == "draft.unknown"
    path = f"/drafts/{draft}/cells"
    for cell, status, code in (
        ({"person": "other", "day": FIRST}, 404, "draft.unknown_person"),
        ({"person": "n1", "day": FIRST, "shift": "zzz"}, 404, "draft.unknown_shift"),
        ({"person": "n1", "day": "2026-01-01"}, 400, "draft.bad_day"),
        ({"person": "n1", "day": "soon"}, 400, "body.malformed"),
    ):
        assert call(desk, "PATCH", path, {"edit": 0, "cells": [cell]}, status)["code"] == code
    assert call(desk, "PATCH", path, {"edit": 9, "cells": []}, 409)["code"] == "draft.edited"
    for body, code in (
        ({"department": "w3", "first_day": DAYS[1], "last_day": FIRST}, "draft.bad_period"),
        ({"department": "w3", "first_day": FIRST, "last_day": add_days(FIRST, 80)}, "draft.too_long"),
        ({"department": "w3", "first_day": "2024-01-01", "last_day": "2024-01-02"}, "draft.in_the_past"),
        ({"department": "w3", "first_day": FIRST, "last_day": FIRST, "extra": 1}, "body.malformed"),
    ):
        assert call(desk, "POST", "/drafts", body, 400)["code"] == code
    assert call(desk, "POST", "/drafts", {"department": "moon", "first_day": FIRST, "last_day": FIRST}, 404)


def published(ledger: Ledger) -> None:
    """n1 works Monday and Tuesday, n2 Thursday."""
    furnish(ledger)
    ledger.write(RosterVersion(id="rv", department="w3", first_day=FIRST, last_day=DAYS[-1], number=1,
                               state="published", author="hr", made_at=1))  # fmt: skip
    for person, n in (("n1", 0), ("n1", 1), ("n2", 3)):
        ledger.write(Assignment(id=f"{person}:{DAYS[n]}", person=person, department="w3", day=DAYS[n], shift="day",
                                version="rv"))  # fmt: skip


def test_rival_swaps_through_the_real_sync_leave_one_holder(client: TestClient[Any]) -> None:
    write(client, published)
    a, b, c = Phone(client, "n1"), Phone(client, "n2"), Phone(client, "n3")
    offer = a.push(a.change("swap_offer", {"day": DAYS[0], "shift": "day"}))["receipts"][0]
    assert (offer["outcome"], offer["code"]) == ("accepted", "swap.offered")
    yes = {"offer": offer["record"], "offered_shift": "day"}
    first = b.push(b.change("swap_accept", yes))["receipts"][0]
    second = c.push(c.change("swap_accept", yes))["receipts"][0]
    assert (first["code"], first["rule"]) == ("swap.settled", "swap.approval@1")
    assert (second["outcome"], second["code"], second["params"]["who"]) == ("refused", "swap.taken", "n2")
    rows = a.pull()
    holders = [v["person"] for (k, _), v in rows.items() if k == "assignment" and v["day"] == DAYS[0]]
    assert holders == ["n2"]
    slip = rows["slip", offer["record"]]
    assert slip["code"] == "swap.settled_with" and [h["code"] for h in slip["history"]] == ["swap.offered"]
    assert c.pull()["slip", second["record"]]["code"] == "swap.taken"


def test_a_leave_goes_its_way_through_the_real_sync(client: TestClient[Any]) -> None:
    write(client, published)
    nurse, head, hr = Phone(client, "n1"), Phone(client, "head"), Phone(client, "hr")
    asked = {"kind": "annual", "first_day": DAYS[0], "last_day": DAYS[1]}
    leave = nurse.push(nurse.change("leave_request", asked))["receipts"][0]
    assert (leave["outcome"], leave["code"], leave["params"]["signers"]) == ("held", "leave.waiting_head", 2)
    impact = head.client.get(f"/requests/{leave['record']}/impact", headers=head.headers).json()
    assert [(r["before"], r["after"], r["missing"]) for r in impact["rows"]] == [(1, 0, 1), (1, 0, 1)]
    assert {s["person"] for s in impact["substitutes"]} == {"n2", "n3", "head"}
    assert nurse.client.get(f"/requests/{leave['record']}/impact", headers=nurse.headers).status_code == 404
    word = {"request": leave["record"], "kind": "leave_request", "step": 0, "verdict": "approve"}
    assert head.push(head.change("decision", word))["receipts"][0]["code"] == "decision.approved"
    assert hr.push(hr.change("decision", {**word, "step": 1}))["receipts"][0]["code"] == "decision.approved"
    rows = nurse.pull()
    assert rows["slip", leave["record"]]["code"] == "leave.approved_cover_pending"
    assert [rows["assignment", f"n1:{d}"]["shift"] for d in DAYS[:2]] == ["leave", "leave"]
    balance = rows["leave_balance", f"n1:annual:{FIRST[:4]}"]
    assert (balance["used"], balance["pending"]) == (2.0, 0.0)
    opening = next(v for (k, _), v in rows.items() if k == "open_shift")
    listed = head.client.get(f"/requests/open-shifts/{opening['id']}/substitutes", headers=head.headers).json()
    assert "n1" not in [s["person"] for s in listed] and listed


def test_no_solve_is_longer_or_larger_than_the_settings_allow() -> None:
    async def start() -> Solving:
        solves = Solves(longest_s=7, memory_mb=512)
        one = Solving("d~1", "t", "d", "w", 600.0)
        solves.start(one, "hr", None, None)  # type: ignore[arg-type]
        await solves.close()
        assert solves._options.memory_mib == 512  # pyright: ignore[reportPrivateUsage]
        return one

    assert asyncio.run(start()).limit_s == 7


def test_done_is_said_only_once_the_roster_lies_under_the_draft() -> None:
    """Whoever sees "done" fetches the draft at once: the commit must have come first."""

    async def follow() -> list[str]:
        seen: list[str] = []
        one = Solving("d~1", "t", "d", "w", 5.0)

        class SlowWriter:
            async def run(self, *_: Any) -> Any:
                seen.append(one.state)

        class EmptyReader:
            async def read(self, *_: Any) -> Any:
                return None, None

        result = Result(
            status="feasible", roster=(), cost=0, bound=0, gap=0.0, short=0, hard=0, violations=(), facts=(),
            elapsed_s=1.0,
        )  # fmt: skip
        solves = Solves(lambda *_: result, longest_s=5)
        solves.start(one, "hr", EmptyReader(), SlowWriter())  # type: ignore[arg-type]
        await solves.close()
        return [*seen, one.state]

    assert asyncio.run(follow()) == ["running", "failed"]
