"""Hostile and mistaken problems: each is refused with a code before anything is built (T24)."""

import time

import msgspec
import pytest
from bench.wards import ward

from zhiban.solver import (
    Caps,
    Cell,
    Demand,
    PastShift,
    Pin,
    Problem,
    ProblemError,
    Segment,
    Staff,
    Weights,
    Wish,
    admit,
    decode,
)
from zhiban.solver.problem import Limits, ShiftType

SMALL = ward(4, 7)
ENCODED = msgspec.json.encode(SMALL)


def refused(problem: Problem, caps: Caps | None = None) -> ProblemError:
    with pytest.raises(ProblemError) as caught:
        admit(problem, caps or Caps())
    return caught.value


def but(**changes: object) -> Problem:
    return msgspec.structs.replace(SMALL, **changes)  # type: ignore[arg-type]


def kind(**changes: object) -> Problem:
    return but(shift_types=(*SMALL.shift_types[:2], msgspec.structs.replace(SMALL.shift_types[2], **changes)))


def person(**changes: object) -> Problem:
    return but(staff=(*SMALL.staff[1:], msgspec.structs.replace(SMALL.staff[0], **changes)))


def test_a_sound_problem_passes_and_travels() -> None:
    admit(SMALL)
    assert decode(ENCODED) == SMALL


@pytest.mark.parametrize(
    ("what", "problem"),
    [
        ("days", but(days=10_000_000)),
        ("staff", but(staff=tuple(Staff(id=str(n)) for n in range(401)))),
        ("shift_types", but(shift_types=tuple(ShiftType(id=str(n), letter="x", start=0, end=1) for n in range(65)))),
        ("demand", but(demand=(Demand(day=0, shift="A", min=1),) * 60_001)),
        ("wishes", but(wishes=(Wish(person="n000", day=0, shift=None, weight=1),) * 40_001)),
        ("entries", person(unavailable=frozenset(range(300_000)))),
        ("cells", but(days=366, staff=tuple(Staff(id=str(n)) for n in range(400)))),
    ],
)
def test_sizes_are_capped(what: str, problem: Problem) -> None:
    error = refused(problem)
    assert (error.code, error.params["what"]) == ("solver.too_large", what)
    assert error.params["size"] > error.params["max"]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("solver.empty", but(days=0)),
        ("solver.empty", but(days=-5)),
        ("solver.empty", but(staff=())),
        ("solver.duplicate", but(staff=(Staff(id="x"), Staff(id="x")))),
        ("solver.duplicate", but(pins=(Pin("n000", 0, "A"), Pin("n000", 0, None)))),
        ("solver.duplicate", person(past=(PastShift(-1, "A"), PastShift(-1, "P")))),
        ("solver.unknown_shift", but(demand=(Demand(day=0, shift="ghost", min=1),))),
        ("solver.unknown_shift", person(past=(PastShift(-1, "ghost"),))),
        ("solver.unknown_person", but(pins=(Pin("ghost", 0, "A"),))),
        ("solver.unknown_person", but(draft=(Cell("ghost", 0, "A"),))),
        ("solver.bad_figure", but(demand=(Demand(day=7, shift="A", min=1),))),
        ("solver.bad_figure", but(demand=(Demand(day=0, shift="A", min=-1),))),
        ("solver.bad_figure", but(demand=(Demand(day=0, shift="A", min=1, under=5, below=6),))),
        ("solver.bad_figure", but(weights=Weights(under=2**62))),
        ("solver.bad_figure", but(limits=Limits(rest_minutes=-1))),
        ("solver.bad_figure", but(limits=Limits(max_nights_in_row=0))),
        ("solver.bad_figure", but(wishes=(Wish(person="n000", day=0, shift=None, weight=-(2**60)),))),
        ("solver.bad_figure", kind(end=1440)),
        ("solver.bad_figure", kind(end=999_999)),
        ("solver.bad_figure", kind(minutes=-1)),
        ("solver.bad_figure", kind(segments=(Segment("surgery", 0, 60),))),
        ("solver.bad_figure", person(fraction=float("nan"))),
        ("solver.bad_figure", person(activity_caps={"surgery": -1})),
        ("solver.bad_figure", person(past=(PastShift(0, "A"),))),
    ],
)
def test_nonsense_is_refused(code: str, problem: Problem) -> None:
    assert refused(problem).code == code


@pytest.mark.parametrize(
    "raw",
    [b"", b"null", b"[]", b"{", b"\xff\xfe", b'{"start":"2026-13-01"}', ENCODED[:-2],
     ENCODED.replace(b'"days":7', b'"days":"7"'),
     ENCODED.replace(b'"days":7', b'"days":7,"surprise":1'), b'{"start":' + b"[" * 100_000],
)  # fmt: skip
def test_unreadable_input_has_a_code(raw: bytes) -> None:
    with pytest.raises(ProblemError) as caught:
        decode(raw)
    assert caught.value.code == "solver.unreadable"


def test_a_huge_file_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(ProblemError) as caught:
        decode(b" " * 101, Caps(bytes=100))
    assert caught.value.params == {"what": "bytes", "size": 101, "max": 100}


def test_refusing_is_quick() -> None:
    """The web process refuses; nothing may stall it (T24: no stall over 50 ms; generous for a busy machine)."""
    problem = but(days=366, staff=tuple(Staff(id=str(n)) for n in range(400)))
    began = time.monotonic()
    refused(problem)
    assert time.monotonic() - began < 0.5
