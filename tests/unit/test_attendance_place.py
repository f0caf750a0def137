"""Distances, Chinese map pins and the three outcomes of a fence; the phone reads the same vectors."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiban.attendance.geometry import (
    Point,
    bd09_to_gcj02,
    bd09_to_wgs84,
    distance_m,
    gcj02_to_wgs84,
    judge_place,
    speed_kmh,
    wgs84_to_gcj02,
)

VECTORS = Path(__file__).parents[2] / "shared-schemas" / "vectors" / "place.json"


def test_the_phones_vectors_hold() -> None:
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    for v in vectors["distance"]:
        assert distance_m(tuple(v["a"]), tuple(v["b"])) == pytest.approx(v["metres"], abs=0.05)
    for v in vectors["judge"]:
        accuracy = float("inf") if v["accuracy"] is None else v["accuracy"]
        assert judge_place(v["distance"], accuracy, v["radius"]) == v["outcome"], v
    assert {v["outcome"] for v in vectors["judge"]} == {"inside", "unsure", "outside"}


def test_a_degree_of_latitude_and_the_way_round_the_pole() -> None:
    assert distance_m((0, 0), (1, 0)) == pytest.approx(111_195, abs=1)
    assert distance_m((89, 0), (89, 180)) == pytest.approx(222_390, abs=2)
    assert distance_m((30, 179.9995), (30, -179.9995)) == pytest.approx(96.3, abs=0.1)


@pytest.mark.parametrize("pin", [(30.25, 120.165), (39.9087, 116.3975), (22.54, 114.06), (45.75, 126.65)])
def test_a_pin_from_a_chinese_map_comes_back_to_where_the_browser_is(pin: Point) -> None:
    shifted = wgs84_to_gcj02(pin)
    assert 100 < distance_m(pin, shifted) < 1000  # unconverted, an honest check-in would fall outside
    assert distance_m(pin, gcj02_to_wgs84(shifted)) < 0.01


def test_known_points_of_the_two_chinese_systems() -> None:
    assert wgs84_to_gcj02((39.915, 116.404)) == pytest.approx((39.91640428, 116.41024450), abs=1e-7)
    assert bd09_to_gcj02((39.915, 116.404)) == pytest.approx((39.90865674, 116.39762729), abs=1e-7)
    assert distance_m(bd09_to_wgs84((39.915, 116.404)), (39.915, 116.404)) > 500


def test_pins_outside_china_are_left_alone() -> None:
    assert wgs84_to_gcj02((48.85, 2.35)) == (48.85, 2.35) == gcj02_to_wgs84((48.85, 2.35))


@given(st.floats(0, 10_000), st.floats(0, 200), st.floats(10, 1000))
def test_a_better_fix_at_the_same_spot_never_turns_inside_into_outside(
    distance: float, accuracy: float, r: float
) -> None:
    order = ["inside", "unsure", "outside"]
    vague, sharp = judge_place(distance, accuracy, r), judge_place(distance, 0, r)
    assert (vague == "inside") == (sharp == "inside")
    assert order.index(vague) <= order.index(sharp)


def test_speed() -> None:
    assert speed_kmh(1000, 60_000) == pytest.approx(60)
    assert speed_kmh(1000, 0) == float("inf") and speed_kmh(0, 0) == 0
