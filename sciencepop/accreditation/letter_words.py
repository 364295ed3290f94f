"""What letters about cases say: a subject and what to do now, by what happened and to whom it is told."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from sciencepop.accreditation.rules.steps import Act, News, Side

B, T, D, L, E = Side.BASE, Side.TOWN, Side.DISTRICT, Side.LEAD, Side.EXPERT

_off = _l("认定申请不予受理：%(base)s")
_not_named = _l("不予认定：%(base)s")
_over = _l("命名已结束：%(base)s")
_late = _l("认定事项没有按时办理：%(base)s")
_late_advice = _l("规定的时间已经过了，请打开办理页面处理。")
_look = _l("请打开办理页面查看。")

WORDS: dict[tuple[Act | News, Side], tuple[Any, Any]] = {
    (Act.FORWARD, T): (_l("认定申请等街镇初审：%(base)s"), _l("请在 %(due)s 前提出意见：通过、退回补正或不予受理。")),
    (Act.FORWARD, B): (_l("认定申请已提交：%(base)s"), _l("街镇科协先作初审，有结果就写信告诉您。")),
    (Act.PASS, D): (_l("认定申请等区里受理：%(base)s"), _l("请在 %(due)s 前受理、退回补正或不予受理。")),
    (Act.PASS, B): (_l("街镇初审通过：%(base)s"), _l("申请已报区科委、区科协，等待受理。")),
    (Act.RETURN, B): (
        _l("认定申请需要补正：%(base)s"),
        _l("请按原因补正，在 %(due)s 前再提交；逾期不予受理。"),
    ),
    (Act.REFUSE, B): (_off, _l("如有疑问，请联系区科协。")),
    (Act.REFUSE, D): (_off, _look),
    (Act.LAPSE, B): (_off, _l("如有疑问，请联系区科协。")),
    (Act.LAPSE, D): (_off, _look),
    (Act.ACCEPT, B): (_l("认定申请已受理：%(base)s"), _l("接下来是实地勘察和专家评审。")),
    (Act.ASSIGN_VISIT, B): (_l("将实地勘察：%(base)s"), _l("勘察人员会与您联系，请准备好开放和安全方面的记录。")),
    (Act.ASSIGN_EXPERTS, E): (
        _l("请评审一份认定申请：%(base)s"),
        _l("请在 %(due)s 前评分；与基地有关联的请回避。"),
    ),
    (Act.ASSIGN_EXPERTS, B): (_l("进入专家评审：%(base)s"), _l("评审结束后会告诉您结果。")),
    (Act.STEP_ASIDE, D): (_l("有专家回避：%(base)s"), _l("请另选一位专家。")),
    (Act.PROPOSE, D): (_l("拟认定：%(base)s"), _l("请在 %(due)s 前发布公示。")),
    (Act.DECLINE, B): (_not_named, _l("如有疑问，请联系区科协；条件具备后可以再申请。")),
    (Act.DECLINE, D): (_not_named, _look),
    (Act.PUBLISH, B): (_l("拟认定并公示：%(base)s"), _l("公示到 %(notice)s。公示期满没有异议，就正式命名。")),
    (Act.OBJECT, D): (_l("公示收到异议：%(base)s"), _l("请在 %(due)s 前核查并答复。")),
    (Act.DISMISS, B): (_l("异议不成立：%(base)s"), _l("公示继续到 %(notice)s。")),
    (Act.DISMISS, L): (_l("异议不成立：%(base)s"), _l("公示期满后请办理命名。")),
    (Act.UPHOLD, B): (_not_named, _l("公示期间的异议经核查成立。如有疑问，请联系区科协。")),
    (Act.UPHOLD, D): (_not_named, _look),
    (Act.NAME, B): (_l("祝贺，已命名：%(base)s"), _l("文号和牌匾编号在办理页面上；到期前会提醒您重新认定。")),
    (Act.NAME, T): (_l("已命名：%(base)s"), _look),
    (Act.RECTIFY, B): (
        _l("请整改：%(base)s"),
        _l("请在 %(due)s 前上传整改方案和证据，提交复查。"),
    ),
    (Act.HAND_IN, D): (_l("整改等复查：%(base)s"), _l("请在 %(due)s 前复查。")),
    (Act.CLEAR, B): (_l("整改复查通过：%(base)s"), _l("名单上的标注已经去掉。")),
    (Act.ACCUSE, B): (
        _l("拟撤销命名，请陈述申辩：%(base)s"),
        _l("您有权陈述和申辩，请在 %(due)s 前提交。"),
    ),
    (Act.ANSWER, L): (_l("基地提交了申辩：%(base)s"), _l("请阅读后决定是否撤销。")),
    (Act.ANSWER, D): (_l("基地提交了申辩：%(base)s"), _look),
    (Act.WITHDRAW, B): (_l("命名已撤销：%(base)s"), _l("请把牌匾交回区科协。如有疑问，请联系区科协。")),
    (Act.WITHDRAW, D): (_l("命名已撤销：%(base)s"), _l("请收回牌匾并登记。")),
    (Act.WITHDRAW, T): (_l("命名已撤销：%(base)s"), _look),
    (Act.ACQUIT, B): (_l("命名不撤销：%(base)s"), _l("命名继续有效。")),
    (Act.ACQUIT, D): (_l("命名不撤销：%(base)s"), _look),
    (Act.PAUSE, D): (_l("暂停开放备案：%(base)s"), _look),
    (Act.REOPEN, D): (_l("恢复开放：%(base)s"), _look),
    (Act.REPORT_CHANGE, D): (_l("报告其他变化：%(base)s"), _look),
    (Act.ASK_LEAVE, D): (_l("申请退出：%(base)s"), _l("请在 %(due)s 前办理。")),
    (Act.STAY, D): (_l("撤回退出申请：%(base)s"), _look),
    (Act.CONFIRM_LEAVE, B): (_over, _l("退出已办结，请把牌匾交回区科协。")),
    (Act.CONFIRM_LEAVE, T): (_over, _look),
    (Act.EXPIRE, B): (_over, _l("有效期已满。需要重新认定的，请在开放的批次里申请。")),
    (Act.EXPIRE, D): (_over, _look),
    (Act.TAKE_BACK, D): (_l("申请已撤回：%(base)s"), _look),
    **{(News.LATE, side): (_late, _late_advice) for side in (B, T, D, L, E)},
}
