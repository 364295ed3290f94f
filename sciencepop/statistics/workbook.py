"""The forms of a set as a workbook: a cover, and one sheet a form."""

from __future__ import annotations

from flask_babel import gettext as _

from sciencepop.core.clock import local
from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference
from sciencepop.core.workbooks import Cell, write_xlsx
from sciencepop.core.workbooks import Sheet as Page
from sciencepop.statistics.messages import FORMS, HOW, RULES, STATES, UNITS
from sciencepop.statistics.queries.sets import Set
from sciencepop.statistics.rules import cells
from sciencepop.statistics.sheets import FormSheet, Sheet, Shown

INDENT = "\u3000"


def make_workbook(of: Set, sheet: Sheet) -> bytes:
    """The XLSX file. Numbers are numbers; “-” is text, and what is not filled in yet stays empty."""
    return write_xlsx([_cover(of, sheet), *(_form(form, of, sheet) for form in sheet.forms)])


def name_of(of: Set) -> str:
    """Whose forms they are."""
    return tr(of.base, "name") if of.base else tr(get_reference().district, "host")


def _cover(of: Set, sheet: Sheet) -> Page:
    row = sheet.frozen
    lines: list[list[Cell]] = [
        [_("全国科普统计调查（区级填报）")],
        [_("填报单位"), name_of(of)],
        [_("统计年度"), str(of.year)],
        [_("状态"), str(STATES[row.state]) if row else _("还没有定稿")],
        [_("定稿时间"), f"{local(row.frozen_at):%Y-%m-%d %H:%M}" if row else ""],
        [_("校验码"), row.digest if row else ""],
        [
            _("填写说明"),
            _("数值为整数；四舍五入后为零填 0，不适用填 -。各科普场馆单独填报一套，不与本单位的另一套相加。"),
        ],
        [_("代码"), _("没有找到现行报表的指标代码：代码栏只写早年版本资料里见过的，其余空着，请按当年的报表补上。")],
        [_("没有签到的场次"), _("全区另有 %(count)d 个场次没有人签到，不计入。", count=sheet.unseen)],
        [_("单位负责人（签名）"), ""],
        [_("填表人（签名）"), ""],
        [_("单位盖章"), ""],
    ]
    return Page(_("封面"), lines, titles=1, has_head=False)


def _form(form: FormSheet, of: Set, sheet: Sheet) -> Page:
    head = [_("代码"), _("指标"), _("计量单位"), str(of.year), str(of.year - 1), _("来源"), _("怎样计算")]
    lines = [_cells(line, sheet.depth_of(line)) for line in form.lines]
    titles = [[f"{form.code} {FORMS[form.code]}"], [f"{name_of(of)} · {of.year}"]]
    return Page(form.code, [*titles, head, *lines], titles=2)


def _cells(line: Shown, depth: int) -> list[Cell]:
    one = line.about
    name = tr(one, "name")
    return [
        one.code,
        INDENT * depth + _("其中：%(name)s", name=name) if depth else name,
        str(UNITS[one.unit]),
        _value(line.cell),
        _value(line.last),
        str(HOW[line.how]),
        str(RULES.get(one.rule, "")) if line.has_rows else "",
    ]


def _value(cell: cells.Cell) -> Cell:
    return cell.value if cell.value is not None else cell.text or None
