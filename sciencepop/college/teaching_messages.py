"""The words for marks, results and refusals of teaching."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sciencepop.college.rules.attendance import Mark, MarkSource, TeachingRefusal
from sciencepop.college.rules.completion import Outcome
from sciencepop.core.errors import RuleBroken

MARKS: dict[Mark, Any] = {
    Mark.PRESENT: _l("到"),
    Mark.LATE: _l("迟到"),
    Mark.LEAVE: _l("请假"),
    Mark.ABSENT: _l("没来"),
}

MARK_SOURCES: dict[MarkSource, Any] = {
    MarkSource.CODE: _l("本人签到"),
    MarkSource.LIST: _l("点名"),
    MarkSource.LEAVE: _l("批准请假"),
}

OUTCOMES: dict[Outcome, Any] = {
    Outcome.COMPLETED: _l("可以结业"),
    Outcome.TOO_FEW: _l("课次不够"),
    Outcome.HOMEWORK: _l("缺作业"),
}

R = TeachingRefusal
SENTENCES: dict[TeachingRefusal, Any] = {
    R.NOT_ENROLLED: _l("只有确定了座位的学员可以这样做。"),
    R.NO_LESSON_NOW: _l("现在没有课可以签到：上课前 30 分钟起，到下课为止。"),
    R.WRONG_CODE: _l("数字不对，或者已经换了。请看教室屏幕上最新的六位数字，也可以请老师点名。"),
    R.HERE_ALREADY: _l("这一课您已经签到了。"),
    R.LIST_TOO_EARLY: _l("上课前 30 分钟起可以点名。"),
    R.LIST_CLOSED: _l("下课三天后名单就定了，只能由另一个人写明原因更正。"),
    R.LIST_STILL_OPEN: _l("名单还开着，请直接在名单上改。"),
    R.OWN_MARK: _l("这一条是您自己登记的，请另一位负责人或分校来更正。"),
    R.OWN_ATTENDANCE: _l("这是您自己的记录，请别人来处理。"),
    R.NOTHING_CHANGES: _l("现在就是这样记的，没有改。"),
    R.WHY_MISSING: _l("请写明原因。"),
    R.LEAVE_TOO_LATE: _l("这一课已经开始，不能再请假；来不了请告诉教学点。"),
    R.LEAVE_ASKED: _l("这一课已经请过假。"),
    R.LEAVE_ANSWERED: _l("这个请假已经答复过了。"),
    R.LEAVE_NOT_GRANTED: _l("只有请假批准了的人可以记“请假”。"),
    R.TOO_MANY_NOTICES: _l("一个班一天最多发 %(count)d 次通知，请明天再发，或者合成一次。"),
    R.WORDS_MISSING: _l("请写上要说的话。"),
    R.NOT_OVER: _l("最后一课上完以后才可以。"),
    R.EVALUATED: _l("您已经说过了，谢谢。"),
    R.FILE_EMPTY: _l("请选一个文件，不能是空的。"),
    R.FILE_TOO_BIG: _l("文件最多 %(megabytes)d MB。"),
    R.FILE_KIND: _l("只收 PDF、JPEG 和 PNG。"),
    R.TOO_MANY_FILES: _l("一个班最多 %(count)d 个文件，请先删掉一些。"),
    R.LISTS_MISSING: _l("还有课没有点名：第 %(numbers)s 课。请先补上。"),
    R.NO_ONE_COMPLETED: _l("没有等着发证书的学员：先计算结业结果，已经有证书的不重复发。"),
    R.NO_HOMEWORK: _l("这个班不要求作业。"),
    R.HAS_CERTIFICATE: _l("%(name)s 的出勤改了以后不能结业，但证书还有效。请分校先撤销证书。"),
    R.REVOKED_ALREADY: _l("这份证书已经撤销了。"),
    R.ADDRESS_WRONG: _l("请填写单位联系人的邮箱。"),
    R.NO_SUCH_UNIT: _l("这个班没有这个单位推荐的学员。"),
    R.CLASS_OFF: _l("这个班没有公布，或者停开了。"),
}


def teaching_sentence(broken: RuleBroken) -> str:
    """What to tell somebody whose wish was refused, and what to do instead."""
    facts = dict(broken.facts)
    if "numbers" in facts:
        facts["numbers"] = str(_("、")).join(str(number) for number in facts["numbers"])
    words = str(SENTENCES[TeachingRefusal(broken.code)])
    return words % facts if "%(" in words else words
