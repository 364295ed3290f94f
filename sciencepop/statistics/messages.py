"""The words for forms, units, states, ways of counting, and refusals."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from sciencepop.core.errors import RuleBroken
from sciencepop.statistics.models import ReturnState
from sciencepop.statistics.rules.cells import Refusal
from sciencepop.statistics.settings import COMPUTED, ENTERED, NONE

FORMS: dict[str, Any] = {
    "KP-001": _l("科普人员"),
    "KP-002": _l("科普场地"),
    "KP-003": _l("科普经费"),
    "KP-004": _l("科普传媒"),
    "KP-005": _l("科普活动"),
}
UNITS: dict[str, Any] = {
    "people": _l("人"),
    "months": _l("人月"),
    "m2": _l("平方米"),
    "visits": _l("人次"),
    "places": _l("个（场所）"),
    "vehicles": _l("辆"),
    "wan": _l("万元"),
    "yuan": _l("元"),
    "titles": _l("种"),
    "copies": _l("册、份"),
    "hours": _l("小时"),
    "items": _l("个"),
    "sessions": _l("次"),
}
HOW: dict[str, Any] = {COMPUTED: _l("平台计算"), ENTERED: _l("人工填写"), NONE: _l("不由本单位填")}
STATES: dict[ReturnState, Any] = {
    ReturnState.FROZEN: _l("已定稿，等另一位同事确认"),
    ReturnState.CONFIRMED: _l("已确认"),
    ReturnState.GIVEN_BACK: _l("已退回"),
}
RULES: dict[str, Any] = {
    "sessions": _l("实际举办的场次：有人签到才算，取消的不算；每场只归入一类。"),
    "heads": _l("这些场次签到的人次，同一个人参加两场算两次。"),
    "things": _l("同一个展览、竞赛或营地只算一次，不按场次重复。"),
    "visits": _l("参观人次：同一批人同一天只算一次，取当天最多的人数。"),
    "open_units": _l("实际办过开放活动的科研机构和大学，每个算一次。"),
    "week_sessions": _l("科技活动周那几天的各类场次，它们也在各自的类别里。"),
    "week_heads": _l("科技活动周那几天各类场次签到的人次。"),
    "lecturers": _l("实际授过课或送过配送的讲师，每人算一次，明细写课名，不写姓名。"),
    "served_months": _l("志愿服务的实际分钟数，除以一个月的法定工作时间。"),
    "volunteers": _l("年末在册的志愿者，按加入的月份列出，不列姓名。"),
    "named_bases": _l("年末命名有效的基地，有几个命名也只算一个。"),
    "delivery_cost": _l("已结项配送的费用（明细以分计），换算成万元。"),
    "sum": _l("由下面几项相加。"),
}
ROWS: dict[str, Any] = {
    "session": _l("一个场次"),
    "event": _l("一个活动"),
    "base": _l("一个基地"),
    "lesson": _l("科普大学的一课"),
    "class": _l("科普大学的一个班"),
    "delivery": _l("一次配送"),
    "item": _l("一个配送项目"),
    "contest": _l("一项竞赛"),
    "joined": _l("这个月加入的志愿者"),
    "served": _l("这个月的志愿服务（分钟）"),
    "person": _l("一位讲师"),
    "lecturer": _l("一位讲师"),
    "deliverer": _l("一位讲师"),
    "figure": _l("本表的另一项"),
}
"""What a row behind a figure stands for, by the kind in its key."""
MONTHS = ("joined", "served")
"""Rows of a whole month, whose day is only its first."""
R = Refusal
SENTENCES: dict[Refusal, Any] = {
    R.NOT_WHOLE: _l("请填整数，例如 0 或 1200；不适用就填 -。"),
    R.FROZEN: _l("这套表已经定稿，不能再改。要改，请另一位同事先退回。"),
    R.NOT_FROZEN: _l("这一稿已经处理过了，请刷新后再看。"),
    R.YEAR_NOT_OVER: _l("这一年还没有过完，年底以后才能定稿。"),
    R.EMPTY_CELLS: _l("还有 %(count)d 项没有填。没有发生的填 0，不适用的填 -。"),
    R.SUMS_WRONG: _l("有“其中”项大于总数，请先改好再定稿。"),
    R.SAME_PERSON: _l("定稿的人不能自己确认或退回，请另一位同事来。"),
    R.CHANGED_MEANWHILE: _l("您打开这一页以后，别人改过这些数。请重新打开这一页，看过现在的数再保存。"),
    R.REASON_MISSING: _l("请写明原因。"),
    R.NOT_YOURS: _l("这不是您所在部门的指标。"),
    R.COMPUTED: _l("这一项由平台计算，不能填写。"),
    R.BAD_ADDRESS: _l("请填写邮箱或手机号。"),
    R.NO_SUCH_PERSON: _l("这个邮箱或手机号还没有账号，请对方先登录一次。"),
    R.NAMED_ALREADY: _l("对方已经是这个部门的填报人。"),
}


def sentence(broken: RuleBroken) -> str:
    """What to tell somebody whose wish was refused, and what to do instead."""
    words = str(SENTENCES[Refusal(broken.code)])
    return words % broken.facts if "%(" in words else words
