"""Fills an empty store with the demo hospital: the same for the same seed and day. Everything goes through the log."""

import base64
import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from msgspec import Struct
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from ..attendance.records import WardCode
from ..changes.calendar import add_days, day_of, day_start_ms
from ..changes.clock import wall_now
from ..console.operators import create_operator
from ..learning.publishing import published
from ..parts import Parts
from ..people.records import Credential
from ..people.sessions import hash_password, save_credential
from ..rostering.defaults import RULES
from ..settings import Settings
from ..sync.flush import read_head
from ..sync.ledger import Ledger, Origin
from ..sync.writer import Writer
from . import past, rosters
from .courses import load_courses
from .holidays import holidays
from .house import DEPARTMENTS, SHIFT_TYPES, SITES, all_demand
from .staff import CAST, Member, members

PASSWORD = "zhiban-demo"
"""Everybody's in the demo, phones and console alike."""
OPERATOR = "operator"
SEED = 20261122
SHOWN = ("n301", "n302", "h301", "r801", "d701", "c701", "m801")
"""Log-ins that the greeting names."""
ROLE_NAMES = {
    "nurse": "护士", "head_nurse": "护士长", "doctor": "医生", "consultant": "咨询师", "hr": "人事",
    "manager": "管理层", "trainer": "讲师", "reception": "前台", "kitchen": "厨师", "cleaning": "保洁",
}  # fmt: skip
Chunk = tuple[str, Callable[[Ledger], None]]
"""What a step is called, and the step: one transaction."""


class NotEmpty(Exception):
    """The store already holds a hospital; the demo never mixes with real people."""


def fill(settings: Settings, seed: int = SEED, today: str = "") -> int:
    """Fills the store and says how long it took; exit code 1, with the reason, when somebody works in it already."""
    try:
        _fill(settings, seed, today or day_of(wall_now()), Console())
    except NotEmpty:
        print(f"zhiban: {_plain(settings.database)} is not empty; the demo hospital needs a store of its own "
              "(set ZHIBAN_DATA_DIR or ZHIBAN_DATABASE_URL)", file=sys.stderr)  # fmt: skip
        return 1
    return 0


def fill_if_empty(settings: Settings) -> None:
    """For ``zhiban serve``: does nothing unless this hospital's log is empty."""
    try:
        _fill(settings, SEED, day_of(wall_now()), Console())
    except NotEmpty:
        return


def _plain(database: str) -> str:
    """The database without its password."""
    return database.split("@")[-1]


def _fill(settings: Settings, seed: int, today: str, console: Console) -> None:
    parts = Parts(settings, lambda: day_start_ms(today))
    parts.open()
    try:
        if parts.reader.read_blocking(settings.tenant, _head):
            raise NotEmpty
        with Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console) as bar:
            task = bar.add_task("演示医院 demo hospital", total=STEPS)
            write_all(
                parts.writer,
                settings.tenant,
                Wanted(seed, today),
                lambda name: bar.update(task, advance=1, description=name),
            )
            bar.update(task, completed=STEPS, description="演示医院 demo hospital")
        create_operator(settings.database, OPERATOR, PASSWORD)
    finally:
        parts.close()


def _head(ledger: Ledger) -> int:
    return read_head(ledger.connection, ledger.rows, ledger.tenant)[0]


STEPS = 4 + 2 * len(DEPARTMENTS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which hospital: seed, day, whose rosters, and how many days the check-ins are behind."""

    seed: int
    today: str
    departments: frozenset[str] = frozenset(d.id for d in DEPARTMENTS)
    behind: int = 1


def write_all(writer: Writer, tenant: str, wanted: Wanted, shown: Callable[[str], None]) -> None:
    """Writes the hospital into an empty, founded store, one transaction a step."""
    for name, step in chunks(wanted):
        writer.run_blocking(tenant, Origin("demo"), step)
        shown(name)


def chunks(wanted: Wanted) -> Iterator[Chunk]:
    """The hospital in the order in which it came about."""
    seed, today = wanted.seed, wanted.today
    people = members(seed, today)
    yield "科室 catalogue", writes(catalogue(today))
    yield "人员 people", lambda ledger: _people(ledger, people)
    first, days = rosters.first_day_of(today), {h.id: h for h in holidays()}
    own = [d for d in DEPARTMENTS if d.id in wanted.departments]
    for department in own:
        staff = [m for m in people if m.person.department == department.id]
        ward = rosters.build(department.id, staff, first, days, seed)
        yield f"班表 roster {department.name_zh}", writes(_roster(ward, staff, today, seed))
    for department in own:
        since = first if department.id == "w3" else add_days(today, -3)
        yield f"打卡 check-ins {department.name_zh}", _check_ins(department.id, since, wanted)
    yield "学习 lessons", lambda ledger: past.lessons(ledger, _readers(people), today, seed)
    yield "申请 requests", lambda ledger: past.requests(ledger, today)


def _check_ins(department: str, since: str, wanted: Wanted) -> Callable[[Ledger], None]:
    last = add_days(wanted.today, -wanted.behind)
    return lambda ledger: past.check_ins(ledger, department, since, last, wanted.seed)


def writes(records: Iterable[Struct]) -> Callable[[Ledger], None]:
    """A step that writes records as they are."""

    def step(ledger: Ledger) -> None:
        for record in records:
            ledger.write(record)

    return step


def catalogue(today: str) -> Iterator[Struct]:
    """All that is not a person: places, shift types, demand, rules, holidays, courses due at the month's end."""
    yield from SITES
    yield from DEPARTMENTS
    yield from (WardCode(id=d.id, secret=_secret(d.id)) for d in DEPARTMENTS)
    yield from SHIFT_TYPES
    yield from all_demand()
    yield from RULES
    yield from holidays()
    month_end = add_days(add_days(today[:8] + "28", 4)[:8] + "01", -1)
    for content in load_courses():
        yield from published(content, due=month_end if content.compulsory else None)


def _secret(department: str) -> str:
    """A demo ward's code secret: no secret at all, so that a rehearsal can work the codes out."""
    return base64.b32encode(hashlib.sha256(f"zhiban demo {department}".encode()).digest()[:20]).decode()


def _people(ledger: Ledger, people: list[Member]) -> None:
    """One hash for all: log-ins of a demo need no more, and 132 of them would take seconds."""
    hashed = hash_password(PASSWORD)
    for member in people:
        for record in (member.person, member.employment, member.profile, member.preference, *member.balances):
            ledger.write(record)
        person = member.person
        save_credential(ledger, Credential(person=person.id, number=person.number, password_hash=hashed))


def _roster(ward: rosters.Ward, people: list[Member], today: str, seed: int) -> Iterator[Struct]:
    author = next((m.person.id for m in people if m.person.leads), "r801")
    versions = rosters.versions(ward, author)
    yield from versions
    yield from rosters.assignments(ward, versions)
    yield from rosters.open_shifts(ward, today, 4, seed)


def _readers(people: list[Member]) -> dict[str, list[str]]:
    """Who has begun to learn: the ward of the pictures, and every ninth person elsewhere."""
    ward = {m.person.id: ["hand-hygiene", "infusion-safety", "needle-stick"] for m in people if m.person.id in CAST
            and m.person.department == "w3"}  # fmt: skip
    rest = {m.person.id: ["hand-hygiene", "upset-client"] for m in people[::9] if m.person.id not in ward}
    return {**ward, **rest}


def greeting(settings: Settings) -> str:
    """What a newcomer needs: the address, who to be, and the console."""
    address = f"http://{settings.host}:{settings.port}"
    people = {m.person.id: m.person for m in members(SEED, "2026-01-01")}
    lines = [f"  {id}  {people[id].name}（{ROLE_NAMES[people[id].post]}）" for id in SHOWN]
    return "\n".join(
        [
            f"值班 Zhiban  {address}",
            f"登录 log in with a number and the password {PASSWORD}:",
            *lines,
            f"后台 console  {address}/admin  {OPERATOR} / {PASSWORD}",
            "停止 stop: Ctrl+C",
        ]
    )
