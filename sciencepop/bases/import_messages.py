"""The words for what is wrong with an imported table, and for what was put right in it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sciencepop.bases.messages import joined as joined
from sciencepop.bases.rules.cells import CellProblem, Repair, RepairKind
from sciencepop.bases.rules.planning import Choice, Do, Doubt, Fault, PlannedRow, RowProblem
from sciencepop.bases.rules.sheet import HEADERS
from sciencepop.bases.services.table_file import HeaderProblem
from sciencepop.core.file_kinds import FileProblem as Kind
from sciencepop.core.table_file import BadFile, FileProblem
from sciencepop.core.uploads import BadUpload, say_upload

_FILES: dict[StrEnum, Any] = {
    FileProblem.EMPTY: _l("文件是空的：第一行写列名，从第二行起一行一个基地。"),
    FileProblem.TOO_BIG: _l("文件太大，最多 %(megabytes)d MB。请去掉图片或多余的工作表。"),
    FileProblem.TOO_MANY_ROWS: _l("行数太多，一次最多 %(count)d 行。请分成几个文件。"),
    FileProblem.NOT_TEXT: _l(
        "看不懂这个文件：不是 Excel（.xlsx），也不是能读的 CSV。请存成 XLSX，或者存成 UTF-8 的 CSV。"
    ),
    FileProblem.BROKEN: _l("文件在第 %(row)d 行附近坏了（引号不成对、多了一格，或表格损坏）。请重新导出。"),
    HeaderProblem.COLUMN_TWICE: _l("第 %(row)d 行：“%(column)s”和前面一列说的是同一件事，请只留一列。"),
    HeaderProblem.NO_NAME_COLUMN: _l("前 20 行里没有找到列名：要有“名称”或“基地名称”这一列。"),
}

_FAULTS: dict[StrEnum, Any] = {
    CellProblem.NO_NAME: _l("没有写名称。"),
    CellProblem.TOO_LONG: _l("太长，最多 %(longest)d 个字。"),
    CellProblem.BAD_CODE: _l("编号只能用字母、数字和 . _ / -，最多 40 个。"),
    CellProblem.UNKNOWN_KIND: _l("不认识这个类型，请写：%(known)s。"),
    CellProblem.UNKNOWN_TOWN: _l("不认识这个街镇，请写全名（如“佘山镇”）或区划代码。"),
    CellProblem.UNKNOWN_ACCESS: _l("有不认识的无障碍设施，请从这些里选，用顿号隔开：%(known)s。"),
    CellProblem.UNKNOWN_CRS: _l("坐标系请写 WGS84、GCJ02 或 BD09。"),
    CellProblem.NO_NUMBER: _l("请写十进制度数，例如 31.0963。"),
    CellProblem.NO_CAPACITY: _l("请写 1 到 %(most)d 之间的整数。"),
    CellProblem.BAD_HOURS: _l("看不懂开放时间，请写成“周二至周日 09:00-16:30；周六 18:00-20:00”这样。"),
    CellProblem.BAD_PHONE: _l("不像电话号码。"),
    CellProblem.BAD_EMAIL: _l("不像邮箱地址。"),
    CellProblem.BAD_WEBSITE: _l("不像网站地址，请写成 https://www.example.org 这样。"),
    CellProblem.POINT_HALF: _l("纬度和经度要一起写，或者都留空。"),
    CellProblem.POINT_ELSEWHERE: _l("这个位置不在本区，请核对。"),
    CellProblem.NO_CRS: _l("没有写是哪种坐标系（GPS、高德还是百度），请在上面选一种。"),
    CellProblem.BAD_DAY: _l("看不懂日期，请写成 2025-03-01 这样。"),
    CellProblem.UNKNOWN_TITLE: _l("不知道是哪种命名，请写明级别、命名单位或命名的全称，和命名日期相符。"),
    CellProblem.NO_NAMED_ON: _l("写了命名，没有写命名日期。"),
    CellProblem.DAYS_BACKWARDS: _l("有效期早于命名日期。"),
    CellProblem.NO_VALUE: _l("这一格是公式或错误值，没有算出的结果，请改成文字或数字。"),
    CellProblem.CONTRADICTS: _l("名称是合并的，说的是同一个基地，这里却和上面一行不同。"),
    RowProblem.TWICE: _l("和第 %(other)d 行重复。"),
    RowProblem.AMBIGUOUS: _l("系统里有几个同名的基地，请写编号。"),
    RowProblem.MAYBE_ALIKE: _l("系统里有名称相近的“%(name)s”，可能是同一个。"),
    RowProblem.MAYBE_SAME_PLACE: _l("系统里的“%(name)s”就在 50 米内，可能是同一个。"),
    RowProblem.ROW_SAME_PLACE: _l("和第 %(other)d 行在 50 米内，可能是同一个。"),
}

REPAIRS: dict[RepairKind, Any] = {
    RepairKind.MERGED: _l("合并的单元格：取第 %(before)s 行的“%(after)s”"),
    RepairKind.FORMULA: _l("公式：取它算出的“%(after)s”"),
    RepairKind.WIDTH: _l("全角改半角：“%(before)s”→“%(after)s”"),
    RepairKind.SPACES: _l("去掉换行和多余的空格：“%(after)s”"),
    RepairKind.DAY: _l("日期：“%(before)s”→ %(after)s"),
    RepairKind.WORD: _l("写法：“%(before)s”→“%(after)s”"),
    RepairKind.NUMBER: _l("数字：“%(before)s”→ %(after)s"),
    RepairKind.POSITION: _l("坐标换算：%(before)s → WGS-84 %(after)s"),
    RepairKind.SWAPPED: _l("纬度和经度写反了：%(before)s → %(after)s"),
    RepairKind.CONTINUED: _l("第 %(after)s 行和第 %(before)s 行是同一个基地：只取它的命名"),
}


REPAIR_NAMES: dict[RepairKind, Any] = {
    RepairKind.MERGED: _l("合并的单元格"),
    RepairKind.FORMULA: _l("公式"),
    RepairKind.WIDTH: _l("全角改半角"),
    RepairKind.SPACES: _l("换行和空格"),
    RepairKind.DAY: _l("日期写法"),
    RepairKind.WORD: _l("不规范的写法"),
    RepairKind.NUMBER: _l("数字写法"),
    RepairKind.POSITION: _l("坐标换算"),
    RepairKind.SWAPPED: _l("经纬度写反"),
    RepairKind.CONTINUED: _l("同一基地占几行"),
}


def file_words(bad: BadFile) -> str:
    """Why a file cannot be read."""
    return _filled(_FILES[bad.problem], bad.facts)


def upload_words(bad: BadUpload) -> str:
    """Why a file is not even looked into."""
    if bad.problem is Kind.KIND:
        return str(_("只收 Excel（.xlsx）或 CSV 文件。"))
    if bad.problem is Kind.OLD_OFFICE:
        return str(_("这是旧版 Excel 文件（.xls）。请在 Excel 或 WPS 里另存为 .xlsx 再传。"))
    if bad.problem is Kind.BOMB:
        return str(_("这个文件解开后太大，不能收。请新建一个表格，只把名单复制进去再传。"))
    return say_upload(bad.problem)


def fault_words(fault: Fault, headers: dict[str, str]) -> str:
    """第 3 行“街镇”：不认识这个街镇……"""
    column = _column(fault.field, headers)
    problem = _filled(_FAULTS[fault.problem], fault.facts)
    return str(_("第 %(row)d 行“%(column)s”：%(problem)s", row=fault.row, column=column, problem=problem))


def doubt_words(doubt: Doubt) -> str:
    """What a row may be the same as."""
    fault = doubt.fault(0)
    return _filled(_FAULTS[fault.problem], fault.facts)


def repair_words(repair: Repair, headers: dict[str, str]) -> str:
    """街镇：写法：“佘山”→“佘山镇”"""
    told = _filled(REPAIRS[repair.kind], {"before": repair.before, "after": repair.after})
    return f"{_column(repair.field, headers)}{_('：')}{told}"


def choice_words(choice: Choice, row: PlannedRow) -> str:
    """更新“辰山植物园”"""
    if choice.do is Do.UPDATE:
        bases = [row.sure, *(doubt.base for doubt in row.doubts)]
        name = next((base.name for base in bases if base and base.id == choice.base_id), "")
        return str(_("更新“%(name)s”", name=name))
    return str(_("新增这个基地") if choice.do is Do.NEW else _("不导入"))


def column_words(fields: Iterable[str]) -> str:
    """名称、地址"""
    return joined(str(_COLUMNS.get(field) or _OFFICIAL.get(field, field)) for field in fields)


def _column(field: str, headers: dict[str, str]) -> str:
    if field not in headers and field in ("lat", "lon") and "point" in headers:
        field = "point"
    return headers.get(field) or _OFFICIAL.get(field, field)


_COLUMNS: dict[str, Any] = {
    "code": _l("编号"),
    "name_zh": _l("名称"),
    "name_en": _l("英文名称"),
    "kind": _l("类型"),
    "town_code": _l("街镇"),
    "address_zh": _l("地址"),
    "address_en": _l("英文地址"),
    "lat": _l("纬度"),
    "lon": _l("经度"),
    "hours": _l("开放时间"),
    "hours_note_zh": _l("开放说明"),
    "hours_note_en": _l("英文开放说明"),
    "capacity": _l("容量"),
    "access": _l("无障碍"),
    "access_note_zh": _l("无障碍说明"),
    "access_note_en": _l("英文无障碍说明"),
    "contact_name": _l("联系人"),
    "contact_phone": _l("电话"),
    "contact_email": _l("邮箱"),
    "website": _l("网站"),
    "summary_zh": _l("介绍"),
    "summary_en": _l("英文介绍"),
    "directions_zh": _l("交通"),
    "directions_en": _l("英文交通"),
}
"""What a base has, in the reader's language; the columns of the file keep the names that they have there."""

_OFFICIAL = {field: name for name, field in HEADERS.items()}


def _filled(sentence: Any, facts: dict[str, Any]) -> str:
    return str(sentence) % facts if facts else str(sentence)
