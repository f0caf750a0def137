"""Five hundred phones come back at once, 40 changes each: one line of JSON (SYNC section 2).

A real ``zhiban serve`` process on a fresh SQLite file with rights, judges, receipts and slips on and WAL + FULL. The
load comes from this process, which shares the machine's cores with the server; its own share is printed.
"""

import asyncio
import gzip
import json
import os
import resource
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
import msgspec

from zhiban.app import Parts
from zhiban.changes.clock import moment, wall_now
from zhiban.changes.wire import PushReply
from zhiban.people.access import token_hash
from zhiban.people.records import Department, Employment, Person, Preference, Profile, Session, Site
from zhiban.settings import Settings
from zhiban.sync.ledger import Ledger, Origin
from zhiban.sync.replica import enrol_replica

PHONES = int(os.environ.get("PHONES", "500"))
CHANGES = int(os.environ.get("CHANGES", "40"))
WARDS = 8


def settle(ledger: Ledger) -> list[tuple[str, str, int]]:
    """One nurse a phone, logged in; returns (person, token, device)."""
    ledger.write(Site(id="s", name_zh="医院", name_en="Hospital"))
    for n in range(WARDS):
        ledger.write(Department(id=f"w{n}", site="s", name_zh=f"{n}病区", name_en=f"Ward {n}", lat=31.2, lon=121.4))
    found: list[tuple[str, str, int]] = []
    for n in range(PHONES):
        person, ward, token = f"p{n}", f"w{n % WARDS}", secrets.token_urlsafe(32)
        ledger.write(Person(id=person, number=person, name=person, department=ward, post="nurse", roles=["staff"]))
        ledger.write(Employment(id=person, department=ward, employed_from="2024-01-01"))
        ledger.write(Profile(id=person, department=ward))
        ledger.write(Preference(id=person, department=ward))
        device = enrol_replica(ledger, person, "storm")
        row = Session(token_hash=token_hash(token), person=person, device=device, expires_at=2**53)
        ledger.add_row("session", {"tenant": ledger.tenant, **msgspec.structs.asdict(row)})
        found.append((person, token, device))
    return found


def change(n: int, person: str, ward: str, now: int) -> dict[str, Any]:
    """A shift's mix: wishes and profile edits, reading, now and then a check-in or a request."""
    base = {"seq": n, "stamp": moment(now, n), "segment": 1}
    kind = n % 20
    if kind == 0:
        fields = {"direction": "in" if n < 20 else "out", "department": ward, "day": "2026-11-22", "accuracy": 40.0}
        return {**base, "collection": "punch", "fields": {**fields, "lat": 31.2, "lon": 121.4, "fix": "ok"}}
    if kind == 7:
        day = f"2026-12-{1 + n % 28:02d}"
        return {
            **base,
            "collection": "leave_request",
            "fields": {"kind": "personal", "first_day": day, "last_day": day},
        }
    if kind in (3, 9, 13, 17):
        read = {"course": "hand-hygiene", "revision": 1, "block": f"b{n}", "block_hash": "0" * 16, "seconds": 60}
        return {**base, "collection": "learning_event", "fields": read}
    if kind in (5, 15):
        return {
            **base,
            "collection": "preference",
            "op": "edit",
            "record": person,
            "sets": {"days_off": {"add": [f"d{n}"]}},
        }
    field = ("ward_phone", "emergency_name", "emergency_phone")[n % 3]
    return {**base, "collection": "profile", "op": "edit", "record": person, "fields": {field: f"value {n}"}}


async def storm(url: str, phones: list[tuple[str, str, int]]) -> dict[str, Any]:
    bodies: list[tuple[str, bytes]] = []
    for index, (person, token, device) in enumerate(phones):
        now = wall_now()
        changes = [change(n, person, f"w{index % WARDS}", now) for n in range(1, CHANGES + 1)]
        batch = {"v": 1, "schema": 1, "device": device, "epoch": 1, "first": 1, "wall": now, "mono": 1,
                 "segments": [{"id": 1, "wall": now}], "changes": changes}  # fmt: skip
        bodies.append((token, gzip.compress(json.dumps(batch, separators=(",", ":")).encode(), 6)))
    outcome: dict[str, Any] = {"acked": 0, "held": 0, "refused": 0, "busy": 0, "failed": 0, "up": 0, "down": 0}
    limits = httpx.Limits(max_connections=PHONES, max_keepalive_connections=PHONES)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=120) as client:
        began = time.monotonic()
        await asyncio.gather(*(push(client, token, body, outcome) for token, body in bodies))
        outcome["seconds"] = time.monotonic() - began
    return outcome


async def push(client: httpx.AsyncClient, token: str, body: bytes, outcome: dict[str, Any]) -> None:
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json", "content-encoding": "gzip"}
    while True:
        answer = await client.post("/sync/push", content=body, headers=headers)
        outcome["up"] += len(body)
        if answer.status_code != 503:
            break
        outcome["busy"] += 1
        await asyncio.sleep(float(answer.headers["retry-after"]))
    if answer.status_code != 200:
        outcome["failed"] += 1
        return
    outcome["down"] += len(answer.content)
    for receipt in msgspec.json.decode(answer.content, type=PushReply).receipts:
        outcome["acked"] += 1
        outcome["held"] += receipt.outcome == "held"
        outcome["refused"] += receipt.outcome == "refused"


def serve(settings: Settings, port: int) -> "subprocess.Popen[bytes]":
    environment = {
        **os.environ,
        "PORT": str(port),
        "ZHIBAN_DATA_DIR": settings.data_dir,
        "ZHIBAN_WORKERS_IN_WEB": "false",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "zhiban.cli", "serve"], env=environment, stdout=subprocess.DEVNULL
    )
    for _ in range(300):
        try:
            httpx.get(f"http://127.0.0.1:{port}/health").raise_for_status()
            return process
        except httpx.HTTPError:
            time.sleep(0.1)
    process.kill()
    raise RuntimeError("the server did not start")


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        settings = Settings(data_dir=folder)
        parts = Parts(settings)
        parts.open()
        phones = parts.writer.run_blocking(settings.tenant, Origin("bench"), settle)
        parts.close()
        process = serve(settings, port)
        try:
            before = cpu_seconds(process.pid)
            outcome = asyncio.run(storm(f"http://127.0.0.1:{port}", phones))
            spent = cpu_seconds(process.pid) - before
        finally:
            process.terminate()
            process.wait(20)
    total = PHONES * CHANGES
    usage = resource.getrusage(resource.RUSAGE_SELF)
    line = {
        "bench": "storm", "phones": PHONES, "changes": total,
        "acked": outcome["acked"], "lost": total - outcome["acked"],
        "failed": outcome["failed"], "busy_503": outcome["busy"],
        "changes_per_s": round(total / outcome["seconds"]),
        "server_cpu_us_per_change": round(spent / total * 1e6, 1),
        "requests_per_phone": 1 + outcome["busy"] / PHONES,
        "bytes_per_change_up": round(outcome["up"] / total, 1),
        "bytes_per_change_down": round(outcome["down"] / total, 1),
        "held": outcome["held"], "refused": outcome["refused"],
        "generator_cpu_s": round(usage.ru_utime + usage.ru_stime, 1),
    }  # fmt: skip
    print(json.dumps(line))


if __name__ == "__main__":
    main()
