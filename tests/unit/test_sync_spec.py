"""SYNC.md says which test shows each invariant; this reads the table and looks for those tests."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SPEC = (ROOT / "shared-schemas" / "SYNC.md").read_text()
SOURCES = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))


def test_every_invariant_names_tests_that_exist() -> None:
    rows = re.findall(r"^\| (S\d+) \|(.*)\|$", SPEC, re.MULTILINE)
    assert len(rows) >= 12
    for invariant, row in rows:
        named = re.findall(r"`(test_\w+)`", row)
        assert named, f"{invariant} names no test"
        missing = [name for name in named if f"def {name}(" not in SOURCES]
        assert not missing, f"{invariant}: {missing}"


def test_every_engine_test_of_the_contract_is_in_the_table_or_its_neighbour() -> None:
    contract = (ROOT / "tests" / "contract" / "test_engine.py").read_text()
    unnamed = [name for name in re.findall(r"^def (test_\w+)", contract, re.MULTILINE) if name not in SPEC]
    assert len(unnamed) <= 6, f"say in SYNC.md what these show: {unnamed}"
