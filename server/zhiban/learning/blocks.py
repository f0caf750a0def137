"""What a micro-course is made of: typed blocks, typed drawings and a quiz, never HTML (SAFETY T12).

Everything here is data that travels to phones. Struct fields with a default are left out of the encoded form when they
hold that default, so a new optional field changes neither old files nor old block hashes.
"""

import hashlib
from typing import Annotated, Literal

import msgspec
import msgspec.structs
from msgspec import Meta

QUIZ_MINUTES_PER_QUESTION = 0.6
"""Reading time credited for one quiz question, in minutes; block minutes are written in the course itself."""

_END = r"$(?!\n)"  # Python's $ alone would let a line feed follow
PROSE_PATTERN = r"^[^<>\x00-\x1f]+" + _END
LABEL_PATTERN = r"^[^<>\x00-\x09\x0b-\x1f]+$"  # a label in a drawing may break its line (\n), prose may not
ID_PATTERN = r"^[a-z][a-z0-9-]{0,31}" + _END

_N = r"-?\d{1,4}(\.\d{1,2})?"
PATH_PATTERN = (
    rf"^M {_N} {_N}"
    rf"( (M {_N} {_N}|L {_N} {_N}|H {_N}|V {_N}"
    rf"|Q( {_N}){{4}}|C( {_N}){{6}}|A( {_N}){{3}} [01] [01] {_N} {_N}|Z))*{_END}"
)
"""SVG path data cut down to absolute commands, one set of numbers each, single spaces between."""

Id = Annotated[str, Meta(pattern=ID_PATTERN)]
Prose = Annotated[str, Meta(pattern=PROSE_PATTERN, max_length=600)]
Label = Annotated[str, Meta(pattern=LABEL_PATTERN, max_length=80)]
Minutes = Annotated[float, Meta(gt=0, le=3)]
Coordinate = Annotated[float, Meta(ge=-100, le=1000)]
Length = Annotated[float, Meta(ge=0, le=1000)]

Post = Literal[
    "all", "nurse", "head_nurse", "doctor", "consultant", "reception", "kitchen", "cleaning", "trainer", "manager", "hr"
]

Token = Literal[
    "bg", "surface", "sunken", "line", "edge", "ink", "ink-2", "ink-3",
    "primary", "on-primary", "primary-soft", "primary-ink",
    "accepted-ink", "accepted-bg", "accepted-edge",
    "refused-ink", "refused-bg", "refused-edge",
    "clock-ink", "clock-bg", "clock-edge",
]  # fmt: skip
"""The colours a drawing may use: custom properties of the design tokens without the leading dashes."""


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Common strictness: a misspelt key is an error, a decoded part never changes."""


class Localised(_Part, frozen=True):
    """One sentence or paragraph in both languages; Chinese is the original."""

    zh: Prose
    en: Prose


class LocalisedLabel(_Part, frozen=True):
    """Words inside a drawing; a line feed starts a new line, each language breaks where it needs to."""

    zh: Label
    en: Label


class _Shape(_Part, frozen=True, tag_field="shape"):
    """Paint shared by all shapes; nothing is filled or stroked unless named. `dash` is on, off, on, off … in units."""

    fill: Token | None = None
    stroke: Token | None = None
    width: Annotated[float, Meta(gt=0, le=12)] = 2
    dash: Annotated[tuple[Length, ...], Meta(max_length=4)] = ()


class Rect(_Shape, frozen=True, tag="rect", kw_only=True):
    """A rectangle by its top left corner; `r` rounds the corners."""

    x: Coordinate
    y: Coordinate
    w: Length
    h: Length
    r: Length = 0


class Circle(_Shape, frozen=True, tag="circle", kw_only=True):
    """A circle by its centre."""

    x: Coordinate
    y: Coordinate
    r: Length


class Line(_Shape, frozen=True, tag="line", kw_only=True):
    """A straight line with round caps."""

    x1: Coordinate
    y1: Coordinate
    x2: Coordinate
    y2: Coordinate


class Path(_Shape, frozen=True, tag="path", kw_only=True):
    """A free outline; see PATH_PATTERN for what `d` may hold."""

    d: Annotated[str, Meta(pattern=PATH_PATTERN, max_length=800)]


class Text(_Shape, frozen=True, tag="text", kw_only=True):
    """Words centred vertically on `y`: line i of n has its middle at y + (i - (n - 1) / 2) * 1.3 * size."""

    x: Coordinate
    y: Coordinate
    text: LocalisedLabel
    size: Annotated[float, Meta(ge=13, le=44)] = 14
    anchor: Literal["start", "middle", "end"] = "start"
    bold: bool = False


Shape = Rect | Circle | Line | Path | Text


class Drawing(_Part, frozen=True):
    """Shapes painted in order on a canvas of `view` = (width, height) units, scaled to the column's width."""

    view: tuple[Annotated[int, Meta(ge=160, le=360)], Annotated[int, Meta(ge=60, le=520)]]
    shapes: Annotated[tuple[Shape, ...], Meta(min_length=1, max_length=160)]


class _Block(_Part, frozen=True, tag_field="kind", kw_only=True):
    id: Id
    minutes: Minutes


class TextBlock(_Block, frozen=True, tag="text", kw_only=True):
    """One screen of reading: a heading, paragraphs, and points to be set as a list after them."""

    heading: Localised
    paragraphs: tuple[Localised, ...] = ()
    points: tuple[Localised, ...] = ()

    def __post_init__(self) -> None:
        if not self.paragraphs and not self.points:
            raise ValueError(f"block {self.id}: a text block needs a paragraph or a point")


class FigureBlock(_Block, frozen=True, tag="figure", kw_only=True):
    """One drawing; `alt` says in words what it shows, for those who listen."""

    heading: Localised
    drawing: Drawing
    alt: Localised
    caption: Localised


class Option(_Part, frozen=True):
    """One answer to choose from."""

    id: Id
    text: Localised


Options = Annotated[tuple[Option, ...], Meta(min_length=2, max_length=6)]
Answer = Annotated[tuple[Id, ...], Meta(min_length=1, max_length=6)]


class CheckBlock(_Block, frozen=True, tag="check", kw_only=True):
    """A question on the way, answered and explained on the phone at once; it does not count for the pass mark."""

    question: Localised
    options: Options
    answer: Answer
    why: Localised

    def __post_init__(self) -> None:
        _check_answer(self.id, self.options, self.answer, multiple=len(self.answer) > 1)


Block = TextBlock | FigureBlock | CheckBlock


class QuizQuestion(_Part, frozen=True, kw_only=True):
    """A question of the final quiz; phones get it without `answer` and `why` until the server has marked it (C5)."""

    id: Id
    question: Localised
    options: Options
    multiple: bool = False
    answer: Annotated[tuple[Id, ...], Meta(max_length=6)] = ()
    why: Localised | None = None

    def __post_init__(self) -> None:
        _check_answer(self.id, self.options, self.answer, multiple=self.multiple)


class CourseContent(_Part, frozen=True, kw_only=True):
    """One revision of a micro-course. `roles` are the posts it is compulsory for, or offered to if it is elective."""

    slug: Id
    title: Localised
    summary: Localised
    roles: Annotated[tuple[Post, ...], Meta(min_length=1)]
    compulsory: bool
    minutes: Annotated[int, Meta(ge=1, le=60)]
    pass_mark: Annotated[int, Meta(ge=1, le=100)]
    revision: Annotated[int, Meta(ge=1)]
    blocks: Annotated[tuple[Block, ...], Meta(min_length=1, max_length=40)]
    quiz: Annotated[tuple[QuizQuestion, ...], Meta(min_length=1, max_length=20)]

    def __post_init__(self) -> None:
        _check_unique(f"course {self.slug}", [block.id for block in self.blocks] + [item.id for item in self.quiz])


def reading_minutes(course: CourseContent) -> float:
    """Minutes the blocks and the quiz add up to, before rounding to the course's `minutes`."""
    return sum(block.minutes for block in course.blocks) + QUIZ_MINUTES_PER_QUESTION * len(course.quiz)


def without_key(course: CourseContent) -> CourseContent:
    """The same course as a phone may hold it: the quiz without answers and reasons."""
    quiz = tuple(msgspec.structs.replace(item, answer=(), why=None) for item in course.quiz)
    return msgspec.structs.replace(course, quiz=quiz)


def block_hash(block: Block) -> str:
    """16 hex digits naming a block's exact content, so that credit survives a revision that left it alone (K20)."""
    return hashlib.sha256(msgspec.json.encode(block, order="sorted")).hexdigest()[:16]


def _check_answer(owner: str, options: tuple[Option, ...], answer: tuple[str, ...], *, multiple: bool) -> None:
    known = [option.id for option in options]
    _check_unique(owner, known)
    _check_unique(owner, list(answer))
    strangers = [choice for choice in answer if choice not in known]
    if strangers:
        raise ValueError(f"{owner}: the answer names {', '.join(strangers)}, which is no option")
    if len(answer) > 1 and not multiple:
        raise ValueError(f"{owner}: several answers need multiple=true")


def _check_unique(owner: str, ids: list[str]) -> None:
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise ValueError(f"{owner}: used twice: {', '.join(twice)}")
