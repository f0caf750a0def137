"""Solves under way: in a child process, watched, cancelled, their rosters put under the draft (K40, F19)."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from zhiban.solver import Options, ProblemError, Progress, Result, solve
from zhiban.solver import Problem as RosterProblem

from ..changes.fields import Params
from ..changes.verdict import World
from ..errors import Problem
from ..sync.ledger import Ledger, Origin
from ..sync.reader import Reader
from ..sync.writer import Writer
from .drafts import lost_pins, rebased
from .period import Period, read_period
from .problem import problem_of
from .records import Draft, RosterVersion
from .reports import judge

log = logging.getLogger(__name__)
State = Literal["running", "done", "cancelled", "failed"]
AT_ONCE = 2
"""Solves of one server that may run side by side; each uses up to two cores."""
KEPT = 50
Solver = Callable[..., Result]


class Point(Struct, frozen=True, array_like=True):
    """One step of the curve: seconds, cost, bound, gap, missing heads."""

    elapsed_s: float
    cost: int
    bound: int
    gap: float
    short: int


class SolveView(Struct, frozen=True, kw_only=True):
    """Where a solve stands. ``code`` says why it ended otherwise than by limit or proof."""

    id: str
    draft: str
    state: State
    limit_s: float
    curve: list[Point]
    status: str = ""
    hard: int = 0
    pins: list[str] = []
    """Cells changed by hand meanwhile, ``person:day-index``; kept, and to be looked at (K40)."""
    code: str = ""
    params: Params = {}


@dataclass(slots=True)
class Solving:
    """One solve; written by its task and the solver's thread, read by requests."""

    id: str
    tenant: str
    draft: str
    department: str
    limit_s: float
    state: State = "running"
    curve: list[Point] = field(default_factory=list[Point])
    stop: bool = False
    status: str = ""
    hard: int = 0
    pins: list[str] = field(default_factory=list[str])
    code: str = ""
    params: Params = field(default_factory=lambda: Params())

    def saw(self, progress: Progress) -> None:
        self.curve.append(
            Point(round(progress.elapsed_s, 2), progress.cost, progress.bound, progress.gap, progress.short)
        )

    def failed(self, code: str, params: Params | None = None) -> None:
        self.state, self.code, self.params = "failed", code, params or {}

    def view(self) -> SolveView:
        return SolveView(
            id=self.id, draft=self.draft, state=self.state, limit_s=self.limit_s, curve=list(self.curve),
            status=self.status, hard=self.hard, pins=list(self.pins), code=self.code, params=self.params,
        )  # fmt: skip


class Solves:
    """The solves of one server process. Only the draft outlives it: a crash leaves the last good one (F19)."""

    def __init__(self, run: Solver = solve, *, longest_s: float = 30.0, memory_mb: int = 4096) -> None:
        self._run = run
        self._longest_s = longest_s
        self._options = Options(memory_mib=memory_mb)
        self._known: dict[str, Solving] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def find(self, tenant: str, id: str) -> Solving | None:
        one = self._known.get(id)
        return one if one is not None and one.tenant == tenant else None

    def start(self, one: Solving, person: str, reader: Reader, writer: Writer) -> None:
        """Raises Problem when this draft is being solved already or the server is at its limit."""
        one.limit_s = min(one.limit_s, self._longest_s)
        running = [s for s in self._known.values() if s.state == "running"]
        if any(s.draft == one.draft and s.tenant == one.tenant for s in running):
            raise Problem(409, "solve.running")
        if len(running) >= AT_ONCE:
            raise Problem(503, "solve.busy", retry_after=10)
        for old in [s.id for s in self._known.values() if s.state != "running"][: max(0, len(self._known) - KEPT)]:
            del self._known[old]
        self._known[one.id] = one
        task = asyncio.create_task(self._follow(one, person, reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _follow(self, one: Solving, person: str, reader: Reader, writer: Writer) -> None:
        try:
            start, problem = await reader.read(one.tenant, lambda world: _prepared(world, one.draft))
            result = await asyncio.to_thread(self._run, problem, one.limit_s, one.saw, lambda: one.stop, self._options)
            put = await writer.run(one.tenant, Origin(person), lambda ledger: _put(ledger, one.draft, start, result))
            _settle(one, put, result)  # only now: whoever sees "done" finds the roster under the draft
        except ProblemError as error:
            one.failed(error.code, dict(error.params))
        except Problem as problem:
            one.failed(problem.code, problem.params)
        except Exception:
            log.exception("solve %s broke off", one.id)
            one.failed("solve.broke_off")

    async def close(self) -> None:
        """Stops every solve; the best roster each has is still put under its draft."""
        for one in self._known.values():
            one.stop = True
        await asyncio.gather(*self._tasks, return_exceptions=True)


def draft_of(world: World, id: str) -> tuple[RosterVersion, Draft]:
    """A version that is still a draft, with its cells; Problem otherwise."""
    version, draft = world.get(RosterVersion, id), world.get(Draft, id)
    if version is None or draft is None:
        raise Problem(404, "draft.unknown")
    if version.state != "draft":
        raise Problem(409, "draft.closed", params={"state": version.state})
    return version, draft


def period_of(world: World, version: RosterVersion) -> Period:
    return read_period(world, version.department, version.first_day, version.last_day)


def _prepared(world: World, id: str) -> tuple[Draft, RosterProblem]:
    version, draft = draft_of(world, id)
    return draft, problem_of(world, period_of(world, version), draft, solving=True)


@dataclass(frozen=True, slots=True)
class _Put:
    """What lies under the draft once the solver's roster has been put there."""

    pins: list[str]
    hard: int


def _put(ledger: Ledger, id: str, start: Draft, result: Result) -> _Put | None:
    """The last complete roster goes under the draft, also when the child died after it (F19); none, no change."""
    if not result.roster:
        return None
    version, now = draft_of(ledger, id)
    period = period_of(ledger, version)
    draft = rebased(now, start, result.roster, period, ledger.now)
    found = judge(ledger, period, draft)
    ledger.write(draft)
    shortages = sum(v.kind == "short" for v in found.violations)
    proven = min(result.bound, found.score.cost)
    ledger.write(replace(version, cost=float(found.score.cost), bound=float(proven), shortages=shortages))
    return _Put(lost_pins(now, start), found.score.hard)


def _settle(one: Solving, put: _Put | None, result: Result) -> None:
    if put is None:
        one.failed(result.code or "solve.no_roster", dict(result.params))
        return
    one.pins, one.hard, one.status = put.pins, put.hard, result.status
    one.code, one.params = result.code or "", dict(result.params)
    one.state = result.status if result.status in ("cancelled", "failed") else "done"
