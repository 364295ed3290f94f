"""A person's own bookings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, and_, func, not_, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, lazyload
from werkzeug.exceptions import NotFound

from sciencepop.bookings.models import Booking, Guest, SeatPool
from sciencepop.bookings.rules import states
from sciencepop.bookings.rules.codes import CODE
from sciencepop.bookings.rules.states import BookingState
from sciencepop.core.db import db
from sciencepop.core.paging import Page, decode_cursor, encode_cursor
from sciencepop.programme.models import Event, Occurrence, OccurrenceState

PAGE = 20
MOST_OTHERS = 5
_COMING = (*states.LIVE, BookingState.WAITING)


@dataclass(frozen=True)
class Place:
    """A position in a waiting list: `ahead` parties with `seats_ahead` seats came earlier."""

    ahead: int
    seats_ahead: int


def with_occasion(query: Select[Any]) -> Select[Any]:
    """Join what a booking is for: pool, occurrence, event, base."""
    pool = contains_eager(Booking.pool)
    event = pool.contains_eager(SeatPool.occurrence).joinedload(Occurrence.event)
    return (
        query.join(Booking.pool)
        .join(SeatPool.occurrence)
        .options(event.joinedload(Event.base), event.options(lazyload(Event.audience_rows), lazyload(Event.topic_rows)))
    )


def page_of_person(person_id: int, now: datetime, *, past: bool, cursor: str = "") -> Page[Booking]:
    """What is still to come, soonest first; or what is over or has ended, latest first."""
    coming = and_(Booking.state.in_(_COMING), Occurrence.ends_at > now)
    found = with_occasion(select(Booking)).options(joinedload(Booking.outing)).where(Booking.person_id == person_id)
    found = found.where(not_(coming) if past else coming)
    after = decode_cursor(cursor, (int, int))
    if after and abs(after[0]) < 2**34 and 0 < after[1] < 2**63:
        moment = datetime.fromtimestamp(max(after[0], 0), UTC)
        later = Occurrence.starts_at < moment if past else Occurrence.starts_at > moment
        same = and_(Occurrence.starts_at == moment, Booking.id < after[1] if past else Booking.id > after[1])
        found = found.where(or_(later, same))
    order = (Occurrence.starts_at.desc(), Booking.id.desc()) if past else (Occurrence.starts_at, Booking.id)
    rows = db.session.scalars(found.order_by(*order).limit(PAGE + 1)).all()
    more = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], _cursor_after(more) if more else "")


def _cursor_after(booking: Booking) -> str:
    return encode_cursor(int(booking.pool.occurrence.starts_at.timestamp()), booking.id)


def find_booking(code: str) -> Booking | None:
    """A booking by its code, with what it is for and its guests."""
    if not CODE.fullmatch(code):
        return None
    found = with_occasion(select(Booking)).where(Booking.code == code)
    return db.session.scalars(found.options(joinedload(Booking.guests).joinedload(Guest.child))).unique().one_or_none()


def get_own(code: str, person_id: int) -> Booking:
    """A booking of this person; 404 for anybody else's."""
    booking = find_booking(code)
    if booking is None or booking.person_id != person_id:
        raise NotFound
    return booking


def place_of(booking: Booking) -> Place:
    """How many wait before this one."""
    ahead, seats = db.session.execute(
        select(func.count(Booking.id), func.coalesce(func.sum(Booking.seats), 0)).where(
            Booking.pool_id == booking.pool_id, Booking.state == BookingState.WAITING, Booking.id < booking.id
        )
    ).one()
    return Place(int(ahead), int(seats))


def list_other_occurrences(occurrence: Occurrence, now: datetime) -> Sequence[Occurrence]:
    """The next occurrences of the same event that can still be booked or will be, a few."""
    return db.session.scalars(
        select(Occurrence)
        .where(
            Occurrence.event_id == occurrence.event_id,
            Occurrence.id != occurrence.id,
            Occurrence.state == OccurrenceState.SCHEDULED,
            Occurrence.booking_closes_at > now,
        )
        .order_by(Occurrence.starts_at)
        .limit(MOST_OTHERS)
    ).all()


def list_all_of(session: Session, person_id: int) -> Sequence[Booking]:
    """Everything a person ever booked, oldest first; for their own export."""
    found = with_occasion(select(Booking)).where(Booking.person_id == person_id)
    return session.scalars(found.options(joinedload(Booking.guests)).order_by(Booking.id)).unique().all()
