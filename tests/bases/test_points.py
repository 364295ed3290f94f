"""Coordinates: the shift as it is in Songjiang, the way back, links and typed positions."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from sciencepop.bases.rules.points import (
    Crs,
    Point,
    PointProblem,
    bd09_to_gcj02,
    distance_km,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    map_links,
    problem_of,
    to_wgs84,
    wgs84_to_gcj02,
)

CENTRE = Point(31.0322, 121.2263)
CHENSHAN = Point(31.0800, 121.1849)
PLACES = [CENTRE, CHENSHAN, Point(30.9343, 121.0633), Point(31.1576, 121.3125), Point(39.9042, 116.4074)]


@pytest.mark.parametrize("place", [CENTRE, CHENSHAN, Point(30.9343, 121.0633), Point(31.1576, 121.3125)])
def test_in_songjiang_chinese_maps_lie_two_thousandths_south_and_four_east(place: Point) -> None:
    shifted = wgs84_to_gcj02(place)
    assert shifted.lat - place.lat == pytest.approx(-0.0021, abs=0.0003)
    assert shifted.lon - place.lon == pytest.approx(0.0044, abs=0.0003)
    assert distance_km(place, shifted) == pytest.approx(0.48, abs=0.05)


@pytest.mark.parametrize("place", PLACES)
def test_there_and_back_is_the_same_place(place: Point) -> None:
    assert gcj02_to_wgs84(wgs84_to_gcj02(place)) == pytest.approx(place, abs=1e-9)
    assert bd09_to_gcj02(gcj02_to_bd09(place)) == pytest.approx(place, abs=1e-9)
    assert to_wgs84(gcj02_to_bd09(wgs84_to_gcj02(place)), Crs.BD09) == pytest.approx(place, abs=1e-6)
    assert to_wgs84(wgs84_to_gcj02(place), Crs.GCJ02) == pytest.approx(place, abs=1e-6)
    assert to_wgs84(place, Crs.WGS84) == place


def test_baidu_lies_some_hundred_metres_from_gcj02() -> None:
    bent = gcj02_to_bd09(wgs84_to_gcj02(CHENSHAN))
    assert 0.5 < distance_km(wgs84_to_gcj02(CHENSHAN), bent) < 1.2


def test_outside_china_nothing_is_shifted() -> None:
    paris = Point(48.8566, 2.3522)
    assert wgs84_to_gcj02(paris) == paris


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert distance_km(Point(31, 121), Point(32, 121)) == pytest.approx(111.195, abs=0.01)
    assert distance_km(CENTRE, CENTRE) == 0


@pytest.mark.parametrize(
    ("lat", "lon", "problem"),
    [
        (None, None, None),
        (31.08, 121.18, None),
        (31.08, None, PointProblem.HALF),
        (None, 121.18, PointProblem.HALF),
        (121.18, 31.08, PointProblem.SWAPPED),
        (48.85, 2.35, PointProblem.FAR_AWAY),
        (0, 0, PointProblem.FAR_AWAY),
        (91, 121, PointProblem.NOT_ON_EARTH),
        (31, 1e300, PointProblem.NOT_ON_EARTH),
        (float("nan"), 121, PointProblem.NOT_ON_EARTH),
        (31, float("inf"), PointProblem.NOT_ON_EARTH),
    ],
)
def test_a_typed_position_is_looked_at(lat: float | None, lon: float | None, problem: object) -> None:
    assert problem_of(lat, lon, CENTRE) is problem


def test_map_links_carry_each_service_its_own_coordinates() -> None:
    links = map_links("辰山&植物园", "辰花公路3888号", CHENSHAN)
    gcj, amap = wgs84_to_gcj02(CHENSHAN), parse_qs(urlsplit(links.amap).query)
    assert urlsplit(links.amap).netloc == "uri.amap.com"
    assert amap["position"] == [f"{gcj.lon:.6f},{gcj.lat:.6f}"]
    assert amap["name"] == ["辰山&植物园"]
    bd, baidu = gcj02_to_bd09(gcj), parse_qs(urlsplit(links.baidu).query)
    assert baidu["location"] == [f"{bd.lat:.6f},{bd.lon:.6f}"]
    assert baidu["coord_type"] == ["bd09ll"]
    assert parse_qs(urlsplit(links.apple).query)["ll"] == [f"{gcj.lat:.6f},{gcj.lon:.6f}"]


def test_without_a_position_the_services_are_asked_for_the_address() -> None:
    links = map_links("科技馆", "中山东路237号", None)
    assert parse_qs(urlsplit(links.amap).query)["keyword"] == ["中山东路237号"]
    assert parse_qs(urlsplit(links.baidu).query)["address"] == ["中山东路237号"]
    assert parse_qs(urlsplit(map_links("科技馆", "", None).apple).query)["q"] == ["科技馆"]
