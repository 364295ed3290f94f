"""The table of bases that a district imports: its columns, and what a row tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sciencepop.bases.rules import points
from sciencepop.bases.rules.cells import BadCell, CellProblem, Vocabulary, read_cell
from sciencepop.bases.rules.points import Crs, Point

HEADERS = {
    "编号": "code",
    "名称": "name_zh",
    "英文名称": "name_en",
    "类型": "kind",
    "街镇": "town_code",
    "地址": "address_zh",
    "英文地址": "address_en",
    "纬度": "lat",
    "经度": "lon",
    "坐标系": "crs",
    "开放时间": "hours",
    "开放说明": "hours_note_zh",
    "英文开放说明": "hours_note_en",
    "容量": "capacity",
    "无障碍": "access",
    "无障碍说明": "access_note_zh",
    "英文无障碍说明": "access_note_en",
    "联系人": "contact_name",
    "电话": "contact_phone",
    "邮箱": "contact_email",
    "网站": "website",
    "介绍": "summary_zh",
    "英文介绍": "summary_en",
    "交通": "directions_zh",
    "英文交通": "directions_en",
}
"""Column names; the field names behind them are taken too."""


@dataclass(frozen=True)
class Read:
    """What a row tells: values by field (only cells that are not empty), and bad cells by field."""

    values: dict[str, Any]
    bad: dict[str, BadCell]


def field_of(header: str) -> str | None:
    """The field that a column's name stands for, or None."""
    name = header.strip().lower()
    return HEADERS.get(header.strip()) or (name if name in HEADERS.values() else None)


def read_row(cells: Mapping[str, str], words: Vocabulary) -> Read:
    """Read a row of clean texts by field. An empty cell tells nothing; every row tells a name."""
    values: dict[str, Any] = {}
    bad: dict[str, BadCell] = {}
    if not cells.get("name_zh"):
        bad["name_zh"] = BadCell(CellProblem.NO_NAME)
    for field, text in cells.items():
        if text:
            try:
                values[field] = read_cell(field, text, words)
            except BadCell as refused:
                bad[field] = refused
    crs = values.pop("crs", Crs.WGS84)
    problem = None if bad.keys() & {"lat", "lon", "crs"} else _point(values, crs, words.centre)
    if problem:
        bad["lon" if "lat" in values else "lat"] = BadCell(problem)
    return Read(values, bad)


_POINTS = {
    points.PointProblem.HALF: CellProblem.POINT_HALF,
    points.PointProblem.SWAPPED: CellProblem.POINT_SWAPPED,
    points.PointProblem.FAR_AWAY: CellProblem.POINT_ELSEWHERE,
    points.PointProblem.NOT_ON_EARTH: CellProblem.POINT_ELSEWHERE,
}


def _point(values: dict[str, Any], crs: Crs, centre: Point) -> CellProblem | None:
    """Turn a typed position into WGS-84, in place; answers what is wrong with it."""
    lat, lon = values.get("lat"), values.get("lon")
    problem = points.problem_of(lat, lon, centre)
    if problem:
        return _POINTS[problem]
    if lat is not None and lon is not None:
        wgs = points.to_wgs84(Point(lat, lon), crs)
        values["lat"], values["lon"] = round(wgs.lat, 6), round(wgs.lon, 6)
    return None
