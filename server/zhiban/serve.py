"""Starts the web process or a worker from the settings, and says what a newcomer needs to know."""

import sys
from pathlib import Path

import uvicorn

from .logs import set_up_logs
from .settings import Settings

BODY_LIMIT_CONNECTIONS = 2_000


def serve(settings: Settings) -> int:
    """Fills an empty demo store, prints where to go and who to be, and serves until stopped."""
    from .app import create_app
    from .demo.hospital import fill_if_empty, greeting

    set_up_logs(settings.log_level)
    try:
        Path(settings.data_dir).mkdir(parents=True, exist_ok=True)
        fill_if_empty(settings)
        app = create_app(settings)
    except Exception as error:
        print(f"zhiban: cannot start: {_plain(error)}", file=sys.stderr)
        if settings.log_level == "debug":
            raise
        return 1
    print(greeting(settings), flush=True)
    uvicorn.run(
        app, host=settings.host, port=settings.port, log_level="warning", log_config=None, loop="uvloop",
        http="httptools", limit_concurrency=BODY_LIMIT_CONNECTIONS, timeout_graceful_shutdown=3, server_header=False,
    )  # fmt: skip
    return 0


def work(settings: Settings) -> int:
    """Runs jobs until stopped; those in hand are given a few seconds to end."""
    import asyncio

    from .background import run_jobs_only
    from .parts import Parts

    set_up_logs(settings.log_level)
    try:
        parts = Parts(settings)
        parts.open()
    except Exception as error:
        print(f"zhiban: cannot start: {_plain(error)}", file=sys.stderr)
        return 1
    asyncio.run(run_jobs_only(parts))
    parts.close()
    return 0


def make_operator(settings: Settings, name: str) -> int:
    """Asks for a password twice and makes a console log-in."""
    from getpass import getpass

    from .console.operators import create_operator

    password = getpass("Password: ")
    if len(password) < 10 or password != getpass("Again: "):
        print("zhiban: passwords differ or are shorter than 10 characters", file=sys.stderr)
        return 2
    create_operator(settings.database, name, password)
    print(f"Operator {name} may now log in to the console.")
    return 0


def _plain(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
