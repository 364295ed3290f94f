"""The words for training, feedback, notes, sanctions, and refusals about them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers.messages import sentence
from sciencepop.volunteers.models import Audience, CourseKind, CourseState, Decision, NoteKind
from sciencepop.volunteers.rules.care import CareRefusal, Tick

COURSE_KINDS: dict[CourseKind, Any] = {CourseKind.QUIZ: _l("网上答题"), CourseKind.ATTENDANCE: _l("到场参加")}
COURSE_STATES: dict[CourseState, Any] = {
    CourseState.DRAFT: _l("草稿"),
    CourseState.OPEN: _l("开放"),
    CourseState.CLOSED: _l("已停办"),
}
AUDIENCES: dict[Audience, Any] = {
    Audience.CERTAIN: _l("已确定的人"),
    Audience.EVERYBODY: _l("所有人，包括后备和等安排的"),
    Audience.COORDINATORS: _l("志愿者给负责人"),
    Audience.ONE: _l("负责人给一位志愿者"),
}
NOTE_KINDS: dict[NoteKind, Any] = {NoteKind.PRAISE: _l("表扬"), NoteKind.CONCERN: _l("意见")}
TICKS: dict[Tick, Any] = {
    Tick.CLEAR: _l("事先说得清楚"),
    Tick.WELL_LED: _l("现场有人带"),
    Tick.SAFE: _l("觉得安全"),
    Tick.ENOUGH_PEOPLE: _l("人手够"),
    Tick.AGAIN: _l("愿意再来"),
}
DECISIONS: dict[Decision, Any] = {
    Decision.GRANTED: _l("申诉成立，处理已撤销"),
    Decision.UPHELD: _l("申诉没有成立，处理不变"),
}

R = CareRefusal
_SENTENCES: dict[CareRefusal, Any] = {
    R.NOT_A_VOLUNTEER: _l("先登记成为志愿者，再参加培训。"),
    R.COURSE_NOT_OPEN: _l("这个培训现在不能参加，请看看别的。"),
    R.TOO_MANY_TRIES: _l("今天已经答了 %(tries)d 次。请再看看内容，明天再来。"),
    R.COURSE_CHANGED: _l("题目刚刚改过，这次不算。请看看下面的新题再交卷。"),
    R.UNANSWERED: _l("还有题没有答。请每题至少选一项。"),
    R.NO_QUESTION: _l("答题的培训至少要有一道题才能开放。"),
    R.OPTIONS_WRONG: _l("每道题要有 2 到 5 个选项，都写上中文，并至少勾选一个正确的。"),
    R.COURSE_IN_USE: _l("已经有人参加过，不能再改参加方式。可以停办它，另建一个。"),
    R.SKILL_UNKNOWN: _l("没有这项技能或岗位。请从列表里选。"),
    R.ROLE_WITHOUT_SKILL: _l("要岗位用到这个培训，请先选它授予的技能。"),
    R.OWN_TRAINING: _l("自己的培训要由别人来登记。"),
    R.FUTURE: _l("还没有到的日子不能记。"),
    R.NOT_FOUND_ALONE: _l("这几行没有找到志愿者，或有几位同名，请改用志愿者编号：%(lines)s"),
    R.WORDS_MISSING: _l("请写清楚，至少四个字。"),
    R.TOO_MANY_MESSAGES: _l("今天已经发了 %(most)d 次，请明天再发；有急事请打电话。"),
    R.NOBODY_THERE: _l("现在没有可以收信的人。"),
    R.SHIFT_OFF: _l("这个班次没有公布、已经取消，或者您已不在里面。"),
    R.NOT_COUNTED: _l("班次结束、时长记下以后才能感谢。"),
    R.THANKED_ALREADY: _l("这个班次已经感谢过了。"),
    R.FEEDBACK_CLOSED: _l("班次结束、时长记下以后的一个月里，来过的人可以评价。"),
    R.NOT_BEGUN: _l("班次开始以后，才能写对参加的人的评价。"),
    R.NOTED_ALREADY: _l("这次班次已经写过这一种评价了。"),
    R.OWN_NOTE: _l("不能评价自己。"),
    R.ANSWERED_ALREADY: _l("您已经回应过了。"),
    R.RULE_UNKNOWN: _l("请选一条现在有效的规则。"),
    R.SANCTION_DAYS: _l("请从早到晚填写，从今天起，这条规则最多 %(days)d 天。"),
    R.OWN_SANCTION: _l("和您自己有关的，要由别人来处理。"),
    R.APPEAL_OVER: _l("已经申诉过、过了期限，或者处理已经结束，不能再申诉。"),
    R.APPEAL_DECIDED: _l("已经有人决定了。"),
    R.SAME_OFFICER: _l("处理是您作出的，申诉要由另一位工作人员决定。"),
}


def care_sentence(broken: RuleBroken) -> str:
    """What to tell somebody whose wish was refused, and what to do instead."""
    if not isinstance(broken.code, CareRefusal):
        return sentence(broken)
    words = str(_SENTENCES[broken.code])
    return words % broken.facts if "%(" in words else words
