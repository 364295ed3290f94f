"""Lessons in calendars: those of a learner, and those of a class for everybody. One UID a lesson, whatever moves.

SEQUENCE of a learner's entry is the lesson's and the enrolment's together; both only rise.
"""

from __future__ import annotations

from datetime import UTC, datetime

from flask_babel import gettext as _
from icalendar import Event as Component

from sciencepop.college.models import CourseClass, Enrolment, EnrolmentState, Lesson
from sciencepop.college.rules.enrolments import LIVE
from sciencepop.college.words import where
from sciencepop.core import clock
from sciencepop.core.i18n import in_language, tr
from sciencepop.core.icalendar_text import calendar_line, calendar_text
from sciencepop.programme.calendar_context import CalendarContext

TENTATIVE = (EnrolmentState.WAITING, EnrolmentState.OFFERED)


def render_own_lesson(enrolment: Enrolment, lesson: Lesson, lang: str, context: CalendarContext) -> bytes:
    """A learner's lesson as one VEVENT with CRLF, in a language."""
    status = "CONFIRMED" if enrolment.state in LIVE else "CANCELLED"
    if enrolment.state in TENTATIVE:
        status = "TENTATIVE"
    with in_language(lang):
        url = f"{context.site_url(lang)}/college/mine/{enrolment.code}"
        changed_at = max(enrolment.changed_at, lesson.changed_at)
        component = _component(enrolment.course_class, lesson, status, url, changed_at)
        component.add("sequence", lesson.sequence + enrolment.sequence)
        component.add("class", "PRIVATE")
        component.add("transp", "OPAQUE" if status == "CONFIRMED" else "TRANSPARENT")
        return bytes(component.to_ical())


def render_lesson(one: CourseClass, lesson: Lesson, lang: str, context: CalendarContext) -> bytes:
    """A lesson of a class as everybody may follow it: nobody's time is taken by it."""
    is_off = one.dissolved_at is not None and lesson.ends_at > one.dissolved_at
    with in_language(lang):
        url = f"{context.site_url(lang)}/college/classes/{one.code}"
        component = _component(one, lesson, "CANCELLED" if is_off else "CONFIRMED", url, lesson.changed_at)
        component.add("sequence", lesson.sequence)
        component.add("class", "PUBLIC")
        component.add("transp", "TRANSPARENT")
        return bytes(component.to_ical())


def _component(one: CourseClass, lesson: Lesson, status: str, url: str, changed_at: datetime) -> Component:
    labels = {"CANCELLED": _("【已取消】"), "TENTATIVE": _("【待确认】")}
    title = _("%(title)s 第 %(number)d 课", title=tr(one.course, "title"), number=lesson.number)
    component = Component()
    component.add("uid", lesson.uid)
    component.add("dtstamp", changed_at.astimezone(UTC))
    component.add("created", one.created_at.astimezone(UTC))
    component.add("last-modified", changed_at.astimezone(UTC))
    component.add("dtstart", clock.local(lesson.starts_at))
    component.add("dtend", clock.local(lesson.ends_at))
    component.add("summary", calendar_line(labels.get(status, "") + title))
    component.add("location", calendar_line(f"{where(one)} {tr(one.point, 'address')}", 600))
    lines = [_("主讲：%(name)s", name=tr(lesson.lecturer, "name")), url]
    component.add("description", calendar_text("\n".join(lines)))
    component.add("url", url)
    component.add("status", status)
    return component
