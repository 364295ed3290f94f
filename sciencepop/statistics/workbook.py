"""The forms of a set as a workbook: a cover, and one sheet a form."""

from __future__ import annotations

import io
from typing import Any

from flask_babel import gettext as _

from sciencepop.core.clock import local
from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference
from sciencepop.core.table_out import safe_cell
from sciencepop.statistics.messages import FORMS, HOW, RULES, STATES, UNITS
from sciencepop.statistics.queries.sets import Set
from sciencepop.statistics.rules.cells import Cell
from sciencepop.statistics.sheets import FormSheet, Sheet, Shown

WIDTHS = (10, 46, 12, 14, 14, 14, 52)
CIVIC = "0B6B68"


def make_workbook(of: Set, sheet: Sheet) -> bytes:
    """The XLSX file. Numbers are numbers; “-” is text, and what is not filled in yet stays empty."""
    from openpyxl import Workbook  # a web process needs it for this file only

    book = Workbook()
    _cover(book.active, of, sheet)
    for form in sheet.forms:
        _form(book.create_sheet(form.code), form, of, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def name_of(of: Set) -> str:
    """Whose forms they are."""
    return tr(of.base, "name") if of.base else tr(get_reference().district, "host")


def _cover(page: Any, of: Set, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font

    page.title = _("封面")
    row = sheet.frozen
    lines = [
        (_("全国科普统计调查（区级填报）"), ""),
        (_("填报单位"), name_of(of)),
        (_("统计年度"), str(of.year)),
        (_("状态"), str(STATES[row.state]) if row else _("还没有定稿")),
        (_("定稿时间"), f"{local(row.frozen_at):%Y-%m-%d %H:%M}" if row else ""),
        (_("校验码"), row.digest if row else ""),
        (
            _("填写说明"),
            _("数值为整数；四舍五入后为零填 0，不适用填 -。各科普场馆单独填报一套，不与本单位的另一套相加。"),
        ),
        (_("代码"), _("没有找到现行报表的指标代码：代码栏只写早年版本资料里见过的，其余空着，请按当年的报表补上。")),
        (_("没有签到的场次"), _("全区另有 %(count)d 个场次没有人签到，不计入。", count=sheet.unseen)),
        (_("单位负责人（签名）"), ""),
        (_("填表人（签名）"), ""),
        (_("单位盖章"), ""),
    ]
    for number, (name, value) in enumerate(lines, 1):
        page.cell(number, 1, safe_cell(name)).font = Font(bold=True, size=16 if number == 1 else 11)
        page.cell(number, 2, safe_cell(value)).alignment = Alignment(wrap_text=True, vertical="top")
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 34, 80


def _form(page: Any, form: FormSheet, of: Set, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    page.append([f"{form.code} {FORMS[form.code]}"])
    page.append([safe_cell(f"{name_of(of)} · {of.year}")])
    page["A1"].font = Font(bold=True, size=14)
    head = (_("代码"), _("指标"), _("计量单位"), str(of.year), str(of.year - 1), _("来源"), _("怎样计算"))
    page.append([safe_cell(text) for text in head])
    for cell in page[3]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor=CIVIC)
    for line in form.lines:
        page.append(_cells(line, sheet.depth_of(line)))
        page.cell(page.max_row, 2).alignment = Alignment(indent=sheet.depth_of(line), wrap_text=True, vertical="top")
        page.cell(page.max_row, 7).alignment = Alignment(wrap_text=True, vertical="top")
        for number in (4, 5):
            page.cell(page.max_row, number).alignment = Alignment(horizontal="right")
    for letter, width in zip("ABCDEFG", WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    page.freeze_panes = "A4"
    page.page_setup.orientation, page.page_setup.fitToWidth, page.page_setup.fitToHeight = "landscape", 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _cells(line: Shown, depth: int) -> list[Any]:
    one = line.about
    name = tr(one, "name")
    return [
        one.code,
        safe_cell(_("其中：%(name)s", name=name) if depth else name),
        str(UNITS[one.unit]),
        _value(line.cell),
        _value(line.last),
        str(HOW[line.how]),
        str(RULES.get(one.rule, "")) if line.has_rows else "",
    ]


def _value(cell: Cell) -> int | str | None:
    return cell.value if cell.value is not None else cell.text or None
