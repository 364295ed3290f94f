"""What the letters about a booking say, in the language that is being written; each sentence once for all carriers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _

from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.bookings.ical import ticket_url
from sciencepop.bookings.models import Booking, BookingState, Planned
from sciencepop.bookings.moved_words import Moved, as_it_was, instead
from sciencepop.bookings.offer_links import change_url, offer_url
from sciencepop.bookings.rules.codes import in_groups
from sciencepop.bookings.rules.moves import MOVED, has_choice
from sciencepop.bookings.where import where
from sciencepop.core.i18n import day, price, span, tr, wall_clock
from sciencepop.core.letter import Letter, site_address
from sciencepop.core.reference import get_reference
from sciencepop.core.signing import keyed_hash
from sciencepop.programme.models import Occurrence


class News(StrEnum):
    """What a letter tells. CANCELLED is the holder's own doing, CALLED_OFF the organiser's; RELEASED followed from the
    end of another stop of the same outing."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    CALLED_OFF = "called_off"
    RELEASED = "released"
    MOVED = "moved"
    TAKEN_DOWN = "taken_down"
    RESTORED = "restored"
    DAY_BEFORE = Planned.DAY_BEFORE.value
    HOURS_BEFORE = Planned.HOURS_BEFORE.value
    THANKS = Planned.THANKS.value


KINDS = {
    News.CONFIRMED: MessageKind.BOOKING,
    News.WAITING: MessageKind.BOOKING,
    News.CANCELLED: MessageKind.BOOKING,
    News.OFFERED: MessageKind.OFFER,
    News.EXPIRED: MessageKind.OFFER,
    News.CALLED_OFF: MessageKind.CHANGE,
    News.RELEASED: MessageKind.CHANGE,
    News.MOVED: MessageKind.CHANGE,
    News.TAKEN_DOWN: MessageKind.CHANGE,
    News.RESTORED: MessageKind.CHANGE,
    News.DAY_BEFORE: MessageKind.REMINDER,
    News.HOURS_BEFORE: MessageKind.REMINDER,
    News.THANKS: MessageKind.THANKS,
}
"""What each is to those who choose what they are told."""


ENDED = (News.EXPIRED, News.CANCELLED, News.CALLED_OFF, News.RELEASED)
"""After these there is nothing to see on the ticket, but other sessions on the event's page."""


@dataclass(frozen=True)
class Words:
    """`advice` says what to do now; it is the second half of an SMS too. `glance` as in `core.letter`."""

    subject: str
    advice: str
    glance: str = ""


def letter_of(news: News, booking: Booking, occurrence: Occurrence, moved: Moved | None = None) -> Letter:
    """The whole letter; `moved` belongs to news of a move, and to the end of a booking that was not told of one yet."""
    words = words_of(news, booking, occurrence)
    link = _link(news, booking, occurrence)
    facts = _where_and_when(occurrence)
    if moved:
        facts = as_it_was(moved, occurrence) + facts
    if news is not News.THANKS:
        facts += _booked(booking, occurrence)
    return Letter(
        subject=words.subject,
        paragraphs=[words.advice, *(instead(moved, booking) if moved else ())],
        facts=facts,
        link=link,
        short=_short(words, booking, occurrence, link[1]),
        glance=words.glance,
    )


def _link(news: News, booking: Booking, occurrence: Occurrence) -> tuple[str, str]:
    """What to do now, in a few words, and where."""
    if news is News.THANKS:
        return _("评价这次活动"), feedback_url(booking.code)
    if news is News.OFFERED:
        return _("接受，或让给下一位（不用登录）"), offer_url(booking)
    if news is News.MOVED and booking.state is BookingState.OFFERED:
        return _("接受，或让给下一位（不用登录）"), offer_url(booking)
    if news is News.MOVED and has_choice(booking.state, is_group=booking.is_group):
        return _("换场次或取消（不用登录）"), change_url(booking)
    if news in ENDED:
        return _("活动页面"), f"{site_address()}/events/{occurrence.event.slug}"
    return _("查看票面或取消"), ticket_url(booking)


def feedback_token(code: str) -> str:
    """What proves that a link came from a letter to the holder: managers know the code, but not this."""
    return keyed_hash("feedback", code)[:32]


def feedback_path(code: str) -> str:
    return f"/feedback/{code}/{feedback_token(code)}"


def feedback_url(code: str) -> str:
    """Where the holder says how it was, without signing in."""
    return site_address() + feedback_path(code)


def words_of(news: News, booking: Booking, occurrence: Occurrence) -> Words:
    """Subject and advice."""
    title = tr(occurrence.event, "title")
    if news in ENDED:
        return _ended_words(news, booking, occurrence, title)
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
            until = _until(booking)
            return Words(
                _("有空位了，请答复：%(title)s", title=title),
                _offer_words(booking, until),
                _("席位为您保留到 %(until)s。点开接受，或让给下一位。", until=until),
            )
        case News.MOVED:
            return Words(
                _("时间或地点有变：%(title)s", title=title),
                _("下面是新的安排。您的预约仍然有效；如果去不了，请取消，把席位让给别人。"),
                _("点开看新的安排。去不了，请取消，把席位让给别人。"),
            )
        case News.TAKEN_DOWN:
            return Words(
                _("活动暂停公开，请先等通知：%(title)s", title=title),
                _("区科协正在核对这个活动。您的预约先为您保留，有了结果会马上告诉您；在此之前请不要前往。"),
            )
        case News.RESTORED:
            return Words(
                _("活动已恢复，预约仍然有效：%(title)s", title=title),
                _("核对已经完成，活动照常举行，您的预约不变。去不了，请早点取消，把席位让给别人。"),
            )
        case News.DAY_BEFORE | News.HOURS_BEFORE:
            start = occurrence.starts_at
            return Words(
                _("提醒：%(when)s %(title)s", when=f"{day(start)} {wall_clock(start)}", title=title),
                _("到场时请出示预约号或票面二维码。去不了，请现在取消，把席位让给别人。"),
            )
        case News.THANKS:
            return Words(
                _("谢谢参加：%(title)s", title=title),
                _("觉得怎么样？打个分，一分钟就好，不用登录。主办方只看到分数和您写的话，看不到您的名字。"),
            )
        case _:
            raise ValueError(news)


def _ended_words(news: News, booking: Booking, occurrence: Occurrence, title: str) -> Words:
    """Subject and advice of what is over for its holder."""
    match news:
        case News.EXPIRED:
            return Words(
                _("候补席位已让给下一位：%(title)s", title=title),
                _("保留时间内没有收到您的答复。如果还想参加，可以重新预约或加入候补。"),
            )
        case News.CANCELLED:
            return _cancelled_words(booking, title)
        case News.CALLED_OFF:
            return Words(_("活动取消：%(title)s", title=title), _called_off_words(occurrence))
        case News.RELEASED:
            return Words(
                _("行程已取消，这一场也已放开：%(title)s", title=title),
                _(
                    "同一天行程里的另一场被主办方取消了。按您预约时的选择，这一场也一起取消，席位已经让给别人。"
                    "还想参加，可以单独重新预约。"
                ),
            )
        case _:
            raise ValueError(news)


def _cancelled_words(booking: Booking, title: str) -> Words:
    if booking.state_reason == MOVED:
        return Words(
            _("已换场次，原来的预约取消：%(title)s", title=title),
            _("按您的选择，预约已经换到同一活动的另一场。新的时间和预约号在另一封信里。"),
        )
    return Words(_("已取消预约：%(title)s", title=title), _("席位已经让给别人。想再来，可以重新预约其他场次。"))


def _until(booking: Booking) -> str:
    ends_at = booking.offer_ends_at
    return f"{day(ends_at)} {wall_clock(ends_at)}" if ends_at else ""


def _offer_words(booking: Booking, until: str) -> str:
    return str(
        _(
            "为您保留了 %(seats)d 席，到 %(until)s 为止。请打开下面的链接接受，或让给下一位；不用登录。",
            seats=booking.seats,
            until=until,
        )
    )


def _called_off_words(occurrence: Occurrence) -> str:
    reason = occurrence.cancel_reason or occurrence.event.state_reason
    lines = [_("原因：%(reason)s", reason=reason)] if reason else []
    return "\n".join([*lines, _("非常抱歉，请不要前往。您可以预约其他场次。")])


def _where_and_when(occurrence: Occurrence) -> list[tuple[str, str]]:
    return [(_("时间"), span(occurrence.starts_at, occurrence.ends_at)), (_("地点"), where(occurrence))]


def _booked(booking: Booking, occurrence: Occurrence) -> list[tuple[str, str]]:
    event = occurrence.event
    facts = [
        (_("席位"), str(booking.seats)),
        (_("费用"), " ".join(filter(None, (price(event.price_cents), tr(event, "price_note"))))),
        (_("预约号"), in_groups(booking.code)),
    ]
    if booking.outing:
        facts.append((_("一天的行程"), outing_url(booking.outing.code)))
    bring = tr(event, "bring")
    return [*facts, (_("请带"), bring)] if bring else facts


def outing_url(code: str) -> str:
    """Where the holder sees the whole day."""
    return f"{site_address()}/my/outings/{code}"


def _short(words: Words, booking: Booking, occurrence: Occurrence, url: str) -> str:
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
            url=url,
        )
    )
