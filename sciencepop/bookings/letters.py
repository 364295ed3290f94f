"""The letters about a booking, in the language in which it was made, and how they get into the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.accounts.models import AddressKind, Person
from sciencepop.bookings.ical import Method, render_itip, ticket_url
from sciencepop.bookings.models import Booking, BookingState
from sciencepop.bookings.offer_links import offer_url
from sciencepop.bookings.rules.codes import in_groups
from sciencepop.bookings.where import where
from sciencepop.core import outbox
from sciencepop.core.i18n import day, in_language, price, span, tr, wall_clock
from sciencepop.core.outbox import Channel
from sciencepop.core.reference import get_reference
from sciencepop.programme.models import Occurrence


class News(StrEnum):
    """What a letter tells. CANCELLED is the holder's own doing, CALLED_OFF the organiser's."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    CALLED_OFF = "called_off"
    MOVED = "moved"


@dataclass(frozen=True)
class Words:
    """`advice` says what to do now; it is the second half of an SMS too."""

    subject: str
    advice: str


def tell(
    session: Session,
    booking: Booking,
    occurrence: Occurrence,
    person: Person,
    news: News,
    *,
    now: datetime,
    method: Method | None = None,
) -> None:
    """Owe the holder one letter about a flushed booking, to their first e-mail address or else mobile number.

    With a `method` a mail carries the calendar object; write the booking's new state before. The same news is told once
    per booking, and moves once each.
    """
    mail = next((a for a in person.addresses if a.kind is AddressKind.EMAIL), None)
    address = mail or next(iter(person.addresses), None)
    if address is None or (mail is None and not outbox.is_open(Channel.SMS)):
        return
    suffix = f"-{occurrence.sequence}" if news is News.MOVED else ""
    with in_language(booking.language):
        words = words_of(news, booking, occurrence)
        outbox.queue(
            session,
            channel=Channel.MAIL if mail else Channel.SMS,
            address=address.value,
            subject=words.subject if mail else "",
            body=body_of(words, booking, occurrence) if mail else short_of(words, booking, occurrence),
            dedup_key=f"booking-{booking.code}-{news}{suffix}",
            now=now,
            calendar=render_itip(booking, occurrence, method, address=mail.value, now=now) if mail and method else None,
            calendar_method=method.value if mail and method else None,
        )


def words_of(news: News, booking: Booking, occurrence: Occurrence) -> Words:
    """Subject and advice in the language that is being written now."""
    title = tr(occurrence.event, "title")
    match news:
        case News.CONFIRMED:
            return Words(
                _("预约成功：%(title)s", title=title),
                _("到场时请出示预约号或票面二维码。去不了，请早点取消，把席位让给别人。"),
            )
        case News.WAITING:
            return Words(
                _("已加入候补：%(title)s", title=title),
                _("有空位时我们会马上告诉您，并为您保留一段时间。候补不等于预约成功，请先不要前往。"),
            )
        case News.OFFERED:
            return Words(_("有空位了，请答复：%(title)s", title=title), _offer_words(booking))
        case News.EXPIRED:
            return Words(
                _("候补席位已让给下一位：%(title)s", title=title),
                _("保留时间内没有收到您的答复。如果还想参加，可以重新预约或加入候补。"),
            )
        case News.CANCELLED:
            return Words(_("已取消预约：%(title)s", title=title), _("席位已经让给别人。想再来，可以重新预约其他场次。"))
        case News.CALLED_OFF:
            reason = occurrence.cancel_reason or occurrence.event.state_reason
            lines = [_("原因：%(reason)s", reason=reason)] if reason else []
            lines.append(_("非常抱歉，请不要前往。您可以预约其他场次。"))
            return Words(_("活动取消：%(title)s", title=title), "\n".join(lines))
        case News.MOVED:
            return Words(
                _("时间或地点有变：%(title)s", title=title),
                _("下面是新的安排。您的预约仍然有效；如果去不了，请取消，把席位让给别人。"),
            )


def _offer_words(booking: Booking) -> str:
    ends_at = booking.offer_ends_at
    until = f"{day(ends_at)} {wall_clock(ends_at)}" if ends_at else ""
    return str(
        _(
            "为您保留了 %(seats)d 席，到 %(until)s 为止。请打开下面的链接接受，或让给下一位；不用登录。",
            seats=booking.seats,
            until=until,
        )
    )


def body_of(words: Words, booking: Booking, occurrence: Occurrence) -> str:
    """The letter as plain text."""
    event = occurrence.event
    facts = [
        _("活动：%(title)s", title=tr(event, "title")),
        _("时间：%(span)s", span=span(occurrence.starts_at, occurrence.ends_at)),
        _("地点：%(place)s", place=where(occurrence)),
        _("席位：%(seats)d", seats=booking.seats),
        _("费用：%(cost)s", cost=" ".join(filter(None, (price(event.price_cents), tr(event, "price_note"))))),
        _("预约号：%(code)s", code=in_groups(booking.code)),
    ]
    bring = tr(event, "bring")
    if bring:
        facts.append(_("请带：%(what)s", what=bring))
    links = [_("查看票面、取消或答复：%(url)s", url=ticket_url(booking))]
    if booking.state is BookingState.OFFERED:
        links.insert(0, _("接受，或让给下一位（不用登录）：%(url)s", url=offer_url(booking)))
    return "\n".join([words.subject, "", words.advice, "", *facts, "", *links, "", foot()])


def short_of(words: Words, booking: Booking, occurrence: Occurrence) -> str:
    """The letter as one SMS."""
    site = tr(get_reference().district, "product")
    return str(
        _(
            "【%(site)s】%(subject)s，%(span)s，%(seats)d 席，预约号 %(code)s。%(advice)s %(url)s",
            site=site,
            subject=words.subject,
            span=span(occurrence.starts_at, occurrence.ends_at),
            seats=booking.seats,
            code=in_groups(booking.code),
            advice=words.advice,
            url=offer_url(booking) if booking.state is BookingState.OFFERED else ticket_url(booking),
        )
    )


def foot() -> str:
    """Who writes, and the telephone."""
    district = get_reference().district
    lines = f"{tr(district, 'product')} · {tr(district, 'host')}"
    if district.phone:
        lines += "\n" + _("电话 %(phone)s（%(hours)s）", phone=district.phone, hours=tr(district, "phone_hours"))
    return lines
