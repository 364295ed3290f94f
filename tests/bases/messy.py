"""A list of 72 bases as an office keeps it, made of the sample season's bases with towns, and its known faults."""

from __future__ import annotations

import csv
import io
from datetime import date
from itertools import groupby
from typing import Any

from openpyxl import Workbook

from sciencepop.bases.rules.points import Point, wgs84_to_gcj02
from sciencepop.core.config import ROOT

FIRST = 4
"""The number of the first base: above it stand a title, a banner and the names of the columns."""
HEAD = [
    *("序号", "基地名称", "基地类型", "所属街镇", "详细地址", "纬度", "经度", "坐标来源"),
    *("最大承载量", "咨询电话", "基地级别", "命名时间", "备注"),
]
DAYS = (date(2025, 3, 1), "2025.3.1", "2025年3月1日", "2025/3", 45717, "2025-03-01")
REFUSED = {
    10: "unknown_kind",
    20: "point_elsewhere",
    30: "bad_day",
    40: "no_capacity",
    50: "no_value",
    55: "bad_phone",
}
"""What is wrong, by the number of the row."""


def _read(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / name).open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def messy_list() -> bytes:
    """The workbook: rows 4 to 75 are bases, ordered by town; 76 and 77 are a sum and a note."""
    towns = {row["code"]: row for row in _read("towns.csv")}
    kinds = {row["slug"]: row["name_zh"] for row in _read("base_kinds.csv")}
    bases = [row for row in _read("demo/bases.csv") if row["town_code"]]
    bases += [{**row, "name_zh": f"{row['name_zh'].removesuffix('（示例）')}分馆"} for row in bases[:10]]
    bases = sorted(bases[:69], key=lambda row: row["town_code"])
    book = Workbook()
    sheet = book.active
    sheet.append(["松江区科普基地一览表（2025年度）"])
    sheet.merge_cells("A1:M1")
    sheet.append(["基本情况", None, None, None, None, "位置", None, None, "接待", None, "命名"])
    sheet.merge_cells("F2:H2")
    sheet.append(HEAD)
    for place, base in enumerate(bases):
        town = towns[base["town_code"]]
        point = Point(float(town["lat"]) + 0.0011 * (place % 9), float(town["lon"]) + 0.0013 * (place // 9))
        shifted = wgs84_to_gcj02(point)
        sheet.append([
            place + 1, base["name_zh"].removesuffix("（示例）"), kinds[base["kind"]], town["name_zh"], base["address"],
            round(shifted.lat, 6), round(shifted.lon, 6), "高德", int(base["capacity"] or 100), "021-57760000", "区级",
            DAYS[place % 6], "" if place % 3 else "已核",
        ])  # fmt: skip
    for extra in (
        [70, f"  {sheet.cell(8, 2).value}\n", "科技场馆", "岳阳街道", "同名", None, None, None, None, None, None, None],
        [71, "八十八亩田科普基地", "农业", "五厍镇", "隔壁", sheet.cell(9, 6).value, sheet.cell(9, 7).value, "高德"],
        [
            72,
            "辰山植物园",
            "植物园",
            "佘山",
            "辰花公路３８８８号",
            121.1849,
            31.08,
            "GPS",
            "约1,200人",
            "０２１－５７７９",
            "区级",
            "2024年5月",
        ],
    ):
        sheet.append(extra)
    sheet.append(["合计", 72])
    sheet.append(["注：数据截至2025年底"])
    _spoil(sheet)
    _merge_towns(sheet)
    out = io.BytesIO()
    book.save(out)
    book.close()
    return out.getvalue()


def _spoil(sheet: Any) -> None:
    cells: dict[tuple[int, int], object] = {
        (3, 9): "最大\n承载量",
        (5, 2): "岳阳\n健康\u00a0生活馆",
        (6, 9): "２００",
        (7, 9): "约300人",
        (8, 9): "１２０人",
        (11, 10): "０２１－５７７６ ００００",
        (12, 3): "博物馆",
        (60, 6): sheet.cell(60, 7).value,
        (60, 7): sheet.cell(60, 6).value,
        (10, 3): "城堡",
        (20, 6): 31.23,
        (20, 7): 121.47,
        (30, 12): "去年",
        (40, 9): "很多",
        (50, 9): "=100+20",
        (55, 10): "见官网",
    }
    for (row, column), value in cells.items():
        sheet.cell(row, column).value = value
    sheet.row_dimensions[33].hidden = True


def _merge_towns(sheet: Any) -> None:
    rows = [(row, sheet.cell(row, 4).value) for row in range(FIRST, FIRST + 69)]
    for _town, run in groupby(rows, key=lambda one: one[1]):
        numbers = [row for row, _name in run]
        if len(numbers) > 1:
            sheet.merge_cells(start_row=numbers[0], end_row=numbers[-1], start_column=4, end_column=4)
