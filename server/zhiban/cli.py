"""The command line: ``zhiban serve``, ``worker``, ``demo``, ``solve``, ``operator``, ``settings``."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from . import __version__
from .settings import SettingError, Settings, read_settings

Command = Callable[[Settings, argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code; 2 for words or settings it cannot use."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["solve"]:
        from .solver.command import main as solve

        return solve(words[1:])
    arguments = _parser().parse_args(words)
    try:
        settings = read_settings(os.environ)
    except SettingError as error:
        print(f"zhiban: {error}", file=sys.stderr)
        return 2
    return arguments.command(settings, arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="zhiban", description="Zhiban 值班: the ward's day without signal, and back.")
    parser.add_argument("--version", action="version", version=f"zhiban {__version__}")
    commands = parser.add_subparsers(required=True, metavar="command")
    _add(commands, "serve", _serve, "serve phones and office on http://HOST:PORT until stopped")
    _add(commands, "worker", _worker, "run background jobs beside the web process")
    demo = _add(
        commands, "demo", _demo, "fill an empty store with the demo hospital; 'demo day' plays a ward's day on it"
    )
    demo.add_argument("what", nargs="?", choices=["hospital", "day"], default="hospital")
    demo.add_argument("--seed", type=int, default=20261122)
    demo.add_argument("--json", action="store_true", help="print the outcome of the day as one line of JSON")
    # Taken by main() before it comes here: the solver has words of its own and needs no settings.
    _add(commands, "solve", _serve, "build a roster from a problem file (see zhiban solve --help)")
    operator = _add(commands, "operator", _operator, "make a log-in for the console; asks for the password")
    operator.add_argument("name")
    _add(commands, "settings", _settings, "show every setting and its present value")
    return parser


def _add(commands: Any, name: str, run: Command, text: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(command=run)
    return parser


def _serve(settings: Settings, _: argparse.Namespace) -> int:
    from .serve import serve

    return serve(settings)


def _worker(settings: Settings, _: argparse.Namespace) -> int:
    from .serve import work

    return work(settings)


def _demo(settings: Settings, arguments: argparse.Namespace) -> int:
    if arguments.what == "day":
        from .demo.day import play

        return play(settings, arguments.seed, as_json=arguments.json)
    from .demo.hospital import fill

    return fill(settings, arguments.seed)


def _operator(settings: Settings, arguments: argparse.Namespace) -> int:
    from .serve import make_operator

    return make_operator(settings, arguments.name)


def _settings(settings: Settings, _: argparse.Namespace) -> int:
    for name in Settings.__struct_fields__:
        print(f"ZHIBAN_{name.upper()}={getattr(settings, name)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
