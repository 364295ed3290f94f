"""The letters about a group's visit: to its leader in the language of the request, and to the people of the base."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.accounts import letters as accounts
from sciencepop.accounts.post import mail_address, write_to
from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.bases.services.tell import people_of
from sciencepop.bookings.ical import Method, render_itip
from sciencepop.bookings.models import Booking, GroupPart, GroupVisit
from sciencepop.bookings.rules.codes import in_groups
from sciencepop.bookings.rules.rotation import letter as group_letter
from sciencepop.bookings.where import where
from sciencepop.bookings.words import Words
from sciencepop.core.i18n import day, in_language, span, tr, wall_clock
from sciencepop.core.letter import Letter
from sciencepop.core.reference import get_reference
from sciencepop.programme.calendar_context import get_context
from sciencepop.programme.models import Occurrence


class GroupNews(StrEnum):
    """What a letter to a leader tells. CANCELLED is the leader's own doing."""

    RECEIVED = "received"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    NAMES_DUE = "names_due"


def visit_url(visit: GroupVisit, language: str) -> str:
    """The address of the leader's page."""
    return f"{get_context().site_url(language)}/my/groups/{visit.code}"


def tell_leader(
    session: Session,
    visit: GroupVisit,
    news: GroupNews,
    *,
    now: datetime,
    parts: Sequence[GroupPart] | None = None,
    method: Method | None = None,
) -> None:
    """Owe the leader one letter; write the new states before. The same news is told once a visit.

    With a `method` each session that the leader takes part in has its calendar object in a letter of its own.
    """
    told = list(visit.parts if parts is None else parts)
    own = [part.booking for part in told if part.booking.comes]
    mail = mail_address(visit.person)
    bookings: Sequence[Booking | None] = own if mail and method and own else [None]
    with in_language(visit.language):
        letter = _letter(news, visit, told)
        for booking in bookings:
            calendar = None
            if mail and method and booking is not None:
                occurrence = booking.pool.occurrence
                calendar = render_itip(booking, occurrence, method, address=mail.value, now=now)
            write_to(
                session,
                visit.person,
                letter,
                MessageKind.BOOKING,
                key=f"group-{visit.code}-{news}" + (f"-{booking.code}" if booking else ""),
                path=f"/my/groups/{visit.code}",
                now=now,
                calendar=calendar,
                calendar_method=method.value if calendar and method else None,
            )


def _words(news: GroupNews, visit: GroupVisit) -> Words:
    title = tr(_first(visit).event, "title")
    match news:
        case GroupNews.RECEIVED:
            return Words(
                _("团体预约已提交，等场馆确认：%(title)s", title=title),
                _(
                    "席位已经为您留着。场馆最晚在 %(when)s 答复；没有答复就自动作废。确认之前，请先不要安排车辆。",
                    when=_moment(visit.confirm_by),
                ),
            )
        case GroupNews.CONFIRMED:
            return Words(
                _("场馆已确认团体预约：%(title)s", title=title),
                _("名单可以在 %(when)s 之前上传，不上传也能来。去不了请早点取消。", when=_moment(visit.names_due_at)),
            )
        case GroupNews.REFUSED:
            return Words(
                _("场馆没有接受团体预约：%(title)s", title=title),
                _("原因：%(reason)s", reason=visit.reason) + "\n" + _("席位已经放开。您可以另选场次，或联系场馆。"),
            )
        case GroupNews.EXPIRED:
            return Words(
                _("团体预约没有得到答复，已作废：%(title)s", title=title),
                _("场馆没有在约定的时间答复，席位已经放开。非常抱歉，请另选场次，或直接联系场馆。"),
            )
        case GroupNews.CANCELLED:
            return Words(
                _("已取消团体预约：%(title)s", title=title), _("席位已经让给别人，名单已经删除。想再来，可以重新预约。")
            )
        case GroupNews.NAMES_DUE:
            return Words(
                _("请上传团体名单：%(title)s", title=title),
                _("名单可以在 %(when)s 之前上传，不上传也能来。名单只有姓名和备注。", when=_moment(visit.names_due_at)),
            )


def _letter(news: GroupNews, visit: GroupVisit, parts: Sequence[GroupPart]) -> Letter:
    words = _words(news, visit)
    is_split = len({part.group for part in visit.parts}) > 1
    stops = []
    for part in parts:
        occurrence = part.booking.pool.occurrence
        seats = _("%(seats)d 人", seats=part.booking.seats)
        group = _("%(letter)s 组", letter=group_letter(part.group)) + " " if is_split else ""
        label = f"{tr(occurrence.event, 'title')} · {group}{seats}"
        stops.append((label, span(occurrence.starts_at, occurrence.ends_at)))
    people = _("%(seats)d 人（其中带队 %(adults)d）", seats=_seats(visit), adults=visit.adults)
    facts = [
        (_("单位"), visit.organisation.name),
        (_("人数"), people),
        (_("地点"), where(_first(visit))),
        (_("申请号"), in_groups(visit.code)),
        *stops,
    ]
    url = visit_url(visit, visit.language)
    return Letter(
        subject=words.subject,
        paragraphs=words.advice.split("\n"),
        facts=facts,
        link=(_("看进展、上传名单或取消"), url),
        short=_short(words, url),
    )


def _short(words: Words, url: str) -> str:
    site = tr(get_reference().district, "product")
    facts = {"site": site, "subject": words.subject, "advice": words.advice, "url": url}
    return str(_("【%(site)s】%(subject)s。%(advice)s %(url)s", **facts))


def tell_base(session: Session, visit: GroupVisit, *, now: datetime) -> None:
    """Owe the people of the base the news of a request, in the language that each of them reads."""
    for person in people_of(session, _first(visit).event.base):
        with in_language(person.language):
            accounts.tell(session, person, _request_letter(visit, person.language), now, kind="group")


def _request_letter(visit: GroupVisit, language: str) -> Letter:
    occurrence = _first(visit)
    subject = _("团体预约等您答复：%(title)s", title=tr(occurrence.event, "title"))
    url = f"{get_context().site_url(language)}/manage/groups/{visit.code}"
    paragraphs = [
        _(
            "%(name)s，%(seats)d 人，%(span)s。",
            name=visit.organisation.name,
            seats=_seats(visit),
            span=span(occurrence.starts_at, occurrence.ends_at),
        ),
        _("请在 %(when)s 之前确认或谢绝；到时没有答复，席位会自动放开。", when=_moment(visit.confirm_by)),
    ]
    link = (_("确认或谢绝"), url)
    return Letter(subject=subject, paragraphs=paragraphs, link=link, short=f"{subject} {url}")


def _first(visit: GroupVisit) -> Occurrence:
    return min((part.booking.pool.occurrence for part in visit.parts), key=lambda one: (one.starts_at, one.id))


def _seats(visit: GroupVisit) -> int:
    return sum(int(count) for count in visit.pupils.values()) + visit.adults


def _moment(moment: datetime | None) -> str:
    return f"{day(moment)} {wall_clock(moment)}" if moment else ""
