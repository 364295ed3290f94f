"""The importer of a list as an office keeps it: every repair and every refusal is told, and nothing is half done."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.accreditation.models import Designation
from sciencepop.bases.models import BaseList, BaseState, ScienceBase
from sciencepop.bases.queries import get_list
from sciencepop.bases.rules.cells import Vocabulary
from sciencepop.bases.rules.points import Point
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.bases.rules.tidy import alike, close_up, loosely_alike, narrow, read_day
from sciencepop.bases.services import lists
from sciencepop.bases.services.bring_in import read_bases
from sciencepop.bases.services.table_file import read_table
from sciencepop.core import clock
from sciencepop.core.audit import AuditRow
from sciencepop.core.errors import RuleBroken
from tests.bases.messy import REFUSED, messy_list
from tests.cast import Cast
from tests.page import Page


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-03-01", date(2025, 3, 1)),
        ("2025-03-01 00:00:00", date(2025, 3, 1)),
        ("2025.3.1", date(2025, 3, 1)),
        ("2025年3月1日", date(2025, 3, 1)),
        ("2025 年 3 月 1 日", date(2025, 3, 1)),
        ("2025/3", date(2025, 3, 1)),
        ("2025年", date(2025, 1, 1)),
        ("20250301", date(2025, 3, 1)),
        ("45717", date(2025, 3, 1)),
        ("2025-02-30", None),
        ("0001-01-01", None),
        ("9" * 400, None),
        ("99999", None),
        ("去年", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_offices_write_it(text: str, day: date | None) -> None:
    assert read_day(text) == day


def test_texts_are_put_right() -> None:
    assert narrow("０２１－５７７６（总机）", "contact_phone") == "021-5776(总机)"
    assert narrow("Ａ座（３楼）", "address_zh") == "A座（3楼）"
    assert close_up("永丰\n安全\u00a0 体验馆") == "永丰安全体验馆"
    assert close_up(" Moon\u3000 Lake ") == "Moon Lake"
    assert alike("Ｇ60 科学（仪器）") == alike("g60科学仪器")
    places = ("上海市松江区", "上海市", "上海", "松江区")
    assert loosely_alike("上海辰山植物园（本部）", places) == loosely_alike("辰山植物园", places)
    assert loosely_alike("上海馆", places) == "上海馆"


def test_a_base_on_several_rows_has_several_designations_and_must_not_contradict_itself() -> None:
    book, out = Workbook(), io.BytesIO()
    for row in (
        ["名称", "级别", "命名日期", "容量"],
        ["天马馆", "市级", "2019/5", 80],
        [None, "区级", "2025-01-01", None],
        [None, None, "2012年", 90],
    ):
        book.active.append(row)
    book.active.merge_cells("A2:A4")
    book.active.merge_cells("B3:B4")
    book.save(out)
    known = {"level": {"市级": "municipal", "区级": "district"}}
    words = Vocabulary(known, {}, {}, (), (), (), Point(31.0, 121.0))
    ((number, read),) = read_bases(read_table(out.getvalue(), words), words)
    assert [(one.level, one.named_on) for one in read.titles] == [
        ("municipal", date(2019, 5, 1)),
        ("district", date(2025, 1, 1)),
        ("district", date(2012, 1, 1)),
    ]
    assert (number, read.values) == (2, {"name_zh": "天马馆", "capacity": 80})
    assert {field: (bad.row, bad.problem.value) for field, bad in read.bad.items()} == {"capacity": (4, "contradicts")}


def send(page: Page, content: bytes, crs: str = "", name: str = "名单.xlsx", status: int = 303) -> str:
    """Send a list; answers the address of its page."""
    answer = page.post("/district/base-lists", {"crs": crs, "file": (io.BytesIO(content), name)}, status=status)
    return answer.location or ""


def seen(page: Page) -> str:
    return page.all("input", name="seen")[0].get("value") or ""


def count_bases(session: Session) -> int:
    return session.scalar(select(func.count(ScienceBase.id))) or 0


def test_seventy_two_rows_are_looked_through_decided_and_imported_as_one(
    page: Page, session: Session, cast: Cast
) -> None:
    where = send(page.sign_in(cast.officer), messy_list())
    page.get(where)
    row = get_list(where.rsplit("/", 1)[1])
    table, made = lists.plan_list(session, row, now=clock.now())
    assert (len(made.rows), table.header_row, table.unread, table.passed_over) == (72, 3, ["序号", "备注"], [76, 77])
    assert table.hidden == [33]
    assert Counter(one.kind.value for each in made.rows for one in each.read.repairs) == {
        "merged": 52, "position": 69, "day": 46, "word": 5, "width": 5, "number": 3, "swapped": 2, "spaces": 1,
    }  # fmt: skip
    assert {fault.row: fault.problem.value for fault in made.faults} == REFUSED
    assert {one.number: [doubt.problem.value for doubt in one.doubts] for one in made.doubtful if one.doubts} == {
        28: ["maybe_alike"],
        73: ["twice"],
        74: ["row_same_place"],
    }
    assert str(next(one for one in made.rows if one.number == 28).options[0]) == "skip"
    assert [str(option) for option in made.rows[-1].options] == [f"update:{cast.base.id}", "new", "skip"]
    told = page.text()
    assert "表格里隐藏、这里照样读了的行：33。" in told
    assert "纬度：坐标换算：GCJ-02 31." in told
    assert "第 50 行“最大 承载量”：这一格是公式或错误值，没有算出的结果，请改成文字或数字。" in told
    assert "“基地类型”：不认识这个类型，请写：科技场馆、公共场所、" in told
    assert "所属街镇：合并的单元格：取第 4 行的“岳阳街道”" in told
    assert "咨询电话：全角改半角：“０２１－５７７６ ００００”→“021-5776 0000”" in told

    before = count_bases(session)
    page.post(f"{where}/import", {"seen": made.seen}, status=422)
    assert "还有 9 行要改好、选好或者选“不导入”" in page.text()
    assert count_bases(session) == before
    assert session.scalars(select(AuditRow.action)).all() == ["base_list.send"]

    decided = {f"row-{number}": "skip" for number in [*REFUSED, 28, 73]} | {"row-74": "new", "row-9999": "new"}
    page.post(f"{where}/choices", {"crs": "", **decided})
    page.get(where)
    shown = seen(page)
    cast.base.updated_at = clock.now() + timedelta(seconds=1)
    session.commit()
    page.post(f"{where}/import", {"seen": shown}, status=422)
    assert "有基地或选择变了，什么都没有导入" in page.text()
    shown = seen(page)
    for _press in range(2):
        page.post(f"{where}/import", {"seen": shown})
    assert "没有再导一次" in page.get(where).get_data(as_text=True)
    assert count_bases(session) == before + 63
    done = get_list(row.code)
    assert {name: done.outcome[name] for name in ("added", "changed", "unchanged", "left_out", "named")} == {
        "added": 63, "changed": 1, "unchanged": 0, "left_out": 8, "named": 63,
    }  # fmt: skip
    found = session.scalars(select(ScienceBase).where(ScienceBase.name_zh == "岳阳健康生活馆")).one()
    assert (found.lat, found.lon, found.point_source) == (31.01093, 121.215, "gcj02")
    titles = session.scalars(select(Designation).where(Designation.base_id == found.id)).all()
    assert [(one.scheme, one.from_on) for one in titles] == [("district-base", date(2025, 3, 1))]
    trail = session.scalars(select(AuditRow).where(AuditRow.action == "base_list.import")).one()
    assert (trail.actor_id, trail.facts["sha256"], trail.facts["added"]) == (cast.officer.id, row.sha256, 63)

    again = send(page, row.content)
    page.post(f"{again}/choices", {"crs": "", **{f"row-{number}": "skip" for number in [*REFUSED, 28, 73]}})
    page.get(again)
    assert "同样的文件在" in page.text()
    page.post(f"{again}/import", {"seen": seen(page)})
    outcome = get_list(again.rsplit("/", 1)[1]).outcome
    assert {name: outcome[name] for name in ("added", "changed", "unchanged", "named")} == {
        "added": 0, "changed": 0, "unchanged": 64, "named": 0,
    }  # fmt: skip


def workbook(*rows: list[Any]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, text: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, text)
    return out.getvalue()


HOSTILE = {
    "a hundred thousand rows": (("名称\n" + "馆\n" * 100_000).encode(), "行数太多"),
    "a bomb": (with_part(workbook(["名称"], ["馆"]), "xl/media/a.bin", b"\0" * 110_000_000), "只把名单复制进去"),
    "a renamed program": (b"MZ\x90\x00\xff\xff" * 99, "不是 Excel（.xlsx），也不是能读的 CSV"),
    "a program": (with_part(workbook(["名称"], ["馆"]), "xl/vbaProject.bin", b"x"), "宏程序"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "另存为 .xlsx"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "前 20 行里没有找到列名"),
    "a paper": (b"%PDF-1.7 x", "只收 Excel（.xlsx）或 CSV 文件。"),
    "no head": (workbook(["地址"], ["路"]), "前 20 行里没有找到列名"),
    "nothing": (b"", "文件是空的"),
}


def test_what_is_no_list_is_refused_with_a_sentence(page: Page, session: Session, cast: Cast) -> None:
    page.sign_in(cast.officer)
    for content, sentence in HOSTILE.values():
        send(page, content, status=422)
        assert sentence in page.text()
    assert session.scalars(select(BaseList)).all() == []


def test_a_name_with_or_without_the_ending_of_the_district_is_a_near_one(page: Page, cast: Cast) -> None:
    where = send(page.sign_in(cast.officer), workbook(["名称", "地址"], ["松江区科技馆", "某路1号"]))
    page.get(where)
    assert f"系统里有名称相近的“{cast.other_base.name_zh}”" in page.text()


def test_strangers_and_odd_choices_change_nothing(page: Page, session: Session, cast: Cast) -> None:
    content = workbook(
        ["名称", "纬度", "经度", "地址"],
        ["新馆", "=[1]Sheet1!$A$1", None, None],
        ["<script>馆</script>", 31.08, 121.1849, '="辰花路"'],
    )
    where = send(page.sign_in(cast.officer), content)
    page.get(where)
    assert "第 2 行“纬度”：这一格是公式或错误值" in page.text()
    assert "没有写是哪种坐标系" in page.text()
    odd = {"row-2": "skip", "row-3": "update:999999", "row-" + "9" * 30: "new", "row-x": "new", "row-4": "长" * 10_000}
    page.post(f"{where}/choices", {"crs": "wgs84", **odd})
    page.get(f"{where}?show=open&after=%00")
    assert re.search("系统里的“(辰山植物园|松江科技馆)”就在 50 米内", page.text())
    page.post(f"{where}/choices", {"crs": "mars"}, status=422)
    for person in (cast.manager, cast.resident):
        Page(page.app).sign_in(person).get(where, status=403)
    row = get_list(where.rsplit("/", 1)[1])
    page.post(f"{where}/drop", {})
    assert get_list(row.code).content == b""
    with pytest.raises(RuleBroken) as refused:
        lists.import_list(row.id, "", by=cast.officer.id, now=clock.now())
    assert refused.value.code is Refusal.LIST_CLOSED
    assert count_bases(session) == 2
    assert session.scalars(select(ScienceBase.state)).all() == [BaseState.PUBLIC] * 2


def test_files_of_lists_are_forgotten(page: Page, session: Session, cast: Cast) -> None:
    where = send(page.sign_in(cast.officer), workbook(["名称"], ["馆"]))
    lists.forget_files(clock.now() + timedelta(days=lists.KEPT_DAYS + 1))
    row = get_list(where.rsplit("/", 1)[1])
    assert (row.content, row.is_open) == (b"", False)
