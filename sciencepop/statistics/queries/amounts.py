"""What of a year is counted otherwise than by sessions: volunteers and their minutes, lecturers, money, named bases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from sciencepop.accreditation.queries.designations import ListFilter, list_in_force
from sciencepop.bases.models import ScienceBase
from sciencepop.college.models import Lecturer, Lesson, LessonMark
from sciencepop.college.rules.attendance import CAME
from sciencepop.core.clock import day_bounds, local
from sciencepop.delivery.models import DeliveryLecturer, DeliveryOrder, MenuItem, Supplier
from sciencepop.delivery.rules.orders import OrderState
from sciencepop.statistics.queries.elsewhere import HELD
from sciencepop.statistics.rules.records import Amount
from sciencepop.volunteers.models import HoursEntry, Volunteer


def read_amounts(session: Session, year: int, now: datetime) -> dict[str, list[Amount]]:
    """By the names that rules ask for."""
    last = min(date(year, 12, 31), local(now).date())
    since, until = day_bounds(date(year, 1, 1))[0], min(day_bounds(date(year + 1, 1, 1))[0], now)
    return {
        "volunteers": list(_volunteers(session, until)),
        "served_minutes": list(_served(session, date(year, 1, 1), last)),
        "lecturers": [*_teachers(session, since, until), *_deliverers(session, since, until)],
        "delivery_cents": list(_spent(session, since, until)),
        "named_bases": list(_named(session, last)) if last.year == year else [],
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


def _teachers(session: Session, since: datetime, until: datetime) -> Iterator[Amount]:
    """Who taught a lesson at which somebody was; the college is of the district's unit."""
    marked = select(LessonMark.lesson_id).where(LessonMark.mark.in_(CAME))
    found = (
        select(Lecturer.id, Lecturer.person_id, Lecturer.name_zh, func.min(Lesson.starts_at))
        .join(Lesson, Lesson.lecturer_id == Lecturer.id)
        .where(Lesson.id.in_(marked), Lesson.starts_at >= since, Lesson.ends_at <= until)
        .group_by(Lecturer.id, Lecturer.person_id, Lecturer.name_zh)
    )
    for id, person_id, name, starts_at in session.execute(found):
        yield Amount(_who(person_id, f"lecturer:{id}"), None, local(starts_at).date(), name)


def _deliverers(session: Session, since: datetime, until: datetime) -> Iterator[Amount]:
    """Who delivered something, for the base that supplied it."""
    one = DeliveryLecturer
    found = (
        select(one.id, one.person_id, one.name_zh, Supplier.base_id, func.min(DeliveryOrder.starts_at))
        .join(DeliveryOrder, DeliveryOrder.lecturer_id == one.id)
        .join(Supplier, one.supplier_id == Supplier.id)
        .where(DeliveryOrder.state.in_(HELD), DeliveryOrder.starts_at >= since, DeliveryOrder.ends_at <= until)
        .group_by(one.id, one.person_id, one.name_zh, Supplier.base_id)
    )
    for id, person_id, name, base_id, starts_at in session.execute(found):
        assert starts_at is not None  # what was delivered has a time
        yield Amount(_who(person_id, f"deliverer:{id}"), base_id, local(starts_at).date(), name)


def _who(person_id: int | None, otherwise: str) -> str:
    """Somebody with an account is one person, wherever they teach."""
    return f"person:{person_id}" if person_id else otherwise


def _spent(session: Session, since: datetime, until: datetime) -> Iterator[Amount]:
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
            DeliveryOrder.starts_at >= since,
            DeliveryOrder.ends_at <= until,
        )
    )
    for id, base_id, starts_at, title, cents in session.execute(found):
        assert starts_at is not None  # what was delivered has a time
        yield Amount(f"delivery:{id}", base_id, local(starts_at).date(), title, cents)


def _named(session: Session, on: date) -> Iterator[Amount]:
    """Bases with any designation in force on a day, since the first that holds."""
    first: dict[int, tuple[date, str]] = {}
    for row in list_in_force(session, ListFilter(on)):
        earlier = first.get(row.base_id)
        first[row.base_id] = (min(row.from_on, earlier[0]) if earlier else row.from_on, row.base.name_zh)
    for base_id, (since, name) in first.items():
        yield Amount(f"base:{base_id}", base_id, since, name)
