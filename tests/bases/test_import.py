"""`flask bases import`: both formats, every fault named, all or nothing, twice is once."""

from __future__ import annotations

import csv
import io
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.bases.rules.cells import Vocabulary
from sciencepop.bases.rules.hours import Stretch
from sciencepop.bases.rules.points import Point, wgs84_to_gcj02
from sciencepop.bases.rules.week import parse_week
from sciencepop.bases.services.record import week_of
from sciencepop.bases.services.table_file import MOST_BYTES, MOST_ROWS, HeaderProblem, read_table
from sciencepop.core import clock
from sciencepop.core.audit import AuditRow
from sciencepop.core.table_file import BadFile, Bounds, FileProblem, read_rows
from tests.cast import Cast
from tests.factories import make_base

HEADER = "编号,名称,英文名称,类型,街镇,地址,纬度,经度,坐标系,开放时间,容量,无障碍,电话,网站"
NO_WORDS = Vocabulary({}, {}, {}, (), (), (), Point(31.0, 121.0))
ROW = (
    "SJ-01,天马环保馆,Tianma Hall,科技场馆,佘山镇,青天路669号,31.08,121.12,,周二、周四 13:00-15:30,80,"
    "坡道可达、有电梯,,www.example.org"
)


def csv_of(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows]).encode()


def xlsx_of(*rows: list[Any]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    book.close()
    return out.getvalue()


def run(app: Flask, tmp_path: Path, content: bytes, *options: str) -> Result:
    path = tmp_path / "bases.any"
    path.write_bytes(content)
    return app.test_cli_runner().invoke(args=["bases", "import", str(path), *options])


def find(session: Session, name: str = "天马环保馆") -> ScienceBase | None:
    session.expire_all()
    return session.scalars(select(ScienceBase).where(ScienceBase.name_zh == name)).one_or_none()


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_cells_are_told_apart_as_spreadsheets_write_them(between: str) -> None:
    rows = [["2025年一览表", ""], ["名称", "开放时间"], ["馆", "; , 无"]]
    out = io.StringIO()
    csv.writer(out, delimiter=between).writerows(rows)
    table = read_rows(out.getvalue().encode(), Bounds(megabytes=1, unpacked_megabytes=1, rows=9, columns=9))
    assert [cells for _number, cells in table] == rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_the_encodings_that_offices_use(
    app: Flask, session: Session, tmp_path: Path, encoding: str
) -> None:
    result = run(app, tmp_path, csv_of(ROW).decode().encode(encoding))
    assert (result.exit_code, result.output) == (0, "已导入：新增 1，更新 0，不变 0。\n")
    base = find(session)
    assert base is not None
    assert (base.code, base.slug, base.kind, base.town_code, base.state) == (
        "SJ-01",
        "tianma-hall",
        "museum",
        "310117103000",
        BaseState.PUBLIC,
    )
    assert (base.lat, base.capacity, base.access, base.website) == (
        31.08,
        80,
        ["step-free", "lift"],
        "https://www.example.org",
    )
    assert week_of(base, clock.today()) == (Stretch(1, time(13), time(15, 30)), Stretch(3, time(13), time(15, 30)))


def test_an_xlsx_says_the_same(app: Flask, session: Session, tmp_path: Path) -> None:
    content = xlsx_of(
        ["名称", "town_code", "容量", "纬度", "经度"], ["天马环保馆", 310117103, 80.0, 31.08, 121.12], [None, None]
    )
    result = run(app, tmp_path, content)
    assert (result.exit_code, result.output) == (0, "已导入：新增 1，更新 0，不变 0。\n")
    base = find(session)
    assert base is not None
    assert (base.town_code, base.capacity, base.lat, base.kind) == ("310117103000", 80, 31.08, "other")


def test_importing_twice_changes_nothing_and_a_change_is_told(app: Flask, session: Session, tmp_path: Path) -> None:
    run(app, tmp_path, csv_of(ROW))
    assert run(app, tmp_path, csv_of(ROW)).output == "已导入：新增 0，更新 0，不变 1。\n"
    changed = ROW.replace("天马环保馆", "天马科普馆").replace("青天路669号", "")
    assert run(app, tmp_path, csv_of(changed)).output == "已导入：新增 0，更新 1，不变 0。\n"
    base = find(session, "天马科普馆")
    assert base is not None
    assert (base.address_zh, base.slug) == ("青天路669号", "tianma-hall")
    actions = session.scalars(select(AuditRow.action).where(AuditRow.subject_id == base.id)).all()
    assert sorted(actions) == ["base.change", "base.import"]


def test_a_base_without_a_code_is_known_by_its_name_and_gets_the_code(
    app: Flask, session: Session, cast: Cast, tmp_path: Path
) -> None:
    result = run(app, tmp_path, csv_of("C1,辰山植物园,300", header="编号,名称,容量"))
    assert result.output == "已导入：新增 0，更新 1，不变 0。\n"
    session.expire_all()
    assert (cast.base.code, cast.base.capacity, cast.base.slug) == ("C1", 300, "chenshan")


def test_a_residents_draft_of_the_same_name_is_left_alone(
    app: Flask, session: Session, cast: Cast, tmp_path: Path
) -> None:
    draft = make_base(session, name_zh="天马环保馆", state=BaseState.DRAFT, capacity=5)
    session.commit()
    assert run(app, tmp_path, csv_of(ROW)).exit_code == 0
    session.expire_all()
    assert (draft.state, draft.capacity) == (BaseState.DRAFT, 5)


def test_a_dry_run_checks_everything_and_keeps_nothing(app: Flask, session: Session, tmp_path: Path) -> None:
    result = run(app, tmp_path, csv_of(ROW), "--dry-run")
    assert (result.exit_code, result.output) == (0, "检查通过（没有保存）：新增 1，更新 0，不变 0。\n")
    assert find(session) is None


def test_one_bad_row_keeps_all_others_out_and_every_fault_is_named(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    bad = "SJ 02,,,城堡,浦东,,121.1,31.1,MARS,早上,9999999999,飞机,<b>,javascript:x"
    result = run(app, tmp_path, csv_of(ROW, bad, ROW))
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert [line.split("：")[0] for line in lines[:-1]] == [
        "第 3 行“名称”",
        "第 3 行“编号”",
        "第 3 行“类型”",
        "第 3 行“街镇”",
        "第 3 行“坐标系”",
        "第 3 行“开放时间”",
        "第 3 行“容量”",
        "第 3 行“无障碍”",
        "第 3 行“电话”",
        "第 3 行“网站”",
        "第 4 行“编号”",
    ]
    assert lines[10] == "第 4 行“编号”：和第 2 行重复。"
    assert lines[-1] == "共 11 处有问题，什么都没有导入。请改好后再试。"
    assert find(session) is None


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ("馆,31.08,", "第 2 行“经度”：纬度和经度要一起写，或者都留空。"),
        ("馆,,121.1", "第 2 行“纬度”：纬度和经度要一起写，或者都留空。"),
        ("馆,48.8,2.3", "第 2 行“经度”：这个位置不在本区，请核对。"),
        ("馆,31.23,121.47", "第 2 行“经度”：这个位置不在本区，请核对。"),
        ("馆,1e5,121", "第 2 行“纬度”：请写十进制度数，例如 31.0963。"),
        ("馆,nan,121", "第 2 行“纬度”：请写十进制度数，例如 31.0963。"),
        ("长" * 10_000 + ",31.08,121.1", "第 2 行“名称”：太长，最多 60 个字。"),
        ("\u202e\x00 ,31.08,121.1", "第 2 行“名称”：没有写名称。"),
    ],
)
def test_a_bad_cell_is_a_sentence(app: Flask, session: Session, tmp_path: Path, cells: str, sentence: str) -> None:
    result = run(app, tmp_path, csv_of(cells, header="名称,纬度,经度"))
    assert result.exit_code == 1
    assert result.output.splitlines()[0] == sentence


def test_html_in_a_name_is_text(app: Flask, session: Session, tmp_path: Path) -> None:
    assert run(app, tmp_path, csv_of("<script>馆</script>", header="名称")).exit_code == 0
    assert find(session, "<script>馆</script>") is not None


def test_coordinates_of_a_chinese_map_are_turned_into_wgs84(app: Flask, session: Session, tmp_path: Path) -> None:
    gcj = wgs84_to_gcj02(Point(31.08, 121.12))
    row = f"馆,{gcj.lat:.8f},{gcj.lon:.8f},GCJ-02"
    run(app, tmp_path, csv_of(row, header="名称,纬度,经度,坐标系"))
    base = find(session, "馆")
    assert base is not None
    assert (base.lat, base.lon) == pytest.approx((31.08, 121.12), abs=1e-6)
    assert run(app, tmp_path, csv_of(row, header="名称,纬度,经度,坐标系")).output.endswith("不变 1。\n")


def test_two_bases_of_one_name_need_a_code(app: Flask, session: Session, tmp_path: Path) -> None:
    make_base(session, name_zh="同名馆")
    make_base(session, name_zh="同名馆")
    session.commit()
    result = run(app, tmp_path, csv_of("同名馆", header="名称"))
    assert (result.exit_code, result.output.splitlines()[0]) == (
        1,
        "第 2 行“名称”：系统里有几个同名的基地，请写编号。",
    )


def test_two_rows_never_change_one_base(app: Flask, session: Session, cast: Cast, tmp_path: Path) -> None:
    result = run(app, tmp_path, csv_of("A1,辰山植物园", "A2,辰山植物园", header="编号,名称"))
    assert (result.exit_code, result.output.splitlines()[0]) == (1, "第 3 行“名称”：和第 2 行重复。")
    session.expire_all()
    assert cast.base.code is None


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", FileProblem.EMPTY),
        (b"\x00\x00\n", FileProblem.EMPTY),
        (b"\n\n,,,\n", FileProblem.EMPTY),
        (b"\xff\xfe\xff\xff\x81", FileProblem.NOT_TEXT),
        (b"PK\x03\x04 not really", FileProblem.BROKEN),
        ("名称,name_zh\n馆,馆\n".encode(), HeaderProblem.COLUMN_TWICE),
        ("地址\n路\n".encode(), HeaderProblem.NO_NAME_COLUMN),
        ("名称\n馆,多一格\n".encode(), FileProblem.BROKEN),
        ('名称\n"没有收尾\n'.encode(), FileProblem.BROKEN),
        ("名称\n".encode() + "馆\n".encode() * (MOST_ROWS + 1), FileProblem.TOO_MANY_ROWS),
        ("名称\n".encode() + "馆\n".encode() * 100_000, FileProblem.TOO_MANY_ROWS),
        (b"x" * (MOST_BYTES + 1), FileProblem.TOO_BIG),
        ("名称\n".encode() + b"x" * 200_000, FileProblem.BROKEN),
    ],
)
def test_a_file_that_is_no_table_is_refused(content: bytes, problem: StrEnum) -> None:
    with pytest.raises(BadFile) as refused:
        read_table(content, NO_WORDS)
    assert refused.value.problem is problem


def test_a_missing_or_wrong_file_is_a_sentence(app: Flask, tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(args=["bases", "import", str(tmp_path / "nowhere.csv")])
    assert result.exit_code == 1
    assert result.output.startswith("打不开文件“")
    result = run(app, tmp_path, "名称,价格\n馆,1\n".encode())
    assert result.output == "没有读“价格”这一列。\n已导入：新增 1，更新 0，不变 0。\n"


def test_every_column_is_documented() -> None:
    from sciencepop.bases.rules.sheet import HEADERS
    from sciencepop.core.config import ROOT

    page = (ROOT / "docs" / "import-bases.md").read_text(encoding="utf-8")
    assert [h for h, f in HEADERS.items() if f"| {h} | `{f}` |" not in page] == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("每天 9:00-17:00", [0, 1, 2, 3, 4, 5, 6]),
        ("周二至周日 09:00-16:30", [1, 2, 3, 4, 5, 6]),
        ("周六、周日 09:00-17:00；周三 13:00-15:00", [2, 5, 6]),
        ("星期六到星期一：09:00～17:00", [0, 5, 6]),
        ("周二至五 08:30-11:00，13:00-16:00", [1, 1, 2, 2, 3, 3, 4, 4]),
        ("", []),
    ],
)
def test_a_week_is_read_from_a_text(text: str, days: list[int]) -> None:
    week = parse_week(text)
    assert week is not None
    assert [stretch.weekday for stretch in week] == days


@pytest.mark.parametrize(
    "text",
    [
        "早上",
        "周八 09:00-17:00",
        "周一 17:00-09:00",
        "周一 09:00-12:00,11:00-13:00",
        "周一、周一 09:00-10:00",
        "周一",
        "09:00-17:00",
        "周一 25:00-26:00",
        "<b>",
        "周" * 300,
    ],
)
def test_a_week_that_cannot_be_read_is_none(text: str) -> None:
    assert parse_week(text) is None
