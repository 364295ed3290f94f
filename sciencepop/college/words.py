"""What the college calls things, and what its letters say, in the language that is being written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from flask_babel import gettext as _

from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.college.models import CourseClass, Enrolment, Lesson, Season, TeachingPoint, Term, WishSheet
from sciencepop.college.offer_links import offer_url
from sciencepop.college.rules.lessons import Move
from sciencepop.college.rules.points import PointState
from sciencepop.core.i18n import day, span, tr, wall_clock
from sciencepop.core.letter import Letter, site_address


class News(StrEnum):
    """What a letter to a learner tells. WARNED: the class is below its minimum."""

    CONFIRMED = "confirmed"
    NOMINATED = "nominated"
    WAITING = "waiting"
    OFFERED = "offered"
    EXPIRED = "expired"
    WARNED = "warned"
    DISSOLVED = "dissolved"
    MOVED = "moved"
    SUBSTITUTED = "substituted"
    ANNULLED = "annulled"
    ABSENT = "absent"
    FIRST = "first"


KINDS = {
    News.CONFIRMED: MessageKind.BOOKING,
    News.NOMINATED: MessageKind.BOOKING,
    News.WAITING: MessageKind.BOOKING,
    News.OFFERED: MessageKind.OFFER,
    News.EXPIRED: MessageKind.OFFER,
    News.WARNED: MessageKind.CHANGE,
    News.DISSOLVED: MessageKind.CHANGE,
    News.MOVED: MessageKind.CHANGE,
    News.SUBSTITUTED: MessageKind.CHANGE,
    News.ANNULLED: MessageKind.CHANGE,
    News.ABSENT: MessageKind.CHANGE,
    News.FIRST: MessageKind.REMINDER,
}


def term_name(term: Term) -> str:
    """2027 年春季学期."""
    if term.season is Season.SPRING:
        return str(_("%(year)s 年春季学期", year=term.year))
    return str(_("%(year)s 年秋季学期", year=term.year))


def weekday_name(number: int) -> str:
    """周一, from 0."""
    names = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
    return str(names[number])


def hours_of(one: CourseClass) -> str:
    """周三 9:00–10:30, the hours of a class in a week."""
    start = one.starts.hour * 60 + one.starts.minute
    end = start + one.minutes
    return f"{weekday_name(one.weekday)} {one.starts:%H:%M}–{end // 60 % 24:02d}:{end % 60:02d}"


def where(one: CourseClass) -> str:
    """Point and room in one line."""
    room = tr(one, "room") if one.room_zh else ""
    return " · ".join(filter(None, (tr(one.point, "name"), room)))


def span_of_days(from_on: date, until_on: date) -> str:
    """One day, or from one to another."""
    return day(from_on) if from_on == until_on else f"{day(from_on)} – {day(until_on)}"


def letter_of(
    news: News,
    one: CourseClass,
    enrolment: Enrolment,
    *,
    moves: Sequence[Move] = (),
    lesson: Lesson | None = None,
) -> Letter:
    """The whole letter to a learner. `moves` are the lessons that changed, `lesson` the one given by another."""
    subject, advice = _words(news, one, enrolment, lesson)
    link = _("查看我的班，或退出"), f"{site_address()}/college/mine/{enrolment.code}"
    if news is News.OFFERED:
        link = _("接受或放弃，不用登录"), offer_url(enrolment)
    moved = [
        (
            _("第 %(number)d 课", number=move.number),
            _("%(before)s 改到 %(after)s", before=_when(move.before), after=_when(move.after)),
        )
        for move in moves
    ]
    return Letter(
        subject=subject,
        paragraphs=[advice],
        facts=[*_facts(one), *moved],
        link=link,
        short=f"{subject} {advice} {link[1]}",
    )


def _when(moment: object) -> str:
    return f"{day(moment)} {wall_clock(moment)}"  # type: ignore[arg-type]


def _facts(one: CourseClass) -> list[tuple[str, str]]:
    first = one.lessons[0]
    return [
        (_("时间"), hours_of(one)),
        (_("第一课"), span(first.starts_at, first.ends_at)),
        (_("课次"), str(len(one.lessons))),
        (_("地点"), where(one)),
    ]


def _words(news: News, one: CourseClass, enrolment: Enrolment, lesson: Lesson | None) -> tuple[str, str]:
    title = tr(one.course, "title")
    if news is News.OFFERED:
        until = _when(enrolment.offer_ends_at) if enrolment.offer_ends_at else ""
        return (
            _("“%(title)s”班为您留了一个座位", title=title),
            _("请在 %(when)s 前答复；过时会问下一位。不来也请点一下，好让别人补上。", when=until),
        )
    if news is News.NOMINATED:
        return (
            _("%(unit)s 推荐您参加“%(title)s”班", unit=enrolment.unit, title=title),
            _("座位已经为您留好。去不了请尽早退出，好让单位另派别人。"),
        )
    if news is News.DISSOLVED:
        return (
            _("“%(title)s”班停开", title=title),
            _("原因：%(reason)s。占用的时间已经空出来，欢迎看看别的班。", reason=one.dissolve_reason),
        )
    if news is News.FIRST and lesson is not None:
        return (
            _("“%(title)s”班就要开课：%(when)s", title=title, when=span(lesson.starts_at, lesson.ends_at)),
            _("请到 %(where)s。这一课来不了请请假；不上了请退出，好让候补的人补上。", where=where(one)),
        )
    if news is News.SUBSTITUTED and lesson is not None:
        return _substituted(title, lesson)
    simple = {
        News.CONFIRMED: (
            _("您已报名“%(title)s”班", title=title),
            _("每一课的时间都记在您的日程里。来不了请尽早退出，好让候补的人补上。"),
        ),
        News.WAITING: (_("您在候补“%(title)s”班", title=title), _("有空位时按先后问您。")),
        News.EXPIRED: (_("“%(title)s”班的保留已经过时", title=title), _("座位让给了下一位。可以看看别的班。")),
        News.WARNED: (
            _("“%(title)s”班人数不够", title=title),
            _("现在向所有人开放报名，欢迎带邻居一起来；几天后仍不够人就会停开，到时写信告诉您。您的座位还在。"),
        ),
        News.ABSENT: (
            _("“%(title)s”班的座位让给了候补的人", title=title),
            _("前两课都没有见到您，也没有请假，所以座位给了等着的人。还想上，请重新报名或候补。"),
        ),
        News.ANNULLED: (
            _("“%(title)s”班的摇号作废，座位收回", title=title),
            _("原因和旧的结果都在公布的页面上。会另外摇号，您的志愿单会自动放进去，不用再填。"),
        ),
        News.MOVED: (_("“%(title)s”班有几课改了时间", title=title), _("您的座位还在。新的时间来不了，可以退出。")),
    }
    return simple[news]


def _substituted(title: str, lesson: Lesson) -> tuple[str, str]:
    facts = {"title": title, "number": lesson.number, "name": tr(lesson.lecturer, "name")}
    if lesson.substitute_for is None:
        return (
            _("“%(title)s”班第 %(number)d 课仍由 %(name)s 讲", **facts),
            _("时间和地点不变：%(when)s。", when=span(lesson.starts_at, lesson.ends_at)),
        )
    return (
        _("“%(title)s”班第 %(number)d 课由 %(name)s 代课", **facts),
        _(
            "原因：%(reason)s。时间和地点不变：%(when)s。",
            reason=lesson.substitute_reason,
            when=span(lesson.starts_at, lesson.ends_at),
        ),
    )


def sheet_letter(sheet: WishSheet) -> Letter:
    """To whoever got nothing in a draw: their number, and that they wait."""
    link = _("看每个志愿的结果"), f"{site_address()}/college/wishes/{sheet.code}"
    subject = _("这次没有摇中：您是 %(number)d 号", number=sheet.number or 0)
    advice = _("您仍按同一个次序候补每一个志愿，有人让出座位就问您，不用再做什么。")
    return Letter(subject=subject, paragraphs=[advice], link=link, short=f"{subject} {advice} {link[1]}")


def together_letter(sheet: WishSheet, *, is_joined: bool) -> Letter:
    """To somebody on a sheet of two: the other has come, or has left."""
    link = _("看志愿单"), f"{site_address()}/college/wishes/{sheet.code}"
    subject = _("有人和您一起填志愿了") if is_joined else _("和您一起填志愿的人退出了")
    advice = (
        _("两个人要么一起摇中，要么都不中。") if is_joined else _("您的志愿还在，现在算您一个人的。截止以前可以改。")
    )
    return Letter(subject=subject, paragraphs=[advice], link=link, short=f"{subject} {advice} {link[1]}")


def point_letter(point: TeachingPoint) -> Letter:
    """To whoever applied for a point: what has become of it."""
    name = tr(point, "name")
    words = {
        PointState.APPROVED: (
            _("教学点“%(name)s”通过了分校审核", name=name),
            _("现在报总校备案。您可以打开“教学点”看班和学员。"),
        ),
        PointState.REFUSED: (
            _("教学点“%(name)s”没有通过", name=name),
            _("原因：%(reason)s。改好以后可以重新申请。", reason=point.state_reason),
        ),
        PointState.FILED: (_("教学点“%(name)s”已在总校备案", name=name), _("现在可以开班。")),
        PointState.PLAQUED: (_("教学点“%(name)s”已授牌", name=name), _("谢谢您为邻里办学。")),
        PointState.SUSPENDED: (
            _("教学点“%(name)s”暂停", name=name),
            _("原因：%(reason)s。暂停期间不开新班，已经公布的班照常，除非另行通知。", reason=point.state_reason),
        ),
    }
    subject, advice = words[point.state]
    return Letter(
        subject=subject,
        paragraphs=[advice],
        link=(_("查看教学点"), f"{site_address()}/college/points"),
        short=subject,
    )
