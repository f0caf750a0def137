"""The demo hospital's micro-courses: one JSON file each, written for Zhiban; README.md describes the format."""

from importlib.resources import files

import msgspec

from ...learning.blocks import CourseContent


class CourseFileError(ValueError):
    """A course file that cannot be used; the message names the file and the place in it."""


def decode_course(name: str, raw: bytes) -> CourseContent:
    """Read one course strictly: unknown keys, colours or path commands and answers without an option are errors."""
    try:
        course = msgspec.json.decode(raw, type=CourseContent)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CourseFileError(f"{name}: {error}") from error
    if f"{course.slug}.json" != name:
        raise CourseFileError(f"{name}: holds the course {course.slug!r}; name the file {course.slug}.json")
    return course


def load_courses() -> tuple[CourseContent, ...]:
    """Every course of the demo, by slug, with quiz keys; use `without_key` for what phones may hold."""
    found = sorted(
        (file for file in files(__name__).iterdir() if file.name.endswith(".json")), key=lambda file: file.name
    )
    return tuple(decode_course(file.name, file.read_bytes()) for file in found)
