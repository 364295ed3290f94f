"""What pages, letters, papers and tables call the things of the yearly check."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sciencepop.core.i18n import day, tr
from sciencepop.yearcheck.models import YearFile
from sciencepop.yearcheck.queries.files import NOT_FILED
from sciencepop.yearcheck.rules.said import NOT_APPLICABLE, Kind, number_of
from sciencepop.yearcheck.rules.steps import Act, FileState, Side
from sciencepop.yearcheck.terms import Figure, terms

STATES: dict[str, Any] = {
    FileState.OPEN: _l("填报中"),
    FileState.FILED: _l("已报，待核"),
    FileState.CORRECTION: _l("等基地更正"),
    FileState.DECIDED: _l("已核定"),
    FileState.OBJECTED: _l("异议处理中"),
    FileState.MENDING: _l("整改中"),
    FileState.RECHECK: _l("待复查"),
    FileState.MENDED: _l("整改完成"),
    FileState.FAILED: _l("复查未通过"),
    NOT_FILED: _l("还没有报"),
}

SIDES: dict[Side, Any] = {
    Side.BASE: _l("填报基地"),
    Side.DISTRICT: _l("区科委、区科协"),
    Side.LEAD: _l("区级负责人"),
    Side.EXPERT: _l("专家"),
}

BUTTONS: dict[Act, Any] = {
    Act.FILE: _l("签名并上报"),
    Act.RETURN: _l("退回更正"),
    Act.ASSIGN: _l("安排评分专家"),
    Act.SCORE: _l("提交评分"),
    Act.STEP_ASIDE: _l("我应当回避"),
    Act.BONUS: _l("给附加分"),
    Act.DECIDE: _l("核定等级"),
    Act.OBJECT: _l("对结果提出异议"),
    Act.UPHOLD: _l("异议不成立，维持结果"),
    Act.REOPEN: _l("异议成立，重新核定"),
    Act.HAND_IN: _l("提交整改结果"),
    Act.CLEAR: _l("复查通过"),
    Act.FAIL: _l("复查不通过"),
}

DID: dict[Act, Any] = BUTTONS | {Act.STEP_ASIDE: _l("一位专家回避")}
"""What was done, as others read it."""

YES_NO: dict[str, Any] = {"yes": _l("是"), "no": _l("否")}


def said_words(figure: Figure, said: str) -> str:
    """What stands at a figure, in words: not filled in, not applicable, or the value with its unit."""
    if not said:
        return str(_("没有数据") if figure.computation else _("没有填"))
    if said == NOT_APPLICABLE:
        return str(_("不适用"))
    match figure.of_kind:
        case Kind.YES_NO:
            return str(YES_NO[said])
        case Kind.DAY:
            return day(date.fromisoformat(said))
        case Kind.NUMBER:
            number = number_of(said)
            return f"{number:,} {tr(figure, 'unit')}".strip()
        case Kind.TEXT:
            return said


def points_words(hundredths: int | None) -> str:
    """Points as people write them: 87.5, not 87.50."""
    return "" if hundredths is None else f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")


def grade_words(file: YearFile) -> str:
    grade = terms(file.year).grade(file.grade)
    return tr(grade, "name") if grade else ""


def check_words(file: YearFile) -> str:
    """Why a designation bears a mark: kept with the record, so it is Chinese in every language of the site."""
    grade = terms(file.year).grade(file.grade)
    return f"{file.year} 年度年检：{grade.name_zh if grade else file.grade}"
