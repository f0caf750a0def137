"""Solving from outside: a child process with a limit, progress and cancel. The caller's process never loads ortools.

`solve` blocks; from an event loop call it through `asyncio.to_thread`.
"""

import contextlib
import logging
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import msgspec

from zhiban.solver.admission import admit
from zhiban.solver.problem import Problem, ProblemError
from zhiban.solver.protocol import Better, Done, Event, Job, Options, Progress, Refused, Result, gap_of
from zhiban.solver.rules import check, facts, score

log = logging.getLogger(__name__)
GRACE_S = 2.0
LAST_WORDS = 2_000
OUT_OF_TIME = "heuristics.fixed_search != nullptr"
"""CP-SAT 9.15 aborts with this when its time is up while it still loads the model: overdue, not broken."""
TICK_S = 0.1
PACKAGE_ROOT = str(Path(__file__).resolve().parents[2])


def _nobody(progress: Progress) -> None:
    del progress


def _never() -> bool:
    return False


def solve(
    problem: Problem,
    limit_s: float,
    on_progress: Callable[[Progress], None] = _nobody,
    cancelled: Callable[[], bool] = _never,
    options: Options | None = None,
) -> Result:
    """Best roster within `limit_s` seconds of wall time, start-up included; the child is killed at limit + 2 s.

    `on_progress` is called in this thread; `cancelled` is asked ten times a second and keeps the best roster so far.
    Raises ProblemError for a problem that `admission` refuses; every other trouble is a Result with `code`.
    """
    admit(problem)
    started = time.monotonic()
    job = Job(problem=problem, options=options or Options(), started=started, deadline=started + limit_s)
    with tempfile.TemporaryFile() as complaints:
        child = _spawn(complaints)
        try:
            result = _Watch(child, job, on_progress, cancelled).follow()
        finally:
            child.kill()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    _close(pipe)
            child.wait()
        if result.code != "solver.crashed":
            return result
        words = _last_words(complaints)
        if OUT_OF_TIME in words and result.roster:
            return msgspec.structs.replace(result, status="feasible", code="solver.overdue", params={})
        log.error("the solver's process died, exit %s: %s", child.returncode, words)
        return result


def _last_words(complaints: IO[bytes]) -> str:
    """What the dying child said, for the operator; the end of it is what matters."""
    complaints.seek(0, os.SEEK_END)
    complaints.seek(max(0, complaints.tell() - LAST_WORDS))
    return complaints.read().decode("utf-8", "replace").strip()


def _spawn(complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    """A bare environment: the child needs no settings and no secrets."""
    keep = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", "zhiban.solver.child"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints,
        env={**keep, "PYTHONPATH": PACKAGE_ROOT, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip


def _close(pipe: IO[bytes]) -> None:
    with contextlib.suppress(OSError):  # the child died with words still in the pipe
        pipe.close()


class _Watch:
    """One child being followed: its lines, its best roster, its clock."""

    def __init__(
        self,
        child: subprocess.Popen[bytes],
        job: Job,
        on_progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self.child, self.job = child, job
        self.on_progress, self.cancelled = on_progress, cancelled
        self.lines: queue.Queue[bytes | None] = queue.Queue()
        self.best: Progress | None = None
        self.first_s: float | None = None
        self.asked_to_stop = False
        self.kill_at = job.deadline + GRACE_S

    def follow(self) -> Result:
        """Until the child is done, dead or overdue."""
        threading.Thread(target=self._write_job, daemon=True).start()
        threading.Thread(target=self._read, daemon=True).start()
        for event in self._events():
            if isinstance(event, Done):
                return event.result
            if isinstance(event, Refused):
                return self._ended("failed", event.code, event.params)
            self._show(event)
        if self.child.poll() is None:
            return self._overdue()
        return self._ended("failed", "solver.crashed", {"exit": self.child.returncode or 0})

    def _write_job(self) -> None:
        self._say(msgspec.json.encode(self.job))

    def _say(self, line: bytes) -> None:
        assert self.child.stdin is not None
        try:
            self.child.stdin.write(line + b"\n")
            self.child.stdin.flush()
        except (OSError, ValueError):  # gone already: the reader will notice
            pass

    def _read(self) -> None:
        assert self.child.stdout is not None
        try:
            for line in self.child.stdout:
                self.lines.put(line)
        except ValueError:  # closed by us
            pass
        self.lines.put(None)

    def _events(self) -> Iterator[Event]:
        """Events until the child's output ends or its time is over."""
        decoder = msgspec.json.Decoder(Event)
        while time.monotonic() < self.kill_at:
            self._maybe_cancel()
            try:
                line = self.lines.get(timeout=TICK_S)
            except queue.Empty:
                continue
            if line is None:
                self.child.wait(timeout=GRACE_S)
                return
            try:
                yield decoder.decode(line)
            except msgspec.DecodeError:  # cut off by a kill in mid-line, or noise of a library
                continue

    def _maybe_cancel(self) -> None:
        if not self.asked_to_stop and self.cancelled():
            self.asked_to_stop = True
            self.kill_at = min(self.kill_at, time.monotonic() + GRACE_S)
            self._say(b"cancel")

    def _show(self, event: Better) -> None:
        roster = event.roster
        if roster is None:
            roster = self.best.roster if self.best else ()
        short = event.short if event.roster is not None else (self.best.short if self.best else 0)
        progress = Progress(
            stage=event.stage, elapsed_s=event.elapsed_s, cost=event.cost, bound=event.bound,
            gap=gap_of(event.cost, event.bound), short=short, roster=roster,
        )  # fmt: skip
        if self.best is None or progress.cost <= self.best.cost:
            self.best = progress
            self.first_s = self.first_s or progress.elapsed_s
            self.on_progress(progress)

    def _overdue(self) -> Result:
        self.child.kill()
        status = "cancelled" if self.asked_to_stop else "feasible" if self.best else "failed"
        return self._ended(status, None if self.asked_to_stop else "solver.overdue", {})

    def _ended(self, status: str, code: str | None, params: dict[str, int | float | str]) -> Result:
        """The best complete roster that the child had shown, judged here since the child cannot any more."""
        problem = self.job.problem
        roster = self.best.roster if self.best else ()
        violations = check(problem, roster)
        figures, bound = score(problem, roster, violations), min(self.best.bound, self.best.cost) if self.best else 0
        return msgspec.convert(
            {
                "status": status, "roster": roster, "cost": figures.cost, "bound": bound,
                "gap": gap_of(figures.cost, bound), "short": figures.short, "hard": figures.hard,
                "violations": tuple(violations), "facts": tuple(facts(problem, roster)),
                "elapsed_s": round(time.monotonic() - self.job.started, 3), "code": code, "params": params,
                "first_legal_s": None if figures.hard else self.first_s,
            },
            type=Result,
        )  # fmt: skip


__all__ = ["Options", "Problem", "ProblemError", "Progress", "Result", "solve"]
