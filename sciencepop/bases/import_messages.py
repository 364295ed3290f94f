"""The words for what is wrong with an imported table."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sciencepop.bases.rules.cells import CellProblem
from sciencepop.bases.services.bring_in import Fault, RowProblem
from sciencepop.bases.services.table_file import HeaderProblem
from sciencepop.core.table_file import BadFile, FileProblem

_FILES: dict[StrEnum, Any] = {
    FileProblem.EMPTY: _l("文件是空的：第一行写列名，从第二行起一行一个基地。"),
    FileProblem.TOO_BIG: _l("文件太大，最多 %(megabytes)d MB。请去掉图片或多余的工作表。"),
    FileProblem.TOO_MANY_ROWS: _l("行数太多，一次最多 %(count)d 行。请分成几个文件。"),
    FileProblem.NOT_TEXT: _l("看不懂文件的编码。请把 CSV 存成 UTF-8，或者存成 XLSX。"),
    FileProblem.BROKEN: _l("文件在第 %(row)d 行附近坏了（引号不成对、多了一格，或表格损坏）。请重新导出。"),
    HeaderProblem.UNKNOWN_COLUMN: _l("第 1 行：不认识“%(column)s”这一列。请对照 docs/import-bases.md 改列名。"),
    HeaderProblem.COLUMN_TWICE: _l("第 1 行：“%(column)s”这一列出现了两次，请只留一列。"),
    HeaderProblem.NO_NAME_COLUMN: _l("第 1 行：缺少“名称”这一列。"),
}

_FAULTS: dict[StrEnum, Any] = {
    CellProblem.NO_NAME: _l("没有写名称。"),
    CellProblem.TOO_LONG: _l("太长，最多 %(longest)d 个字。"),
    CellProblem.BAD_CODE: _l("编号只能用字母、数字和 . _ / -，最多 40 个。"),
    CellProblem.UNKNOWN_KIND: _l("不认识这个类型，请用 data/base_kinds.csv 里的写法。"),
    CellProblem.UNKNOWN_TOWN: _l("不认识这个街镇，请写全名（如“佘山镇”）或区划代码。"),
    CellProblem.UNKNOWN_ACCESS: _l("有不认识的无障碍设施，请用 data/access.csv 里的写法，用顿号隔开。"),
    CellProblem.UNKNOWN_CRS: _l("坐标系请写 WGS84、GCJ02 或 BD09。"),
    CellProblem.NO_NUMBER: _l("请写十进制度数，例如 31.0963。"),
    CellProblem.NO_CAPACITY: _l("请写 1 到 %(most)d 之间的整数。"),
    CellProblem.BAD_HOURS: _l("看不懂开放时间，请写成“周二至周日 09:00-16:30；周六 18:00-20:00”这样。"),
    CellProblem.BAD_PHONE: _l("不像电话号码。"),
    CellProblem.BAD_EMAIL: _l("不像邮箱地址。"),
    CellProblem.BAD_WEBSITE: _l("不像网站地址，请写成 https://www.example.org 这样。"),
    CellProblem.POINT_HALF: _l("纬度和经度要一起写，或者都留空。"),
    CellProblem.POINT_SWAPPED: _l("纬度和经度好像写反了。"),
    CellProblem.POINT_ELSEWHERE: _l("这个位置离本区太远，请核对。"),
    RowProblem.TWICE: _l("和第 %(other)d 行重复。"),
    RowProblem.AMBIGUOUS: _l("系统里有几个同名的基地，请写编号。"),
}


def file_words(bad: BadFile) -> str:
    """Why a file cannot be read."""
    return _filled(_FILES[bad.problem], bad.facts)


def fault_words(fault: Fault) -> str:
    """第 3 行“街镇”：不认识这个街镇……"""
    problem = _filled(_FAULTS[fault.problem], fault.facts)
    return str(_("第 %(row)d 行“%(column)s”：%(problem)s", row=fault.row, column=fault.column, problem=problem))


def _filled(sentence: Any, facts: dict[str, Any]) -> str:
    return str(sentence) % facts if facts else str(sentence)
