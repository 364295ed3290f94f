"""What pages, letters and tables call the things of recognition."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from sciencepop.accreditation.models import AccreditationCase, Designation
from sciencepop.accreditation.rules.designations import Status
from sciencepop.accreditation.rules.steps import Act, CaseState, Side
from sciencepop.accreditation.schemes import schemes
from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference

STATUSES: dict[Status, Any] = {
    Status.NAMED: _l("有效"),
    Status.RECTIFY: _l("需整改"),
    Status.PAUSED: _l("暂停开放"),
    Status.WITHDRAWN: _l("已撤销命名"),
    Status.LEFT: _l("已自愿退出"),
    Status.VOID: _l("登记有误，作废"),
}

LEVELS: dict[str, Any] = {
    "national": _l("国家级"),
    "municipal": _l("市级"),
    "sector": _l("行业"),
    "district": _l("区级"),
}


def scheme_name(slug: str) -> str:
    found = schemes().scheme(slug)
    return tr(found, "name") if found else slug


def category_name(scheme: str, slug: str) -> str:
    found = schemes().category(scheme, slug)
    return tr(found, "name") if found else slug


def kind_name(row: Designation | AccreditationCase) -> str:
    """What a base is named, or applies for: the scheme, and its category where there is one."""
    parts = [scheme_name(row.scheme), category_name(row.scheme, row.category)]
    return " · ".join(part for part in parts if part)


def authority_name(slug: str) -> str:
    found = schemes().authorities.get(slug)
    return tr(found, "name") if found else slug


def town_name(code: str | None) -> str:
    found = get_reference().towns.get(code or "")
    return tr(found, "name") if found else ""


def standing(row: Designation, day: date) -> str:
    """What is to be said of a designation on a day: its status, or that its days are over or to come."""
    status = row.status_on(day)
    if status in (Status.NAMED, Status.RECTIFY, Status.PAUSED):
        if row.until_on and row.until_on < day:
            return str(_l("已到期"))
        if day < row.from_on:
            return str(_l("尚未生效"))
    return str(STATUSES[status])


STATES: dict[CaseState, Any] = {
    CaseState.DRAFT: _l("草稿"),
    CaseState.SUBMITTED: _l("申请已提交"),
    CaseState.TOWN_CHECK: _l("街镇初审"),
    CaseState.CORRECTION: _l("待补正"),
    CaseState.TOWN_PASSED: _l("待区里受理"),
    CaseState.ACCEPTED: _l("已受理"),
    CaseState.NOT_ACCEPTED: _l("不予受理"),
    CaseState.SITE_VISIT: _l("实地勘察"),
    CaseState.VISITED: _l("已勘察，待评审"),
    CaseState.REVIEW: _l("专家评审"),
    CaseState.PROPOSED: _l("拟认定"),
    CaseState.NOT_NAMED: _l("不予认定"),
    CaseState.NOTICE: _l("公示"),
    CaseState.OBJECTION: _l("异议处理"),
    CaseState.NAMED: _l("已命名"),
    CaseState.ACTIVE: _l("有效"),
    CaseState.RECTIFYING: _l("整改中"),
    CaseState.RECHECK: _l("复查"),
    CaseState.PAUSED: _l("暂停开放"),
    CaseState.HEARING: _l("陈述申辩"),
    CaseState.WITHDRAWN: _l("已撤销命名"),
    CaseState.LEAVING: _l("申请退出"),
    CaseState.LEFT: _l("已自愿退出"),
    CaseState.EXPIRED: _l("已到期"),
    CaseState.TAKEN_BACK: _l("已撤回申请"),
}

SIDES: dict[Side, Any] = {
    Side.BASE: _l("申请基地"),
    Side.TOWN: _l("街镇科协"),
    Side.DISTRICT: _l("区科委、区科协"),
    Side.LEAD: _l("区级负责人"),
    Side.EXPERT: _l("专家"),
    Side.PUBLIC: _l("公众"),
    Side.CLOCK: _l("系统"),
}

BUTTONS: dict[Act, Any] = {
    Act.SUBMIT: _l("提交认定申请"),
    Act.PASS: _l("初审通过"),
    Act.RETURN: _l("退回补正"),
    Act.REFUSE: _l("不予受理"),
    Act.ACCEPT: _l("受理"),
    Act.ASSIGN_VISIT: _l("安排实地勘察"),
    Act.REPORT_VISIT: _l("登记勘察结果"),
    Act.ASSIGN_EXPERTS: _l("安排评审专家"),
    Act.SCORE: _l("提交评分"),
    Act.STEP_ASIDE: _l("我应当回避"),
    Act.PROPOSE: _l("拟认定"),
    Act.DECLINE: _l("不予认定"),
    Act.PUBLISH: _l("发布公示"),
    Act.OBJECT: _l("对公示提出异议"),
    Act.DISMISS: _l("异议不成立，继续公示"),
    Act.UPHOLD: _l("异议成立，不予认定"),
    Act.NAME: _l("命名并授牌"),
    Act.RECTIFY: _l("责令整改"),
    Act.HAND_IN: _l("提交整改结果"),
    Act.CLEAR: _l("复查通过"),
    Act.ACCUSE: _l("启动撤销，听取陈述"),
    Act.ANSWER: _l("陈述和申辩"),
    Act.WITHDRAW: _l("撤销命名"),
    Act.ACQUIT: _l("不撤销"),
    Act.PAUSE: _l("暂停开放备案"),
    Act.REOPEN: _l("恢复开放"),
    Act.REPORT_CHANGE: _l("报告其他变化"),
    Act.ASK_LEAVE: _l("申请退出"),
    Act.STAY: _l("撤回退出申请"),
    Act.CONFIRM_LEAVE: _l("办结退出"),
    Act.TAKE_PLAQUE: _l("登记牌匾已交回"),
    Act.TAKE_BACK: _l("撤回申请"),
}
"""What people press; the time's acts are named in DID alone."""

DID: dict[Act, Any] = BUTTONS | {
    Act.FORWARD: _l("转街镇初审"),
    Act.LAPSE: _l("逾期未补正"),
    Act.BEGIN: _l("命名生效"),
    Act.EXPIRE: _l("命名到期"),
    Act.STEP_ASIDE: _l("一位专家回避"),
    Act.OBJECT: _l("收到异议"),
    Act.TAKE_PLAQUE: _l("牌匾已交回"),
}
"""What was done, as a base and the public read it."""

_AUTO: dict[str, Any] = {
    "auto:lapse": _l("受理截止前没有补正。"),
    "auto:expire": _l("有效期已满。"),
}


def reason_words(reason: str) -> str:
    """A reason as it is shown: what a person wrote, or what the time gives."""
    return str(_AUTO.get(reason, reason))
