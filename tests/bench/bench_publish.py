"""From an empty draft to a published roster, for the demo hospital's eight departments, over HTTP: one line of JSON.

Each department drafts the first fortnight that is not yet published, solves it with a limit, and publishes. Seconds of
this shared machine are given beside counts; the counts are what should hold elsewhere.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from litestar.testing import TestClient

from zhiban.app import create_app
from zhiban.changes.calendar import add_days, day_of, monday_of
from zhiban.changes.clock import wall_now
from zhiban.demo.hospital import PASSWORD, Wanted, write_all
from zhiban.demo.house import DEPARTMENTS
from zhiban.settings import Settings

LIMIT_S = float(os.environ.get("LIMIT_S", "5"))


def publish(client: TestClient[Any], headers: dict[str, str], department: str, first: str) -> dict[str, Any]:
    """One department's way; times count from the moment the head nurse asks for a draft."""
    began = time.monotonic()
    wanted = {"department": department, "first_day": first, "last_day": add_days(first, 13)}
    draft = client.post("/rostering/drafts", json=wanted, headers=headers).json()["version"]["id"]
    solve = client.post(f"/rostering/drafts/{draft}/solve", json={"limit_s": LIMIT_S}, headers=headers).json()["id"]
    first_legal: float | None = None
    while True:
        view = client.get(f"/rostering/solves/{solve}", headers=headers).json()
        if first_legal is None and view["curve"]:
            first_legal = view["curve"][0][0]
        if view["state"] not in ("running", "waiting"):
            break
        time.sleep(0.1)
    board = client.get(f"/rostering/drafts/{draft}", headers=headers).json()
    answer = client.post(f"/rostering/drafts/{draft}/publish", json={"edit": board["draft"]["edit"]}, headers=headers)
    done = time.monotonic() - began
    return {
        "department": department, "published": answer.status_code < 300, "first_s": first_legal, "published_s": done,
        "hard": view["hard"], "short": view["curve"][-1][4] if view["curve"] else None, "status": view["status"],
    }  # fmt: skip


def main() -> None:
    today = day_of(wall_now())
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=folder, workers_in_web=False, pwa_dir=str(Path(folder)))
        with TestClient(create_app(settings)) as client:
            parts: Any = client.app.state["parts"]
            write_all(parts.writer, settings.tenant, Wanted(20261122, today), lambda name: None)
            token = client.post("/people/login", json={"number": "r801", "password": PASSWORD}).json()["token"]
            headers = {"authorization": f"Bearer {token}"}
            first = add_days(monday_of(today), 28)
            found = [publish(client, headers, department.id, first) for department in DEPARTMENTS]
    line = {
        "bench": "publish", "departments": len(found), "published": sum(f["published"] for f in found),
        "hard": sum(f["hard"] for f in found), "short": sum(f["short"] or 0 for f in found), "limit_s": LIMIT_S,
        "first_roster_s_median": round(median(f["first_s"] for f in found if f["first_s"] is not None), 2),
        "first_roster_s_worst": round(max(f["first_s"] for f in found if f["first_s"] is not None), 2),
        "published_s_median": round(median(f["published_s"] for f in found), 1),
        "published_s_all": round(sum(f["published_s"] for f in found), 1),
        "proven": sum(f["status"] == "optimal" for f in found),
    }  # fmt: skip
    print(json.dumps(line))
    if line["published"] < len(found):
        print(found, file=sys.stderr)


if __name__ == "__main__":
    main()
