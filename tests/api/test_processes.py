"""``zhiban worker`` does what waits and ``zhiban serve`` answers; SIGTERM ends both cleanly, open streams or not."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from zhiban.attendance.rules import REJUDGE
from zhiban.changes.verdict import Effects, Job
from zhiban.parts import Parts
from zhiban.settings import Settings
from zhiban.sync.ledger import Origin

from .hospitals import DAY, furnish
from .ward import PASSWORD

PORT = 8261
ENDS_WITHIN_S = 10.0


@pytest.fixture
def parts(sqlite_url: str, tmp_path: Path) -> Iterator[Parts]:
    """A small hospital whose database other processes open too."""
    found = Parts(Settings(database_url=sqlite_url, data_dir=str(tmp_path / "data")))
    found.open()
    found.writer.run_blocking("demo", Origin("test"), lambda ledger: furnish(ledger, "", "x"))
    yield found
    found.close()


@contextmanager
def started(parts: Parts, command: str) -> Iterator["subprocess.Popen[str]"]:
    own = {"ZHIBAN_DATABASE_URL": parts.settings.database_url, "ZHIBAN_DATA_DIR": parts.settings.data_dir}
    environment = {**os.environ, **own, "PORT": str(PORT), "ZHIBAN_LOG_LEVEL": "debug"}
    process = subprocess.Popen(
        [sys.executable, "-m", "zhiban.cli", command], env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def until(holds: Callable[[], Any], seconds: float = 40.0) -> Any:
    """Waits for another process; fails when it takes too long."""
    give_up = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < give_up, "it did not happen"
        time.sleep(0.1)
    return found


def terminated(process: "subprocess.Popen[str]") -> tuple[int, str]:
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=ENDS_WITHIN_S)
    assert time.monotonic() - began < ENDS_WITHIN_S
    return process.returncode, output


def job_state(parts: Parts) -> str:
    table = parts.rows.tables["job"]
    with parts.engine.connect() as connection:
        return connection.execute(select(table.c.state).where(table.c.tenant == "demo")).scalar_one()


def test_a_worker_does_what_waits_and_ends_when_told(parts: Parts) -> None:
    job = Job(REJUDGE, {"person": "n3", "day": DAY}, key="n3")
    parts.writer.run_blocking("demo", Origin("test"), lambda ledger: ledger.apply(Effects(jobs=[job])))
    assert job_state(parts) == "waiting"
    with started(parts, "worker") as process:
        until(lambda: job_state(parts) == "done" or process.poll() is not None)
        code, output = terminated(process)
    assert (code, job_state(parts)) == (0, "done"), output
    assert "Traceback" not in output and "ERROR" not in output


def test_a_worker_without_a_database_says_so(parts: Parts) -> None:
    parts.settings = Settings(database_url="sqlite:////nowhere/at/all.db", data_dir=parts.settings.data_dir)
    with started(parts, "worker") as process:
        output, _ = process.communicate(timeout=40)
    assert process.returncode == 1 and "cannot start" in output and "Traceback" not in output


def test_a_server_with_an_open_stream_ends_when_told(parts: Parts) -> None:
    with started(parts, "serve") as process:
        until(lambda: healthy() or process.poll() is not None)
        with live() as stream:
            assert stream.readline() == b": open\n"
            code, output = terminated(process)
    assert "Traceback" not in output and PASSWORD not in output, output
    assert code in (0, -signal.SIGTERM), output


def healthy() -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/health", timeout=2) as answer:
            return json.load(answer)["status"] == "ok"
    except OSError:
        return False


def live() -> Any:
    body = json.dumps({"number": "n1", "password": PASSWORD}).encode()
    asked = urllib.request.Request(
        f"http://127.0.0.1:{PORT}/people/login", body, {"content-type": "application/json"}
    )  # fmt: skip
    with urllib.request.urlopen(asked, timeout=10) as answer:
        token = json.load(answer)["token"]
    headers = {"authorization": f"Bearer {token}"}
    return urllib.request.urlopen(
        urllib.request.Request(f"http://127.0.0.1:{PORT}/sync/live", headers=headers), timeout=15
    )
