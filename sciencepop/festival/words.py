"""What pages, letters and papers call things of the festival, in the language that is being written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from sciencepop.core.i18n import day, language, span, tr
from sciencepop.festival.models import (
    Call,
    EditionState,
    ItemChange,
    OfferKind,
    Outcome,
    PartyRole,
    PostponementState,
    ProposalState,
    ProposerKind,
)
from sciencepop.festival.rules.items import Item, Line
from sciencepop.festival.rules.warnings import Trouble

EDITION_STATES: dict[EditionState, Any] = {
    EditionState.DRAFT: _l("草稿"),
    EditionState.ANNOUNCED: _l("已公布"),
    EditionState.RUNNING: _l("进行中"),
    EditionState.CLOSED: _l("已结束"),
}

STEPS: dict[EditionState, Any] = {
    EditionState.DRAFT: _l("公布这一届"),
    EditionState.ANNOUNCED: _l("提前开始"),
    EditionState.RUNNING: _l("结束并定下数字"),
}
"""The button by which an edition leaves a state."""

ROLES: dict[PartyRole, Any] = {
    PartyRole.HOST: _l("主办"),
    PartyRole.ORGANISER: _l("承办"),
    PartyRole.CO_ORGANISER: _l("协办"),
    PartyRole.SUPPORTER: _l("支持"),
    PartyRole.SPONSOR: _l("赞助"),
}

OFFERS: dict[OfferKind, Any] = {
    OfferKind.FREE: _l("免费开放"),
    OfferKind.DISCOUNT: _l("优惠"),
    OfferKind.GIFT: _l("赠品"),
}

CHANGES: dict[ItemChange, Any] = {
    ItemChange.SAME: _l("没有变化"),
    ItemChange.ADDED: _l("新增"),
    ItemChange.MOVED: _l("改时间"),
    ItemChange.PLACED: _l("换地点"),
    ItemChange.CANCELLED: _l("取消"),
    ItemChange.DROPPED: _l("撤出节目单"),
}

TROUBLES: dict[Trouble, Any] = {
    Trouble.ROOM: _l("房间冲突"),
    Trouble.SPEAKER: _l("主讲冲突"),
    Trouble.RESOURCE: _l("资源不够"),
    Trouble.VOLUNTEERS: _l("志愿者不够"),
    Trouble.CLOSED: _l("不在开放时间"),
    Trouble.CAPACITY: _l("席位超过容量"),
    Trouble.ACCESS: _l("没有无障碍说明"),
    Trouble.NO_VENUE: _l("不在任何会场"),
    Trouble.NOT_PUBLIC: _l("还没有公开"),
}

POSTPONEMENTS: dict[PostponementState, Any] = {
    PostponementState.MOVING: _l("正在移动场次"),
    PostponementState.MOVED: _l("已延期"),
    PostponementState.UNDOING: _l("正在撤回"),
    PostponementState.UNDONE: _l("已撤回"),
}

OUTCOMES: dict[Outcome, Any] = {
    Outcome.WAITING: _l("还没有移动"),
    Outcome.MOVED: _l("已移动"),
    Outcome.LEFT: _l("没能移动"),
    Outcome.UNDONE: _l("已移回"),
    Outcome.STUCK: _l("没能移回"),
    Outcome.STOOD: _l("原来就在那几天"),
}

PROPOSERS: dict[ProposerKind, Any] = {
    ProposerKind.BASE: _l("科普基地"),
    ProposerKind.UNIVERSITY: _l("高校院所"),
    ProposerKind.ENTERPRISE: _l("企业"),
    ProposerKind.SOCIETY: _l("学会协会"),
    ProposerKind.TEAM: _l("团队或个人"),
}

PROPOSALS: dict[ProposalState, Any] = {
    ProposalState.SUBMITTED: _l("等待评审"),
    ProposalState.ACCEPTED: _l("入选"),
    ProposalState.CONDITIONAL: _l("有条件入选"),
    ProposalState.WAITLISTED: _l("候补"),
    ProposalState.REJECTED: _l("没有入选"),
    ProposalState.WITHDRAWN: _l("已撤回"),
}


def days_words(from_on: date, until_on: date) -> str:
    """10月24日（周六） – 10月31日（周六）, or one day."""
    return day(from_on) if from_on == until_on else f"{day(from_on)} – {day(until_on)}"


def where_of(item: Item) -> str:
    """Place and room."""
    return " · ".join(part for part in (tr(item, "place"), tr(item, "room")) if part)


def count_words(counts: Mapping[str, int]) -> str:
    """新增 3 场，改时间 1 场; what is nought is left out."""
    parts = [
        _("%(change)s %(count)s", change=CHANGES[ItemChange(name)], count=ngettext("%(num)d 场", "%(num)d 场", count))
        for name, count in counts.items()
        if count
    ]
    return str(_("，")).join(parts)


def line_words(line: Line) -> str:
    """What became of an item, in one line."""
    item, before = line.item, line.before
    when = span(item.starts_at, item.ends_at)
    words = f"{CHANGES[line.change]}{_('：')}{tr(item, 'title')} · {when} · {where_of(item)}"
    if before is not None and line.change is ItemChange.MOVED:
        words += _("（原定 %(was)s）", was=span(before.starts_at, before.ends_at))
    if before is not None and line.change is ItemChange.PLACED:
        words += _("（原定 %(was)s）", was=where_of(before))
    return words


def questions_of(call: Call) -> list[str]:
    """The call's questions in the language that is being written; Chinese where there is no English."""
    return list(call.questions_en if language() == "en" and call.questions_en else call.questions_zh)
