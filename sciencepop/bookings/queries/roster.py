"""Who comes to an occurrence, for those who run it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import Booking, Gate, Guest, SeatPool
from sciencepop.bookings.queries.seats import find_occurrence
from sciencepop.bookings.rules import states
from sciencepop.bookings.rules.codes import CODE
from sciencepop.bookings.rules.states import BookingState
from sciencepop.core.db import db
from sciencepop.core.paging import Page, decode_cursor, encode_cursor
from sciencepop.programme.models import Occurrence

PAGE = 50
CHUNK = 500
MOST_PRINTED = 2_000
LISTED = (*states.LIVE, BookingState.NO_SHOW)


@dataclass(frozen=True)
class Numbers:
    """Parties and seats by state; a state without any counts nought. `at_gates` are the seats that gates hold."""

    parties: dict[BookingState, int]
    seats: dict[BookingState, int]
    at_gates: int = 0

    @property
    def taken(self) -> int:
        return sum(self.seats.get(state, 0) for state in states.LIVE) + self.at_gates


def get_occurrence(occurrence_id: int) -> Occurrence:
    """An occurrence with its event and base, in any state; 404 when there is none."""
    occurrence = find_occurrence(db.session(), occurrence_id)
    if occurrence is None:
        raise NotFound
    return occurrence


def get_booking_at(occurrence: Occurrence, code: str) -> Booking:
    """A booking of this occurrence; 404 for another's."""
    if not CODE.fullmatch(code):
        raise NotFound
    found = _bookings_of(occurrence).where(Booking.code == code)
    booking = db.session.scalars(found).one_or_none()
    if booking is None:
        raise NotFound
    return booking


def count_numbers(occurrence: Occurrence) -> Numbers:
    """How many parties and seats stand where, in one query."""
    held = (
        select(func.coalesce(func.sum(Gate.allowance), 0))
        .join(Gate.pool)
        .where(SeatPool.occurrence_id == occurrence.id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Booking.state, func.count(Booking.id), func.sum(Booking.seats), held)
        .select_from(SeatPool)
        .outerjoin(Booking, Booking.pool_id == SeatPool.id)
        .where(SeatPool.occurrence_id == occurrence.id)
        .group_by(Booking.state)
    ).all()
    made = [row for row in rows if row[0] is not None]
    parties, seats = {row[0]: int(row[1]) for row in made}, {row[0]: int(row[2]) for row in made}
    return Numbers(parties, seats, int(rows[0][3]) if rows else 0)


def page_of_roster(occurrence: Occurrence, *, words: str = "", cursor: str = "") -> Page[Booking]:
    """Bookings that have or had a seat, in the order in which they were made; `words` is part of a name or a code."""
    found = _bookings_of(occurrence).where(Booking.state.in_(LISTED))
    after = decode_cursor(cursor, (int,))
    if after and 0 < after[0] < 2**63:
        found = found.where(Booking.id > after[0])
    if words:
        code = words.replace(" ", "").upper()
        found = found.where(
            or_(
                Person.name.contains(words, autoescape=True),
                Booking.code.startswith(code, autoescape=True),
                Booking.guests.any(Guest.name.contains(words, autoescape=True)),
            )
        )
    rows = db.session.scalars(found.order_by(Booking.id).limit(PAGE + 1)).all()
    return Page(rows[:PAGE], encode_cursor(rows[PAGE - 1].id) if len(rows) > PAGE else "")


def list_waiting_of(occurrence: Occurrence, limit: int = PAGE) -> Sequence[Booking]:
    """The waiting list in its order."""
    found = _bookings_of(occurrence).where(Booking.state == BookingState.WAITING)
    return db.session.scalars(found.order_by(Booking.id).limit(limit)).all()


def list_for_paper(occurrence: Occurrence) -> Sequence[Booking]:
    """Whoever has or had a seat, by name, for a printed list; at most MOST_PRINTED."""
    found = _bookings_of(occurrence).where(Booking.state.in_(LISTED)).order_by(Person.name, Booking.id)
    return db.session.scalars(found.limit(MOST_PRINTED)).all()


def iter_all_of(occurrence: Occurrence) -> Iterator[Booking]:
    """Every booking of an occurrence in every state, in chunks, for the export."""
    last = 0
    while True:
        found = _bookings_of(occurrence).where(Booking.id > last).order_by(Booking.id).limit(CHUNK)
        rows = db.session.scalars(found).all()
        yield from rows
        if len(rows) < CHUNK:
            return
        last = rows[-1].id


def _bookings_of(occurrence: Occurrence) -> Select[Booking]:
    return (
        select(Booking)
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .join(Person, Booking.person_id == Person.id)
        .where(SeatPool.occurrence_id == occurrence.id)
        .options(joinedload(Booking.person), selectinload(Booking.guests))
    )
