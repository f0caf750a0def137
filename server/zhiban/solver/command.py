"""`zhiban solve FILE.json`: solve a problem file with a live bar; Ctrl-C stops and keeps the best."""

import argparse
import signal
import sys
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import msgspec
from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from zhiban.solver.admission import decode
from zhiban.solver.problem import ProblemError
from zhiban.solver.protocol import Options, Progress, Result
from zhiban.solver.run import solve
from zhiban.solver.sentences import sentence

SHOWN = 10


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="zhiban solve", description="Solve a roster problem (JSON) and write the roster."
    )
    parser.add_argument("file", type=Path, help="the problem as JSON; - reads standard input")
    parser.add_argument("--seconds", type=float, default=30.0, help="wall-clock limit, start-up included (default 30)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2, choices=range(1, 9), metavar="1-8")
    parser.add_argument("--out", type=Path, help="write the roster as CSV: person,day,shift")
    parser.add_argument("--full", action="store_true", help="print roster, violations and facts too")
    return parser.parse_args(argv)


@contextmanager
def _interrupt() -> Generator[threading.Event, None, None]:
    """Ctrl-C sets the event instead of ending the program; a second one ends it."""
    stop = threading.Event()

    def handle(number: int, frame: FrameType | None) -> None:
        del number, frame
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def _watched(raw: bytes, seconds: float, options: Options) -> Result:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[state]}"), TimeElapsedColumn())
    with _interrupt() as stop, Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("排班", total=seconds, state="…")

        def show(step: Progress) -> None:
            state = f"cost {step.cost} · bound {step.bound} · gap {step.gap:.1%} · short {step.short}"
            bar.update(task, completed=min(step.elapsed_s, seconds), state=state)

        result = solve(decode(raw), seconds, show, stop.is_set, options)
        bar.update(task, completed=seconds)
        return result


def _summary(result: Result, full: bool) -> bytes:
    fields = msgspec.to_builtins(result)
    if not full:
        for name in ("roster", "violations", "facts"):
            fields[name] = len(fields[name])
    return msgspec.json.encode(fields)


def _explain(result: Result) -> None:
    """The gravest faults in words, before the JSON line."""
    grave = [violation for violation in result.violations if violation.kind in ("hard", "short")]
    for fault in grave[:SHOWN]:
        days = ",".join(map(str, fault.days))
        words = sentence(fault.code, fault.params, "en")
        print(
            f"{fault.rule}@{fault.version} {fault.person or '-'} day {days} {fault.shift or ''}: {words}",
            file=sys.stderr,
        )
    if len(grave) > SHOWN:
        print(f"and {len(grave) - SHOWN} more", file=sys.stderr)


def main(argv: Sequence[str] | None = None) -> int:
    """Prints one JSON line. Exit 0 with a roster, 1 when the child died, 2 when the problem is refused."""
    wanted = _arguments(argv)
    try:
        raw = sys.stdin.buffer.read() if str(wanted.file) == "-" else wanted.file.read_bytes()
        options = Options(seed=wanted.seed, workers=wanted.workers)
        result = _watched(raw, wanted.seconds, options)
    except ProblemError as error:
        print(f"zhiban solve: {sentence(error.code, error.params, 'en')}", file=sys.stderr)
        print(msgspec.json.encode({"code": error.code, "params": error.params}).decode())
        return 2
    except OSError as error:
        print(f"zhiban solve: {wanted.file}: {error.strerror}", file=sys.stderr)
        return 2
    if wanted.out:
        lines = [
            f"{cell.person},{cell.day},{cell.shift}" for cell in sorted(result.roster, key=lambda c: (c.person, c.day))
        ]
        wanted.out.write_text("\n".join(["person,day,shift", *lines]) + "\n", encoding="utf-8")
    _explain(result)
    print(_summary(result, wanted.full).decode())
    return 1 if result.status == "failed" else 0
