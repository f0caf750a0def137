"""Plays a ward's day: everybody as a virtual phone against a real server, and says what was settled and how."""

import asyncio
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from ..changes.calendar import add_days, day_of, day_start_ms
from ..changes.clock import wall_now
from ..parts import Parts
from ..people.records import Person
from ..settings import Settings
from .conflicts import HR, conflicts
from .crowd import Plan, Shown, live
from .hospital import STEPS, Wanted, write_all
from .house import DEPARTMENTS
from .script import WARD_PHONE, Act, Clock, Day, clocks, everyday
from .settled import TITLES, Outcome, read_books, settle

WARDS = ("w3", "w1", "nb", "or", "pp")
"""Where people want the same thing; everybody else has an ordinary day."""


def play(settings: Settings, seed: int, as_json: bool) -> int:
    """The day in a store of its own; exit code 1 if a single change was lost or doubled."""
    console = Console(stderr=as_json)
    departments = [d.id for d in DEPARTMENTS]
    with tempfile.TemporaryDirectory(prefix="zhiban-day-") as folder:
        own = msgspec.structs.replace(settings, data_dir=folder, database_url="", tenant="demo")
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console) as bar:
            task = bar.add_task("演示医院 demo hospital", total=STEPS + 9)
            outcome = run_day(own, seed, departments, lambda name: bar.update(task, advance=1, description=name))
    if as_json:
        print(msgspec.json.encode(_figures(outcome)).decode())
    else:
        _tell(console, outcome)
    return 0 if outcome.sound else 1


def run_day(settings: Settings, seed: int, departments: Sequence[str], shown: Shown, most: int = 1000) -> Outcome:
    """Fills the (empty) store, serves it from a process of its own, plays the day, compares the books.

    ``departments`` are those that have a roster and whose people take part, at most ``most`` of them, HR always.
    """
    began = time.monotonic()
    today = day_of(wall_now())
    plan = _prepare(settings, seed, today, departments, shown, most)
    with _served(settings) as address:
        shown("手机登录 phones log in")
        phones = asyncio.run(live(address, plan, random.Random(f"{seed} live"), shown))
    shown("对账 comparing the books")
    parts = Parts(settings)
    try:
        with parts.reader.snapshot() as connection:
            books = read_books(connection, parts.rows, settings.tenant)
        outcome = settle(phones, books, add_days(plan.day, -1))
    finally:
        parts.engine.dispose()
    outcome.seconds = round(time.monotonic() - began, 1)
    return outcome


# before ---------------------------------------------------------------------------------------------------------
def _prepare(settings: Settings, seed: int, today: str, departments: Sequence[str], shown: Shown, most: int) -> Plan:
    parts = Parts(settings, lambda: day_start_ms(today))
    parts.open()
    try:
        write_all(parts.writer, settings.tenant, Wanted(seed, today, frozenset(departments), behind=2), shown)
        shown("剧本 scripts")
        return parts.reader.read_blocking(
            settings.tenant,
            lambda world: _plan(Day(world, add_days(today, -1), random.Random(seed)), departments, most),
        )
    finally:
        parts.close()


def _plan(scene: Day, departments: Sequence[str], most: int) -> Plan:
    everybody = {p.id: p for p in scene.world.find(Person)}
    acts: list[Act] = []
    for n, department in enumerate(d for d in WARDS if d in departments):
        acts += conflicts(scene, department, [p for p in everybody.values() if p.department == department], n)
    wanted = list(dict.fromkeys([*(act.who for act in acts), *HR, *everybody]))
    chosen = [id for id in wanted if id in HR or everybody[id].department in departments][:most]
    acts = [act for act in acts if act.who in chosen]
    acts += everyday(scene, [everybody[id] for id in chosen])
    keys = sorted({(act.who, act.phone) for act in acts} | {(id, 0) for id in chosen})
    own = {key: clocks(scene.dice) if key[1] != WARD_PHONE else Clock() for key in keys}
    return Plan(scene.day, chosen, sorted(acts, key=lambda act: (act.who, act.phone, act.at)), own)


@contextmanager
def _served(settings: Settings) -> Generator[str]:
    """``zhiban serve`` in a process of its own, until the block ends."""
    port = _free_port()
    values = {name: str(getattr(settings, name)) for name in ("data_dir", "database_url", "tenant", "pwa_dir")}
    own = {f"ZHIBAN_{name.upper()}": value for name, value in values.items()}
    plain = {name: value for name, value in os.environ.items() if not name.startswith("ZHIBAN_") and name != "PORT"}
    own |= {"ZHIBAN_PORT": str(port), "ZHIBAN_WORKERS_IN_WEB": "false", "ZHIBAN_LOG_LEVEL": "warning"}
    log = Path(settings.data_dir) / "serve.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "zhiban.cli", "serve"], env={**plain, **own}, stdout=output, stderr=output
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _await_health(address, server, log)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_health(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    give_up = time.monotonic() + 60
    while True:
        try:
            if httpx.get(f"{address}/health", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        if server.poll() is not None or time.monotonic() > give_up:
            raise RuntimeError(f"the server did not start: {log.read_text()[-800:]}")
        time.sleep(0.1)


# what is told ---------------------------------------------------------------------------------------------------
def _figures(outcome: Outcome) -> dict[str, Any]:
    return {
        "phones": outcome.phones, "sent": outcome.sent, "stored": outcome.stored, "quarantined": outcome.quarantined,
        "resent": outcome.resent, "outcomes": dict(sorted(outcome.outcomes.items())),
        "codes": dict(sorted(outcome.codes.items())), "conflicts": dict(sorted(outcome.conflicts.items())),
        "lost": outcome.lost, "doubled": outcome.doubled, "seconds": outcome.seconds,
    }  # fmt: skip


def _tell(console: Console, outcome: Outcome) -> None:
    slips = Table("裁决 outcome", "条 slips", "情况码 codes", title="裁决单 verdict slips")
    for name, count in outcome.outcomes.most_common():
        slips.add_row(name, str(count), "")
    for code, count in outcome.codes.most_common():
        slips.add_row("", str(count), code)
    conflict = Table("K", "次 times", "冲突", "conflict", title="冲突怎么定的 conflicts settled")
    for k, count in sorted(outcome.conflicts.items()):
        if count:
            conflict.add_row(k, str(count), *TITLES[k])
    console.print(slips, conflict)
    console.print(
        f"手机 phones {outcome.phones} · 发出 sent {outcome.sent} · 收下 stored {outcome.stored} · "
        f"留底 quarantined {outcome.quarantined} · 重发 sent again {outcome.resent} · {outcome.seconds} s"
    )
    console.print(f"丢失 changes lost: {len(outcome.lost)} · 重复 doubled: {len(outcome.doubled)}")
    for line in [*outcome.lost, *outcome.doubled][:20]:
        console.print(f"  {line}")
