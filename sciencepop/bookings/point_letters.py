"""The letters about points: that one arose, that somebody appealed, and what was decided."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.accounts import letters
from sciencepop.bases.services.tell import tell_people
from sciencepop.bookings.models import Booking, Decision, NoShowPoint, PointReason
from sciencepop.bookings.policy import no_show_policy
from sciencepop.core.i18n import day, in_language, tr, wall_clock
from sciencepop.core.letter import Letter
from sciencepop.programme.models import Occurrence


def tell_point(
    session: Session, point: NoShowPoint, booking: Booking, occurrence: Occurrence, *, now: datetime
) -> None:
    """Tell the holder what was counted, why, what it leads to and how to have a human look at it (PIPL art. 24)."""
    with in_language(booking.language):
        title, count = tr(occurrence.event, "title"), points_text(point.half_points)
        missed = point.reason is PointReason.NO_SHOW
        subject = _("没有到场记录：%(title)s", title=title) if missed else _("很晚才取消：%(title)s", title=title)
        lines = [
            _("场馆记录您没有到场，记了 %(points)s 分。", points=count)
            if missed
            else _("这次取消离开始太近，记了 %(points)s 分。", points=count)
        ]
        if point.pause_until:
            lines.append(
                _("因此在 %(when)s 以前不能预约有名额的活动；不用预约的活动随时欢迎。", when=_moment(point.pause_until))
            )
        days = no_show_policy().appeal_days
        lines.append(
            _("如果不对，请在 %(days)d 天内登录，打开“我的守约记录”申诉，会由工作人员处理。这个记录不公开。", days=days)
        )
        letter = Letter(subject=subject, paragraphs=lines, short=" ".join([subject, *lines]))
    letters.tell(session, booking.person, letter, now, kind=f"point-{point.id}")


def tell_appeal(session: Session, point: NoShowPoint, *, now: datetime) -> None:
    """Tell those who run the base that somebody waits for their decision."""
    event = point.booking.pool.occurrence.event

    def letter() -> Letter:
        subject = _("有一条守约记录的申诉：%(title)s", title=tr(event, "title"))
        advice = _("请登录后打开“我的”里的“居民申诉”，看过说明再决定，并写明理由。")
        return Letter(subject=subject, paragraphs=[advice], short=subject)

    tell_people(session, event.base, letter, kind=f"appeal-{point.id}", now=now)


def tell_decision(session: Session, point: NoShowPoint, *, now: datetime) -> None:
    """Tell the person what a human decided, and why."""
    person, event = point.person, point.booking.pool.occurrence.event
    with in_language(person.language):
        title = tr(event, "title")
        if point.decision is Decision.GRANTED:
            subject = _("申诉成立，记录已撤销：%(title)s", title=title)
        else:
            subject = _("申诉没有成立：%(title)s", title=title)
        why = _("工作人员的说明：%(reason)s", reason=point.decision_reason)
        letter = Letter(subject=subject, paragraphs=[why], short=f"{subject} {why}")
    letters.tell(session, person, letter, now, kind=f"decision-{point.id}")


def points_text(half_points: int) -> str:
    """Half points as people read points: 0.5, 1, 1.5."""
    return f"{half_points / 2:g}"


def _moment(moment: datetime) -> str:
    return f"{day(moment)} {wall_clock(moment)}"
