"""Sentences for refusals of the festival."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import day
from sciencepop.festival.rules.refusals import Refusal
from sciencepop.programme.rules.refusals import Refusal as ProgrammeRefusal

_SENTENCES: dict[Refusal, Any] = {
    Refusal.WRONG_STATE: _l("这一届已经公布或结束，不能这样改了。已公布的日期请用“整体延期”。"),
    Refusal.CODE_TAKEN: _l("这个名称或网址已经用了。"),
    Refusal.DATES_IN_ORDER: _l("请检查日期：从早到晚，一届最多两个月。"),
    Refusal.OUTSIDE: _l("日期要在这一届里：%(from_on)s 到 %(until_on)s，从早到晚。"),
    Refusal.NAME_MISSING: _l("请选一个基地，或写上地点的名称。"),
    Refusal.NO_SUCH_EVENT: _l("没有找到这个活动。请从活动页面的网址里复制最后一段。"),
    Refusal.NO_SUCH_BASE: _l("没有找到这个公开的基地。"),
    Refusal.TOO_MANY: _l("最多 %(most)d 个，请先删去一些。"),
    Refusal.VENUE_NEEDED: _l("这个会场排了志愿者班次，不能删去，也不能换成别的地方。"),
    Refusal.IN_USE: _l("这个板块里还有活动，请先把它们移到别的板块。"),
    Refusal.NOT_READY: _l("公布以前，请至少写上一个板块和一个主办单位。"),
    Refusal.STILL_RUNNING: _l("%(until_on)s 以后才能结束：数字要等最后一天过完。"),
    Refusal.NOTHING_TO_MOVE: _l("这一届没有还没开始的场次，不用延期。"),
    Refusal.BAD_DAYS: _l("请写往后延几天，1 到 %(most)d 天。"),
    Refusal.TOO_FAR: _l("最后一场会在 %(days)d 天以后，现在还不能排那么远。"),
    Refusal.UNDERWAY: _l("场次正在移动，请等几分钟，移完以后再试。"),
    Refusal.UNDO_OVER: _l("撤回的时间已经过了，通知正在送出。要改回去，请再做一次调整。"),
    Refusal.LATER_FIRST: _l("这次以后又延期过。请先撤回最近的一次。"),
    Refusal.NOTHING_NEW: _l("和上一版相比没有变化，不用发布。"),
    Refusal.NOT_ANNOUNCED: _l("先公布这一届，再发布节目单。"),
    Refusal.CALL_CLOSED: _l("现在不收提案：%(opens)s 开始，%(closes)s 截止。"),
    Refusal.CALL_EXISTS: _l("这一届已经有征集了。"),
    Refusal.QUESTIONS_FIXED: _l("已经有人提交提案，问题不能再改。"),
    Refusal.NO_SUCH_SPEAKER: _l("这一届的活动里没有叫“%(name)s”的主讲人。"),
    Refusal.OWN_ORGANISATION: _l("这是您自己或您单位、基地的提案，请由别的评审来评。"),
    Refusal.DECIDED: _l("这个提案已经有结果，或者已经撤回了。"),
    Refusal.TOO_FEW_SCORES: _l("还只有 %(given)d 位评审打分，要 %(needed)d 位才能决定。"),
    Refusal.REASON_MISSING: _l("请写明条件或原因，提案人会看到。"),
    Refusal.ANSWERS_MISSING: _l("请回答每一个问题。"),
    Refusal.BASE_NEEDED: _l("请选由哪个基地举办。"),
    Refusal.ALREADY_EVENT: _l("这个提案已经变成活动草稿了。"),
}

_LEFT: dict[str, Any] = {
    ProgrammeRefusal.TAKEN.value: _l("那个时间已经有同一活动的另一场"),
    ProgrammeRefusal.RESOURCE_TAKEN.value: _l("基地的房间或设备那时不够"),
    ProgrammeRefusal.ALREADY_CANCELLED.value: _l("这一场刚刚取消了"),
    ProgrammeRefusal.ALREADY_OVER.value: _l("这一场已经结束了"),
    ProgrammeRefusal.UNDO_OVER.value: _l("移动以后又改过，或者马上就要开始、已经通知了大家"),
    ProgrammeRefusal.NOT_ALLOWED.value: _l("发起延期的人不再有权限"),
}

FIELD_OF = {
    Refusal.CODE_TAKEN: "code",
    Refusal.REASON_MISSING: "words",
    Refusal.NO_SUCH_SPEAKER: "addresses",
    Refusal.BAD_DAYS: "days",
}
"""Which field of a form a refusal hangs on; the others are about the whole wish."""


def sentence(broken: RuleBroken) -> str:
    """What to tell somebody whose wish was refused, and what to do instead."""
    words = str(_SENTENCES[Refusal(broken.code)])
    return words % _spoken(broken.facts) if "%(" in words else words


def _spoken(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: day(value) if hasattr(value, "isoformat") else value for name, value in facts.items()}


def why_left(code: str) -> str:
    """Why a session was not moved with the others."""
    return str(_LEFT.get(code) or _("那个时间不能排这一场"))
