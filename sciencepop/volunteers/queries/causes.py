"""What a shift is for, beside its host: a session of an event, a lesson of a class. The one place that knows the kinds.

A further kind is a column of `Shift` named `<kind>_id` (and one of `ShiftTemplate` for the whole of which a template
makes a shift for each part), an entry in `KINDS` and a line in `cause_of`, its words in `words.cause_line`, and a
subscriber that lets its shifts follow (as `services.occurrences` and `services.lessons` do).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload, lazyload

from sciencepop.bases.models import ScienceBase
from sciencepop.college.models import ClassState, CourseClass, Lecturer, Lesson, TeachingPoint
from sciencepop.programme.models import Event, Occurrence
from sciencepop.volunteers.models import Host, Shift, ShiftTemplate

MOST, MOST_CHOICES = 200, 60


@dataclass(frozen=True)
class Cause:
    """One thing that a shift may be for; `path` is its page.

    `number` is that of a lesson in its class, and the `lecturer` gives it.
    `place_zh` is '' where it takes place at the shift's host itself.
    """

    kind: str
    id: int
    starts_at: datetime
    ends_at: datetime
    title_zh: str
    title_en: str
    path: str
    number: int = 0
    lecturer: Lecturer | None = None
    place_zh: str = ""
    place_en: str = ""
    lat: float | None = None
    lon: float | None = None

    @property
    def key(self) -> str:
        """Its name in forms and addresses, such as "lesson-17"; within a template, too."""
        return f"{self.kind}-{self.id}"

    @property
    def columns(self) -> Mapping[str, int]:
        """The column of a shift that names it."""
        return {f"{self.kind}_id": self.id}


def of_occurrence(one: Occurrence) -> Cause:
    event = one.event
    placed = (one.place_zh, one.place_en, one.lat, one.lon) if one.place_zh else ()
    path, times = f"/events/{event.slug}", (one.starts_at, one.ends_at)
    return Cause("occurrence", one.id, *times, event.title_zh, event.title_en, path, 0, None, *placed)


def of_lesson(one: Lesson) -> Cause:
    """A lesson is in a room of its point, which is told in words."""
    of_class = one.course_class
    course, point = of_class.course, of_class.point
    path = f"/college/classes/{of_class.code}"
    placed = (*place_of_class(of_class, of_class.room_zh), *((point.lat, point.lon) if of_class.room_zh else ()))
    times = one.starts_at, one.ends_at
    return Cause("lesson", one.id, *times, course.title_zh, course.title_en, path, one.number, one.lecturer, *placed)


def place_of_class(one: CourseClass, room_zh: str) -> tuple[str, str]:
    """Point and this room of it in one line, in Chinese and English; '' where the class has no room of its own."""
    if not room_zh:
        return "", ""
    point = one.point
    return f"{point.name_zh} {room_zh}", f"{point.name_en or point.name_zh}, {one.room_en or room_zh}"


def cause_of(shift: Shift) -> Cause | None:
    """What a shift is for, None where it stands alone."""
    if shift.occurrence is not None:
        return of_occurrence(shift.occurrence)
    return of_lesson(shift.lesson) if shift.lesson is not None else None


def list_at(session: Session, host: Host, now: datetime) -> list[Cause]:
    """The next things at a host that a shift may be for."""
    return [cause for kind in KINDS.values() for cause in kind(session, now, MOST_CHOICES, host=host)]


def find_at(session: Session, host: Host, key: str, now: datetime) -> Cause | None:
    """One of a host's by its key, to come; None for everything else."""
    name, _dash, number = key.partition("-")
    if name not in KINDS or not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return next(iter(KINDS[name](session, now, 1, host=host, number=int(number))), None)


def list_for(session: Session, template: ShiftTemplate, now: datetime) -> list[Cause]:
    """All to come for which a template makes a shift."""
    return [cause for kind in KINDS.values() for cause in kind(session, now, MOST, template=template)]


def list_occurrences(
    session: Session,
    now: datetime,
    most: int,
    *,
    host: Host | None = None,
    number: int | None = None,
    template: ShiftTemplate | None = None,
) -> list[Cause]:
    """Sessions to come that are not cancelled: of a base's events, or of a template's event."""
    which: ColumnElement[bool] | None = None
    if isinstance(host, ScienceBase):
        which = Event.base_id == host.id
    elif template is not None and template.event_id is not None:
        which = Event.id == template.event_id
    if which is None:
        return []
    rows = contains_eager(Occurrence.event).options(lazyload(Event.audience_rows), lazyload(Event.topic_rows))
    found = select(Occurrence).join(Occurrence.event).options(rows)
    found = found.where(which, Occurrence.starts_at > now, Occurrence.cancelled_at.is_(None))
    if number is not None:
        found = found.where(Occurrence.id == number)
    ordered = found.order_by(Occurrence.starts_at, Occurrence.id).limit(most)
    return [of_occurrence(one) for one in session.scalars(ordered)]


def list_lessons(
    session: Session,
    now: datetime,
    most: int,
    *,
    host: Host | None = None,
    number: int | None = None,
    template: ShiftTemplate | None = None,
) -> list[Cause]:
    """Lessons to come of published classes: of those at a point, or of a template's class."""
    which: ColumnElement[bool] | None = None
    if isinstance(host, TeachingPoint):
        which = CourseClass.point_id == host.id
    elif template is not None and template.class_id is not None:
        which = CourseClass.id == template.class_id
    if which is None:
        return []
    found = with_class(select(Lesson).join(Lesson.course_class))
    found = found.where(which, Lesson.starts_at > now, CourseClass.state == ClassState.PUBLISHED)
    if number is not None:
        found = found.where(Lesson.id == number)
    return [of_lesson(one) for one in session.scalars(found.order_by(Lesson.starts_at, Lesson.id).limit(most))]


def with_class(query: Select[Lesson]) -> Select[Lesson]:
    """Lessons with what their cause says; the query has joined the class."""
    of_class = contains_eager(Lesson.course_class)
    whole = of_class.joinedload(CourseClass.course), of_class.joinedload(CourseClass.point)
    return query.options(*whole, joinedload(Lesson.lecturer))


KINDS: Mapping[str, Callable[..., list[Cause]]] = {"occurrence": list_occurrences, "lesson": list_lessons}
"""How each kind is listed: at a host, of it one by number, or for a template."""


def list_classes_at(session: Session, point: TeachingPoint, now: datetime) -> Sequence[CourseClass]:
    """Published classes of a point with lessons to come."""
    coming = CourseClass.lessons.any(Lesson.starts_at > now)
    found = select(CourseClass).where(
        CourseClass.point_id == point.id, CourseClass.state == ClassState.PUBLISHED, coming
    )
    found = found.options(joinedload(CourseClass.course), joinedload(CourseClass.term))
    return session.scalars(found.order_by(CourseClass.weekday, CourseClass.starts, CourseClass.id).limit(MOST)).all()
