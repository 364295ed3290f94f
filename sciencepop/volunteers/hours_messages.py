"""The words for hours, proofs, and refusals about them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers.rules.attendance_notes import Doubt
from sciencepop.volunteers.rules.hours import Answer, HoursKind, HoursRefusal, MarkSource, Odd
from sciencepop.volunteers.rules.proofs import Outcome, ProofRefusal, ProofState

KINDS: dict[HoursKind, Any] = {
    HoursKind.SHIFT: _l("班次"),
    HoursKind.TRAINING: _l("培训等"),
    HoursKind.SELF_REPORT: _l("自报"),
    HoursKind.CORRECTION: _l("更正"),
}
SOURCES: dict[MarkSource, Any] = {
    MarkSource.CODE: _l("本人输入签到码"),
    MarkSource.LATER: _l("本人输入签到码，没有网络，后来送到"),
    MarkSource.COORDINATOR: _l("负责人登记"),
    MarkSource.KIOSK: _l("现场设备"),
    MarkSource.CLOCK: _l("到点自动"),
}
ANSWERS: dict[Answer, Any] = {
    Answer.GRANTED: _l("已按您说的记"),
    Answer.PARTLY: _l("记了一部分"),
    Answer.REFUSED: _l("没有更改"),
}
ODD: dict[Odd, Any] = {
    Odd.NEVER_CAME: _l("没有签到"),
    Odd.NEVER_LEFT: _l("没有签退，按班次结束时间记"),
    Odd.SHORT: _l("在岗时间很短"),
    Odd.LATE: _l("来晚了"),
    Odd.OVER: _l("走得比班次晚很多"),
    Odd.SAID: _l("本人后来送到的记录，没能核对"),
}
DOUBTS: dict[Doubt, Any] = {
    Doubt.DIGITS: _l("数字和当时屏幕上的不一样"),
    Doubt.CLOCK: _l("手机的时间不准"),
    Doubt.COUNTED: _l("送到时，时长已经记下"),
    Doubt.MARKS: _l("和班次时间或已有的记录对不上"),
}
OUTCOMES: dict[Outcome, Any] = {
    Outcome.UPHELD: _l("异议成立，没有出具"),
    Outcome.DISMISSED: _l("核实后异议不成立"),
    Outcome.LAPSED: _l("证明或提出的人已不在，不再处理"),
}
PROOF_STATES: dict[ProofState, Any] = {
    ProofState.REQUESTED: _l("等待公示"),
    ProofState.PUBLISHED: _l("公示中"),
    ProofState.ISSUED: _l("已出具"),
    ProofState.REVOKED: _l("已撤销"),
    ProofState.REFUSED: _l("没有出具"),
    ProofState.WITHDRAWN: _l("已收回"),
}

R, P = HoursRefusal, ProofRefusal
_SENTENCES: dict[Any, Any] = {
    R.NOT_SIGNED_UP: _l("这个报名现在不能这样记。请看看它的状态。"),
    R.SIGN_IN_CLOSED: _l("现在不是签到时间：班次开始前 1 小时到班次结束可以签到。"),
    R.WRONG_CODE: _l("签到码不对。请看现场屏幕上的六位数字，每分钟换一次。"),
    R.IN_ALREADY: _l("已经签到了。"),
    R.NOT_IN: _l("还没有签到。"),
    R.OUT_ALREADY: _l("已经签退了。"),
    R.COUNTED_ALREADY: _l("这个班次的时长已经记下。要改，请用更正或异议。"),
    R.NOT_OVER: _l("班次还没有结束。"),
    R.OWN_HOURS: _l("自己的时长要由别人来记。"),
    R.SAME_PERSON: _l("这一条是您记的，更正要由另一位工作人员来做。"),
    R.LOCKED: _l("时间太久，这一条已经锁定，只有区科协可以更正。"),
    R.WORDS_MISSING: _l("请写明原因，至少四个字。"),
    R.NOT_SO_MANY: _l("分钟数不对：最多 %(most)d 分钟。"),
    R.NOTHING_CHANGES: _l("和现在的分钟数一样，没有什么要改。"),
    R.FUTURE: _l("还没有到的日子不能记。"),
    R.ASKED_ALREADY: _l("您已经提过，正在等答复。"),
    R.ANSWERED_ALREADY: _l("已经有人答复了。"),
    R.KIOSK_ENDED: _l("这台设备已经停用，请找负责人。"),
    R.TOO_MANY_NOTES: _l("试得太多了，请找现场负责人登记。"),
    P.NAME_MISSING: _l("请先在“个人资料”里填写姓名：证明上要写它。"),
    R.CODE_KNOWN: _l(
        "您管理这个基地，随时看得到签到码，它证明不了您在现场。请让另一位负责人登记，或在现场设备上签到。"
    ),
    P.NOTHING_TO_PROVE: _l("这段时间里没有够半小时的志愿服务。"),
    P.DATES_WRONG: _l("请从早到晚填写，最晚到今天。"),
    P.TOO_MANY: _l("您已有几份证明在办理，请等它们出具。"),
    P.NOT_NOW: _l("这份证明现在不能这样处理，请看它的状态。"),
    P.OWN_PROOF: _l("自己的证明要由别人来办理。"),
    P.REASON_MISSING: _l("请写明原因，至少四个字。"),
    P.OBJECTED_ALREADY: _l("您已经对这份证明提过异议，正在核实。"),
    P.TOO_MANY_OBJECTIONS: _l("您已有几条异议在核实，请等它们有了结果。"),
    P.DECIDED_ALREADY: _l("这条异议已经有了结果。"),
    P.OWN_OBJECTION: _l("自己提的异议要由别人来决定。"),
    P.TOO_MANY_MESSAGES: _l("已经转达了很多次，请直接写下决定。"),
}


def hours_sentence(broken: RuleBroken) -> str:
    """What to tell somebody whose wish about hours or proofs was refused, and what to do instead."""
    facts = {"most": 24 * 60} | broken.facts
    words = str(_SENTENCES[broken.code])
    return words % facts if "%(" in words else words


def hours_text(minutes: int) -> str:
    """Minutes as people read them: 2 小时 35 分."""
    hours, rest = divmod(abs(minutes), 60)
    if not hours:
        words = _("%(minutes)d 分钟", minutes=rest)
    elif not rest:
        words = _("%(hours)d 小时", hours=hours)
    else:
        words = _("%(hours)d 小时 %(minutes)d 分", hours=hours, minutes=rest)
    return f"-{words}" if minutes < 0 else str(words)
