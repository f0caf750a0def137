"""Credit, marks and monthly targets as plain arithmetic (A11, F060, F064, K22)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiban.learning.credit import Reading, credit, mark, minutes_left, target_minutes

readings = st.lists(
    st.builds(Reading, st.uuids().map(str), st.sampled_from("abx"), st.integers(0, 400), st.integers(0, 9)), max_size=12
)


@given(readings, st.randoms())
def test_any_order_and_any_repetition_gives_the_same_credit(found: list[Reading], random: object) -> None:
    limits = {"a": 60, "b": 300}
    once = credit(found, limits)
    again = [*found, *found]
    random.shuffle(again)  # type: ignore[attr-defined]
    assert credit(again, limits) == once
    for block, limit in (("a", 60), ("b", 300), ("x", 0)):
        own = [r for r in found if r.block == block]
        assert sum(once[r.id] for r in own) == min(limit, sum(r.seconds for r in own))


@pytest.mark.parametrize(
    ("answers", "score", "wrong"),
    [
        ({"q1": ["a"], "q2": ["b", "c"], "q3": ["a"]}, 100, []),
        ({"q1": ["a"], "q2": ["c", "b"], "q3": ["b"]}, 67, ["q3"]),
        ({"q1": ["a"], "q2": ["b"], "q3": ["b"]}, 33, ["q2", "q3"]),
        ({}, 0, ["q1", "q2", "q3"]),
        ({"q1": ["a", "b", "c"], "q9": ["a"]}, 0, ["q1", "q2", "q3"]),
    ],
)
def test_a_question_counts_only_when_exactly_right(answers: dict[str, list[str]], score: int, wrong: list[str]) -> None:
    got = mark(answers, {"q1": ["a"], "q2": ["b", "c"], "q3": ["a"]})
    assert (got.score, got.wrong) == (score, wrong)


def test_a_quiz_without_questions_scores_nothing() -> None:
    assert mark({"q": ["a"]}, {}).score == 0


def test_two_hours_done_of_four_leave_two() -> None:
    assert minutes_left(240, 7200) == 120
    assert minutes_left(240, 7259) == 120 and minutes_left(240, 999_999) == 0


@pytest.mark.parametrize(
    ("employed", "away", "target"),
    [
        ("2020-01-01", [], 240),
        ("2026-11-16", [], 120),
        ("2026-12-01", [], 0),
        ("", [("2026-10-01", "2026-11-20")], 80),
        ("", [("2026-11-01", "2026-11-20"), ("2026-11-10", "2026-12-31")], 0),
        ("2026-11-30", [], 8),
    ],
)
def test_the_months_target_is_pro_rata(employed: str, away: list[tuple[str, str]], target: int) -> None:
    assert target_minutes("2026-11", 240, employed, away) == target
