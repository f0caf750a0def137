"""The course format refuses what must never reach a phone, and names a block's content by its hash (T12, K20)."""

import copy
import json
import re
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from zhiban.learning.blocks import CheckBlock, CourseContent, Token, block_hash, without_key

TOKENS_CSS = Path(__file__).parents[2] / "pwa/src/ui/tokens.css"


def both(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def options(*ids: str) -> list[dict[str, Any]]:
    return [{"id": name, "text": both(name)} for name in ids]


SMALL: dict[str, Any] = {
    "slug": "lifting",
    "title": both("Lifting"),
    "summary": both("How to lift"),
    "roles": ["nurse"],
    "compulsory": True,
    "minutes": 5,
    "pass_mark": 80,
    "revision": 1,
    "blocks": [
        {"kind": "text", "id": "b1", "minutes": 1, "heading": both("Why"), "paragraphs": [both("Backs hurt.")]},
        {
            "kind": "figure",
            "id": "b2",
            "minutes": 0.5,
            "heading": both("How"),
            "alt": both("A straight back"),
            "caption": both("Bend the knees"),
            "drawing": {
                "view": [328, 120],
                "shapes": [
                    {"shape": "path", "d": "M 0 0 L 10 10.5 A 5 5 0 0 1 20 -3 Z", "stroke": "ink"},
                    {"shape": "text", "x": 4, "y": 20, "text": both("back"), "fill": "ink"},
                ],
            },
        },
        {
            "kind": "check",
            "id": "b3",
            "minutes": 0.5,
            "question": both("Alone?"),
            "options": options("a", "b"),
            "answer": ["b"],
            "why": both("In pairs."),
        },
    ],
    "quiz": [
        {"id": "q1", "question": both("First?"), "options": options("a", "b"), "answer": ["a"], "why": both("So.")},
    ],
}


def decode(course: dict[str, Any]) -> CourseContent:
    return msgspec.json.decode(json.dumps(course), type=CourseContent)


def changed(path: str, value: Any) -> dict[str, Any]:
    """SMALL with the place at `path` (`blocks.0.id`) set to `value`, or removed if that is None."""
    course = copy.deepcopy(SMALL)
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place: Any = course
    for step in way:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return course


def test_a_small_course_is_read():
    course = decode(SMALL)
    assert [type(block).__name__ for block in course.blocks] == ["TextBlock", "FigureBlock", "CheckBlock"]


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("title.en", "<img src=x onerror=alert(1)>", "regex"),
        ("blocks.0.paragraphs.0.zh", "a < b", "regex"),
        ("blocks.0.paragraphs.0.zh", "bell \u0007", "regex"),
        ("blocks.0.paragraphs.0.zh", "two lines\n", "regex"),
        ("blocks.0.id", "b1\n", "regex"),
        ("blocks.0.heading.en", None, "en"),
        ("blocks.0.heading.zh", "", "regex"),
        ("blocks.0.paragraphs", None, "needs a paragraph or a point"),
        ("blocks.0.kind", "html", "html"),
        ("blocks.0.minutes", 3.5, "<= 3"),
        ("blocks.0.colour", "red", "colour"),
        ("blocks.1.id", "b1", "used twice: b1"),
        ("quiz.0.id", "b1", "used twice: b1"),
        ("blocks.1.drawing.svg", "<svg/>", "svg"),
        ("blocks.1.drawing.shapes.0.shape", "image", "image"),
        ("blocks.1.drawing.shapes.0.stroke", "#ff0000", "#ff0000"),
        ("blocks.1.drawing.shapes.0.fill", "url(https://x)", "url"),
        ("blocks.1.drawing.shapes.0.href", "https://x", "href"),
        ("blocks.1.drawing.shapes.0.d", "M 0 0 l 5 5", "regex"),
        ("blocks.1.drawing.shapes.0.d", "L 5 5", "regex"),
        ("blocks.1.drawing.shapes.0.d", "M 0 0 A 5 5 0 2 1 9 9", "regex"),
        ("blocks.1.drawing.shapes.0.d", "M 0 0 L 1e9 5", "regex"),
        ("blocks.1.drawing.shapes.0.d", "M 0 0 L 5 5\n", "regex"),
        ("blocks.1.drawing.shapes.1.size", 12, ">= 13"),
        ("blocks.1.drawing.shapes.1.x", 1e6, "<= 1000"),
        ("blocks.2.answer", ["c"], "names c, which is no option"),
        ("blocks.2.answer", [], "length >= 1"),
        ("blocks.2.options.1.id", "a", "used twice: a"),
        ("quiz.0.answer", ["a", "b"], "multiple=true"),
        ("quiz.0.options", options("a"), "length >= 2"),
        ("roles", ["wizard"], "wizard"),
        ("roles", [], "length >= 1"),
        ("pass_mark", 101, "<= 100"),
    ],
)
def test_the_format_refuses(path: str, value: Any, says: str):
    with pytest.raises(msgspec.ValidationError, match=re.escape(says)):
        decode(changed(path, value))


def test_several_answers_need_a_word():
    course = changed("quiz.0.answer", ["a", "b"])
    course["quiz"][0]["multiple"] = True
    assert decode(course).quiz[0].answer == ("a", "b")


def test_every_colour_exists_in_every_theme():
    """A drawing names design tokens only, so light, dark and night come for free."""
    themes = re.split(r'\[data-theme="(?:dark|night)"\]', TOKENS_CSS.read_text(encoding="utf-8"))
    assert len(themes) >= 3
    for theme in themes[:3]:
        missing = [token for token in get_args(Token) if not re.search(rf"--{token}:", theme)]
        assert not missing


def test_a_hash_names_the_content_and_nothing_else():
    block = decode(SMALL).blocks[0]
    reordered = dict(reversed(list(SMALL["blocks"][0].items())))
    spelled_out = {**reordered, "points": []}  # a default written out is still the same content
    again = decode(changed("blocks.0", spelled_out)).blocks[0]
    assert re.fullmatch(r"[0-9a-f]{16}", block_hash(block))
    assert block_hash(again) == block_hash(block)


@pytest.mark.parametrize(
    ("path", "value"),
    [("blocks.0.paragraphs.0.en", "Backs hurt"), ("blocks.0.minutes", 1.5), ("blocks.0.id", "b9")],
)
def test_any_change_of_a_block_changes_its_hash_alone(path: str, value: Any):
    before, after = decode(SMALL).blocks, decode(changed(path, value)).blocks
    assert [block_hash(a) == block_hash(b) for a, b in zip(before, after, strict=True)] == [False, True, True]


def test_phones_get_no_quiz_key_but_keep_their_checks():
    course = without_key(decode(SMALL))
    assert "answer" not in msgspec.to_builtins(course)["quiz"][0]
    assert "why" not in msgspec.to_builtins(course)["quiz"][0]
    assert [block.answer for block in course.blocks if isinstance(block, CheckBlock)] == [("b",)]
    assert msgspec.json.decode(msgspec.json.encode(course), type=CourseContent) == course
