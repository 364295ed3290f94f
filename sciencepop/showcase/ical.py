"""A meeting in the calendars of both, one UID a meeting."""

from __future__ import annotations

from datetime import UTC

from flask_babel import gettext as _
from icalendar import Event as Component

from sciencepop.core import clock
from sciencepop.core.i18n import in_language, tr
from sciencepop.core.icalendar_text import calendar_line, calendar_text
from sciencepop.core.reference import get_reference
from sciencepop.programme.calendar_context import CalendarContext
from sciencepop.showcase.models import MeetingSlot, SlotState


def render_meeting(slot: MeetingSlot, lang: str, context: CalendarContext) -> bytes:
    """One VEVENT with CRLF, in a language. Nobody's name or address is in it."""
    assert slot.talk
    status = "CONFIRMED" if slot.state is SlotState.TAKEN else "CANCELLED"
    with in_language(lang):
        url = f"{context.site_url(lang)}/showcase/talks/{slot.talk.code}"
        label = _("【已取消】") if status == "CANCELLED" else ""
        title = _("对接：%(title)s", title=tr(slot.project, "title"))
        component = Component()
        component.add("uid", f"meet-{slot.code}@{get_reference().district.uid_domain}")
        component.add("dtstamp", slot.changed_at.astimezone(UTC))
        component.add("last-modified", slot.changed_at.astimezone(UTC))
        component.add("dtstart", clock.local(slot.starts_at))
        component.add("dtend", clock.local(slot.ends_at))
        component.add("summary", calendar_line(label + title))
        if slot.place:
            component.add("location", calendar_line(slot.place, 600))
        component.add("description", calendar_text(url))
        component.add("url", url)
        component.add("status", status)
        component.add("sequence", slot.sequence)
        component.add("class", "PRIVATE")
        component.add("transp", "OPAQUE" if status == "CONFIRMED" else "TRANSPARENT")
        return bytes(component.to_ical())
