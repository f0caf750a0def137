"""The rotating ward code: RFC 6238's own vectors, the window, and what is old, wrong or guessed."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiban.attendance.evidence import code_state
from zhiban.attendance.records import Punch
from zhiban.attendance.ward_code import STEP_MS, check, code_at, secret_bytes
from zhiban.changes.clock import Repaired

VECTORS = Path(__file__).parents[2] / "shared-schemas" / "vectors" / "ward_code.json"
KEY = secret_bytes("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
T = 1_763_000_000_000


def test_the_shared_vectors_hold() -> None:
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    for v in vectors["codes"]:
        assert code_at(secret_bytes(v["secret"]), v["ms"], v["hash"], v["digits"]) == v["code"], v
    for v in vectors["checks"]:
        assert check(secret_bytes(v["secret"]), v["code"], v["earliest"], v["at"]) == v["state"], v
    assert {v["state"] for v in vectors["checks"]} == {"", "good", "old", "wrong"}


@pytest.mark.parametrize(
    ("seconds", "sha1", "sha256"),
    [
        (59, "94287082", "46119246"), (1111111109, "07081804", "68084774"), (1111111111, "14050471", "67062674"),
        (1234567890, "89005924", "91819424"), (2000000000, "69279037", "90698825"),
        (20000000000, "65353130", "77737706"),
    ],
)  # fmt: skip
def test_rfc_6238_appendix_b(seconds: int, sha1: str, sha256: str) -> None:
    assert code_at(b"12345678901234567890", seconds * 1000, "sha1", 8) == sha1
    assert code_at(b"12345678901234567890123456789012", seconds * 1000, "sha256", 8) == sha256


@pytest.mark.parametrize(
    ("steps", "state"),
    [(0, "good"), (-1, "good"), (1, "good"), (-2, "old"), (-20, "old"), (-22, "wrong"), (2, "wrong")],
)
def test_one_step_either_side_is_good_a_photo_of_earlier_is_old(steps: int, state: str) -> None:
    assert check(KEY, code_at(KEY, T + steps * STEP_MS), T, T) == state


def test_an_unsure_time_may_lie_anywhere_in_its_interval_but_not_in_a_week() -> None:
    assert check(KEY, code_at(KEY, T - 3_600_000), T - 7_200_000, T) == "good"
    assert check(KEY, code_at(KEY, T - 86_400_000), T - 7 * 86_400_000, T) != "good"


@given(st.text("0123456789", min_size=6, max_size=6), st.integers(0, T), st.integers(0, T))
def test_any_six_digits_get_an_answer(code: str, earliest: int, at: int) -> None:
    assert check(KEY, code, earliest, at) in ("good", "old", "wrong")


@pytest.mark.parametrize("secret", ["", "not base32!", "18"])
def test_a_ward_without_a_proper_secret_confirms_nothing(secret: str) -> None:
    punch = Punch(id="a", person="p", direction="in", department="w", day="2026-11-12", ward_code="123456")
    assert code_state(punch, secret, Repaired(T << 16, T, True, 0, T)) == "wrong"


def test_secrets_are_read_as_people_type_them() -> None:
    assert secret_bytes("gezd gnbv gy3t qojq gezd gnbv gy3t qojq") == KEY == b"12345678901234567890"
