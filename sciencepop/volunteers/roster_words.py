"""The words of the auto-roster: states, refusals, and why a place stays empty."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers.messages import skill_names
from sciencepop.volunteers.models import Need, RunState
from sciencepop.volunteers.roster.reasons import Lack
from sciencepop.volunteers.rules.refusals import Refusal
from sciencepop.volunteers.rules.rosters import LONGEST_DAYS, RosterRefusal

RUN_STATES: dict[RunState, Any] = {
    RunState.QUEUED: _l("等待开始"),
    RunState.RUNNING: _l("正在排"),
    RunState.DRAFT: _l("草稿，等您决定"),
    RunState.PUBLISHING: _l("正在公布"),
    RunState.PUBLISHED: _l("已公布"),
    RunState.DISCARDED: _l("没有采用"),
    RunState.FAILED: _l("没有排成"),
}

_SENTENCES: dict[RosterRefusal, Any] = {
    RosterRefusal.DAYS_IN_ORDER: _l("结束的日子不能早于开始的日子。"),
    RosterRefusal.TOO_LONG: _l("一次最多排 %(most)d 天。", most=LONGEST_DAYS),
    RosterRefusal.NO_SHIFTS: _l("这几天没有已公布、还没开始的班次。请先公布班次。"),
    RosterRefusal.UNDER_WAY: _l("这个基地还有一份排班没有决定。请先公布它，或者不采用。"),
    RosterRefusal.NO_DRAFT: _l("这份排班已经决定过了，或者还没有排好。"),
}
FIELD_OF = {
    RosterRefusal.DAYS_IN_ORDER: "until_on",
    RosterRefusal.TOO_LONG: "until_on",
    RosterRefusal.NO_SHIFTS: "from_on",
}

LEFT_OUT: dict[Refusal, Any] = {
    Refusal.PAUSED: _l("暂停了服务"),
    Refusal.NOT_A_VOLUNTEER: _l("不再是志愿者"),
    Refusal.ALREADY_THERE: _l("已经在这个班次里"),
    Refusal.FULL: _l("位置已经满了"),
    Refusal.CLASH: _l("有了别的安排"),
    Refusal.UNAVAILABLE: _l("改了时间，来不了"),
    Refusal.WRONG_STATE: _l("状态已经变了"),
    Refusal.CANCELLED: _l("班次取消了"),
    Refusal.PAST: _l("班次已经开始"),
    Refusal.QUIET: _l("离开始太近，来不及问"),
}


def roster_sentence(broken: RuleBroken) -> str:
    """What to tell a coordinator whose wish was refused."""
    return str(_SENTENCES[RosterRefusal(broken.code)])


def left_out_words(reason: str) -> str:
    """Why a place of a draft was not given or taken."""
    return str(LEFT_OUT.get(Refusal(reason), _("规则不允许了")))


def lack_sentence(lack: Lack, counts: dict[str, int], need: Need) -> str:
    """The reason that binds, in a sentence that says what to look for."""
    number, skills = counts.get(lack.value, 0), skill_names(need.skills)
    if lack is Lack.SKILL:
        return str(_("没有会%(skills)s的志愿者，需要招募或培训。", skills=skills))
    if lack is Lack.AVAILABILITY and skills:
        words = ngettext(
            "会%(skills)s的 %(num)d 人这时没空，或者没有说有空。",
            "会%(skills)s的 %(num)d 人这时没空，或者没有说有空。",
            number,
            skills=skills,
        )
        return str(words)
    return _people_sentence(lack, number)


def _people_sentence(lack: Lack, number: int) -> str:
    sentences = {
        Lack.AVAILABILITY: ngettext("没有人这时有空。", "没有人这时有空。", number),
        Lack.AGE: ngettext("有空的 %(num)d 人年龄不够。", "有空的 %(num)d 人年龄不够。", number),
        Lack.HOURS_OF_DAY: ngettext(
            "有空的 %(num)d 人未成年，这个时间不能服务。", "有空的 %(num)d 人未成年，这个时间不能服务。", number
        ),
        Lack.BUSY: ngettext("合适的 %(num)d 人在别处有班。", "合适的 %(num)d 人在别处有班。", number),
        Lack.SAME_TIME: ngettext("合适的 %(num)d 人同一时间有别的班。", "合适的 %(num)d 人同一时间有别的班。", number),
        Lack.REST: ngettext(
            "合适的 %(num)d 人和前后一天的班之间休息不够。", "合适的 %(num)d 人和前后一天的班之间休息不够。", number
        ),
        Lack.DAY: ngettext("合适的 %(num)d 人这一天已经排满。", "合适的 %(num)d 人这一天已经排满。", number),
        Lack.DAYS_IN_ROW: ngettext(
            "合适的 %(num)d 人会连续服务太多天。", "合适的 %(num)d 人会连续服务太多天。", number
        ),
        Lack.MAXIMUM: ngettext(
            "合适的 %(num)d 人这一周的时间已经用完。", "合适的 %(num)d 人这一周的时间已经用完。", number
        ),
        Lack.COMPANION: ngettext(
            "只有未成年人合适（%(num)d 人），班里还没有成年人。",
            "只有未成年人合适（%(num)d 人），班里还没有成年人。",
            number,
        ),
        Lack.WORTH: ngettext(
            "还有 %(num)d 人合适，但再排会很不公平。", "还有 %(num)d 人合适，但再排会很不公平。", number
        ),
    }
    return str(sentences[lack])
