"""The documentation stays true: settings, endpoints, words, commands, links and decisions, compared with the code."""

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.routes import HTTPRoute
from source_code import PACKAGE, ROOT

from zhiban.app import create_app
from zhiban.cli import _parser  # pyright: ignore[reportPrivateUsage]
from zhiban.rooms import product
from zhiban.settings import PREFIX, Settings

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
PICTURES = ROOT / "docs/pictures"
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
GLOSSARY = (ROOT / "docs/glossary.md").read_text()


# settings ------------------------------------------------------------------------------------------------------


def documented() -> dict[str, str]:
    """Setting to the docstring under it."""
    tree = ast.parse((PACKAGE / "settings.py").read_text())
    body = next(node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Settings")
    found: dict[str, str] = {}
    for field, after in zip(body, [*body[1:], None], strict=True):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            value = after.value if isinstance(after, ast.Expr) else None
            words = value.value if isinstance(value, ast.Constant) else ""
            plain = re.sub(r" \((SAFETY )?T\d+\)", "", str(words).replace("``", "`"))  # ids are for readers of code
            found[field.target.id] = " ".join(plain.split())
    return found


def shown(value: object, empty: str) -> str:
    return f"`{str(value).lower() if isinstance(value, bool) else value}`" if value != "" else empty


def settings_table() -> str:
    """What stands in the README between its two marks."""
    lines = ["| variable | default | what |", "| --- | --- | --- |"]
    plain = Settings()
    lines += [
        f"| `{PREFIX}{n.upper()}` | {shown(getattr(plain, n), '(empty)')} | {w} |" for n, w in documented().items()
    ]
    return "\n".join(lines)


def test_every_setting_says_what_it_is_for() -> None:
    assert tuple(documented()) == Settings.__struct_fields__
    assert [name for name, words in documented().items() if len(words) < 15] == []


def test_the_readme_has_the_settings_as_they_are() -> None:
    text = READMES["en"].read_text().split("<!-- settings -->\n", 1)[1].split("\n<!-- /settings -->", 1)[0]
    assert text == settings_table(), f"the table should be:\n{settings_table()}"


def test_the_chinese_readme_has_the_same_settings_and_defaults() -> None:
    rows = re.findall(rf"^\| `{PREFIX}(\w+)` \| (\S+) \| (.+) \|$", READMES["zh"].read_text(), re.MULTILINE)
    plain = Settings()
    assert [(n.lower(), d) for n, d, _ in rows] == [
        (n, shown(getattr(plain, n), "（空）")) for n in Settings.__struct_fields__
    ]


# endpoints -----------------------------------------------------------------------------------------------------


def test_every_endpoint_is_listed_with_who_may_call_it(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=str(tmp_path / "data"), pwa_dir=str(tmp_path / "nothing built")))
    answered: set[str] = set()
    for route in app.routes:
        path = re.sub(r":\w+\}", "}", route.path)
        methods = sorted(set(route.methods) - {"OPTIONS", "HEAD"}) if isinstance(route, HTTPRoute) else []
        answered |= {f"{method} {path}" for method in methods} or {path}
    app.state["parts"].engine.dispose()
    rows = re.findall(
        r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$", (ROOT / "docs/endpoints.md").read_text(), re.MULTILINE
    )
    assert sorted(endpoint for endpoint, _, _ in rows) == sorted(answered)
    assert [endpoint for endpoint, who, what in rows if not who.strip() or not what.strip()] == []


# words ---------------------------------------------------------------------------------------------------------

ENGINE = (
    "change", "replica", "epoch", "segment", "moment", "stamp", "batch", "receipt", "verdict slip", "bucket", "cursor",
    "position", "feed", "log", "law", "fact", "intent", "plan", "document", "judge", "effects", "job", "quarantine",
    "outbox",
)  # fmt: skip
WARD = ("shift", "roster", "swap", "handover", "punch", "leave request", "open shift", "claim", "head nurse", "as of")


def glossary_rows() -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in GLOSSARY.splitlines() if line[:1] == "|"]


@pytest.mark.parametrize("word", [*ENGINE, *WARD])
def test_a_word_of_the_house_is_in_the_glossary(word: str) -> None:
    rows = [row for row in glossary_rows() if row[0] == word]
    assert len(rows) == 1 and re.search(r"[\u4e00-\u9fff]", rows[0][1])


def test_the_glossary_has_every_collection_under_its_law_and_no_other() -> None:
    part = GLOSSARY.split("\n## What the hospital keeps", 1)[1].split("\n## ", 1)[0]
    listed = dict(re.findall(r"^\| [^|]+ \| [^|]+ \| `(\w+)` \| (\w+) \|", part, re.MULTILINE))
    declared = {name: c.law.value for name, c in product().collections.items() if name != "slip"}
    assert listed == declared and "`slip`" in GLOSSARY


def test_no_word_stands_twice() -> None:
    words = [row[0] for row in glossary_rows() if row[0] not in ("English", "---")]
    assert len(words) == len(set(words))


# commands ------------------------------------------------------------------------------------------------------

ELSEWHERE = {"git", "createdb", "pg_dump", "npm", "node", "cd"}


def commands(page: Path) -> Iterator[str]:
    """Lines of shell blocks, and code in a sentence or table that begins like one of our commands."""
    text = page.read_text()
    for block in re.findall(r"^ *```sh\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            yield from (part.strip() for part in line.split("#", 1)[0].split("&&") if part.strip())
    prose = re.sub(r"^ *```.*?^ *```", "", text, flags=re.DOTALL | re.MULTILINE)
    for code in re.findall(r"`([^`\n]+)`", prose):
        if re.match(r"(make|zhiban) \w|scripts/|\.venv/bin/\w+ ", code):
            yield from (part.strip() for part in code.split("&&"))


def fault(command: str) -> str:
    """Why a command cannot work here; empty when it can."""
    words = [word for word in command.split() if not re.match(r"[A-Z_]+=", word)]
    first, rest = words[0], words[1:]
    program = first.removeprefix(".venv/bin/")
    if program == "make":
        targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
        return next((f"no target {word}" for word in rest if word not in targets), "")
    if program == "zhiban":
        return "" if not rest or rest[0] in subcommands() else f"no command {rest[0]}"
    if first.startswith("scripts/"):
        path = ROOT / first
        return "" if path.is_file() and path.stat().st_mode & 0o100 else "no such script"
    if program in ("pytest", "python"):
        missing = [word for word in rest if re.search(r"\.py$", word) and not (ROOT / word).is_file()]
        return f"no file {missing}" if missing else ""
    return "" if first in ELSEWHERE else "nobody knows this command"


def subcommands() -> set[str]:
    usage = re.findall(r"^    ([a-z]+)", _parser().format_help(), re.MULTILINE)
    assert {"serve", "demo", "solve"} <= set(usage)
    return set(usage)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_in_the_pages_exist(page: Path) -> None:
    assert [(command, why) for command in commands(page) if (why := fault(command))] == []


@pytest.mark.parametrize(
    "command", ["make fly", "zhiban dance", "scripts/nothing", ".venv/bin/python tests/no.py", "curl x"]
)
def test_a_command_that_does_not_exist_is_found_out(command: str) -> None:
    assert fault(command)


def test_the_readmes_show_the_two_commands_and_the_day() -> None:
    for page in READMES.values():
        found = list(commands(page))
        assert {"make run", "make test", ".venv/bin/zhiban demo day"} <= set(found), page.name
    assert shutil.which("sh")


def test_the_demos_log_ins_are_those_that_the_server_prints() -> None:
    from zhiban.demo.hospital import PASSWORD, greeting

    people = re.findall(r"^  (\w+)  (\S+?)（", greeting(Settings()), re.MULTILINE)
    assert len(people) >= 5
    for page in READMES.values():
        text = page.read_text()
        assert [(n, name) for n, name in people if not re.search(rf"`{n}` \| {name}", text)] == [] and PASSWORD in text


# links, pictures, decisions ------------------------------------------------------------------------------------


def links(page: Path) -> list[str]:
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text()) if "://" not in link]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    missing = [link for link in links(page) if not (page.parent / link.split("#")[0]).exists()]
    assert [link for link in missing if "docs/pictures/" not in link or PICTURES.is_dir()] == []


def test_both_readmes_show_the_same_pictures_each_in_its_language() -> None:
    en, zh = ([link for link in links(READMES[lang]) if link.endswith(".png")] for lang in ("en", "zh"))
    assert en and [link.replace("en.png", "zh.png") for link in en] == zh


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paths_named_in_code_exist(page: Path) -> None:
    """`folder/file.ext` in a sentence is a file of this repository (new files of the worked examples aside)."""
    text = page.read_text()
    made = set(re.findall(r"new file `([^`]+)`", text))
    named = set(re.findall(r"`((?:server|pwa|tests|docs|scripts|shared-schemas)/[\w./@-]+\.\w+)`", text)) - made
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_decisions_are_numbered_once_and_say_what_was_decided() -> None:
    numbers = [page.name[:4] for page in DECISIONS]
    assert len(numbers) == len(set(numbers)) >= 8
    for page in DECISIONS:
        text = page.read_text()
        assert text.startswith(f"# {int(page.name[:4])}. "), page.name
        parts = ("The question", "What was considered", "Decision", "What follows")
        assert [part for part in parts if f"## {part}" not in text] == [], page.name
        assert len(text.splitlines()) <= 60, f"{page.name} is longer than a page"
