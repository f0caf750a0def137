"""errors.json: every code the server answers, and nothing else, in the words of the nurse and of the operator."""

import ast
import json
import re
from collections.abc import Iterator

import pytest
from source_code import ROOT, modules

from zhiban.errors import CODES

SCHEMAS = ROOT / "shared-schemas"
ERRORS = json.loads((SCHEMAS / "errors.json").read_text())
SHAPE = re.compile(r"^[a-z]+\.[a-z_]+$")
RAISED = {"Problem": 1, "Refusal": 0, "failed": 0}
"""What a code is handed to, and the place of the code among its arguments."""
FAMILIES = ("change.", "solve.")
"""Codes of these families also travel as plain values: from a collection's ``may``, in a receipt, in a solve's view."""
LOCALES = {"zh": "zh-CN", "en": "en"}


def codes_in(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and SHAPE.match(part.value):
            yield part.value


def used_with_status() -> dict[str, set[int]]:
    """Code to the statuses it is raised with; none for refusals, which travel in a receipt or a view."""
    found: dict[str, set[int]] = {}
    for module in modules():
        if module.short.startswith("schema/") or module.short.startswith("demo/"):
            continue  # the first holds examples, the second reads answers as a phone does
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func).split(".")[-1]
                place = RAISED.get(name)
                if place is None or len(node.args) <= place:
                    continue
                status = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
                for code in codes_in(node.args[place]):
                    found.setdefault(code, set()).update({status} if isinstance(status, int) else set())
        for code in codes_in(module.tree):
            if code.startswith(FAMILIES):
                found.setdefault(code, set())
    for status, code in CODES.items():
        found.setdefault(code, set()).add(status)
    found.setdefault("server.fault", set()).add(500)
    return found


USED = used_with_status()


def text(area: str, locale: str) -> dict[str, str]:
    return json.loads((SCHEMAS / "messages" / f"{area}.{locale}.json").read_text())


def test_the_reader_of_sources_finds_codes_of_every_kind() -> None:
    assert USED["auth.required"] == {401} and USED["body.too_large"] == {413}
    assert {"change.no_delete", "change.bad_record", "change.not_yours", "change.fault"} <= USED.keys()
    assert {"solve.no_roster", "solve.interrupted"} <= USED.keys()
    assert list(codes_in(ast.parse("Refusal('change.a' if x else 'change.b')"))) == ["change.a", "change.b"]


def test_every_code_the_server_answers_has_its_words() -> None:
    assert sorted(USED.keys() - ERRORS.keys()) == []


def test_every_entry_is_a_code_the_server_answers() -> None:
    assert sorted(ERRORS.keys() - USED.keys()) == []


def test_statuses_are_those_of_the_code() -> None:
    told = {code: {entry["status"]} for code, entry in ERRORS.items()}
    assert told == {code: USED[code] or {200} for code in ERRORS}


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_the_phone_says_the_nurses_sentence(language: str) -> None:
    """Refused changes are told on the verdict slip, all else by the screen that asked."""
    errors, verdicts = text("errors", LOCALES[language]), text("verdicts", LOCALES[language])
    said = {c: verdicts.get(f"verdicts.{c}") if c.startswith("change.") else errors.get(f"errors.{c}") for c in ERRORS}
    assert {c: (s, ERRORS[c]["nurse"][language]) for c, s in said.items() if s != ERRORS[c]["nurse"][language]} == {}


@pytest.mark.parametrize("reader", ["nurse", "operator"])
def test_both_readers_get_a_sentence_in_both_languages(reader: str) -> None:
    assert [
        c for c, e in ERRORS.items() if not all(e[reader][lang].strip().endswith(("。", ".")) for lang in LOCALES)
    ] == []


@pytest.mark.parametrize("word", ["失败", "抱歉", "系统错误", "！", "您"])
def test_nobody_is_blamed(word: str) -> None:
    assert [c for c, e in ERRORS.items() if word in e["nurse"]["zh"]] == []
