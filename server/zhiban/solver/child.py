"""The solver's own process: `python -m zhiban.solver.child`. A job comes in on stdin, events leave on stdout.

"cancel" stops it with its best; end of stdin means that the parent is gone, and the child leaves at once.
Memory and CPU time are limited before ortools loads.
"""

import os
import resource
import sys
import threading
import time
from itertools import islice
from typing import IO, Any

import msgspec

from zhiban.solver.admission import admit
from zhiban.solver.construct import construct, tastes
from zhiban.solver.lookup import Lookup
from zhiban.solver.problem import Cell, ProblemError
from zhiban.solver.protocol import Better, Done, Job, Refused, Result, gap_of
from zhiban.solver.rules import Score, check, facts, score

FIRST_S = 0.7
"""What the first roster gets even when a busy machine was slow to start the child; the parent's grace is longer."""
VARIATIONS = 16
VARY_S = 1.2
VARY_SHARE = 0.1


class Run:
    """One job's state: what was shown last, and whether the parent asked to stop."""

    def __init__(self, job: Job, out: IO[bytes]) -> None:
        self.job, self.out = job, out
        self.lookup = Lookup(job.problem)
        self.cancelled = threading.Event()
        self.solver: Any = None
        self.lock = threading.Lock()
        self.first_legal_s: float | None = None

    def elapsed(self) -> float:
        """Seconds since the caller asked, start-up included."""
        return round(time.monotonic() - self.job.started, 3)

    def say(self, event: Better | Done | Refused) -> None:
        """One line out; whole lines only, from whichever thread."""
        with self.lock:
            self.out.write(msgspec.json.encode(event) + b"\n")
            self.out.flush()

    def show(self, roster: list[Cell], figures: Score) -> None:
        """A roster of stage one."""
        if figures.hard == 0 and self.first_legal_s is None:
            self.first_legal_s = self.elapsed()
        better = Better(
            stage="greedy",
            elapsed_s=self.elapsed(),
            cost=figures.cost,
            bound=0,
            short=figures.short,
            roster=tuple(roster),
        )
        self.say(better)

    def stop(self) -> None:
        """Cancel: the search returns with its best."""
        self.cancelled.set()
        if self.solver is not None:
            self.solver.stop_search()

    def hold(self, solver: Any) -> None:
        """Keeps the handle; a cancel that came first still counts."""
        self.solver = solver
        if self.cancelled.is_set():
            solver.stop_search()


def listen(run: Run, source: IO[bytes]) -> None:
    """Reads the parent's words until it cancels or is gone."""
    for line in source:
        if line.strip() == b"cancel":
            run.stop()
    os._exit(3)


def greedy(run: Run) -> list[Cell]:
    """Stage one: something legal on the screen before ortools is even loaded, then a few variations of it."""
    job, best, best_cost = run.job, list[Cell](), -1
    allowed = job.deadline - job.started
    now = time.monotonic()
    first_by = max(job.started + 0.5 * allowed, now + FIRST_S)
    last_by = now + min(VARY_S, VARY_SHARE * allowed)
    tries = VARIATIONS if job.options.work_limit is None else 1
    for number, taste in enumerate(islice(tastes(job.options.seed), tries)):
        end = last_by if number else first_by
        roster = construct(run.lookup, lambda end=end: run.cancelled.is_set() or time.monotonic() > end, taste)
        figures = score(job.problem, roster)
        if best_cost < 0 or figures.cost < best_cost:
            best, best_cost = roster, figures.cost
            run.show(roster, figures)
        if run.cancelled.is_set() or time.monotonic() > last_by:
            break
    return best


def improve(run: Run, start: list[Cell]) -> tuple[list[Cell], int, bool]:
    """Stage two: CP-SAT from the greedy roster. Gives roster, bound, proven."""
    from zhiban.solver.search import search  # costs seconds: only now, only here

    start_cost = score(run.job.problem, start).cost

    def tell(roster: list[Cell] | None, cost: int, bound: int) -> None:
        short = 0
        if roster is not None:
            short = score(run.job.problem, roster).short
            run.first_legal_s = run.first_legal_s or run.elapsed()
        cells = None if roster is None else tuple(roster)
        run.say(Better(stage="search", elapsed_s=run.elapsed(), cost=cost, bound=bound, short=short, roster=cells))

    found = search(run.lookup, run.job.options, start, run.job.deadline, tell, run.hold)
    if found.roster is None or (found.cost > start_cost and not found.optimal):
        return start, min(found.bound, start_cost), False
    return found.roster, found.bound, found.optimal


def solve(run: Run) -> Result:
    """Both stages and the judgement of the end."""
    roster, bound, proven = greedy(run), 0, False
    if not run.cancelled.is_set() and time.monotonic() < run.job.deadline - 0.3:
        roster, bound, proven = improve(run, roster)
    problem = run.job.problem
    violations = check(problem, roster, run.lookup)
    figures = score(problem, roster, violations)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    status = "optimal" if proven else "cancelled" if run.cancelled.is_set() else "feasible"
    return Result(
        status=status, roster=tuple(roster), cost=figures.cost, bound=bound, gap=gap_of(figures.cost, bound),
        short=figures.short, hard=figures.hard, violations=tuple(violations),
        facts=tuple(facts(problem, roster, run.lookup)), elapsed_s=run.elapsed(), first_legal_s=run.first_legal_s,
        cpu_s=round(usage.ru_utime + usage.ru_stime, 2), peak_mib=usage.ru_maxrss // 1024,
    )  # fmt: skip


def fence(job: Job) -> None:
    """T24: address space and CPU time end the child, never the machine; niceness leaves the web process its core."""
    memory = job.options.memory_mib << 20
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    seconds = int((job.deadline - job.started) * (job.options.workers + 1)) + 30
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    os.nice(5)


def main() -> int:
    """Process entry. Exit 0 after Done, 2 after Refused; anything else is a crash that the parent reports."""
    out = sys.stdout.buffer
    try:
        job = msgspec.json.decode(sys.stdin.buffer.readline(), type=Job)
        fence(job)
        admit(job.problem)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        out.write(msgspec.json.encode(Refused(code="solver.unreadable")) + b"\n")
        return 2
    except ProblemError as error:
        out.write(msgspec.json.encode(Refused(code=error.code, params=error.params)) + b"\n")
        return 2
    run = Run(job, out)
    threading.Thread(target=listen, args=(run, sys.stdin.buffer), daemon=True).start()
    try:
        run.say(Done(result=solve(run)))
    except MemoryError:
        run.say(Refused(code="solver.out_of_memory", params={"max_mib": job.options.memory_mib}))
        os._exit(2)
    sys.stdout.flush()
    os._exit(0)  # do not wait for the reader or for ortools' threads


if __name__ == "__main__":
    sys.exit(main())
