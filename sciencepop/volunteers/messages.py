"""The words for states and refusals of volunteers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import day, span, tr, wall_clock
from sciencepop.volunteers.models import (
    AssignmentState,
    AvailabilityKind,
    NeedMode,
    NumberState,
    ShiftState,
)
from sciencepop.volunteers.rules.late import Price
from sciencepop.volunteers.rules.numbers import Fill
from sciencepop.volunteers.rules.refusals import Refusal
from sciencepop.volunteers.vocabulary import vocabulary

STATES: dict[AssignmentState, Any] = {
    AssignmentState.APPLIED: _l("已报名，等安排"),
    AssignmentState.WAITING: _l("候补中"),
    AssignmentState.OFFERED: _l("有位置，等您答复"),
    AssignmentState.CONFIRMED: _l("已确定"),
    AssignmentState.CHECKED_IN: _l("已签到"),
    AssignmentState.COMPLETED: _l("已完成"),
    AssignmentState.DECLINED: _l("没有安排"),
    AssignmentState.EXPIRED: _l("保留已过期"),
    AssignmentState.WITHDRAWN: _l("已退出"),
    AssignmentState.CALLED_OFF: _l("已取消"),
    AssignmentState.NO_SHOW: _l("未到"),
    AssignmentState.EXCUSED: _l("已请假"),
}

SHIFT_STATES: dict[ShiftState, Any] = {
    ShiftState.DRAFT: _l("草稿"),
    ShiftState.OPEN: _l("报名中"),
    ShiftState.ROSTERED: _l("人员已定"),
    ShiftState.CANCELLED: _l("已取消"),
}

MODES: dict[NeedMode, Any] = {
    NeedMode.INSTANT: _l("先报先得"),
    NeedMode.REQUEST: _l("报名后由负责人确认"),
    NeedMode.ROSTER: _l("报名意愿，统一排班"),
    NeedMode.WAITLIST_ONLY: _l("后备，需要时联系"),
}

FILLS: dict[Fill, Any] = {
    Fill.EMPTY: _l("还没有人"),
    Fill.SHORT: _l("人不够"),
    Fill.LOW: _l("还可以来"),
    Fill.GOOD: _l("够了"),
    Fill.FULL: _l("满了"),
}

NUMBER_STATES: dict[NumberState, Any] = {
    NumberState.UNVERIFIED: _l("没有填写"),
    NumberState.PENDING: _l("等待核对"),
    NumberState.VERIFIED: _l("已核对"),
    NumberState.REFUSED: _l("没有查到"),
}

AVAILABILITY: dict[AvailabilityKind, Any] = {
    AvailabilityKind.CAN: _l("可以来"),
    AvailabilityKind.PREFER: _l("最好是这时"),
    AvailabilityKind.CANNOT: _l("来不了"),
}

WEEKDAYS = (_l("周一"), _l("周二"), _l("周三"), _l("周四"), _l("周五"), _l("周六"), _l("周日"))

PRICES: dict[Price, Any] = {
    Price.NONE: _l("您还没有占位置，退出不影响别人。"),
    Price.EARLY: _l("退出后，位置马上让给候补的人，日历里也会取消。"),
    Price.LATE: _l("离开始不到一天：退出后马上告诉负责人，并请替补；记录里会写明是临近退出。"),
}

_SENTENCES: dict[Refusal, Any] = {
    Refusal.NOT_A_VOLUNTEER: _l("先登记成为志愿者，再来报名。"),
    Refusal.PAUSED: _l("您暂停了志愿服务。在“志愿者资料”里恢复后就能报名。"),
    Refusal.BARRED: _l("到 %(until)s 为止，您不能报名：%(rule)s。说明和申诉在“我的评价和处理”里。"),
    Refusal.NOT_NOW: _l("这位志愿者这段时间不能报名。"),
    Refusal.GUARDIAN_NEEDED: _l("未满 18 岁，要先有监护人同意。请在“志愿者资料”里把链接发给监护人。"),
    Refusal.CANCELLED: _l("这个班次已经取消。"),
    Refusal.NOT_PUBLISHED: _l("这个班次还没有公布。"),
    Refusal.PAST: _l("这个班次已经开始，不能再改了。"),
    Refusal.NOT_OPEN_YET: _l("%(when)s 开始报名。"),
    Refusal.FIRST_WAVE: _l("您这一周已经有班次。%(when)s 起大家都可以报名，现在先让还没有班次的人。"),
    Refusal.CLOSED: _l("报名已在 %(when)s 截止。"),
    Refusal.ROSTERED: _l("人员已经排定，不再报名。"),
    Refusal.ALREADY_THERE: _l("您已经报了这个班次。"),
    Refusal.TOO_YOUNG: _l("这个岗位要满 %(age)d 岁。"),
    Refusal.NO_POLICY: _l("按规定，您的年龄还不能参加志愿服务。"),
    Refusal.SKILL_MISSING: _l("这个岗位需要：%(skills)s。请参加培训，或在“志愿者资料”里申报，由区科协核实。"),
    Refusal.INSURANCE_MISSING: _l("这个班次要有志愿者保险，您那天还没有有效的保险。请联系区科协办理。"),
    Refusal.CLASH: _l("和“%(title)s”（%(span)s）时间冲突，或路上来不及。请先退掉那一个，或选别的班次。"),
    Refusal.HOURS: _l("按规定，您只能在 %(earliest)s–%(latest)s 之间服务。"),
    Refusal.CHANGE_OVER: _l("和您另一个地点的班次相隔不到 %(minutes)d 分钟，来不及赶到。"),
    Refusal.REST: _l("和前后一天的班次之间休息不到 %(hours)d 小时。"),
    Refusal.DAY: _l("这一天会超过 %(hours)d 小时。"),
    Refusal.WEEK: _l("这一周会超过 %(hours)d 小时。"),
    Refusal.ROW: _l("会连续服务超过 %(days)d 天，请休息一天。"),
    Refusal.UNAVAILABLE: _l("本人填写的时间里，这时来不了。"),
    Refusal.RISK_NOT_ACCEPTED: _l("请看过风险提示，勾选同意后再报名。"),
    Refusal.FULL: _l("位置满了。可以候补，有空位时按先后问您。"),
    Refusal.OFFER_OVER: _l("保留的时间已经过了，位置让给了下一位。"),
    Refusal.NOT_OFFERED: _l("这里没有等您答复的位置。"),
    Refusal.NOT_WITHDRAWABLE: _l("班次已经开始或结束，不能退出了。"),
    Refusal.WRONG_STATE: _l("状态已经变了，请刷新后再看。"),
    Refusal.UNDER_14: _l("未满 14 岁不能有自己的账号，也不能登记为志愿者。可以由家长带着参加活动。"),
    Refusal.CONSENT_MISSING: _l("请看过说明并勾选同意。"),
    Refusal.NUMBER_TAKEN: _l("这个志愿者编号已经有人登记。请核对，或联系区科协。"),
    Refusal.SKILL_UNKNOWN: _l("没有这项技能。请从列表里选。"),
    Refusal.NUMBERS_IN_ORDER: _l("人数要从少到多填写：最少、希望、最多，最多至少 1 人，不超过 500 人。"),
    Refusal.TOO_FEW_PLACES: _l("已经有 %(taken)d 人，最多人数不能少于这个数。"),
    Refusal.NO_NEED: _l("请至少填写一个岗位。"),
    Refusal.ROLE_TWICE: _l("同一个岗位只能填一次。"),
    Refusal.TIMES_IN_ORDER: _l(
        "请检查时间：从早到晚，开始在现在以后，一个班次不超过 24 小时；先集合后开始，先开放报名后截止。"
    ),
    Refusal.SWAP_OVER: _l("这个换班已经结束。"),
    Refusal.SWAP_NOT_POSSIBLE: _l("现在换不了：请至少选一个还能换的班次，离开始太近的也不能换。"),
    Refusal.QUIET: _l("现在太晚或太早，大家在休息，8 点以后再询问。"),
    Refusal.NOBODY_TO_ASK: _l("没有更多合适的人可以问：能来的都问过了，或者不符合要求。"),
}

FIELD_OF = {Refusal.NUMBER_TAKEN: "number", Refusal.UNDER_14: "birth_year", Refusal.CONSENT_MISSING: "consent"}
"""Which field of a form a refusal hangs on; the others are about the whole wish."""


def sentence(broken: RuleBroken) -> str:
    """What to tell somebody whose wish was refused, and what to do instead."""
    words = str(_SENTENCES[Refusal(broken.code)])
    return words % spoken(broken.facts) if "%(" in words else words


def spoken(facts: dict[str, Any]) -> dict[str, Any]:
    """A refusal's facts as its sentence names them."""
    words = dict(facts)
    if facts.get("when") is not None:
        words["when"] = f"{day(facts['when'])} {wall_clock(facts['when'])}"
    if facts.get("commitment") is not None:
        other = facts["commitment"]
        words |= {"title": tr(other.named, "title"), "span": span(other.starts_at, other.ends_at)}
    if "skills" in facts:
        words["skills"] = skill_names(facts["skills"])
    if facts.get("bar") is not None:
        words |= {"rule": tr(facts["bar"], "rule"), "until": day(facts["bar"].until_on)}
    for name in ("earliest", "latest"):
        if name in facts:
            words[name] = f"{facts[name]:%H:%M}"
    return words


def skill_names(slugs: Iterable[str]) -> str:
    """Several skills in one line."""
    return str(_("、")).join(skill_name(slug) for slug in slugs)


def skill_name(slug: str) -> str:
    """A skill's name, or its slug where the data no longer knows it."""
    skill = vocabulary().skills.get(slug)
    return tr(skill, "name") if skill else slug
