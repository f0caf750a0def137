"""The nine micro-courses: complete in both languages, honest about time, readable on a 360 px phone."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import TypeVar

import msgspec
import pytest

from zhiban.demo.courses import CourseFileError, decode_course, load_courses
from zhiban.learning.blocks import (
    CheckBlock,
    CourseContent,
    Drawing,
    FigureBlock,
    Localised,
    LocalisedLabel,
    Text,
    TextBlock,
    reading_minutes,
)

COURSES = load_courses()
PHONE_COLUMN = 328  # px: 360 less two gutters
CHINESE_PER_MINUTE = 300
ENGLISH_WORDS_PER_MINUTE = 230
T = TypeVar("T")
HAN = r"[\u4e00-\u9fff]"

each_course = pytest.mark.parametrize("course", COURSES, ids=lambda course: course.slug)


def words_of(value: object) -> Iterator[Localised | LocalisedLabel]:
    """Every pair of texts in a course, wherever it hides."""
    if isinstance(value, Localised | LocalisedLabel):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from words_of(item)
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from words_of(getattr(value, field))


def blocks_of(course: CourseContent, kind: type[T]) -> list[T]:
    return [block for block in course.blocks if isinstance(block, kind)]


def test_the_nine_subjects_are_there():
    assert [course.slug for course in COURSES] == [
        "fall-prevention",
        "hand-hygiene",
        "infusion-safety",
        "medical-advertising",
        "needle-stick",
        "neonatal-feeding",
        "operating-room-infection",
        "sbar-handover",
        "upset-client",
    ]


@each_course
def test_a_course_has_figures_checks_and_a_quiz(course: CourseContent):
    assert len(blocks_of(course, FigureBlock)) >= 2
    assert len(blocks_of(course, CheckBlock)) >= 1
    assert 5 <= len(course.quiz) <= 8
    assert all(len(item.options) == 4 and item.answer and item.why for item in course.quiz)
    assert 60 <= course.pass_mark <= 100


@each_course
def test_the_minutes_are_what_reading_takes(course: CourseContent):
    assert 5 <= course.minutes <= 15
    assert abs(reading_minutes(course) - course.minutes) <= 0.5
    for block in blocks_of(course, TextBlock):
        texts = list(words_of(block))
        chinese = sum(len(re.findall(HAN, text.zh)) for text in texts) / CHINESE_PER_MINUTE
        english = sum(len(text.en.split()) for text in texts) / ENGLISH_WORDS_PER_MINUTE
        assert chinese <= block.minutes + 0.05 <= max(chinese, english) + 0.6, f"{block.id}: {chinese:.2f} min"
        assert english <= block.minutes + 0.4, f"{block.id}: {english:.2f} min in English"


@each_course
def test_both_languages_are_real(course: CourseContent):
    for text in words_of(course):
        figures_only = not re.search(r"[A-Za-z]{3}", text.en)
        assert figures_only or re.search(HAN, text.zh), f"no Chinese: {text.zh}"
        assert not re.search(HAN, text.en), f"Chinese in the English text: {text.en}"
        assert text.zh == text.zh.strip() and text.en == text.en.strip()


@each_course
def test_nothing_but_words(course: CourseContent):
    """No HTML, markdown, addresses or leftovers: texts are shown as they are (T12)."""
    leftovers = re.compile(
        r"[<>&*_`#{}|\\]|https?:|www\.|\bTODO\b|\bTBD\b|lorem|placeholder|xxx|待补|占位|示例文字", re.I
    )
    for text in words_of(course):
        assert not leftovers.search(text.zh), text.zh
        assert not leftovers.search(text.en), text.en


@each_course
def test_chinese_sentences_use_full_width_punctuation(course: CourseContent):
    wrong = re.compile(rf"{HAN}[,.;:?!()\"']|[,;?!()\"']{HAN}")
    for text in words_of(course):
        assert not wrong.search(text.zh), text.zh
        assert not re.search(r"[，。；：？！（）“”、]", text.en), text.en


@each_course
def test_answers_cannot_be_guessed_from_their_place_or_length(course: CourseContent):
    single = [item for item in course.quiz if len(item.answer) == 1]
    letters = Counter(item.answer[0] for item in single)
    assert len(letters) >= 3 and max(letters.values()) <= len(single) / 2
    longest = [item for item in single if max(item.options, key=lambda o: len(o.text.zh)).id == item.answer[0]]
    assert len(longest) <= len(single) * 0.6, "the longest option is the right one too often"


def test_medical_advertising_names_the_law_that_exists():
    """L21: there is no statute called 医美广告法; the course says so and keeps a neutral title."""
    course = next(course for course in COURSES if course.slug == "medical-advertising")
    assert course.title.zh == "医疗广告合规"
    assert any("《广告法》" in text.zh and "《医疗广告管理办法》" in text.zh for text in words_of(course))


def advance(char: str, size: float) -> float:
    """Rough width of a character in a system CJK face."""
    if ord(char) > 0x2E80:
        return size
    if char in "iljtfI.,:;'|!-() \u00a0/":
        return size * 0.36
    return size * (0.86 if char in "mwMW%" else 0.7 if char.isupper() else 0.58)


def box(shape: Text, words: str) -> tuple[float, float, float, float]:
    lines = words.split("\n")
    wide = max(sum(advance(char, shape.size) for char in line) for line in lines) * (1.04 if shape.bold else 1)
    high = len(lines) * shape.size * 1.3
    left = shape.x - {"start": 0, "middle": wide / 2, "end": wide}[shape.anchor]
    return left, shape.y - high / 2, left + wide, shape.y + high / 2


def drawings() -> list[tuple[str, Drawing]]:
    return [(f"{c.slug}/{b.id}", b.drawing) for c in COURSES for b in blocks_of(c, FigureBlock)]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("where", "drawing"), drawings())
def test_words_in_a_drawing_are_large_inside_and_apart(where: str, drawing: Drawing, language: str):
    width, height = drawing.view
    scale = PHONE_COLUMN / width
    boxes: list[tuple[str, tuple[float, float, float, float]]] = []
    for shape in drawing.shapes:
        if isinstance(shape, Text):
            assert shape.size * scale >= 13, where
            boxes.append((getattr(shape.text, language), box(shape, getattr(shape.text, language))))
    for words, (left, top, right, bottom) in boxes:
        assert left >= 2 and right <= width - 2 and top >= 0 and bottom <= height, f"{where}: {words!r} runs out"
    for (one, a), (two, b) in combinations(boxes, 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 4 or b[3] <= a[1] + 4
        assert apart, f"{where}: {one!r} and {two!r} overlap"


@each_course
def test_block_ids_are_stable_and_in_order(course: CourseContent):
    """Progress is kept by block id (K20, K22), so ids are never reused for another place."""
    numbers = [int(block.id.removeprefix("b")) for block in course.blocks]
    assert all(a < b for a, b in pairwise(numbers))


def test_a_broken_file_is_named():
    with pytest.raises(CourseFileError, match=r"falls\.json: .*truncated"):
        decode_course("falls.json", b'{"slug": "falls",')
    with pytest.raises(CourseFileError, match=r"falls\.json: .*title"):
        decode_course("falls.json", b'{"slug": "falls"}')
    with pytest.raises(CourseFileError, match=r"falls\.json"):
        decode_course("falls.json", b'{"slug": "\xff"}')
    with pytest.raises(CourseFileError, match=r"name the file hand-hygiene\.json"):
        decode_course("falls.json", msgspec.json.encode(next(c for c in COURSES if c.slug == "hand-hygiene")))
