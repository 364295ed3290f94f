"""Whole calendars: a constant header and the zone, and the stored sessions between them.

Never in a feed: METHOD (it would demand an ORGANIZER), a UID of the calendar (readers then merge all sessions into
one), a clock's reading, a BOM.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from flask_babel import gettext as _
from icalendar import Calendar, vText

from sciencepop.bookings.rules.calendar import meaning_of
from sciencepop.core.i18n import in_language, span, tr
from sciencepop.core.icalendar_text import TZID, VTIMEZONE, calendar_line
from sciencepop.feeds.queries.claims import OwnSession
from sciencepop.feeds.queries.titles import NAMELESS, Title
from sciencepop.programme.calendar_context import CalendarContext
from sciencepop.programme.ical import Claim, render_vevent

REFRESHED_EVERY = timedelta(hours=4)
END = b"END:VCALENDAR\r\n"


def join(header: bytes, vevents: Iterable[bytes]) -> bytes:
    """The calendar of a header and the sessions' bytes, in the order given."""
    return b"".join((header, *vevents, END))


def public_header(title: Title, source: str, lang: str, context: CalendarContext) -> bytes:
    """The beginning of a public feed; `source` is the feed's own path."""
    with in_language(lang):
        site = tr(context.district, "product")
        name = f"{site}·{tr(title, 'name')}" if title is not NAMELESS else site
        calendar = _calendar(lang, context)
        _describe(calendar, context, name, _("%(name)s：改期和取消会自动更新。", name=name))
        calendar.add("source", context.public_url + source, parameters={"VALUE": "URI"})
        calendar.add("url", context.site_url(lang) + title.path)
    return _open(calendar)


def personal_header(lang: str, context: CalendarContext) -> bytes:
    """The beginning of a person's own feed: it names nobody, and not its own secret address."""
    with in_language(lang):
        calendar = _calendar(lang, context)
        name = f"{tr(context.district, 'product')}·{_('我的预约')}"
        _describe(calendar, context, name, _("您预约的科普活动。请勿转发这个日历的地址。"))
        calendar.add("url", context.site_url(lang) + "/my/bookings")
    return _open(calendar)


def delivery_header(lang: str, context: CalendarContext, name: str) -> bytes:
    """The beginning of the calendar of a supplier's or an organisation's deliveries."""
    with in_language(lang):
        calendar = _calendar(lang, context)
        _describe(
            calendar,
            context,
            f"{tr(context.district, 'product')}·{_('配送：%(title)s', title=name)}",
            _("科普配送的安排，改期和取消会自动更新。请勿转发这个日历的地址。"),
        )
        calendar.add("url", context.site_url(lang) + "/delivery/mine")
    return _open(calendar)


def single_header(lang: str, context: CalendarContext) -> bytes:
    """The beginning of a download of one session: without a name, which would make a new calendar of it."""
    return _open(_calendar(lang, context))


def render_own(own: OwnSession, lang: str, context: CalendarContext) -> bytes:
    """A session as its holder sees it: private, and busy once it is certain."""
    meaning = meaning_of(own.booking.state.value, own.earlier)
    with in_language(lang):
        claim = Claim(
            status=meaning.status,
            is_busy=meaning.is_busy,
            label=_label(own),
            note=_note(own),
            changed_at=own.booking.changed_at,
            steps=meaning.step,
        )
    return render_vevent(own.occurrence, lang, context, claim)


def _calendar(lang: str, context: CalendarContext) -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//{context.district.name_en}//SciencePop 1//{'EN' if lang == 'en' else 'ZH'}")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _describe(calendar: Calendar, context: CalendarContext, name: str, text: str) -> None:
    """The names of RFC 7986 and the older ones that calendars really read, with the same words.

    The library escapes only what it knows to be text, so each is named as text here.
    """
    for key in ("name", "x-wr-calname"):
        calendar.add(key, vText(calendar_line(name)))
    for key in ("description", "x-wr-caldesc"):
        calendar.add(key, vText(calendar_line(text)))
    calendar.add("x-wr-timezone", TZID)
    calendar.add("refresh-interval", REFRESHED_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    calendar.add("color", context.district.calendar_colour)
    calendar.add("x-apple-calendar-color", context.district.colour)


def _open(calendar: Calendar) -> bytes:
    return bytes(calendar.to_ical()).removesuffix(END) + VTIMEZONE


def _label(own: OwnSession) -> str:
    state = own.booking.state.value
    labels = {"waiting": _("【候补】"), "offered": _("【待确认】"), "pending": _("【待确认】")}
    if meaning_of(state, 0).status == "CANCELLED":
        return str(_("【已取消】"))
    return str(labels.get(state, ""))


def _note(own: OwnSession) -> str:
    booking = own.booking
    state = booking.state.value
    if meaning_of(state, 0).status == "CANCELLED":
        return str(_("您的这次预约已经结束，不再保留座位。"))
    if state == "waiting":
        return str(_("您在候补名单中（%(seats)d 席），有空位时会通知您。", seats=booking.seats))
    if state == "offered" and booking.offer_ends_at:
        until = span(booking.offer_ends_at, booking.offer_ends_at).rsplit("–", 1)[0]
        return str(_("为您留了 %(seats)d 席，请在 %(until)s 前确认。", seats=booking.seats, until=until))
    if meaning_of(state, 0).status == "CONFIRMED":
        return str(_("您已预约 %(seats)d 席。", seats=booking.seats))
    return str(_("您的预约（%(seats)d 席）正在处理。", seats=booking.seats))
