"""What a desk reads: sessions to book, and what it entered itself, never anything else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, lazyload
from werkzeug.exceptions import NotFound

from sciencepop.bases.models import ScienceBase
from sciencepop.bookings.models import Booking, DeskVisitor
from sciencepop.bookings.queries.mine import with_occasion
from sciencepop.bookings.rules.codes import CODE
from sciencepop.bookings.rules.visitors import SEEN_FOR, is_seen
from sciencepop.core.clock import day_bounds
from sciencepop.programme.models import BookingMode, Event, Occurrence
from sciencepop.programme.queries.visible import occurrence_is_on, visible_occurrences

MOST_FOUND, MOST_ENTERED, MOST_WORDS = 20, 200, 5
DAYS = 30


def list_bookable(session: Session, words: str, on: date | None, now: datetime) -> Sequence[Occurrence]:
    """Public sessions with seats to book, soonest first: of one day, or of the next thirty.

    Each of the words must stand in the event's title, or in the base's name or address.
    """
    first, last = day_bounds(on) if on else (now, now + timedelta(days=DAYS))
    found = visible_occurrences().where(
        occurrence_is_on(),
        Event.booking_mode == BookingMode.SEATS,
        Occurrence.starts_at >= max(first, now),
        Occurrence.starts_at < last,
        Occurrence.booking_closes_at > now,
    )
    for word in words.split()[:MOST_WORDS]:
        columns = (Event.title_zh, Event.title_en, ScienceBase.name_zh, ScienceBase.name_en, ScienceBase.address_zh)
        found = found.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    event = contains_eager(Occurrence.event)
    found = found.options(
        event.contains_eager(Event.base), event.options(lazyload(Event.audience_rows), lazyload(Event.topic_rows))
    )
    return session.scalars(found.order_by(Occurrence.starts_at, Occurrence.id).limit(MOST_FOUND)).all()


def list_entered(session: Session, desk: str, now: datetime) -> Sequence[Booking]:
    """What this desk entered in the last thirty days or is still to come, newest first, until somebody claims it."""
    seen = or_(Booking.created_at > now - SEEN_FOR, Occurrence.ends_at > now)
    found = with_occasion(select(Booking)).where(Booking.desk == desk, _is_visitors(desk), seen)
    found = found.options(joinedload(Booking.person)).order_by(Booking.id.desc()).limit(MOST_ENTERED)
    return session.scalars(found).all()


def phones_of(session: Session, bookings: Sequence[Booking]) -> dict[int, str]:
    """The telephones that visitors gave, as they are dialled, by the number of the person."""
    wanted = select(DeskVisitor.person_id, DeskVisitor.phone).where(
        DeskVisitor.person_id.in_({booking.person_id for booking in bookings})
    )
    return {person_id: phone.removeprefix("+86") for person_id, phone in session.execute(wanted) if phone}


def get_entered(session: Session, code: str, desk: str, now: datetime) -> Booking:
    """A booking that this desk entered and still sees, and that nobody claimed; NotFound for all others."""
    if not CODE.fullmatch(code):
        raise NotFound
    found = with_occasion(select(Booking)).where(Booking.code == code, Booking.desk == desk)
    found = found.where(_is_visitors(desk))
    booking: Booking | None = session.scalars(found.options(joinedload(Booking.person))).one_or_none()
    ends_at = booking.pool.occurrence.ends_at if booking else now
    if booking is None or not is_seen(made_at=booking.created_at, ends_at=ends_at, now=now):
        raise NotFound
    return booking


def _is_visitors(desk: str) -> ColumnElement[bool]:
    return Booking.person_id.in_(select(DeskVisitor.person_id).where(DeskVisitor.desk == desk))


def find_visitor(session: Session, desk: str, name: str, phone: str) -> DeskVisitor | None:
    """Somebody whom this desk knows by the same telephone and name."""
    if not phone:
        return None
    found = select(DeskVisitor).join(DeskVisitor.person).options(contains_eager(DeskVisitor.person))
    found = found.where(DeskVisitor.desk == desk, DeskVisitor.phone == phone).order_by(DeskVisitor.id)
    same = [visitor for visitor in session.scalars(found.limit(MOST_ENTERED)) if visitor.person.name == name]
    return same[0] if same else None


def find_visitor_of(session: Session, code: str) -> DeskVisitor | None:
    """Whose booking this code is, while it is still a visitor's."""
    if not CODE.fullmatch(code):
        return None
    found = select(DeskVisitor).join(Booking, Booking.person_id == DeskVisitor.person_id).where(Booking.code == code)
    return session.scalar(found.options(joinedload(DeskVisitor.person)).execution_options(populate_existing=True))
