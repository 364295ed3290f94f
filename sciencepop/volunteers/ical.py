"""A person's shifts in their own calendar: tentative while awaited or offered, confirmed, cancelled; one UID a shift.

SEQUENCE is the shift's and the assignment's together. Both only rise, also over several assignments of a person to one
shift, so a calendar never takes an older entry for a newer one.
"""

from __future__ import annotations

from datetime import UTC

from flask_babel import gettext as _
from icalendar import Event as Component

from sciencepop.core import clock
from sciencepop.core.i18n import in_language, tr
from sciencepop.core.icalendar_text import calendar_line, calendar_text
from sciencepop.programme.calendar_context import CalendarContext
from sciencepop.volunteers.models import Assignment, AssignmentState
from sciencepop.volunteers.words import role_name, where

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
        return bytes(_component(assignment, context, lang).to_ical())


def _component(assignment: Assignment, context: CalendarContext, lang: str) -> Component:
    shift, status = assignment.shift, status_of(assignment.state)
    url = f"{context.site_url(lang)}/volunteer/mine/{assignment.code}"
    changed_at = max(assignment.changed_at, shift.changed_at).astimezone(UTC)
    labels = {"CANCELLED": _("【已取消】"), "TENTATIVE": _("【待确认】")}
    title = labels.get(status, "") + _("志愿服务：%(title)s", title=tr(shift, "title"))
    component = Component()
    component.add("uid", shift.uid)
    component.add("dtstamp", changed_at)
    component.add("last-modified", changed_at)
    component.add("sequence", shift.sequence + assignment.sequence)
    component.add("dtstart", clock.local(shift.starts_at))
    component.add("dtend", clock.local(shift.ends_at))
    component.add("summary", calendar_line(title))
    component.add("location", calendar_line(where(shift), 600))
    lines = [role_name(assignment.need.role), tr(shift, "meet") if shift.meet_zh else "", url]
    component.add("description", calendar_text("\n".join(line for line in lines if line)))
    component.add("url", url)
    component.add("class", "PRIVATE")
    component.add("status", status)
    component.add("transp", "OPAQUE" if status == "CONFIRMED" else "TRANSPARENT")
    return component
