"""Throw-away databases: SQLite files, and databases in a PostgreSQL cluster that lives as long as the test session."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

START_SECONDS = 60.0
UNSAFE_BUT_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
SMALL = ("max_connections=60", "shared_buffers=32MB", "listen_addresses=127.0.0.1", "autovacuum=off")


class PostgresMissing(RuntimeError):
    """No PostgreSQL to test with. Never a reason to skip: the contract holds on both databases or it does not hold."""


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL server whose superuser needs no password."""

    admin: URL

    @contextmanager
    def database(self) -> Iterator[str]:
        """A fresh database as a SQLAlchemy URL, dropped afterwards together with whoever is still connected."""
        name = f"zhiban_{uuid4().hex[:12]}"
        # template0 is never connected to, so two sessions can copy it at once.
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE template0 STRATEGY file_copy"), name)
        try:
            yield self.admin.set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)
        finally:
            self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)"), name)

    def _run(self, statement: sql.SQL, name: str) -> None:
        address = self.admin.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.format(sql.Identifier(name)))


@contextmanager
def postgres_cluster(durable: bool = False) -> Iterator[Cluster]:
    """TEST_PG (a superuser's URL) where set, else Debian's programs in a temporary folder.

    `durable` keeps fsync on, for tests that kill the server and count what was acknowledged.
    """
    given = os.environ.get("TEST_PG")
    if given:
        yield Cluster(make_url(given))
        return
    folder = Path(tempfile.mkdtemp(prefix="zhiban-pg-"))
    owner = _server_account()
    try:
        if owner:
            shutil.chown(folder, owner, owner)
        process, admin = _start(folder, owner, () if durable else UNSAFE_BUT_QUICK)
        try:
            yield Cluster(admin)
        finally:
            process.send_signal(signal.SIGINT)  # "fast" shutdown: open sessions are thrown out
            process.wait(timeout=START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _server_account() -> str | None:
    """PostgreSQL refuses to run as root, so root starts it as Debian's own account for it."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise PostgresMissing("root, but no account postgres: run scripts/debian-packages") from None


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("postgres")
    if not found and not on_path:
        raise PostgresMissing("no PostgreSQL programs found: run scripts/debian-packages, or set TEST_PG")
    return found[-1].parent if found else Path(on_path or "").resolve().parent


def _start(folder: Path, owner: str | None, settings: tuple[str, ...]) -> tuple[subprocess.Popen[bytes], URL]:
    programs, data, log = _programs(), folder / "data", folder / "log"
    initdb = [str(programs / "initdb"), "-D", str(data), "-U", "zhiban", "-A", "trust", "-E", "UTF8"]
    made = subprocess.run(
        [*initdb, "--locale=C.UTF-8", "--no-sync", "--no-instructions"],
        user=owner, group=owner, cwd=folder, capture_output=True, text=True,
    )  # fmt: skip
    if made.returncode:
        raise PostgresMissing(f"initdb ended with {made.returncode}: {made.stderr}")
    port = _free_port()
    options = [part for item in (*SMALL, *settings, f"port={port}") for part in ("-c", item)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(programs / "postgres"), "-D", str(data), "-k", str(folder), *options],
            user=owner, group=owner, cwd=folder, stdout=output, stderr=output,
        )  # fmt: skip
    admin = URL.create("postgresql", username="zhiban", host="127.0.0.1", port=port, database="postgres")
    _await(process, admin, log)
    return process, admin


def _await(process: subprocess.Popen[bytes], admin: URL, log: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(admin.render_as_string()).close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > give_up:
                process.kill()
                raise PostgresMissing(f"PostgreSQL did not start: {log.read_text()[-2000:]}") from None
            time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
