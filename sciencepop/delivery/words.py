"""What delivery calls things, in the language that is being written."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference
from sciencepop.delivery.models import DispatchState, DrawState, MenuItem, OfferAnswer, OrderWindow, Supplier
from sciencepop.delivery.rules.items import CostClass, ItemKind, ItemState
from sciencepop.delivery.rules.loans import Condition, LoanState
from sciencepop.delivery.rules.orders import Act, AutoReason, OrderState, Side
from sciencepop.delivery.rules.photos import Faces

KINDS: dict[ItemKind, Any] = {
    ItemKind.LECTURE: _l("讲座"),
    ItemKind.WORKSHOP: _l("动手做"),
    ItemKind.SHOW: _l("科普剧"),
    ItemKind.TRAINING: _l("培训"),
    ItemKind.EXHIBITION: _l("巡展"),
    ItemKind.KIT: _l("器材包"),
}

COSTS: dict[CostClass, Any] = {CostClass.FREE: _l("公益"), CostClass.SUBSIDISED: _l("区级补贴")}

ITEM_STATES: dict[ItemState, Any] = {
    ItemState.DRAFT: _l("草稿"),
    ItemState.SUBMITTED: _l("等待科学性审核"),
    ItemState.APPROVED: _l("在菜单上"),
    ItemState.RETURNED: _l("待修改"),
    ItemState.WITHDRAWN: _l("已下架"),
}

STATES: dict[OrderState, Any] = {
    OrderState.DRAFT: _l("草稿"),
    OrderState.SUBMITTED: _l("等街镇审核"),
    OrderState.RETURNED: _l("待修改"),
    OrderState.MERGED: _l("已合并"),
    OrderState.APPROVED: _l("等区里派单"),
    OrderState.WAITLISTED: _l("候补"),
    OrderState.REJECTED: _l("没有安排上"),
    OrderState.OFFERED: _l("等配送方答复"),
    OrderState.ACCEPTED: _l("已接单，等确认"),
    OrderState.CONFIRMED: _l("已确认"),
    OrderState.HELD: _l("已送达，等评价"),
    OrderState.EVALUATED: _l("等结项"),
    OrderState.CLOSED: _l("已结项"),
    OrderState.CANCELLED: _l("已取消"),
    OrderState.NO_SHOW: _l("失约"),
}

SIDES: dict[Side, Any] = {
    Side.RECEIVER: _l("点单方"),
    Side.TOWN: _l("街镇"),
    Side.DISTRICT: _l("区科协"),
    Side.SUPPLIER: _l("配送方"),
    Side.CLOCK: _l("到时自动"),
}

DID: dict[Act, Any] = {
    Act.SUBMIT: _l("点单提交"),
    Act.APPROVE: _l("街镇审核通过"),
    Act.RETURN: _l("退回修改"),
    Act.MERGE: _l("合并到另一份点单"),
    Act.MATCH: _l("派单给配送方"),
    Act.WAITLIST: _l("列入候补"),
    Act.REJECT: _l("没有安排上"),
    Act.ACCEPT: _l("配送方接单"),
    Act.DECLINE: _l("配送方婉拒"),
    Act.LAPSE: _l("没有按时答复"),
    Act.EXPIRE: _l("没有按时确认"),
    Act.CONFIRM: _l("确认时间地点"),
    Act.WITHDRAW: _l("配送方退单"),
    Act.CHECK_IN: _l("现场签到"),
    Act.ABSENT: _l("报告失约"),
    Act.FORGIVE: _l("撤销失约"),
    Act.SETTLE: _l("评价结束"),
    Act.CLOSE: _l("结项"),
    Act.CANCEL: _l("点单已取消"),
}

BUTTONS: dict[Act, Any] = {
    Act.APPROVE: _l("审核通过"),
    Act.RETURN: _l("退回修改"),
    Act.WAITLIST: _l("列入候补"),
    Act.REJECT: _l("不能安排"),
    Act.DECLINE: _l("婉拒"),
    Act.WITHDRAW: _l("来不了，退单"),
    Act.ABSENT: _l("报告对方失约"),
    Act.FORGIVE: _l("撤销失约记录"),
    Act.CANCEL: _l("取消点单"),
}
"""Acts that a button does, with a reason where the table asks for one; the others have forms of their own."""

ANSWERS: dict[OfferAnswer, Any] = {
    OfferAnswer.OPEN: _l("等答复"),
    OfferAnswer.ACCEPTED: _l("已接单"),
    OfferAnswer.DECLINED: _l("已婉拒"),
    OfferAnswer.SILENT: _l("没有答复"),
    OfferAnswer.WITHDRAWN: _l("接单后退单"),
    OfferAnswer.DROPPED: _l("点单取消"),
}

LOAN_STATES: dict[LoanState, Any] = {
    LoanState.BOOKED: _l("已留着"),
    LoanState.OUT: _l("借出"),
    LoanState.RETURNED: _l("已归还"),
    LoanState.REFUSED: _l("没有借到"),
    LoanState.CANCELLED: _l("已取消"),
}

CONDITIONS: dict[Condition, Any] = {
    Condition.GOOD: _l("完好"),
    Condition.WORN: _l("有磨损，能用"),
    Condition.BROKEN: _l("损坏"),
    Condition.LOST: _l("遗失"),
}

FACES: dict[Faces, Any] = {
    Faces.NONE: _l("没有能认出的未成年人"),
    Faces.AGREED: _l("有，监护人已经书面同意"),
}

RUN_STATES: dict[DispatchState, Any] = {
    DispatchState.QUEUED: _l("排队中"),
    DispatchState.RUNNING: _l("正在算"),
    DispatchState.DRAFT: _l("等您决定"),
    DispatchState.OFFERING: _l("正在派单"),
    DispatchState.DECIDED: _l("已派单"),
    DispatchState.DISCARDED: _l("没有采用"),
    DispatchState.FAILED: _l("没有算成"),
}

DRAW_STATES: dict[DrawState, Any] = {
    DrawState.SEALED: _l("已封存，等开奖"),
    DrawState.DRAWN: _l("已摇号"),
    DrawState.ANNULLED: _l("已作废"),
}

_AUTO: dict[str, Any] = {
    AutoReason.NO_SUPPLIER: _l("暂时没有别的配送方能接这份点单。"),
    AutoReason.NO_TIME: _l("意向时间已经太近，来不及安排了。"),
    AutoReason.NOT_CONFIRMED: _l("到时没有确认时间和地点。"),
    AutoReason.NO_ANSWER: _l("到时没有答复。"),
}


def reason_words(reason: str) -> str:
    """A reason as somebody wrote it, or the sentence of one that the time gave."""
    return str(_AUTO.get(reason, reason))


def supplier_name(supplier: Supplier) -> str:
    return tr(supplier, "name")


def town_name(code: str) -> str:
    town = get_reference().towns.get(code)
    return tr(town, "name") if town else code


def audience_name(slug: str) -> str:
    audience = get_reference().audiences.get(slug)
    return tr(audience, "name") if audience else slug


def window_name(window: OrderWindow) -> str:
    """2027 年第 1 季度."""
    return str(_("%(year)s 年第 %(quarter)d 季度", year=window.year, quarter=window.quarter))


def ages(item: MenuItem) -> str:
    """6–12 岁, or nothing where everybody is meant."""
    if item.age_until is not None:
        return str(_("%(low)d–%(high)d 岁", low=item.age_from, high=item.age_until))
    return str(_("%(low)d 岁以上", low=item.age_from)) if item.age_from else ""
