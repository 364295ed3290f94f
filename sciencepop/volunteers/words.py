"""What the letters about shifts say, in the language that is being written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from flask_babel import gettext as _
from flask_babel import ngettext

from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.core.i18n import day, span, tr, wall_clock
from sciencepop.core.letter import Letter
from sciencepop.volunteers.composing import compose
from sciencepop.volunteers.models import Assignment, Host, Need, Shift
from sciencepop.volunteers.queries.causes import cause_of
from sciencepop.volunteers.vocabulary import vocabulary


class News(StrEnum):
    """What a letter tells. CALL asks somebody to step in; LEFT tells coordinators that somebody stepped back; MOVED is
    about time or place, CHANGED about anything else; WITHDRAWN and GIVEN take an entry out of a calendar."""

    CONFIRMED = "confirmed"
    APPLIED = "applied"
    WAITING = "waiting"
    OFFERED = "offered"
    EXPIRED = "expired"
    DECLINED = "declined"
    CALLED_OFF = "called_off"
    MOVED = "moved"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    SWAPPED = "swapped"
    GIVEN = "given"
    CALL = "call"
    LEFT = "left"


KINDS = {
    News.CONFIRMED: MessageKind.BOOKING,
    News.APPLIED: MessageKind.BOOKING,
    News.WAITING: MessageKind.BOOKING,
    News.OFFERED: MessageKind.OFFER,
    News.EXPIRED: MessageKind.OFFER,
    News.DECLINED: MessageKind.BOOKING,
    News.CALLED_OFF: MessageKind.CHANGE,
    News.MOVED: MessageKind.CHANGE,
    News.CHANGED: MessageKind.CHANGE,
    News.WITHDRAWN: MessageKind.BOOKING,
    News.SWAPPED: MessageKind.CHANGE,
    News.GIVEN: MessageKind.CHANGE,
    News.CALL: MessageKind.OFFER,
    News.LEFT: MessageKind.CHANGE,
}


def letter_of(
    news: News,
    shift: Shift,
    need: Need,
    assignment: Assignment | None = None,
    who: str = "",
    more: Sequence[tuple[str, str]] = (),
) -> Letter:
    """The whole letter; `who` is the volunteer of whom a coordinator is told, `more` what else is to be known."""
    subject, advice = words_of(news, shift, assignment, who)
    link = link_of(news, shift, assignment)
    paragraphs = [advice]
    if news in (News.MOVED, News.CHANGED) and assignment and assignment.exception:
        paragraphs.append(_("您不完全符合现在的要求，负责人同意您作为例外留下。不方便来，请告诉我们。"))
    brief = [span(shift.starts_at, shift.ends_at), advice]
    return compose(subject, paragraphs, link=link, facts=[*facts_of(shift, need), *more], brief=brief)


def several_letter(shifts: Sequence[tuple[str, str]], why: str) -> Letter:
    """About several shifts that moved together: title and lines of each; `why` is a sentence of whoever moved them."""
    subject = ngettext("您报名的 %(num)d 个班次改期了", "您报名的 %(num)d 个班次改期了", len(shifts))
    advice = _("下面是新的时间。您的位置都还在；去不了的，请在“我的班次”里告诉我们，好请别人补上。")
    lines = [*([why] if why else []), advice]
    return compose(subject, lines, link=(_("我的班次"), "/volunteer/mine"), facts=shifts, brief=[advice])


def facts_of(shift: Shift, need: Need) -> list[tuple[str, str]]:
    """When, where, as what."""
    found = [
        (_("时间"), span(shift.starts_at, shift.ends_at)),
        (_("地点"), where(shift)),
        (_("岗位"), role_name(need.role)),
    ]
    cause = cause_line(shift)
    found += [cause] if cause else []
    meet = meeting(shift)
    return [*found, (_("集合"), meet)] if meet else found


def cause_line(shift: Shift) -> tuple[str, str] | None:
    """What a shift is for: the label, and which event, which venue of which festival, or which lesson by whom."""
    cause = cause_of(shift)
    if cause is None:
        return None
    title = tr(cause, "title")
    if cause.lecturer is None:
        return _("科技节") if cause.day else _("活动"), title
    facts = {"title": title, "number": cause.number, "lecturer": tr(cause.lecturer, "name")}
    return _("课程"), _("%(title)s · 第 %(number)d 课 · %(lecturer)s", **facts)


def cause_hint(shift: Shift) -> str:
    """What a list adds to a shift's title: what it is for, unless the title says so."""
    cause, line = cause_of(shift), cause_line(shift)
    return "" if cause is None or line is None or tr(cause, "title") in tr(shift, "title") else line[1]


class Meeting(Protocol):
    """What says when and where people gather."""

    @property
    def meet_at(self) -> datetime | None: ...
    @property
    def meet_zh(self) -> str: ...
    @property
    def meet_en(self) -> str: ...


def meeting(shift: Meeting) -> str:
    """When and where people gather, '' where nothing was said of it."""
    at = wall_clock(shift.meet_at) if shift.meet_at else ""
    place = tr(shift, "meet") if shift.meet_zh else ""
    return " ".join(part for part in (at, place) if part)


class Placed(Protocol):
    """What says where it is: at its host, or at a place of its own."""

    @property
    def place_zh(self) -> str: ...
    @property
    def place_en(self) -> str: ...
    @property
    def host(self) -> Host: ...


def where(shift: Placed) -> str:
    """The place in one line."""
    return tr(shift, "place") if shift.place_zh else tr(shift.host, "name")


def role_name(slug: str) -> str:
    """A role's name, or its slug where the data no longer knows it."""
    role = vocabulary().roles.get(slug)
    return tr(role, "name") if role else slug


def link_of(news: News, shift: Shift, assignment: Assignment | None) -> tuple[str, str]:
    """What to do now, and the path of the page for it."""
    if news is News.LEFT:
        return _("查看这个班次"), f"/manage/shifts/{shift.id}"
    if assignment is None:
        return _("看看这个班次"), f"/volunteer/shifts/{shift.id}"
    words = _("接受或放弃") if news is News.OFFERED else _("查看班次，或告诉我们去不了")
    return words, f"/volunteer/mine/{assignment.code}"


def words_of(news: News, shift: Shift, assignment: Assignment | None, who: str) -> tuple[str, str]:
    """The subject, and what to do now."""
    title = tr(shift, "title")
    if news is News.OFFERED:
        until = assignment.offer_ends_at if assignment else None
        when = f"{day(until)} {wall_clock(until)}" if until else ""
        return (
            _("“%(title)s”为您留了一个位置", title=title),
            _("请在 %(when)s 前答复；过时会问下一位。不去也请点一下，好让别人补上。", when=when),
        )
    if news is News.CALLED_OFF:
        return (
            _("班次取消：“%(title)s”", title=title),
            _("原因：%(reason)s。您不用来了，占用的时间已经空出来。", reason=shift.cancel_reason),
        )
    if news is News.LEFT:
        return (
            _("%(name)s 去不了“%(title)s”", name=who, title=title),
            _("离开始不到一天。候补的人会先被询问；不够时请联系替补。"),
        )
    simple = {
        News.CONFIRMED: (
            _("您已报名“%(title)s”", title=title),
            _("到时请准时到集合地点。去不了请尽早告诉我们，好请别人补上。"),
        ),
        News.APPLIED: (_("已收到您对“%(title)s”的报名", title=title), _("负责人安排后会通知您。")),
        News.WAITING: (_("您在候补“%(title)s”", title=title), _("有空位时按先后问您。")),
        News.EXPIRED: (_("“%(title)s”的保留已经过时", title=title), _("位置让给了下一位。可以看看别的班次。")),
        News.DECLINED: (_("“%(title)s”这次没有安排您", title=title), _("谢谢您报名。请看看别的班次。")),
        News.MOVED: (
            _("时间或地点有变：“%(title)s”", title=title),
            _("您的位置还在。新的时间去不了，请打开下面的页面告诉我们。"),
        ),
        News.CHANGED: (
            _("“%(title)s”有改动", title=title),
            _("您的位置还在。不方便来，请打开下面的页面告诉我们。"),
        ),
        News.WITHDRAWN: (_("您已退出“%(title)s”", title=title), _("谢谢您告诉我们。占用的时间已经空出来。")),
        News.GIVEN: (_("您的“%(title)s”已换给别人", title=title), _("这个班次您不用来了。换到的班次另有通知。")),
        News.SWAPPED: (_("换班成功：您现在是“%(title)s”", title=title), _("原来的班次已经由别人接过去了。")),
        News.CALL: (
            _("“%(title)s”缺人，您能来吗？", title=title),
            _("我们先问最合适的几位，先答应的先得。不方便就不用回复。"),
        ),
    }
    return simple[news]
