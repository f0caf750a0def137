"""The house's own rules, read from the sources: who imports whom, how long things may be, where time comes from.

Exceptions are the tables below, each with its reason; an exception that is no longer needed fails too.
"""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from source_code import PHONE, ROOT, loops, modules, room

# From the ground up; an arrow goes down or stays on its floor.
FLOORS = (
    {"", "settings", "errors", "changes", "solver"},
    {"store"},
    {"sync", "jobs"},
    {"notify", "console"},
    {"people"},
    {
        "rostering", "requests", "attendance", "learning", "clients", "bookings", "care", "performance", "operations",
        "connect", "insight",
    },
    {"access", "background", "health", "logs", "parts", "phone_files", "rooms", "schema"},  # the app's own parts
    {"app"},
    {"demo"},
    {"serve"},
    {"cli", "serve", "__main__"},
)  # fmt: skip
ROOMS = FLOORS[5]
FLOOR_OF = {name: height for height, floor in enumerate(FLOORS) for name in floor}
ENGINES_KNOW = {"changes": {"changes"}, "solver": {"solver"}}  # each could be lifted out of this repository
ONLY_IN = {
    "ortools": "solver",
    "piccolo": "console",
    "piccolo_admin": "console",
    "piccolo_api": "console",
    "fastapi": "console",
    "starlette": "console",
    "pywebpush": "notify",
    "http_ece": "notify",
    "py_vapid": "notify",
}
PURE = ("changes", "solver")  # no database and no web in here
IMPURE_LIBRARIES = {"sqlalchemy", "litestar", "httpx", "psycopg", "asyncpg", "uvicorn"}

FILE_LINES, FUNCTION_LINES = 250, 40
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}
GENERATED = ("wire.ts", "errors.ts", "keys.ts")
REVISIONS = "store/migrations/versions/"  # written by the migration tool, frozen once released

READS_THE_CLOCK = {
    "changes/clock.py": "the one place where the server's hybrid clock meets the machine's",
    "settings.py": "read once at start",
    "cli.py": "the outermost shell; everything below is given its now",
}
CLOCK_CALL = re.compile(r"^(datetime\.)?(datetime\.(now|utcnow|today)|date\.today)$|^time\.(time|time_ns)$")
COLOUR = re.compile(
    r"""(?:(?<=[:\s,(])|(?<=["'`]))#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})(?=[\s;,)"'`]|$)"""
)


def test_every_room_has_its_floor() -> None:
    unknown = {room(module.name) for module in modules()} - set(FLOOR_OF)
    assert not unknown, f"say in FLOORS where these stand: {sorted(unknown)}"


def test_arrows_never_run_up() -> None:
    up = [
        f"{arrow.source}:{arrow.line} -> {arrow.target}"
        for module in modules()
        for arrow in module.imports()
        if arrow.target.startswith("zhiban")
        and FLOOR_OF.get(room(arrow.target), 99) > FLOOR_OF.get(room(arrow.source), 99)
    ]
    assert not up, up


def test_no_module_reaches_itself() -> None:
    arrows = {module.name: {arrow.target for arrow in module.imports()} - {module.name} for module in modules()}
    assert loops({name: {target for target in found if target in arrows} for name, found in arrows.items()}) == []


def test_no_room_below_the_rooms_reaches_itself() -> None:
    """Rooms may read each other's records; the floors under them may not lean on each other in a ring."""
    arrows: dict[str, set[str]] = {}
    for module in modules():
        for arrow in module.imports():
            source, target = room(arrow.source), room(arrow.target)
            if arrow.target.startswith("zhiban.") and source not in ROOMS and target not in ROOMS | {source}:
                arrows.setdefault(source, set()).add(target)
    assert loops(arrows) == []


@pytest.mark.parametrize("engine", sorted(ENGINES_KNOW))
def test_an_engine_knows_nothing_of_the_house(engine: str) -> None:
    known = {
        room(arrow.target)
        for module in modules()
        if room(module.name) == engine
        for arrow in module.imports()
        if arrow.target.startswith("zhiban.")
    }
    assert known <= ENGINES_KNOW[engine], known


def test_libraries_stay_in_their_room() -> None:
    strays = [
        f"{arrow.source}:{arrow.line} imports {arrow.target}"
        for module in modules()
        for arrow in module.imports()
        if (library := arrow.target.split(".")[0])
        and (
            (library in ONLY_IN and room(module.name) != ONLY_IN[library])
            or (library in IMPURE_LIBRARIES and room(module.name) in PURE)
        )
    ]
    assert not strays, strays


def test_only_the_store_builds_database_engines() -> None:
    builders = {"create_engine", "create_async_engine", "engine_from_config"}
    strays = [
        f"{module.short}:{line}"
        for module in modules()
        for called, line in module.calls()
        if called.split(".")[-1] in builders and room(module.name) != "store"
    ]
    assert not strays, strays


def test_rooms_read_each_others_records_and_rules_only() -> None:
    strays = [
        f"{arrow.source}:{arrow.line} -> {arrow.target}"
        for module in modules()
        for arrow in module.imports()
        if _from_room_to_room(arrow.source, arrow.target) and not _is_records_or_rules(arrow.target)
    ]
    assert not strays, strays


def test_nobody_but_the_app_reaches_into_effects() -> None:
    strays = [
        f"{arrow.source}:{arrow.line} -> {arrow.target}"
        for module in modules()
        for arrow in module.imports()
        if arrow.target.endswith(".effects")
        and room(arrow.source) != room(arrow.target)
        and FLOOR_OF[room(arrow.source)] <= FLOOR_OF["rostering"]
    ]
    assert not strays, strays


def _from_room_to_room(source: str, target: str) -> bool:
    return room(source) in ROOMS and room(target) in ROOMS and room(source) != room(target)


def _is_records_or_rules(target: str) -> bool:
    return any(re.search(r"(^|_)(records|rules)(_|$)", part) for part in target.split(".")[2:])


def _sources() -> list[Path]:
    phone = [path for ending in ("ts", "svelte", "css") for path in PHONE.rglob(f"*.{ending}")]
    written = [path for path in phone if path.name not in GENERATED and not path.name.endswith(".d.ts")]
    server = [module.path for module in modules() if not module.short.startswith(REVISIONS)]
    return sorted([*server, *written])


def test_files_are_short() -> None:
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines()) for path in _sources()}
    long = {name: length for name, length in lengths.items() if length > FILE_LINES}
    assert not {name: length for name, length in long.items() if name not in LONG_FILES}
    assert LONG_FILES.keys() <= long.keys(), "these are no longer long: strike them out"


def test_python_functions_are_short() -> None:
    lengths = {f"{module.short}:{name}": length for module in modules() for name, length in module.functions()}
    lengths = {where: length for where, length in lengths.items() if not where.startswith(REVISIONS)}
    long = {name: length for name, length in lengths.items() if length > FUNCTION_LINES}
    assert not {name: length for name, length in long.items() if name not in LONG_FUNCTIONS}
    assert LONG_FUNCTIONS.keys() <= long.keys(), "these are no longer long: strike them out"


@pytest.mark.skipif(not PHONE.is_dir(), reason="the phone app is not written yet")
def test_typescript_functions_are_short() -> None:
    """Oxlint counts them, by pwa/.oxlintrc.json; there a test's own `describe` may be long."""
    linter = shutil.which("oxlint", path=str(ROOT / "pwa/node_modules/.bin"))
    assert linter, "run make setup first"
    done = subprocess.run(
        [linter, "--format=json", str(PHONE)], cwd=ROOT / "pwa", capture_output=True, text=True, timeout=60
    )
    found = json.loads(done.stdout)
    assert found["number_of_files"] > 0
    long = [(note["filename"], note["message"]) for note in found["diagnostics"] if "max-lines-per" in note["code"]]
    assert not long


def test_time_is_a_parameter() -> None:
    readers = {
        module.short: line for module in modules() for called, line in module.calls() if CLOCK_CALL.search(called)
    }
    assert not {name: line for name, line in readers.items() if name not in READS_THE_CLOCK}


def test_colours_come_from_the_tokens() -> None:
    files = [path for ending in ("ts", "svelte", "css", "svg") for path in PHONE.rglob(f"*.{ending}")]
    strays = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in sorted(files)
        if path.name != "tokens.css" and not path.name.endswith(".test.ts")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if COLOUR.search(line)
    ]
    assert not strays, strays


@pytest.mark.parametrize("lock", sorted(path.name for path in ROOT.glob("requirements*.lock")))
def test_python_locks_carry_hashes_and_no_addresses(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text and not re.search(r"^\s*--(index|extra-index|find-links|trusted)", text, re.MULTILINE)
    pins = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert pins and not [pin.splitlines()[0] for pin in pins if "==" not in pin or "--hash=sha256:" not in pin]


def test_the_phone_lock_carries_hashes_and_no_addresses() -> None:
    text = (ROOT / "pwa/package-lock.json").read_text()
    entries = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert "://" not in text
    assert entries and not [name for name, entry in entries.items() if "resolved" in entry or "integrity" not in entry]
