"""What a shift is for, beside its host: a session, a lesson, a festival's day. The one place that knows the kinds.

A further kind is a column of `Shift` named `<kind>_id` (and one of `ShiftTemplate` for the whole of which a template
makes a shift for each part), an entry in `KINDS` and a line in `cause_of`, its words in `words.cause_line`, and a
subscriber that lets its shifts follow (as `services.occurrences`, `services.lessons` and `services.festival_days` do).

A festival's day is a day of an edition at one of its venues. It has no row of its own, so a shift names the venue and
the day. A venue that is a base is staffed by that base, another place by whichever base takes it on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, lazyload

from sciencepop.bases.models import ScienceBase
from sciencepop.college.models import ClassState, CourseClass, Lecturer, Lesson, TeachingPoint
from sciencepop.core.clock import local
from sciencepop.festival.models import Edition, EditionState, Venue
from sciencepop.festival.queries.items import list_days
from sciencepop.programme.models import Event, Occurrence
from sciencepop.volunteers.models import Host, Shift, ShiftTemplate

MOST, MOST_CHOICES = 200, 60
ON = (EditionState.ANNOUNCED, EditionState.RUNNING)


@dataclass(frozen=True)
class Cause:
    """One thing that a shift may be for; `path` is its page.

    `number` is that of a lesson in its class, and the `lecturer` gives it. `day` is the festival's, `id` its venue.
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
    day: date | None = None

    @property
    def key(self) -> str:
        """Its name in forms and addresses, such as "lesson-17" or "festival-3-2026-10-17"."""
        return f"{self.kind}-{self.id}" if self.day is None else f"{self.kind}-{self.id}-{self.day}"

    @property
    def columns(self) -> Mapping[str, Any]:
        """The columns of a shift that name it."""
        if self.day is None:
            return {f"{self.kind}_id": self.id}
        return {"festival_venue_id": self.id, "festival_on": self.day}

    @property
    def name(self) -> str:
        """What names its shift among those of a template: "o17" for a session, "l17" for a lesson."""
        return f"{self.kind[0]}{self.id}" if self.day is None else name_of_day(self.id, self.day)


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


def of_festival_day(venue: Venue, day: date, opens_at: datetime, closes_at: datetime) -> Cause:
    """A base that goes by another name in the festival is told by that name, like another place."""
    edition = venue.edition
    title_zh = f"{edition.name_zh} · {venue.name_zh}"
    title_en = f"{edition.name_en or edition.name_zh} · {venue.name_en or venue.name_zh}"
    path = f"/festival/{edition.code}/programme?day={day}"
    placed = (*place_of_venue(venue), *(venue.point if venue.own_name_zh else (None, None)))
    return Cause("festival", venue.id, opens_at, closes_at, title_zh, title_en, path, 0, None, *placed, day)


def place_of_venue(venue: Venue) -> tuple[str, str]:
    """The name of a venue in Chinese and English; '' where it is simply the base."""
    return (venue.own_name_zh, venue.own_name_en or venue.own_name_zh) if venue.own_name_zh else ("", "")


def name_of_day(venue_id: int, day: date) -> str:
    """What names the shift of a festival's day among those of its template."""
    return f"f{venue_id}@{day}"


def cause_of(shift: Shift) -> Cause | None:
    """What a shift is for, None where it stands alone."""
    if shift.occurrence is not None:
        return of_occurrence(shift.occurrence)
    if shift.festival_venue is not None:
        assert shift.festival_on is not None
        return of_festival_day(shift.festival_venue, shift.festival_on, shift.starts_at, shift.ends_at)
    return of_lesson(shift.lesson) if shift.lesson is not None else None


def list_at(session: Session, host: Host, now: datetime) -> list[Cause]:
    """The next things at a host that a shift may be for."""
    return [cause for kind in KINDS.values() for cause in kind(session, now, MOST_CHOICES, host=host)]


def find_at(session: Session, host: Host, key: str, now: datetime) -> Cause | None:
    """One of a host's by its key, to come; None for everything else."""
    name, _dash, rest = key.partition("-")
    number = rest.partition("-")[0]
    if name not in KINDS or not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    found = KINDS[name](session, now, MOST, host=host, number=int(number))
    return next((one for one in found if one.key == key), None)


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


def list_festival_days(
    session: Session,
    now: datetime,
    most: int,
    *,
    host: Host | None = None,
    number: int | None = None,
    template: ShiftTemplate | None = None,
) -> list[Cause]:
    """Days to come at venues of festivals that are on: at those that a base may staff, or at a template's venue."""
    if isinstance(host, ScienceBase):
        venues = list_venues_at(session, host, now)
    elif template is not None and template.festival_venue is not None:
        venues = [template.festival_venue] if template.festival_venue.edition.state in ON else []
    else:
        return []
    by_id = {venue.id: venue for venue in venues if number in (None, venue.id)}
    editions = {venue.edition_id: venue.edition for venue in by_id.values()}
    found = [
        of_festival_day(by_id[one.venue_id], one.day, one.opens_at, one.closes_at)
        for edition in editions.values()
        for one in list_days(session, edition)
        if one.venue_id in by_id and one.opens_at > now
    ]
    return found[:most]


def list_venues_at(session: Session, base: ScienceBase, now: datetime) -> Sequence[Venue]:
    """What a base may staff of the festivals that are on: itself as a venue, and places that are no base."""
    found = select(Venue).join(Venue.edition).options(contains_eager(Venue.edition), lazyload(Venue.rooms))
    found = found.where(Edition.state.in_(ON), Edition.until_on >= local(now).date())
    mine = or_(Venue.base_id == base.id, Venue.base_id.is_(None))
    own_first = Venue.base_id.is_(None), Edition.from_on, Venue.id
    return session.scalars(found.where(mine).order_by(*own_first).limit(MOST)).all()


KINDS: Mapping[str, Callable[..., list[Cause]]] = {
    "occurrence": list_occurrences,
    "lesson": list_lessons,
    "festival": list_festival_days,
}
"""How each kind is listed: at a host, of it those of one number, or for a template."""


def list_classes_at(session: Session, point: TeachingPoint, now: datetime) -> Sequence[CourseClass]:
    """Published classes of a point with lessons to come."""
    coming = CourseClass.lessons.any(Lesson.starts_at > now)
    found = select(CourseClass).where(
        CourseClass.point_id == point.id, CourseClass.state == ClassState.PUBLISHED, coming
    )
    found = found.options(joinedload(CourseClass.course), joinedload(CourseClass.term))
    return session.scalars(found.order_by(CourseClass.weekday, CourseClass.starts, CourseClass.id).limit(MOST)).all()
