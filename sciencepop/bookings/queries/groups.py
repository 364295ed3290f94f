"""Reads of groups: terms of events, visits with their parts, what waits for a base's answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, joinedload, lazyload, selectinload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import Booking, GroupName, GroupPart, GroupTerms, GroupVisit, SeatPool
from sciencepop.bookings.queries.seats import GENERAL
from sciencepop.bookings.rules.codes import CODE
from sciencepop.bookings.rules.groups import Terms
from sciencepop.bookings.rules.states import BookingState
from sciencepop.core import clock
from sciencepop.core.reference import get_reference
from sciencepop.programme.models import Event, Occurrence, OccurrenceState

MOST_SESSIONS = 60
MOST_VISITS = 100


def find_terms(session: Session, event_ids: Collection[int]) -> Mapping[int, Terms]:
    """The terms of those events that take groups, by event."""
    rows = session.scalars(select(GroupTerms).where(GroupTerms.event_id.in_(event_ids))).all()
    return {row.event_id: Terms(row.smallest, row.pupils_per_adult, row.notice_days, row.confirm_hours) for row in rows}


def per_adult(terms: Terms) -> dict[str, int]:
    """How many of each level go with one adult: what the base asks, or less where the level asks for more care."""
    found = {}
    for level in get_reference().levels.values():
        if level.accompanied == "yes":
            found[level.slug] = min(terms.pupils_per_adult, int(level.most_per_adult or terms.pupils_per_adult))
    return found


def list_sessions_of_day(session: Session, occurrence: Occurrence) -> Sequence[Occurrence]:
    """Sessions with seats that groups may book at the same base on the same day, this one among them."""
    start, end = clock.day_bounds(clock.local(occurrence.starts_at).date())
    event = joinedload(Occurrence.event)
    found = (
        select(Occurrence)
        .join(Event, Occurrence.event_id == Event.id)
        .join(SeatPool, (SeatPool.occurrence_id == Occurrence.id) & (SeatPool.name == GENERAL))
        .join(GroupTerms, GroupTerms.event_id == Event.id)
        .where(
            Event.base_id == occurrence.event.base_id,
            Event.state == occurrence.event.state,
            Occurrence.state == OccurrenceState.SCHEDULED,
            Occurrence.starts_at >= start,
            Occurrence.starts_at < end,
        )
        .options(event.joinedload(Event.base), event.options(lazyload(Event.audience_rows), lazyload(Event.topic_rows)))
    )
    return session.scalars(found.order_by(Occurrence.starts_at, Occurrence.id).limit(MOST_SESSIONS)).all()


def find_visit(session: Session, code: str) -> GroupVisit | None:
    """A visit by its code with its parts, sessions and organisation."""
    if not CODE.fullmatch(code):
        return None
    return session.scalars(_visits().where(GroupVisit.code == code)).unique().one_or_none()


def get_visit(session: Session, code: str) -> GroupVisit:
    found = find_visit(session, code)
    if found is None:
        raise NotFound
    return found


def get_own_visit(session: Session, code: str, person_id: int) -> GroupVisit:
    """The visit of its leader; NotFound for anybody else's."""
    visit = get_visit(session, code)
    if visit.person_id != person_id:
        raise NotFound
    return visit


def find_visit_of(session: Session, booking_id: int) -> GroupVisit | None:
    """The visit that a group's booking belongs to."""
    found = select(GroupVisit).join(GroupPart, GroupPart.visit_id == GroupVisit.id)
    return session.scalars(found.where(GroupPart.booking_id == booking_id)).one_or_none()


def list_requests(session: Session, base_ids: Collection[int] | None) -> Sequence[GroupVisit]:
    """What waits for an answer, the most urgent first; of these bases, or of all for None."""
    found = _visits().where(
        GroupVisit.confirm_by.is_not(None), _has_part(base_ids, Booking.state == BookingState.PENDING)
    )
    return session.scalars(found.order_by(GroupVisit.confirm_by, GroupVisit.id).limit(MOST_VISITS)).unique().all()


def list_coming_visits(session: Session, base_ids: Collection[int] | None, now: datetime) -> Sequence[GroupVisit]:
    """Confirmed visits that are not over, in the order in which their names are due, so by day."""
    coming = Booking.state.in_((BookingState.CONFIRMED, BookingState.ATTENDED)) & (Occurrence.ends_at > now)
    found = _visits().where(_has_part(base_ids, coming))
    return session.scalars(found.order_by(GroupVisit.names_due_at, GroupVisit.id).limit(MOST_VISITS)).unique().all()


def visits_of_bookings(session: Session, booking_ids: Collection[int]) -> Mapping[int, GroupPart]:
    """The parts that these bookings are, each with its visit and organisation, by booking."""
    found = select(GroupPart).where(GroupPart.booking_id.in_(booking_ids))
    found = found.options(joinedload(GroupPart.visit).joinedload(GroupVisit.organisation))
    return {part.booking_id: part for part in session.scalars(found)} if booking_ids else {}


def count_names(session: Session, visit_id: int) -> int:
    return int(session.scalar(select(func.count(GroupName.id)).where(GroupName.visit_id == visit_id)) or 0)


def list_names(session: Session, visit_id: int) -> Sequence[GroupName]:
    """The names of a visit as they stood in the file. Who asks must be allowed to see them, or be written down."""
    found = select(GroupName).where(GroupName.visit_id == visit_id)
    return session.scalars(found.order_by(GroupName.position)).all()


def list_visits_of(session: Session, person_id: int) -> Sequence[GroupVisit]:
    """Every visit that a person asked for, for their own export."""
    return session.scalars(_visits().where(GroupVisit.person_id == person_id).order_by(GroupVisit.id)).unique().all()


def _visits() -> Select[GroupVisit]:
    occurrence = (
        selectinload(GroupVisit.parts)
        .joinedload(GroupPart.booking)
        .joinedload(Booking.pool)
        .joinedload(SeatPool.occurrence)
    )
    event = occurrence.joinedload(Occurrence.event)
    return (
        select(GroupVisit)
        .options(joinedload(GroupVisit.organisation), joinedload(GroupVisit.person).selectinload(Person.addresses))
        .options(event.joinedload(Event.base), event.options(lazyload(Event.audience_rows), lazyload(Event.topic_rows)))
        .execution_options(populate_existing=True)
    )


def _has_part(base_ids: Collection[int] | None, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    part = (
        select(GroupPart.visit_id)
        .join(Booking, GroupPart.booking_id == Booking.id)
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
        .where(GroupPart.visit_id == GroupVisit.id, condition)
    )
    if base_ids is not None:
        part = part.join(Event, Occurrence.event_id == Event.id).where(Event.base_id.in_(base_ids))
    return part.correlate(GroupVisit).exists()
