"""The roster board's endpoints, for the head of the department and for HR; online only (F024, F036)."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from typing import Annotated, Any

import msgspec
from litestar import Request, Router, get, patch, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.response import Stream
from msgspec import Meta, Struct

from ..changes.fields import Count
from ..changes.verdict import Actor, World
from ..errors import Problem
from ..people.records import Department
from ..settings import Settings
from ..sync.hygiene import check_origin, read_json
from ..sync.ledger import Ledger, Origin
from ..sync.reader import Reader
from ..sync.writer import Writer
from .drafts import CellEdit, NewDraft, begin, edited
from .effects import publish
from .records import Draft, RosterVersion
from .reports import Board, board, judge
from .solving import Solves, SolveView, Solving, draft_of, period_of

TICK_S = 0.3


class Edits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``edit`` is the number of the draft that was looked at; an older one is refused."""

    edit: Count
    cells: Annotated[list[CellEdit], Meta(max_length=2000)]


class SolveAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    limit_s: Annotated[float, Meta(ge=1, le=600)] = 30.0


class PublishAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``reason`` publishes over broken hard rules; it is kept with the version."""

    edit: Count
    reason: Annotated[str, Meta(max_length=120)] = ""


NEW, EDITS = msgspec.json.Decoder(NewDraft), msgspec.json.Decoder(Edits)
SOLVE, PUBLISH = msgspec.json.Decoder(SolveAsked), msgspec.json.Decoder(PublishAsked)
Asked = Request[Any, Any, State]


def may_plan(actor: Actor, department: str) -> bool:
    return f"lead:{department}" in actor.scopes or "role:hr" in actor.scopes


def _own(actor: Actor, world: World, id: str) -> tuple[RosterVersion, Draft]:
    """A draft of a ward one plans for; for others it does not exist."""
    version, draft = world.get(RosterVersion, id), world.get(Draft, id)
    if version is None or draft is None or not may_plan(actor, version.department):
        raise Problem(404, "draft.unknown")
    return version, draft


def _open(actor: Actor, world: World, id: str, edit: int | None) -> tuple[RosterVersion, Draft]:
    _own(actor, world, id)
    version, draft = draft_of(world, id)
    if edit is not None and draft.edit != edit:
        raise Problem(409, "draft.edited", params={"edit": draft.edit})
    return version, draft


@post("/drafts", status_code=201)
async def create(request: Asked, actor: NamedDependency[Actor], writer: NamedDependency[Writer]) -> Board:
    """A new draft over what is published."""
    asked = await read_json(request, NEW)
    if not may_plan(actor, asked.department):
        raise Problem(404, "draft.unknown_department")

    def work(ledger: Ledger) -> Board:
        if ledger.get(Department, asked.department) is None:
            raise Problem(404, "draft.unknown_department")
        version, draft = begin(ledger, asked, actor.person)
        ledger.write(version)
        ledger.write(draft)
        return board(ledger, version, draft)

    return await writer.run(actor.tenant, Origin(actor.person), work)


@get("/drafts/{draft_id:str}")
async def show(draft_id: FromPath[str], actor: NamedDependency[Actor], reader: NamedDependency[Reader]) -> Board:
    return await reader.read(actor.tenant, lambda world: board(world, *_own(actor, world, draft_id)))


@patch("/drafts/{draft_id:str}/cells")
async def edit(
    request: Asked, draft_id: FromPath[str], actor: NamedDependency[Actor], writer: NamedDependency[Writer]
) -> Board:
    """Cells set by hand, locked, and judged at once (K40)."""
    asked = await read_json(request, EDITS)

    def work(ledger: Ledger) -> Board:
        version, draft = _open(actor, ledger, draft_id, asked.edit)
        changed = edited(draft, period_of(ledger, version), asked.cells, ledger.now)
        ledger.write(changed)
        return board(ledger, version, changed)

    return await writer.run(actor.tenant, Origin(actor.person), work)


@post("/drafts/{draft_id:str}/solve", status_code=202)
async def start(
    request: Asked, draft_id: FromPath[str], actor: NamedDependency[Actor], reader: NamedDependency[Reader],
    writer: NamedDependency[Writer], solves: NamedDependency[Solves],
) -> SolveView:  # fmt: skip
    """Starts the solver on a draft; its locked cells stay."""
    asked = await read_json(request, SOLVE)
    version, _ = await reader.read(actor.tenant, lambda world: _open(actor, world, draft_id, None))
    one = Solving(f"{draft_id}~{secrets.token_hex(4)}", actor.tenant, draft_id, version.department, asked.limit_s)
    solves.start(one, actor.person, reader, writer)
    return one.view()


async def _solving(id: str, actor: Actor, reader: Reader, solves: Solves) -> Solving:
    """A solve of one's own ward; one this server does not know, of a draft that exists, was cut off by a restart."""
    one = solves.find(actor.tenant, id)
    if one is not None and may_plan(actor, one.department):
        return one
    draft_id = id.rpartition("~")[0]
    version, _ = await reader.read(actor.tenant, lambda world: _own(actor, world, draft_id))
    lost = Solving(id, actor.tenant, draft_id, version.department, 0.0)
    lost.failed("solve.interrupted")
    return lost


@get("/solves/{solve_id:str}")
async def progress(
    solve_id: FromPath[str],
    actor: NamedDependency[Actor],
    reader: NamedDependency[Reader],
    solves: NamedDependency[Solves],
) -> SolveView:
    return (await _solving(solve_id, actor, reader, solves)).view()


@get("/solves/{solve_id:str}/live")
async def live(
    solve_id: FromPath[str],
    actor: NamedDependency[Actor],
    reader: NamedDependency[Reader],
    solves: NamedDependency[Solves],
) -> Stream:
    """Server-sent ``progress`` events, each a whole view, until the solve has ended."""
    one = await _solving(solve_id, actor, reader, solves)

    async def lines() -> AsyncIterator[bytes]:
        told = -1
        while True:
            ended, seen = one.state != "running", len(one.curve)
            if ended or seen != told:
                yield b"event: progress\ndata: " + msgspec.json.encode(one.view()) + b"\n\n"
            if ended:
                return
            told = seen
            await asyncio.sleep(TICK_S)

    return Stream(lines(), media_type="text/event-stream", headers={"cache-control": "no-store"})


@post("/solves/{solve_id:str}/cancel", status_code=202)
async def cancel(
    request: Asked, solve_id: FromPath[str], actor: NamedDependency[Actor], reader: NamedDependency[Reader],
    solves: NamedDependency[Solves],
) -> SolveView:  # fmt: skip
    """Stops a solve; the best roster so far is kept."""
    check_origin(request)
    one = await _solving(solve_id, actor, reader, solves)
    one.stop = True
    return one.view()


@post("/drafts/{draft_id:str}/publish", status_code=200)
async def release(
    request: Asked, draft_id: FromPath[str], actor: NamedDependency[Actor], writer: NamedDependency[Writer]
) -> Board:
    """Publishes a draft; broken hard rules are named and stop it unless a reason is given."""
    asked = await read_json(request, PUBLISH)

    def work(ledger: Ledger) -> Board:
        version, draft = _open(actor, ledger, draft_id, asked.edit)
        period = period_of(ledger, version)
        found = judge(ledger, period, draft).violations
        hard = [v for v in found if v.hard]
        if hard and not asked.reason.strip():
            told = [f"{v.code} {v.person} {period.days[v.days[-1]] if v.days else ''}".strip() for v in hard[:20]]
            raise Problem(409, "publish.hard_violations", params={"count": len(hard), "violations": told})
        version = msgspec.structs.replace(version, reason=asked.reason.strip() if hard else "")
        ledger.apply(publish(ledger, version, draft, period, found))
        return board(ledger, ledger.get(RosterVersion, draft_id) or version, draft)

    return await writer.run(actor.tenant, Origin(actor.person), work)


def _provide_solves(state: State, settings: NamedDependency[Settings]) -> Solves:
    """One for each running application."""
    if "solves" not in state:
        state["solves"] = Solves(longest_s=settings.solver_seconds, memory_mb=settings.solver_memory_mb)
    return state["solves"]


router = Router(
    "/rostering",
    route_handlers=[create, show, edit, start, progress, live, cancel, release],
    dependencies={"solves": Provide(_provide_solves, sync_to_thread=False)},
)
