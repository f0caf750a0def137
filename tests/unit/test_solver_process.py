"""The solver's child process: limits, progress, cancel, and what the parent has when it dies (F19, T24)."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from bench.wards import ward

from zhiban.solver import Cell, Options, Problem, Progress, Result, check, score, solve

ROOT = Path(__file__).resolve().parents[2]


def children() -> set[int]:
    """Direct children of this process that still run."""
    found: set[int] = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == os.getpid() and fields[0] != "Z":
                found.add(int(entry.name))
    return found


def sound(problem: Problem, roster: tuple[Cell, ...]) -> bool:
    return not any(violation.hard for violation in check(problem, roster))


def judged(problem: Problem, result: Result) -> None:
    """Whatever happened, what the result says about its roster is what the rules say."""
    figures = score(problem, result.roster)
    assert (result.cost, result.short, result.hard) == (figures.cost, figures.short, figures.hard)
    assert result.hard == 0
    assert len(result.facts) == len(problem.staff)


def test_a_ward_is_solved_with_progress() -> None:
    """A work limit ends it, so that a busy machine only makes it slower."""
    problem, seen = ward(12, 14), list[Progress]()
    before = children()
    result = solve(problem, 40.0, seen.append, options=Options(work_limit=3.0))
    assert (result.status, result.code) in {("optimal", None), ("feasible", None)}
    judged(problem, result)
    assert seen[0].stage == "greedy"
    assert seen[-1].stage == "search"
    assert all(sound(problem, step.roster) and step.cost >= step.bound for step in seen)
    assert [step.cost for step in seen] == sorted((step.cost for step in seen), reverse=True)
    assert result.cost <= seen[-1].cost < seen[0].cost
    assert 0 < result.bound <= result.cost
    assert result.elapsed_s < 40
    assert children() == before


def test_a_tiny_limit_still_gives_a_legal_roster() -> None:
    problem = ward(30, 28)
    result = solve(problem, 0.6)
    assert result.status == "feasible"
    judged(problem, result)
    assert len(result.roster) > 100  # complete on a quiet machine; a starved one may show less, never nothing
    assert result.elapsed_s < 3.0


def test_cancel_keeps_the_best_so_far() -> None:
    problem, seen = ward(30, 28), list[Progress]()
    began = time.monotonic()
    result = solve(problem, 60.0, seen.append, lambda: bool(seen))
    assert time.monotonic() - began < 12
    assert (result.status, result.code) == ("cancelled", None)
    judged(problem, result)
    assert result.cost <= seen[-1].cost


def test_the_parent_never_loads_ortools() -> None:
    script = (
        "import sys; sys.path[:0] = ['server', 'tests']\n"
        "from zhiban.solver import solve, command; from bench.wards import ward\n"
        "assert solve(ward(6, 7), 0.6).roster\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'ortools', 'numpy', 'pandas'}))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, cwd=ROOT, check=True
    )
    assert ran.stdout.strip() == "[]"


@pytest.mark.fault
@pytest.mark.parametrize("moment", ["at once", "after the first roster", "in the search"])
def test_a_killed_child_leaves_the_last_good_roster(moment: str) -> None:
    """F19: never half a roster, the parent goes on, and says what happened."""
    problem, before = ward(20, 21), children()
    seen: list[Progress] = []

    def killer() -> bool:
        ready = {"at once": True, "after the first roster": bool(seen)}.get(
            moment, seen[-1:] and seen[-1].stage == "search"
        )
        for child in children() - before if ready else ():
            os.kill(child, signal.SIGKILL)
        return False

    result = solve(problem, 20.0, seen.append, killer)
    assert (result.status, result.code, result.params) == ("failed", "solver.crashed", {"exit": -signal.SIGKILL})
    judged(problem, result)
    assert result.roster == (seen[-1].roster if seen else ())
    assert bool(seen) == (moment != "at once")
    assert children() == before


@pytest.mark.fault
def test_a_stuck_child_is_killed_after_its_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """T24: a child that answers to nothing is gone at limit + 2 s, and its last roster stays."""
    problem, before, seen = ward(8, 7), children(), list[Progress]()

    def freeze(step: Progress) -> None:
        seen.append(step)
        for child in children() - before:
            os.kill(child, signal.SIGSTOP)

    began = time.monotonic()
    result = solve(problem, 1.0, freeze)
    assert time.monotonic() - began < 4
    assert (result.status, result.code) == ("feasible", "solver.overdue")
    assert result.roster == seen[-1].roster
    assert children() == before


@pytest.mark.fault
def test_too_little_memory_is_a_coded_end() -> None:
    """T24: RLIMIT_AS ends the child, not the machine."""
    problem = ward(12, 14)
    result = solve(problem, 8.0, options=Options(memory_mib=150))
    assert result.status == "failed"
    assert result.code in {"solver.out_of_memory", "solver.crashed"}
    assert sound(problem, result.roster)
    assert result.roster, "the greedy roster had been shown"


@pytest.mark.fault
def test_the_child_leaves_when_its_parent_is_gone() -> None:
    script = (
        "import sys; sys.path[:0] = ['server', 'tests']\n"
        "from zhiban.solver import solve; from bench.wards import ward\n"
        "solve(ward(30, 28), 60.0, lambda step: print('going', flush=True))"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=ROOT)
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"going\n"
    (child,) = _children_of(parent.pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    _until(lambda: not Path(f"/proc/{child}").exists() or child not in _running())


def _running() -> dict[int, int]:
    """Running processes and their parents."""
    found: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] != "Z":
                found[int(entry.name)] = int(fields[1])
    return found


def _children_of(parent: int) -> list[int]:
    return [child for child, father in _running().items() if father == parent]


def _until(true: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_the_child_refuses_what_is_not_a_job() -> None:
    """Noise on stdin is a coded refusal, not a traceback."""
    for raw in (b"", b"{}\n", b"\xff\xfe\n", b"[" * 5000 + b"\n"):
        ran = subprocess.run(
            [sys.executable, "-m", "zhiban.solver.child"], input=raw, capture_output=True, timeout=30,
            env={"PYTHONPATH": str(ROOT / "server")}, check=False,
        )  # fmt: skip
        assert ran.returncode == 2
        assert msgspec.json.decode(ran.stdout)["code"] == "solver.unreadable"
