"""A person's shifts in their own calendar: tentative while awaited or offered, confirmed, cancelled; one UID a shift.

SEQUENCE is the shift's and the assignment's together. Both only rise, also over several assignments of a person to one
shift, so a calendar never takes an older entry for a newer one.
"""

from __future__ import annotations

from datetime import UTC, datetime

from flask_babel import gettext as _
from icalendar import Event as Component

from sciencepop.bookings.ical import Method, as_message
from sciencepop.core import clock
from sciencepop.core.i18n import in_language, tr
from sciencepop.core.icalendar_text import calendar_line, calendar_text
from sciencepop.programme.calendar_context import CalendarContext, get_context
from sciencepop.volunteers.models import Assignment, AssignmentState, Shift
from sciencepop.volunteers.words import meeting, role_name, where

TENTATIVE = (AssignmentState.APPLIED, AssignmentState.WAITING, AssignmentState.OFFERED)
ENDED = (
    AssignmentState.DECLINED,
    AssignmentState.EXPIRED,
    AssignmentState.WITHDRAWN,
    AssignmentState.CALLED_OFF,
)


def status_of(state: AssignmentState) -> str:
    """STATUS in the person's calendar."""
    if state in ENDED:
        return "CANCELLED"
    return "TENTATIVE" if state in TENTATIVE else "CONFIRMED"


def render_assignment(assignment: Assignment, lang: str, context: CalendarContext) -> bytes:
    """One VEVENT with CRLF, in a language."""
    with in_language(lang):
        return bytes(_entry(assignment, context, lang).to_ical())


def render_itip(assignment: Assignment, shift: Shift, method: Method, *, address: str, now: datetime) -> bytes:
    """The same entry as a message to its holder (`bookings.ical`), in the language that is being written."""
    component = _component(assignment, shift, assignment.language, get_context(), now)
    component.add("summary", calendar_line(_title(shift)))
    return as_message(component, method, address=address, language=assignment.language)


def _entry(assignment: Assignment, context: CalendarContext, lang: str) -> Component:
    """As it stands in the person's own feed, with its state in its title."""
    shift, status = assignment.shift, status_of(assignment.state)
    component = _component(assignment, shift, lang, context, max(assignment.changed_at, shift.changed_at))
    labels = {"CANCELLED": _("【已取消】"), "TENTATIVE": _("【待确认】")}
    component.add("last-modified", max(assignment.changed_at, shift.changed_at).astimezone(UTC))
    component.add("summary", calendar_line(labels.get(status, "") + _title(shift)))
    component.add("class", "PRIVATE")
    component.add("status", status)
    component.add("transp", "OPAQUE" if status == "CONFIRMED" else "TRANSPARENT")
    return component


def _title(shift: Shift) -> str:
    return str(_("志愿服务：%(title)s", title=tr(shift, "title")))


def _component(
    assignment: Assignment, shift: Shift, lang: str, context: CalendarContext, stamped_at: datetime
) -> Component:
    url = f"{context.site_url(lang)}/volunteer/mine/{assignment.code}"
    component = Component()
    component.add("uid", shift.uid)
    component.add("dtstamp", stamped_at.astimezone(UTC))
    component.add("sequence", shift.sequence + assignment.sequence)
    component.add("dtstart", clock.local(shift.starts_at))
    component.add("dtend", clock.local(shift.ends_at))
    component.add("location", calendar_line(where(shift), 600))
    lines = [role_name(assignment.need.role), meeting(shift), url]
    component.add("description", calendar_text("\n".join(line for line in lines if line)))
    component.add("url", url)
    return component
