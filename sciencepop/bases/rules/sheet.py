"""The table of bases that a district imports: its columns, and what a row tells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sciencepop.bases.rules import points, titles
from sciencepop.bases.rules.cells import (
    BadCell,
    Cell,
    CellProblem,
    Reading,
    Repair,
    RepairKind,
    Vocabulary,
    read_cell,
    tidied,
)
from sciencepop.bases.rules.points import Crs, Point, PointProblem
from sciencepop.bases.rules.tidy import alike
from sciencepop.bases.rules.titles import Title

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
    "经纬度": "point",
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
    "级别": "level",
    "命名单位": "authority",
    "命名": "scheme",
    "命名分类": "category",
    "命名日期": "named_on",
    "有效期至": "named_until",
    "文号": "document_number",
    "牌匾编号": "plaque_number",
}
"""Column names; the field names behind them are taken too, and what `data/import_words.csv` adds."""
_NAMES = {alike(name): field for name, field in HEADERS.items()} | {alike(field): field for field in HEADERS.values()}
REACH_KM = 12.0
"""How far from the middle of the nearest town a place of the district may lie."""


@dataclass(frozen=True)
class Read:
    """What a row tells: values by field (only cells that are not empty), bad cells by field, what was put right, and
    what the base was named."""

    values: dict[str, Any]
    bad: dict[str, BadCell]
    repairs: list[Repair]
    titles: list[Title]


def field_of(header: str, more: Mapping[str, str]) -> str | None:
    """The field that a column's name stands for, or None."""
    name = alike(header)
    return _NAMES.get(name) or more.get(name)


def read_row(cells: Mapping[str, Cell], words: Vocabulary) -> Read:
    """Read a row by field. An empty cell tells nothing; every row tells a name."""
    reading, bad, values = Reading(words), {}, {}
    for field, cell in cells.items():
        try:
            text = tidied(field, cell, reading)
            if text and field != "point":
                values[field] = read_cell(field, text, reading)
            elif text:
                values |= _both(text, reading)
        except BadCell as refused:
            bad[field] = refused
    if "name_zh" not in values and "name_zh" not in bad:
        bad = {"name_zh": BadCell(CellProblem.NO_NAME), **bad}
    crs = values.pop("crs", words.crs)
    if not bad.keys() & {"lat", "lon", "crs", "point"}:
        problem = _place(values, crs, reading)
        if problem:
            bad["lon" if "lat" in values else "lat"] = BadCell(problem)
    title = {name: values.pop(name) for name in titles.FIELDS if name in values}
    found = [Title(**title)] if title else []
    bad |= _wrong_title(title) if not bad.keys() & set(titles.FIELDS) else {}
    return Read(values, bad, reading.repairs, found)


def continue_row(head: Read, number: int, cells: Mapping[str, Cell], words: Vocabulary) -> Read:
    """A further row of a base whose name is merged over several: it adds a designation and must not contradict."""
    own = {field: cell for field, cell in cells.items() if not cell.merged_from and cell.text}
    rest = {field: cell for field, cell in own.items() if field not in titles.FIELDS}
    merged = {field: cell for field, cell in cells.items() if cell.merged_from and field in titles.FIELDS}
    found = read_row({"name_zh": cells["name_zh"], **merged, **own}, words)
    bad = {field: refused for field, refused in found.bad.items() if field in own}
    for field in rest.keys() - bad.keys():
        if found.values.get(field) != head.values.get(field):
            bad[field] = BadCell(CellProblem.CONTRADICTS)
    for refused in bad.values():
        refused.row = number
    repairs = [one for one in found.repairs if one.kind is not RepairKind.MERGED]
    noted = Repair("name_zh", RepairKind.CONTINUED, str(cells["name_zh"].merged_from), str(number))
    return Read({}, bad, [noted, *repairs], found.titles)


def _both(text: str, reading: Reading) -> dict[str, Any]:
    pieces = [piece for piece in re.split(r"[,，;；、\s]+", text) if piece]
    if len(pieces) != 2:
        raise BadCell(CellProblem.NO_NUMBER)
    return {name: read_cell(name, piece, reading) for name, piece in zip(("lat", "lon"), pieces, strict=True)}


def _place(values: dict[str, Any], crs: Crs | None, reading: Reading) -> CellProblem | None:
    """Turn a typed position into WGS-84, in place; answers what is wrong with it."""
    lat, lon = values.get("lat"), values.get("lon")
    words = reading.words
    problem = points.problem_of(lat, lon, words.centre)
    if problem is PointProblem.SWAPPED:
        reading.note("lat", RepairKind.SWAPPED, f"{lat}, {lon}", f"{lon}, {lat}")
        lat, lon, problem = lon, lat, None
    if problem:
        return CellProblem.POINT_HALF if problem is PointProblem.HALF else CellProblem.POINT_ELSEWHERE
    if lat is None or lon is None:
        return None
    if crs is None:
        return CellProblem.NO_CRS
    found = points.to_wgs84(Point(lat, lon), crs)
    if words.towns_at and min(points.distance_km(found, town) for town in words.towns_at) > REACH_KM:
        return CellProblem.POINT_ELSEWHERE
    values["lat"], values["lon"], values["point_source"] = round(found.lat, 6), round(found.lon, 6), crs.value
    if crs is not Crs.WGS84:
        reading.note("lat", RepairKind.POSITION, f"{crs.printed} {lat}, {lon}", f"{found.lat:.6f}, {found.lon:.6f}")
    return None


def _wrong_title(title: Mapping[str, Any]) -> dict[str, BadCell]:
    named = [name for name in titles.NAMED_BY if name in title]
    first, last = title.get("named_on"), title.get("named_until")
    if named and first is None:
        return {"named_on": BadCell(CellProblem.NO_NAMED_ON)}
    if title and not named:
        return {"scheme": BadCell(CellProblem.UNKNOWN_TITLE)}
    return {"named_until": BadCell(CellProblem.DAYS_BACKWARDS)} if first and last and last < first else {}
