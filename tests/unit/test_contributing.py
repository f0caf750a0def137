"""The worked examples of CONTRIBUTING.md, applied to a copy of this repository: they work as written."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from source_code import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text()
EDIT = re.compile(r"[Ii]n `([^`]+)`, after `([^`]+)`:\n\n```\w+\n(.*?)```\n", re.DOTALL)
NEW = re.compile(r"new file `([^`]+)`:\n\n```\w+\n(.*?)```\n", re.DOTALL)
IMPORTS = "from ..rostering.rules import is_work, quote"
COPIED = ("server", "shared-schemas", "tests/unit", "tests/source_code.py", "pyproject.toml", "pwa/src/rooms")


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy in which every "In `file`, after `line`" has been followed."""
    copy = tmp_path_factory.mktemp("contributing")
    for name in COPIED:
        source, target = ROOT / name, copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        else:
            shutil.copy(source, target)
    for name, anchor, body in EDIT.findall(TEXT):
        insert_after(copy / name, anchor, body)
    for name, body in NEW.findall(TEXT):
        assert not (copy / name).exists(), f"{name} is there already: choose another example"
        (copy / name).write_text(body)
    rules = copy / "server/zhiban/requests/claim_rules.py"
    assert IMPORTS in rules.read_text()
    rules.write_text(rules.read_text().replace(IMPORTS, IMPORTS.replace("import is_work", "import figure, is_work")))
    return copy


def insert_after(path: Path, anchor: str, body: str) -> None:
    lines = path.read_text().splitlines(keepends=True)
    found = [number for number, line in enumerate(lines) if line.strip().startswith(anchor)]
    assert len(found) == 1, f"{path.name}: {len(found)} lines begin with {anchor}"
    lines.insert(found[0] + 1, body)
    path.write_text("".join(lines))


def run(copy: Path, *words: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(copy / "server"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *words], cwd=copy, env=environment, capture_output=True, text=True, timeout=90
    )
    return f"{done.returncode}\n{done.stdout}{done.stderr}"


def test_the_examples_are_all_found() -> None:
    assert len(EDIT.findall(TEXT)) == 9 and len(NEW.findall(TEXT)) == 1


def test_the_field_reaches_wire_and_table(applied: Path) -> None:
    assert run(applied, "-m", "zhiban.schema", "shared-schemas").startswith("0\n")
    assert "ward_locker" in (applied / "shared-schemas/wire.ts").read_text()
    written = run(applied, "-m", "zhiban.schema.revision", "Lockers on profiles")
    assert written.startswith("0\n") and "_lockers_on_profiles.py" in written, written
    (path,) = (applied / "server/zhiban/store/migrations/versions").glob("*_lockers_on_profiles.py")
    assert path.read_text().count("ward_locker") == 2  # there, and back
    assert run(applied, "-m", "zhiban.schema.revision", "again").startswith("1\n"), "the migration does not make it"


def test_the_rule_judges_and_has_its_words(applied: Path) -> None:
    out = run(applied, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/unit/test_requests_swap.py",
              "tests/unit/test_requests_words.py", "tests/unit/test_rostering_rules.py")  # fmt: skip
    assert out.startswith("0\n"), out[-3000:]
    only = run(
        applied,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/unit/test_requests_swap.py",
        "-k",
        "f038_a_claim",
    )
    assert "1 passed" in only, only[-2000:]


def test_the_screen_has_its_line_and_its_texts(applied: Path) -> None:
    page = (applied / "pwa/src/rooms/shifts/Holidays.svelte").read_text()
    registry = (applied / "pwa/src/rooms/index.ts").read_text()
    assert "import('./shifts/Holidays.svelte')" in registry
    for name in re.findall(r"from '(\.\./\.\./[^']+)'", page):
        path = ROOT / "pwa/src/rooms/shifts" / name
        assert path.exists() or path.with_name(f"{path.name}.ts").exists(), name
    for locale in ("zh-CN", "en"):
        texts = (applied / f"shared-schemas/messages/shifts.{locale}.json").read_text()
        assert all(f'"{key}"' in texts for key in re.findall(r"\bt\('([\w.]+)'\)", page))
