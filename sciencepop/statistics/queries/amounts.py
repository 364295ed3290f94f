"""What of a year is counted otherwise than by sessions: volunteers and their minutes, lecturers, money, named bases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from sciencepop.accreditation.queries.designations import ListFilter, list_in_force
from sciencepop.bases.models import ScienceBase
from sciencepop.college.models import Course, CourseClass, Lecturer, Lesson, LessonMark
from sciencepop.college.rules.attendance import CAME
from sciencepop.core.clock import local
from sciencepop.delivery.models import DeliveryLecturer, DeliveryOrder, MenuItem, Supplier
from sciencepop.delivery.rules.orders import DONE, OrderState
from sciencepop.statistics.queries.window import Window
from sciencepop.statistics.rules.records import Amount
from sciencepop.volunteers.models import HoursEntry, Volunteer


def read_amounts(session: Session, window: Window) -> dict[str, list[Amount]]:
    """By the names that rules ask for."""
    return {
        "volunteers": list(_volunteers(session, min(window.before, window.now))),
        "served_minutes": list(_served(session, local(window.since).date(), window.last_day)),
        "lecturers": [*_teachers(session, window), *_deliverers(session, window)],
        "delivery_cents": list(_spent(session, window)),
        "named_bases": list(_named(session, window.last_day)),
    }


def _volunteers(session: Session, until: datetime) -> Iterator[Amount]:
    """Who was registered at the end, by the month in which they joined."""
    found = select(Volunteer.joined_at).where(
        Volunteer.joined_at < until, or_(Volunteer.left_at.is_(None), Volunteer.left_at >= until)
    )
    months = Counter(f"{local(joined_at):%Y-%m}" for joined_at in session.scalars(found))
    for month, count in months.items():
        yield Amount(f"joined:{month}", None, date.fromisoformat(f"{month}-01"), month, count)


def _served(session: Session, first: date, last: date) -> Iterator[Amount]:
    """Minutes of service, corrections among them, by month and base; no row names a person."""
    found = (
        select(HoursEntry.served_on, HoursEntry.base_id, ScienceBase.name_zh, func.sum(HoursEntry.minutes))
        .outerjoin(ScienceBase, HoursEntry.base_id == ScienceBase.id)
        .where(HoursEntry.served_on >= first, HoursEntry.served_on <= last)
        .group_by(HoursEntry.served_on, HoursEntry.base_id, ScienceBase.name_zh)
    )
    sums: Counter[tuple[str, int | None, str]] = Counter()
    for on, base_id, name, minutes in session.execute(found):
        sums[f"{on:%Y-%m}", base_id, name or ""] += int(minutes)
    for (month, base_id, name), minutes in sums.items():
        title = f"{month} {name}".strip()
        yield Amount(f"served:{month}/{base_id or ''}", base_id, date.fromisoformat(f"{month}-01"), title, minutes)


def _teachers(session: Session, window: Window) -> Iterator[Amount]:
    """Who taught a lesson at which somebody was, by what they taught; the college is of the district's unit."""
    marked = select(LessonMark.lesson_id).where(LessonMark.mark.in_(CAME))
    found = (
        select(Lecturer.id, Lecturer.person_id, func.min(Course.title_zh), func.min(Lesson.starts_at))
        .join(Lesson, Lesson.lecturer_id == Lecturer.id)
        .join(CourseClass, Lesson.class_id == CourseClass.id)
        .join(Course, CourseClass.course_id == Course.id)
        .where(Lesson.id.in_(marked), window.over(Lesson.starts_at, Lesson.ends_at))
        .group_by(Lecturer.id, Lecturer.person_id)
    )
    for id, person_id, title, starts_at in session.execute(found):
        yield Amount(_who(person_id, f"lecturer:{id}"), None, local(starts_at).date(), title)


def _deliverers(session: Session, window: Window) -> Iterator[Amount]:
    """Who delivered something, by what they delivered, for the base that supplied it."""
    one = DeliveryLecturer
    found = (
        select(one.id, one.person_id, func.min(MenuItem.title_zh), Supplier.base_id, func.min(DeliveryOrder.starts_at))
        .join(DeliveryOrder, DeliveryOrder.lecturer_id == one.id)
        .join(MenuItem, DeliveryOrder.given_id == MenuItem.id)
        .join(Supplier, one.supplier_id == Supplier.id)
        .where(DeliveryOrder.state.in_(DONE), window.over(DeliveryOrder.starts_at, DeliveryOrder.ends_at))
        .group_by(one.id, one.person_id, Supplier.base_id)
    )
    for id, person_id, title, base_id, starts_at in session.execute(found):
        assert starts_at is not None  # what was delivered has a time
        yield Amount(_who(person_id, f"deliverer:{id}"), base_id, local(starts_at).date(), title)


def _who(person_id: int | None, otherwise: str) -> str:
    """Somebody with an account is one person, wherever they teach."""
    return f"person:{person_id}" if person_id else otherwise


def _spent(session: Session, window: Window) -> Iterator[Amount]:
    """What deliveries of the year cost, by their accepted reports."""
    found = (
        select(
            DeliveryOrder.id, Supplier.base_id, DeliveryOrder.starts_at, MenuItem.title_zh, DeliveryOrder.report_cents
        )
        .join(MenuItem, DeliveryOrder.given_id == MenuItem.id)
        .join(Supplier, MenuItem.supplier_id == Supplier.id)
        .where(
            DeliveryOrder.state == OrderState.CLOSED,
            DeliveryOrder.report_accepted_at.is_not(None),
            window.over(DeliveryOrder.starts_at, DeliveryOrder.ends_at),
        )
    )
    for id, base_id, starts_at, title, cents in session.execute(found):
        assert starts_at is not None  # what was delivered has a time
        yield Amount(f"delivery:{id}", base_id, local(starts_at).date(), title, cents)


def _named(session: Session, on: date) -> Iterator[Amount]:
    """Bases with any designation in force on a day, since the first that holds. Venues are among them: the district's
    unit counts its bases, and no form of a venue has the line.
    """
    first: dict[int, tuple[date, str]] = {}
    for row in list_in_force(session, ListFilter(on)):
        earlier = first.get(row.base_id)
        first[row.base_id] = (min(row.from_on, earlier[0]) if earlier else row.from_on, row.base.name_zh)
    for base_id, (since, name) in first.items():
        yield Amount(f"base:{base_id}", None, since, name)
