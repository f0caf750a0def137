"""A small ward served over HTTP: three nurses, a head nurse, HR, and one person of another department."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from litestar.testing import TestClient

from zhiban.app import Parts, create_app
from zhiban.changes.clock import moment, wall_now
from zhiban.people.records import Credential, Department, Employment, Person, Preference, Profile, Site
from zhiban.people.sessions import hash_password, save_credential
from zhiban.settings import Settings
from zhiban.sync.ledger import Ledger, Origin

PASSWORD = "test-password"
HASH = hash_password(PASSWORD)
PEOPLE: list[dict[str, Any]] = [
    {"id": "n1", "post": "nurse"}, {"id": "n2", "post": "nurse"}, {"id": "n3", "post": "nurse"},
    {"id": "head", "post": "head_nurse", "roles": ["staff", "head"], "leads": ["w3"]},
    {"id": "hr", "post": "hr", "roles": ["staff", "hr"], "department": "office"},
    {"id": "other", "post": "nurse", "department": "w4"},
]  # fmt: skip


def settle(ledger: Ledger) -> None:
    """Writes the ward's people."""
    ledger.write(Site(id="s", name_zh="医院", name_en="Hospital"))
    for department in ("w3", "w4", "office"):
        ledger.write(
            Department(id=department, site="s", name_zh=department, name_en=department, lat=31.2, lon=121.4)
        )  # fmt: skip
    for facts in PEOPLE:
        person = Person(**{"number": facts["id"], "name": facts["id"], "department": "w3", "roles": ["staff"], **facts})
        ledger.write(person)
        ledger.write(Employment(id=person.id, department=person.department, employed_from="2024-01-01"))
        ledger.write(Profile(id=person.id, department=person.department))
        ledger.write(Preference(id=person.id, department=person.department))
        save_credential(ledger, Credential(person=person.id, number=person.number, password_hash=HASH))


class Phone:
    """One logged-in phone over HTTP."""

    def __init__(self, client: TestClient[Any], number: str) -> None:
        self.client = client
        answer = client.post("/people/login", json={"number": number, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        self.me = answer.json()
        self.headers = {"authorization": f"Bearer {self.me['token']}"}
        self.seq = 0
        self.cursor = ""
        self.rows: dict[tuple[str, str], Any] = {}

    def change(self, collection: str, fields: Any = None, **extra: Any) -> dict[str, Any]:
        self.seq += 1
        made = {"seq": self.seq, "stamp": moment(wall_now()), "collection": collection, "segment": 1}
        return {**made, "fields": fields or {}, **extra}

    def envelope(self, *changes: Any) -> dict[str, Any]:
        first = changes[0]["seq"] if changes else self.seq + 1
        return {
            "v": 1, "schema": 1, "device": self.me["device"], "epoch": self.me["epoch"], "first": first,
            "wall": wall_now(), "mono": 0, "segments": [{"id": 1, "wall": wall_now()}], "changes": list(changes),
        }  # fmt: skip

    def push(self, *changes: Any) -> dict[str, Any]:
        answer = self.client.post("/sync/push", json=self.envelope(*changes), headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def pull(self) -> dict[tuple[str, str], Any]:
        more = True
        while more:
            body = {"v": 1, "schema": 1, "cursor": self.cursor}
            answer = self.client.post("/sync/pull", json=body, headers=self.headers)
            assert answer.status_code == 200, answer.text
            delta = answer.json()
            self.cursor, more = delta["cursor"], delta.get("more", False)
            self.rows.update({(row["c"], row["id"]): row["v"] for row in delta["rows"]})
        return self.rows


@contextmanager
def ward(url: str, folder: Path) -> Iterator[TestClient[Any]]:
    """The whole application on one database, with the ward's people in it."""
    settings = Settings(database_url=url, data_dir=str(folder / "data"), workers_in_web=False, pwa_dir=str(folder))
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        parts: Parts = client.app.state["parts"]
        parts.writer.run_blocking(settings.tenant, Origin("test"), settle)
        yield client


def encode(body: Any) -> bytes:
    return msgspec.json.encode(body)
