"""Reads this repository's own Python: who imports whom, how long things are, what is called. Nothing is executed."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "server/zhiban"
PHONE = ROOT / "pwa/src"


@dataclass(frozen=True)
class Import:
    """`target` is the dotted module, with the imported name appended where that name is itself a module of ours."""

    source: str
    target: str
    name: str
    line: int


@dataclass(frozen=True)
class Module:
    """One Python file; `name` is dotted from `zhiban`, a package's own file carries the package's name."""

    path: Path

    @cached_property
    def name(self) -> str:
        parts = self.path.relative_to(PACKAGE.parent).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def short(self) -> str:
        return self.path.relative_to(PACKAGE).as_posix()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(), str(self.path))

    def imports(self) -> Iterator[Import]:
        """Also those inside functions: they too are arrows."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(self.name, alias.name, alias.name, node.lineno)
            elif isinstance(node, ast.ImportFrom):
                base = self._base(node)
                for alias in node.names:
                    whole = f"{base}.{alias.name}"
                    yield Import(self.name, whole if is_module(whole) else base, alias.name, node.lineno)

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        here = self.name.split(".") if self.path.name == "__init__.py" else self.name.split(".")[:-1]
        above = here[: len(here) - node.level + 1]
        return ".".join([*above, *([node.module] if node.module else [])])

    def functions(self) -> Iterator[tuple[str, int]]:
        """Each function's name and length in lines, without decorators and docstring."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[0]
                documented = ast.get_docstring(node, clean=False) is not None
                words = (first.end_lineno or first.lineno) - first.lineno + 1 if documented else 0
                yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1 - words

    def calls(self) -> Iterator[tuple[str, int]]:
        """Dotted names of what is called, as written: `datetime.now`, `time.time`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func), node.lineno


@cache
def is_module(name: str) -> bool:
    """Is there a module or package of ours by this dotted name?"""
    if name.split(".")[0] != PACKAGE.name:
        return False
    path = PACKAGE.parent.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


@cache
def modules() -> tuple[Module, ...]:
    """Every Python file of the server, in a stable order."""
    return tuple(Module(path) for path in sorted(PACKAGE.rglob("*.py")))


def room(name: str) -> str:
    """`zhiban.sync.intake` stands in `sync`; a file directly in the package is a room of its own."""
    return [*name.split("."), ""][1]


def loops(arrows: dict[str, set[str]]) -> list[list[str]]:
    """Groups of two or more that can all reach each other (Tarjan's strongly connected components)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in sorted(arrows.get(node, ())):
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            cut = stack.index(node)
            group = stack[cut:]
            del stack[cut:]
            if len(group) > 1:
                found.append(sorted(group))

    for node in sorted(arrows):
        if node not in index:
            visit(node)
    return found
