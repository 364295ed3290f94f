"""A person's bookings, shifts, lessons and deliveries, as their own calendar needs them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from sciencepop.bookings.models import Booking, SeatPool
from sciencepop.college.models import Enrolment, Lesson
from sciencepop.college.queries import enrolments
from sciencepop.college.rules.enrolments import LIVE as LEARNS
from sciencepop.core import clock
from sciencepop.delivery.models import DeliveryOrder
from sciencepop.delivery.queries import calendars
from sciencepop.feeds.queries.sessions import in_window, list_occurrences, shown_in
from sciencepop.feeds.rules.scopes import DAYS_CANCELLED_STAY, MOST_SESSIONS, Window
from sciencepop.programme.models import Occurrence
from sciencepop.programme.queries.visible import visible_occurrences
from sciencepop.showcase.models import MeetingSlot, SlotState
from sciencepop.showcase.queries import list_meetings
from sciencepop.volunteers.models import Assignment
from sciencepop.volunteers.queries.assignments import list_for_feed
from sciencepop.volunteers.rules.assignments import LIVE

ENDED = ("cancelled", "declined", "expired")


@dataclass(frozen=True)
class OwnSession:
    """A session with the person's latest booking of it, and how many others of theirs came before that one."""

    occurrence: Occurrence
    booking: Booking
    earlier: int


def list_own_sessions(session: Session, person_id: int, window: Window) -> list[OwnSession]:
    """The person's booked, awaited and recently given up sessions, by start and UID."""
    query = (
        visible_occurrences(Booking, Occurrence.id)
        .join(SeatPool, SeatPool.occurrence_id == Occurrence.id)
        .join(Booking, Booking.pool_id == SeatPool.id)
        .where(Booking.person_id == person_id, Booking.comes | ~Booking.is_group, in_window(window), shown_in(window))
    )
    newest_first = query.order_by(Booking.id.desc()).limit(MOST_SESSIONS)
    by_session: dict[int, list[Booking]] = {}
    for booking, occurrence_id in session.execute(newest_first):
        by_session.setdefault(occurrence_id, []).append(booking)
    found = [
        OwnSession(occurrence, _latest(by_session[occurrence.id]), len(by_session[occurrence.id]) - 1)
        for occurrence in list_occurrences(session, list(by_session))
    ]
    kept = [own for own in found if _stays(own, window)]
    return sorted(kept, key=lambda own: (own.occurrence.starts_at, own.occurrence.uid))


def list_own_shifts(session: Session, person_id: int, window: Window) -> list[Assignment]:
    """The person's shifts, and for a while those that they gave up or that were called off."""
    first, last = clock.day_bounds(window.first)[0], clock.day_bounds(window.after_last)[0]
    rows = list_for_feed(session, person_id, first, last, MOST_SESSIONS)
    cancelled_from = clock.day_bounds(window.cancelled_from)[0]
    return [row for row in rows if row.state in LIVE or row.shift.starts_at >= cancelled_from]


def list_own_lessons(session: Session, person_id: int, window: Window) -> list[tuple[Enrolment, Lesson]]:
    """The lessons of the person's classes, and for a while those of classes that they left or that were dissolved."""
    first, last = clock.day_bounds(window.first)[0], clock.day_bounds(window.after_last)[0]
    rows = enrolments.list_for_feed(session, person_id, first, last, MOST_SESSIONS)
    cancelled_from = clock.day_bounds(window.cancelled_from)[0]
    return [(row, lesson) for row, lesson in rows if row.state in LEARNS or lesson.starts_at >= cancelled_from]


def list_deliveries(session: Session, whose: ColumnElement[bool], window: Window) -> Sequence[DeliveryOrder]:
    """Deliveries of a lecturer, a supplier or an organisation (`delivery.queries.calendars`), as above."""
    first, last = clock.day_bounds(window.first)[0], clock.day_bounds(window.after_last)[0]
    since = clock.day_bounds(window.cancelled_from)[0]
    return calendars.list_for_feed(session, whose, first, last, cancelled_from=since, most=MOST_SESSIONS)


def list_own_meetings(session: Session, person_id: int, window: Window) -> list[MeetingSlot]:
    """The person's meetings of the showcase, and for a while those that were called off."""
    first, last = clock.day_bounds(window.first)[0], clock.day_bounds(window.after_last)[0]
    cancelled_from = clock.day_bounds(window.cancelled_from)[0]
    rows = list_meetings(session, person_id, first, last, taken_only=False)
    return [row for row in rows if row.state is SlotState.TAKEN or row.starts_at >= cancelled_from]


def _latest(bookings: list[Booking]) -> Booking:
    """The one that still counts, or else the newest; several pools of a session may have been booked."""
    return next((booking for booking in bookings if booking.state.value not in ENDED), bookings[0])


def _stays(own: OwnSession, window: Window) -> bool:
    if own.booking.state.value not in ENDED:
        return True
    return (window.today - own.occurrence.starts_at.date()).days <= DAYS_CANCELLED_STAY
