"""What server and phone share is generated: committed files must be what the declarations say today."""

import json
from pathlib import Path

import pytest

from zhiban.schema.generate import shared_files

SHARED = Path(__file__).parents[2] / "shared-schemas"
FILES = shared_files()


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_committed_shared_file_is_what_the_declarations_say(name: str) -> None:
    committed = (SHARED / name).read_text(encoding="utf-8")
    assert committed == FILES[name], f"{name} is out of date: run scripts/schemas"


def test_generating_twice_gives_the_same_bytes() -> None:
    assert shared_files() == FILES


def test_there_are_enough_golden_vectors_and_both_answers_among_them() -> None:
    clock, merge, decode = (json.loads(FILES[f"vectors/{name}.json"]) for name in ("clock", "merge", "decode"))
    assert sum(map(len, clock.values())) >= 300
    assert len(merge["cases"]) >= 200
    answers = [case["ok"] for case in decode["down"]]
    assert len(answers) >= 100 and min(answers.count(True), answers.count(False)) >= 30
    assert {segment[1]["sure"] for case in clock["segments"] for segment in case["trust"]} == {True, False}
    for kind in ("lost", "replaced", "kept"):
        assert sum(bool(case["merged"][kind]) for case in merge["cases"]) >= 20, kind


def test_every_reference_in_the_json_schema_resolves() -> None:
    schema = json.loads(FILES["wire.schema.json"])
    wanted = {part.split('"')[0] for part in FILES["wire.schema.json"].split('"$ref": "#/$defs/')[1:]}
    assert wanted and wanted <= set(schema["$defs"])
