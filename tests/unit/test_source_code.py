"""The reader behind the house rules sees what it must: a rule that cannot fail is no rule."""

from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
import source_code
from source_code import Module, loops


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A little package `zhiban` with a room `ward` in it."""
    package = tmp_path / "zhiban"
    for name in ("__init__.py", "ward/__init__.py", "ward/rules.py", "ward/effects.py", "clock.py"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text("")
    monkeypatch.setattr(source_code, "PACKAGE", package)
    source_code.is_module.cache_clear()
    yield package
    source_code.is_module.cache_clear()


def read(path: Path, text: str) -> Module:
    path.write_text(dedent(text))
    return Module(path)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("from .effects import tell", "zhiban.ward.effects"),
        ("from . import effects", "zhiban.ward.effects"),
        ("from ..clock import now", "zhiban.clock"),
        ("from .. import clock", "zhiban.clock"),
        ("from zhiban.ward import effects", "zhiban.ward.effects"),
        ("import zhiban.clock", "zhiban.clock"),
        ("def late():\n    from ortools.sat import python", "ortools.sat"),
    ],
)
def test_every_way_to_import_is_seen(house: Path, text: str, target: str) -> None:
    assert [arrow.target for arrow in read(house / "ward/rules.py", text).imports()] == [target]


def test_a_package_file_counts_from_its_own_folder(house: Path) -> None:
    module = read(house / "ward/__init__.py", "from .rules import judge")
    assert [arrow.target for arrow in module.imports()] == ["zhiban.ward.rules"]


def test_lengths_leave_out_docstring_and_decorators(house: Path) -> None:
    module = read(
        house / "clock.py",
        '''
        @cache
        def short():
            """Two
            lines."""
            one = 1
            return one
        ''',
    )
    assert dict(module.functions()) == {"short": 3}


def test_rings_are_found_and_straight_lines_are_not() -> None:
    arrows = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": {"e"}, "e": set[str]()}
    assert loops(arrows) == [["a", "b", "c"]]
    assert loops({"a": {"b"}, "b": set[str]()}) == []
