"""The calendar object in a mail about a booking (iTIP, RFC 5546; carried as RFC 6047 says).

Only here, in a message to one person, an ORGANIZER and an ATTENDEE are written. UID and SEQUENCE are those of the
person's own feed, so that a calendar which gets both shows one entry; every message has a higher SEQUENCE than the one
before.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from icalendar import Calendar, vCalAddress, vText
from icalendar import Event as Component

from sciencepop.bookings.models import Booking
from sciencepop.bookings.rules.calendar import meaning_of
from sciencepop.bookings.where import where
from sciencepop.core import clock
from sciencepop.core.i18n import tr
from sciencepop.core.icalendar_text import VTIMEZONE, calendar_line, calendar_text
from sciencepop.programme.calendar_context import get_context
from sciencepop.programme.models import Occurrence

_sender = "noreply@sciencepop.example"


class Method(StrEnum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


def configure(sender: str) -> None:
    """Set the organizer's address, the one that mails come from."""
    global _sender  # noqa: PLW0603
    _sender = sender


def ticket_url(booking: Booking) -> str:
    """The ticket's address in the booking's language."""
    return f"{get_context().site_url(booking.language)}/my/bookings/{booking.code}"


def render_itip(booking: Booking, occurrence: Occurrence, method: Method, *, address: str, now: datetime) -> bytes:
    """A whole VCALENDAR with CRLF, in the language that is being written; `address` is the attendee's e-mail."""
    return as_message(_component(booking, occurrence, now), method, address=address, language=booking.language)


def as_message(component: Component, method: Method, *, address: str, language: str) -> bytes:
    """The VCALENDAR in which an entry is sent to one person: with a METHOD, from whom, and to whom."""
    context, is_cancel = get_context(), method is Method.CANCEL
    component.add("status", "CANCELLED" if is_cancel else "CONFIRMED")
    component.add("transp", "TRANSPARENT" if is_cancel else "OPAQUE")
    component.add("class", "PRIVATE")
    component.add("organizer", _address(_sender, tr(context.district, "product")))
    attendee = _address(address, "")
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("DECLINED" if is_cancel else "ACCEPTED")
    attendee.params["RSVP"] = vText("FALSE")
    component.add("attendee", attendee)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//{context.district.name_en}//SciencePop 1//{'EN' if language == 'en' else 'ZH'}")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    calendar.add_component(component)
    head, begin, rest = bytes(calendar.to_ical()).partition(b"BEGIN:VEVENT\r\n")
    return head + VTIMEZONE + begin + rest


def _component(booking: Booking, occurrence: Occurrence, now: datetime) -> Component:
    component = Component()
    component.add("uid", occurrence.uid)
    component.add("dtstamp", now.astimezone(UTC))
    component.add("sequence", occurrence.sequence + meaning_of(booking.state.value, booking.earlier).step)
    component.add("dtstart", clock.local(occurrence.starts_at))
    component.add("dtend", clock.local(occurrence.ends_at))
    component.add("summary", calendar_line(tr(occurrence.event, "title")))
    component.add("location", calendar_line(where(occurrence), 600))
    component.add("description", calendar_text(f"{booking.code}\n{ticket_url(booking)}"))
    component.add("url", ticket_url(booking))
    return component


def _address(mail: str, name: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{mail}")
    if name:
        found.params["CN"] = vText(calendar_line(name))
    return found
