"""The words for states and refusals of the college."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sciencepop.college.models import Bucket, ClassState, EnrolmentState, PointState, RoundState, SheetSource, WayIn
from sciencepop.college.rules.attendance import TeachingRefusal
from sciencepop.college.rules.refusals import Refusal
from sciencepop.college.rules.rounds import LOST_TWICE, NONE
from sciencepop.college.rules.terms import Phase
from sciencepop.college.rules.timetable import DayPart, Trouble
from sciencepop.college.teaching_messages import teaching_sentence
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import day, span, tr, wall_clock

POINT_STATES: dict[PointState, Any] = {
    PointState.APPLIED: _l("等待分校审核"),
    PointState.REFUSED: _l("没有通过"),
    PointState.APPROVED: _l("分校已通过"),
    PointState.FILED: _l("总校已备案"),
    PointState.PLAQUED: _l("已授牌"),
    PointState.SUSPENDED: _l("暂停"),
}

POINT_STEPS: dict[PointState, Any] = {
    PointState.APPROVED: _l("通过审核"),
    PointState.REFUSED: _l("不通过"),
    PointState.FILED: _l("总校备案"),
    PointState.PLAQUED: _l("授牌"),
    PointState.SUSPENDED: _l("暂停教学点"),
}

CLASS_STATES: dict[ClassState, Any] = {
    ClassState.DRAFT: _l("草稿"),
    ClassState.PUBLISHED: _l("已公布"),
    ClassState.DISSOLVED: _l("停开"),
}

WAYS: dict[WayIn, Any] = {
    WayIn.FIRST_COME: _l("先报先得"),
    WayIn.DRAW: _l("填志愿，摇号"),
    WayIn.NOMINATION: _l("单位推荐"),
    WayIn.WALK_IN: _l("不用报名，直接来"),
}

BUCKETS: dict[Bucket, Any] = {
    Bucket.POINT: _l("本教学点居民"),
    Bucket.NEWCOMER: _l("没有上过课的人"),
    Bucket.SENIOR: _l("老年人和不上网的人"),
    Bucket.HOUSEHOLD: _l("两个人一起来的"),
    Bucket.GENERAL: _l("所有人"),
}

ENROLMENT_STATES: dict[EnrolmentState, Any] = {
    EnrolmentState.WAITING: _l("候补中"),
    EnrolmentState.OFFERED: _l("有座位，等您答复"),
    EnrolmentState.CONFIRMED: _l("已报名"),
    EnrolmentState.COMPLETED: _l("已结业"),
    EnrolmentState.FAILED: _l("没有结业"),
    EnrolmentState.DECLINED: _l("已放弃"),
    EnrolmentState.EXPIRED: _l("保留已过期"),
    EnrolmentState.WITHDRAWN: _l("已退出"),
    EnrolmentState.DISSOLVED: _l("班已停开"),
}

ROUND_STATES: dict[RoundState, Any] = {
    RoundState.OPEN: _l("收志愿单"),
    RoundState.CLOSED: _l("已封存，等开奖"),
    RoundState.DRAWN: _l("已摇号"),
    RoundState.DONE: _l("全部完成"),
    RoundState.ANNULLED: _l("已作废"),
}

SOURCES: dict[SheetSource, Any] = {
    SheetSource.WEB: _l("网上填写"),
    SheetSource.DESK: _l("服务台代填"),
    SheetSource.TELEPHONE: _l("电话代填"),
}

PRIORITIES: dict[str, Any] = {
    LOST_TWICE: _l("最近两轮都没有摇中，优先"),
    NONE: _l("没有优先"),
}

PHASES: dict[Phase, Any] = {
    Phase.HIDDEN: _l("还没有公布"),
    Phase.CATALOGUE: _l("课程表已公布"),
    Phase.WISHES: _l("正在填志愿"),
    Phase.DRAWING: _l("等待摇号"),
    Phase.CONFIRMING: _l("等中签的人确认"),
    Phase.LEFTOVERS: _l("剩余座位先报先得"),
    Phase.OVER: _l("已结束"),
}

PARTS: dict[DayPart, Any] = {
    DayPart.MORNING: _l("上午"),
    DayPart.AFTERNOON: _l("下午"),
    DayPart.EVENING: _l("晚上"),
}

TROUBLES: dict[Trouble, Any] = {
    Trouble.LECTURER: _l("讲师同时要上两个班的课，这样不能公布"),
    Trouble.ROOM: _l("同一间教室同时有两个班"),
    Trouble.NOT_AVAILABLE: _l("讲师说过这个时间来不了"),
    Trouble.TOO_LARGE: _l("人数比教学点坐得下的多"),
}

_SENTENCES: dict[Refusal, Any] = {
    Refusal.NOT_PUBLISHED: _l("这个班还没有公布。"),
    Refusal.DISSOLVED: _l("这个班停开了：%(reason)s"),
    Refusal.WALK_IN: _l("这个班不用报名，按时来就行。"),
    Refusal.BY_NOMINATION: _l("这个班由街镇或单位推荐，不能自己报名。想参加请找您的单位。"),
    Refusal.BY_DRAW: _l("这个班摇号：%(wishes_from)s 到 %(wishes_until)s 填志愿；%(when)s 起，剩余座位先报先得。"),
    Refusal.BEING_DRAWN: _l("这个班的座位正在摇号，结果发出以后才知道还剩多少。请过几天再看。"),
    Refusal.NOT_OPEN_YET: _l("%(when)s 开始报名。"),
    Refusal.CLOSED: _l("报名已在 %(when)s 截止。"),
    Refusal.OVER: _l("这个班已经上完了。"),
    Refusal.ALREADY_IN: _l("已经在这个班里了。"),
    Refusal.PREREQUISITE: _l("上这门课以前，要先结业“%(course)s”。"),
    Refusal.TERM_LIMIT: _l("一个学期最多报 %(most)d 个班，好让更多人有课上。请先退出一个。"),
    Refusal.CLASH: _l("有一课和“%(title)s”（%(span)s）时间冲突。请先退掉那一个，或选别的班。"),
    Refusal.FULL: _l("座位满了。可以候补，有空位时按先后问您。"),
    Refusal.NEXT_WAVE: _l("剩余座位分三天开放，今天的一批已经报完。下一批 %(when)s 开放。"),
    Refusal.OFFER_OVER: _l("保留的时间已经过了，座位让给了下一位。"),
    Refusal.NOT_OFFERED: _l("这里没有等您答复的座位。"),
    Refusal.NOT_WITHDRAWABLE: _l("这个班已经结束，或者您已经退出了。"),
    Refusal.WRONG_STATE: _l("状态已经变了，请刷新后再看。"),
    Refusal.NOT_FOR_NOMINATION: _l("只有“单位推荐”的班可以推荐学员。"),
    Refusal.REASON_MISSING: _l("请写明原因。"),
    Refusal.CODE_TAKEN: _l("这个课程编号已经用了。"),
    Refusal.TERM_TAKEN: _l("这个学期已经有了。"),
    Refusal.OUT_OF_SEASON: _l("春季学期在 3–6 月，秋季学期在 9–12 月，请检查年份和日期。"),
    Refusal.DATES_IN_ORDER: _l("请检查时间的先后：后面一步要晚于前面一步，报名要在最后一课前截止。"),
    Refusal.HOLIDAY_OUTSIDE: _l("停课日要在学期里：%(from_on)s 到 %(until_on)s，从早到晚。"),
    Refusal.TOO_FEW_DAYS: _l("学期里剩下的上课日不够 %(lessons)d 课%(which)s。请减少课次或停课日。"),
    Refusal.NUMBERS_IN_ORDER: _l("最少人数不能多于座位数。"),
    Refusal.TOO_FEW_SEATS: _l("已经有 %(taken)d 人，座位不能少于这个数；分了份额的班，只能增减“所有人”那一份。"),
    Refusal.SEATS_OF_BUCKETS: _l("只有摇号的班分份额，各份共 %(capacity)d 个座位，两人一起的要是双数。"),
    Refusal.POINT_NOT_READY: _l("教学点要先在总校备案，暂停的教学点不能开班。"),
    Refusal.HOURS_MISSING: _l("先报先得的班，请写明几月几日几点开始报名。"),
    Refusal.LECTURER_CLASH: _l("%(lecturer)s 在 %(when)s 已经有另一个班的课，不能同时上两个班。"),
    Refusal.LECTURER_BUSY: _l("%(lecturer)s 本人在 %(when)s 前后有别的安排，来不了或赶不上。请与本人商量。"),
    Refusal.SAME_LECTURER: _l("这一课本来就由这位讲师讲。"),
    Refusal.LESSON_OVER: _l("这一课已经开始或上完了，不能再改。"),
    Refusal.HAS_BEGUN: _l("第一课的时间已经过了，请先改时间再公布。"),
    Refusal.NOTHING_TO_COPY: _l("那个学期没有公布过的班，没有可以复制的。"),
    Refusal.PERSON_TAKEN: _l("这个账号已经是另一位讲师。"),
    Refusal.OWN_PREREQUISITE: _l("一门课不能要求先上它自己。"),
    Refusal.ROUND_CLOSED: _l("这一轮现在不收志愿单：%(when)s 开始，%(until)s 截止。"),
    Refusal.ROUND_STILL_OPEN: _l("还在收志愿单，%(when)s 以后才能封存。"),
    Refusal.ROUND_TAKEN: _l("这个学期已经有一轮摇号在进行，做完或作废以后才能再开。"),
    Refusal.ROUND_HOURS: _l("请检查时间的先后：先开始，再截止，开奖在截止以后。"),
    Refusal.NO_DRAWN_CLASSES: _l("这个学期没有公布而且有空座位的摇号班。"),
    Refusal.ENTROPY_PAST: _l("公布过的开奖时间已经到了，不能再封存：结果也许有人知道。请作废后另开一轮。"),
    Refusal.ENTROPY_EARLY: _l("还没有到公布的开奖时间 %(when)s，现在不能摇号。"),
    Refusal.ENTROPY_MISSING: _l("请写开奖号码。"),
    Refusal.CODE_CHANGED: _l("封存以后，分配程序或文件有了改动，不能摇号。请说明原因作废，另开一轮。"),
    Refusal.NO_WISHES: _l("请至少选一个班。"),
    Refusal.WISHED_TWICE: _l("同一个班请只选一次。"),
    Refusal.NOT_IN_ROUND: _l("有一个班不在这一轮里，请重新选。"),
    Refusal.NO_HOUSEHOLD: _l("“%(course)s”没有两个人一起的座位。请各填一张，或选别的班。"),
    Refusal.ON_A_SHEET: _l("每人每轮只能在一张志愿单上，已经有一张了。可以修改那一张。"),
    Refusal.SHEET_OF_TWO: _l("这张志愿单上已经有两个人了。您可以自己填一张。"),
    Refusal.DATES_FIXED: _l("这个学期已经有公布的班，起止日期不能再改；请用停课日调整。"),
}

FIELD_OF = {
    Refusal.CODE_TAKEN: "code",
    Refusal.HOURS_MISSING: "opens_on",
    Refusal.REASON_MISSING: "reason",
}
"""Which field of a form a refusal hangs on; the others are about the whole wish."""


def sentence(broken: RuleBroken) -> str:
    """What to tell somebody whose wish was refused, and what to do instead."""
    if isinstance(broken.code, TeachingRefusal):
        return teaching_sentence(broken)
    code = Refusal(broken.code)
    words = str(_SENTENCES[code])
    return words % _spoken(broken.facts) if "%(" in words else words


def _spoken(facts: dict[str, Any]) -> dict[str, Any]:
    """A refusal's facts as its sentence names them."""
    words = dict(facts)
    for name in ("when", "until", "wishes_from", "wishes_until"):
        if facts.get(name) is not None:
            words[name] = f"{day(facts[name])} {wall_clock(facts[name])}"
    for name in ("from_on", "until_on"):
        if facts.get(name) is not None:
            words[name] = day(facts[name])
    if facts.get("commitment") is not None:
        commitment = facts["commitment"]
        starts_at = commitment.occurrence.starts_at if commitment.occurrence else commitment.starts_at
        ends_at = commitment.occurrence.ends_at if commitment.occurrence else commitment.ends_at
        words |= {"title": tr(commitment.named, "title"), "span": span(starts_at, ends_at)}
    if facts.get("course") is not None:
        words["course"] = tr(facts["course"], "title")
    if facts.get("lecturer") is not None:
        words["lecturer"] = tr(facts["lecturer"], "name")
    one = facts.get("one")
    words["which"] = _("（“%(title)s”班）", title=tr(one.course, "title")) if one is not None else ""
    return words
