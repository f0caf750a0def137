"""Where a position lies against a ward's fence, and pins from Chinese maps turned into what browsers report.

Amap and Tencent draw in GCJ-02, Baidu in BD-09; both are off WGS-84 by tens to hundreds of metres (DOMAIN, point 4).
"""

import math
from typing import Literal

EARTH_M = 6_371_008.8
_AXIS = 6_378_245.0
"""Semi-major axis of the Krasovsky 1940 ellipsoid, which GCJ-02 is defined on."""
_ECCENTRICITY_2 = 0.006_693_421_622_965_943
_BD_ANGLE = math.pi * 3000 / 180
UNSURE_OVER_M = 200.0
"""A fix vaguer than this says nothing about a fence of 150 m (K15)."""
ACCURACY_CAP_M = 100.0
"""At most this much of the accuracy widens the fence (A16)."""

Point = tuple[float, float]
"""Latitude, longitude in degrees."""
Outcome = Literal["inside", "unsure", "outside"]


def distance_m(a: Point, b: Point) -> float:
    """Great-circle distance in metres (haversine; good to 0.5 % on the ellipsoid)."""
    lat1, lat2 = math.radians(a[0]), math.radians(b[0])
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(half)))


def judge_place(
    distance: float, accuracy: float, radius: float, *, unsure_over: float = UNSURE_OVER_M, cap: float = ACCURACY_CAP_M
) -> Outcome:
    """Inside when the fix lies within the fence, outside when its whole circle lies beyond (A16, PHONE 4.30).

    Between the two, and whenever the circle is wider than ``unsure_over`` metres, the place is unsure (K15).
    """
    if not (accuracy <= unsure_over and distance >= 0):
        return "unsure"
    if distance <= radius:
        return "inside"
    return "outside" if distance - min(accuracy, cap) > radius else "unsure"


def speed_kmh(metres: float, ms: int) -> float:
    """Speed needed for a distance; two places at the same moment need an infinite one (K16)."""
    return math.inf if ms <= 0 and metres > 0 else metres / max(ms, 1) * 3600


def gcj02_to_wgs84(point: Point) -> Point:
    """Inverts the Chinese map shift by fixed-point steps; points outside China are returned as they are."""
    if not _in_china(point):
        return point
    lat, lon = point
    for _ in range(12):
        shifted = wgs84_to_gcj02((lat, lon))
        lat, lon = lat + point[0] - shifted[0], lon + point[1] - shifted[1]
    return lat, lon


def bd09_to_wgs84(point: Point) -> Point:
    """A pin taken from a Baidu map."""
    return gcj02_to_wgs84(bd09_to_gcj02(point))


def bd09_to_gcj02(point: Point) -> Point:
    """Undoes Baidu's extra twist (about 0.0065 degrees east, 0.006 north)."""
    y, x = point[0] - 0.006, point[1] - 0.0065
    radius = math.hypot(x, y) - 0.00002 * math.sin(y * _BD_ANGLE)
    angle = math.atan2(y, x) - 0.000003 * math.cos(x * _BD_ANGLE)
    return radius * math.sin(angle), radius * math.cos(angle)


def wgs84_to_gcj02(point: Point) -> Point:
    """The shift that Chinese maps apply; identity outside China."""
    if not _in_china(point):
        return point
    lat, lon = point
    north, east = _shift(lon - 105.0, lat - 35.0)
    phi = math.radians(lat)
    curve = 1 - _ECCENTRICITY_2 * math.sin(phi) ** 2
    north_deg = math.degrees(north * curve * math.sqrt(curve) / (_AXIS * (1 - _ECCENTRICITY_2)))
    east_deg = math.degrees(east * math.sqrt(curve) / (_AXIS * math.cos(phi)))
    return lat + north_deg, lon + east_deg


def _shift(x: float, y: float) -> tuple[float, float]:
    """Metres north and east by which GCJ-02 is displaced at (x, y) degrees from 105 E, 35 N."""
    wave = 20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    north += (wave + 20 * math.sin(y * math.pi) + 40 * math.sin(y / 3 * math.pi)) * 2 / 3
    north += (160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y * math.pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    east += (wave + 20 * math.sin(x * math.pi) + 40 * math.sin(x / 3 * math.pi)) * 2 / 3
    east += (150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)) * 2 / 3
    return north, east


def _in_china(point: Point) -> bool:
    """The rectangle in which Chinese maps apply their shift."""
    return 0.8293 <= point[0] <= 55.8271 and 72.004 <= point[1] <= 137.8347
