"""Two hospitals in one database, with one of everything that has an id; the second one's words are all canaries."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar.testing import TestClient

from zhiban.app import Parts, create_app
from zhiban.attendance.records import AttendanceDay
from zhiban.people.records import Credential, Department, Person, Preference, Profile, Site
from zhiban.people.sessions import save_credential
from zhiban.requests.records import LeaveRequest, SwapOffer
from zhiban.rostering.records import Assignment, Draft, OpenShift, RosterVersion, Segment, ShiftType
from zhiban.settings import Settings
from zhiban.sync.ledger import Ledger, Origin
from zhiban.sync.replica import enrol_replica

from .ward import HASH

CANARY = "金丝雀CANARY"
DAY = "2027-03-01"
STAFF: dict[str, dict[str, Any]] = {
    "n1": {"post": "nurse"},
    "n2": {"post": "nurse"},
    "n3": {"post": "nurse"},
    "doc": {"post": "doctor"},
    "head": {"post": "head_nurse", "roles": ["staff", "head"], "leads": ["w3"]},
    "n4": {"post": "nurse", "department": "w4"},
    "m4": {"post": "nurse", "department": "w4"},
    "head4": {"post": "head_nurse", "roles": ["staff", "head"], "leads": ["w4"], "department": "w4"},
    "hr": {"post": "hr", "roles": ["staff", "hr"], "department": "office"},
    "boss": {"post": "manager", "roles": ["staff", "manager"], "department": "office"},
    "coach": {"post": "trainer", "roles": ["staff", "trainer"], "department": "office"},
    "admin": {"post": "hr", "roles": ["staff", "admin"], "department": "office"},
}


def furnish(ledger: Ledger, prefix: str, words: str) -> None:
    """One hospital. ``prefix`` leads every id, ``words`` is what its people wrote."""
    p = prefix
    day = [Segment(activity="ward", start=480, end=960)]
    ledger.write(Site(id=f"{p}s", name_zh=words, name_en=words))
    ledger.write(
        ShiftType(id="day", name_zh=words, name_en=words, letter_zh="日", letter_en="D", mark="day", segments=day)
    )
    for ward in ("w3", "w4", "office"):
        ledger.write(Department(id=f"{p}{ward}", site=f"{p}s", name_zh=words, name_en=words, lat=31.2, lon=121.4))
    for id, facts in STAFF.items():
        own: dict[str, Any] = {"department": "w3", "roles": ["staff"], **facts}
        own |= {"department": p + own["department"], "leads": [p + w for w in facts.get("leads", [])]}
        person = Person(id=f"{p}{id}", number=f"{p}{id}", name=f"{words}{id}", **own)
        ledger.write(person)
        ledger.write(Profile(id=person.id, department=person.department, notes=words))
        ledger.write(Preference(id=person.id, department=person.department))
        save_credential(ledger, Credential(person=person.id, number=person.number, password_hash=HASH))
    for ward, nurse, head in (("w3", "n3", "head"), ("w4", "m4", "head4")):
        _requests(ledger, p, words, ward, p + nurse, p + head)


def _requests(ledger: Ledger, p: str, words: str, ward: str, nurse: str, head: str) -> None:
    unit = p + ward
    period: dict[str, Any] = {"first_day": DAY, "last_day": "2027-03-07"}
    ledger.write(
        RosterVersion(id=f"{p}draft-{ward}", department=unit, number=1, state="draft", author=head, made_at=1, **period)
    )
    ledger.write(Draft(id=f"{p}draft-{ward}", department=unit, cells={nurse: [""] * 7}))
    ledger.write(Assignment(id=f"{nurse}:{DAY}", person=nurse, department=unit, day=DAY, shift="day", version=f"{p}v"))
    ledger.write(AttendanceDay(id=f"{nurse}:{DAY}", person=nurse, department=unit, day=DAY, shift="day"))
    ledger.write(OpenShift(id=f"{p}open-{ward}", department=unit, day=DAY, shift="day"))
    ledger.write(
        LeaveRequest(id=f"{p}leave-{ward}", person=nurse, kind="personal", reason=words, department=unit, **period)
    )
    ledger.write(
        SwapOffer(id=f"{p}offer-{ward}", person=nurse, day=DAY, shift="day", note=words, department=unit, state="open")
    )


@dataclass
class Hospital:
    """One served hospital: its application and the server behind it."""

    client: TestClient[Any]
    parts: Parts

    def write(self, work: Any) -> Any:
        return self.parts.writer.run_blocking(self.parts.settings.tenant, Origin("test"), work)

    def device(self, person: str) -> int:
        return self.write(lambda ledger: enrol_replica(ledger, person, CANARY))


def phone_folder(folder: Path) -> Path:
    """A little built phone app."""
    built = folder / "phone"
    (built / "assets").mkdir(parents=True, exist_ok=True)
    for name in ("index.html", "sw.js", "assets/app-1234.js"):
        (built / name).write_text("hello")
    return built


@contextmanager
def hospital(url: str, folder: Path, tenant: str, prefix: str, words: str) -> Iterator[Hospital]:
    settings = Settings(
        database_url=url, data_dir=str(folder / "data"), tenant=tenant, workers_in_web=False,
        pwa_dir=str(phone_folder(folder)),
    )  # fmt: skip
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        found = Hospital(client, client.app.state["parts"])
        found.write(lambda ledger: furnish(ledger, prefix, words))
        yield found
