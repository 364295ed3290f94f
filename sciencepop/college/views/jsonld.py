"""A course and its classes in the words of schema.org: a Course with its CourseInstances."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from sciencepop.college.models import ClassState, Course, CourseClass, Lesson
from sciencepop.core import clock
from sciencepop.core.i18n import language, tr
from sciencepop.core.reference import get_reference

SCHEMA = "https://schema.org"


def course_data(course: Course, rows: Sequence[CourseClass]) -> dict[str, Any]:
    """The JSON-LD of a course; a class that was dissolved is none of it."""
    site = _site()
    found: dict[str, Any] = {
        "@context": SCHEMA,
        "@type": "Course",
        "name": tr(course, "title"),
        "description": tr(course, "syllabus") or tr(course, "title"),
        "courseCode": course.code,
        "url": f"{site}/college/courses/{course.code}",
        "isAccessibleForFree": True,
        "provider": {"@type": "EducationalOrganization", "name": _school(), "url": f"{site}/college"},
        "hasCourseInstance": [_instance(one, site) for one in rows if one.state is ClassState.PUBLISHED],
    }
    if course.prerequisite is not None:
        found["coursePrerequisites"] = tr(course.prerequisite, "title")
    return {name: value for name, value in found.items() if value not in ("", [], None)}


def _school() -> str:
    return str(_("%(district)s社区科普大学", district=tr(get_reference().district, "name")))


def _site() -> str:
    public_url: str = current_app.extensions["config"].public_url
    return public_url + ("/en" if language() == "en" else "")


def _instance(one: CourseClass, site: str) -> dict[str, Any]:
    point, town = one.point, get_reference().towns.get(one.point.town_code)
    return {
        "@type": "CourseInstance",
        "url": f"{site}/college/classes/{one.code}",
        "courseMode": "Onsite",
        "startDate": clock.local(one.lessons[0].starts_at).isoformat(),
        "endDate": clock.local(one.ends_at).isoformat(),
        "instructor": {"@type": "Person", "name": tr(one.lecturer, "name")},
        "maximumAttendeeCapacity": one.capacity,
        "location": {
            "@type": "Place",
            "name": tr(point, "name"),
            "address": {
                "@type": "PostalAddress",
                "streetAddress": tr(point, "address"),
                "addressLocality": tr(town, "name") if town else "",
                "addressCountry": "CN",
            },
        },
        "courseSchedule": {
            "@type": "Schedule",
            "repeatCount": len(one.lessons),
            "repeatFrequency": "P1W",
            "startTime": f"{one.starts:%H:%M}",
            "scheduleTimezone": "Asia/Shanghai",
        },
        "subEvent": [_lesson(lesson) for lesson in one.lessons],
    }


def _lesson(lesson: Lesson) -> dict[str, str]:
    return {
        "@type": "Event",
        "name": _("第 %(number)d 课", number=lesson.number),
        "startDate": clock.local(lesson.starts_at).isoformat(),
        "endDate": clock.local(lesson.ends_at).isoformat(),
    }
