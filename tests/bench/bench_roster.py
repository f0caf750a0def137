"""How soon a roster is legal and how near to proven best it gets: a practical ward, and the demo's eight departments.

One JSON line each: counts and ratios, with CPU-seconds beside wall time since machines are shared.
`stall_ms` is the longest that the calling process was held up (T24: not over 50 on a quiet machine).
"""

import argparse
import json
import os
import sys
import threading
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from statistics import median

from wards import departments, ward

from zhiban.solver import Problem, Result, check, solve

TICK_S = 0.005


class Pulse:
    """Longest pause between two ticks of a thread in this process, less the tick itself."""

    worst_s = 0.0


@contextmanager
def pulse() -> Generator[Pulse, None, None]:
    """Ticks while the body runs."""
    found, over = Pulse(), threading.Event()

    def tick() -> None:
        last = time.perf_counter()
        while not over.wait(TICK_S):
            now = time.perf_counter()
            found.worst_s = max(found.worst_s, now - last - TICK_S)
            last = now

    thread = threading.Thread(target=tick)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()


def sound(problem: Problem, result: Result) -> bool:
    """The independent checker, run here, finds no hard rule broken."""
    return bool(result.roster) and not any(violation.hard for violation in check(problem, result.roster))


def measure(name: str, problems: Iterable[Problem], seconds: float) -> bool:
    """Solves each, prints one line, and says whether all rosters were legal."""
    asked = list(problems)
    with pulse() as beat:
        results = [solve(problem, seconds) for problem in asked]
    legal = sum(sound(problem, result) for problem, result in zip(asked, results, strict=True))
    firsts = [99.0 if result.first_legal_s is None else result.first_legal_s for result in results]
    line = {
        "bench": name, "problems": len(asked), "days": asked[0].days,
        "staff": sum(len(problem.staff) for problem in asked),
        "limit_s": seconds, "legal": legal, "legal_within_2s": sum(first <= 2 for first in firsts),
        "first_legal_s": round(median(firsts), 3), "short": sum(result.short for result in results),
        "cost": [result.cost for result in results], "bound": [result.bound for result in results],
        "gap": [round(result.gap, 4) for result in results], "proven": sum(r.status == "optimal" for r in results),
        "cpu_s": round(sum(result.cpu_s for result in results), 1),
        "wall_s": round(sum(result.elapsed_s for result in results), 1),
        "peak_mib": max(result.peak_mib for result in results), "stall_ms": round(beat.worst_s * 1000, 1),
        "load": round(os.getloadavg()[0], 2),
    }  # fmt: skip
    print(json.dumps(line), flush=True)
    return legal == len(asked)


def main() -> int:
    """Exit 1 when any roster breaks a hard rule; figures alone never fail a bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=15.0, help="per ward; departments take a third of it each")
    parser.add_argument("--seeds", type=int, default=2)
    wanted = parser.parse_args()
    fine = measure("roster_ward_30x28", (ward(seed=seed) for seed in range(1, wanted.seeds + 1)), wanted.seconds)
    fine &= measure("roster_8_departments", departments().values(), max(3.0, wanted.seconds / 3))
    print("public benchmark instances (Curtois, INRC-II): not read by this version, skipped", file=sys.stderr)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
