"""Coordinates. The database holds WGS-84 (GPS); Chinese maps shift it.

GCJ-02 (高德, 腾讯, Apple in mainland China) moves a point by a fixed formula on the Krasovsky ellipsoid;
BD-09 (百度) bends GCJ-02 once more. The forward formulas are the published ones; the way back is found by
repeated correction, to better than 1e-9 degrees. In Songjiang GCJ-02 lies about 0.0021° south and 0.0044°
east of WGS-84, some 480 m.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from math import asin, atan2, cos, hypot, isfinite, pi, radians, sin, sqrt
from typing import NamedTuple
from urllib.parse import urlencode

EARTH_KM = 6371.0088
AXIS = 6378245.0
ECCENTRICITY = 0.00669342162296594323
BAIDU = pi * 3000.0 / 180.0


class Point(NamedTuple):
    """Degrees; which system they are in is said by the name of the function that gives or takes them."""

    lat: float
    lon: float


class Crs(StrEnum):
    """Where a pair of numbers was read off."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"

    @property
    def printed(self) -> str:
        """As its publishers write it."""
        return f"{self.value[:-2]}-{self.value[-2:]}".upper()


class PointProblem(StrEnum):
    HALF = "half"
    NOT_ON_EARTH = "not_on_earth"
    SWAPPED = "swapped"
    FAR_AWAY = "far_away"


def is_shifted(point: Point) -> bool:
    """Whether Chinese maps shift this point: inside the rectangle around mainland China."""
    return 0.8293 < point.lat < 55.8271 and 72.004 < point.lon < 137.8347


def wgs84_to_gcj02(point: Point) -> Point:
    """Shift as Chinese maps do; a point outside China stays."""
    if not is_shifted(point):
        return point
    x, y = point.lon - 105.0, point.lat - 35.0
    angle = radians(point.lat)
    magic = 1 - ECCENTRICITY * sin(angle) ** 2
    north = _shift_north(x, y) * 180.0 / (AXIS * (1 - ECCENTRICITY) / magic**1.5 * pi)
    east = _shift_east(x, y) * 180.0 / (AXIS / sqrt(magic) * cos(angle) * pi)
    return Point(point.lat + north, point.lon + east)


def gcj02_to_wgs84(point: Point) -> Point:
    """The point that `wgs84_to_gcj02` would bring here."""
    return _undo(wgs84_to_gcj02, point)


def gcj02_to_bd09(point: Point) -> Point:
    """Baidu's own bending of GCJ-02."""
    reach = hypot(point.lon, point.lat) + 0.00002 * sin(point.lat * BAIDU)
    angle = atan2(point.lat, point.lon) + 0.000003 * cos(point.lon * BAIDU)
    return Point(reach * sin(angle) + 0.006, reach * cos(angle) + 0.0065)


def bd09_to_gcj02(point: Point) -> Point:
    """The point that `gcj02_to_bd09` would bring here."""
    return _undo(gcj02_to_bd09, point)


def to_wgs84(point: Point, source: Crs) -> Point:
    """From the system that the numbers were read off into the one that is stored."""
    if source is Crs.GCJ02:
        return gcj02_to_wgs84(point)
    if source is Crs.BD09:
        return gcj02_to_wgs84(bd09_to_gcj02(point))
    return point


def distance_km(one: Point, other: Point) -> float:
    """Great-circle distance in kilometres of two points of the same system."""
    lat1, lat2 = radians(one.lat), radians(other.lat)
    half_lat, half_lon = (lat2 - lat1) / 2, radians(other.lon - one.lon) / 2
    chord = sin(half_lat) ** 2 + cos(lat1) * cos(lat2) * sin(half_lon) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(chord)))


def problem_of(lat: float | None, lon: float | None, centre: Point, reach_km: float = 150) -> PointProblem | None:
    """What is wrong with a typed position, or None; nothing typed is no problem."""
    if lat is None and lon is None:
        return None
    if lat is None or lon is None:
        return PointProblem.HALF
    if not (isfinite(lat) and isfinite(lon)):
        return PointProblem.NOT_ON_EARTH
    if abs(lat) <= 180 and abs(lon) <= 90 and distance_km(Point(lon, lat), centre) <= reach_km:
        return PointProblem.SWAPPED
    if abs(lat) > 90 or abs(lon) > 180:
        return PointProblem.NOT_ON_EARTH
    if distance_km(Point(lat, lon), centre) > reach_km:
        return PointProblem.FAR_AWAY
    return None


class MapLinks(NamedTuple):
    """Addresses that open the place in 高德, 百度 and Apple Maps."""

    amap: str
    baidu: str
    apple: str


def map_links(name: str, address: str, point: Point | None) -> MapLinks:
    """Links for a WGS-84 point; without a point the services are asked for the address."""
    if point is None:
        asked = address or name
        return MapLinks(
            "https://uri.amap.com/search?" + urlencode({"keyword": asked, "callnative": "0"}),
            "https://api.map.baidu.com/geocoder?" + urlencode({"address": asked, "output": "html"}),
            "https://maps.apple.com/?" + urlencode({"q": asked}),
        )
    gcj = wgs84_to_gcj02(point)
    bd = gcj02_to_bd09(gcj)
    baidu = {
        "location": f"{bd.lat:.6f},{bd.lon:.6f}",
        "title": name,
        "content": address,
        "coord_type": "bd09ll",
        "output": "html",
    }
    amap = {
        "position": f"{gcj.lon:.6f},{gcj.lat:.6f}",
        "name": name,
        "coordinate": "gaode",
        "callnative": "0",
    }
    return MapLinks(
        "https://uri.amap.com/marker?" + urlencode(amap),
        "https://api.map.baidu.com/marker?" + urlencode(baidu),
        "https://maps.apple.com/?" + urlencode({"ll": f"{gcj.lat:.6f},{gcj.lon:.6f}", "q": name}),
    )


def _undo(forward: Callable[[Point], Point], target: Point) -> Point:
    guess = target
    for _round in range(30):
        there = forward(guess)
        off_lat, off_lon = there.lat - target.lat, there.lon - target.lon
        guess = Point(guess.lat - off_lat, guess.lon - off_lon)
        if abs(off_lat) < 1e-11 and abs(off_lon) < 1e-11:
            break
    return guess


def _waves(value: float, first: float, second: float) -> float:
    return (20.0 * sin(first * value * pi) + 20.0 * sin(second * value * pi)) * 2.0 / 3.0


def _shift_north(x: float, y: float) -> float:
    metres = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    metres += _waves(x, 6.0, 2.0)
    metres += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    return metres + (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0


def _shift_east(x: float, y: float) -> float:
    metres = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    metres += _waves(x, 6.0, 2.0)
    metres += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    return metres + (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
