"""Booking seats, or joining the waiting list: the one place where claims are made."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import Booking, BookingState, Guest, SeatPool
from sciencepop.bookings.rules.booking import Facts, Refusal, refuse_booking
from sciencepop.bookings.services.seats import (
    GENERAL,
    HOLDING,
    count_taken,
    load_occurrence,
    lock_person,
    lock_pools,
    settle,
)
from sciencepop.bookings.services.tell import Letter, tell
from sciencepop.core import attempts
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import Occurrence
from sciencepop.programme.rules.visibility import Visibility, visibility

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 10


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is asked for: seats for the booker and companions; their names where the event needs them."""

    occurrence_id: int
    seats: int
    names: Sequence[str] = ()
    may_wait: bool = False


def book(wish: Wish, *, by: Person, language: str, now: datetime) -> Booking:
    """Book, or wait when the pool is full and the party is willing to. Returns the flushed booking.

    Refuses every member of `Refusal` that `refuse_booking` knows, with `facts` for its sentence.
    """
    person_id = by.id
    with write() as session:
        person = lock_person(session, person_id)
        pool = next((p for p in lock_pools(session, [wish.occurrence_id]) if p.name == GENERAL), None)
        occurrence = load_occurrence(session, wish.occurrence_id)
        if occurrence is None:
            raise RuleBroken(Refusal.NOT_PUBLIC)
        free = pool.size - count_taken(session, pool.id).seats if pool else 0
        refuse(session, wish, person, occurrence, pool, free, now)
        assert pool is not None
        state = BookingState.CONFIRMED if wish.seats <= free else BookingState.WAITING
        booking = _insert(session, wish, person, pool, state, language, now)
        tell(session, booking, occurrence, Letter.CONFIRMED if wish.seats <= free else Letter.WAITING, now=now)
        attempts.remember(booking.code)
        settle(session, pool, occurrence, now=now)
    return booking


def refuse(
    session: Session,
    wish: Wish,
    person: Person,
    occurrence: Occurrence,
    pool: SeatPool | None,
    free: int,
    now: datetime,
) -> None:
    """Raise RuleBroken with the facts of the sentence when the rule refuses."""
    event = occurrence.event
    shown = visibility(event.state.value, event.base.state.value, occurrence.state.value)
    mine, clash = find_own(session, person.id, occurrence)
    refusal = refuse_booking(
        Facts(
            now=now,
            is_public=shown is not Visibility.HIDDEN,
            is_cancelled=shown is Visibility.CANCELLED,
            starts_at=occurrence.starts_at,
            opens_at=occurrence.booking_opens_at,
            closes_at=occurrence.booking_closes_at,
            size=pool.size if pool else None,
            free=free,
            seats=wish.seats,
            most_seats=event.seats_per_booking,
            names_missing=event.names_needed and len([n for n in wish.names if n]) < wish.seats,
            already_booked=mine is not None,
            clashes=clash is not None,
            may_wait=wish.may_wait,
        )
    )
    if refusal:
        raise RuleBroken(
            refusal, occurrence=occurrence, free=max(free, 0), pool=pool, mine=mine, clash=clash, seats=wish.seats
        )


def find_own(session: Session, person_id: int, occurrence: Occurrence) -> tuple[Booking | None, Occurrence | None]:
    """This person's booking of the occurrence that is in play, and another held occurrence that overlaps it."""
    rows = session.execute(
        select(Booking, Occurrence)
        .join(SeatPool, SeatPool.id == Booking.pool_id)
        .join(Occurrence, Occurrence.id == SeatPool.occurrence_id)
        .where(
            Booking.person_id == person_id,
            Booking.state.in_((*HOLDING, BookingState.WAITING)),
            Occurrence.starts_at < occurrence.ends_at,
            Occurrence.ends_at > occurrence.starts_at,
        )
        .order_by(Occurrence.starts_at)
    ).all()
    mine = next((booking for booking, other in rows if other.id == occurrence.id), None)
    clash = next(
        (other for booking, other in rows if other.id != occurrence.id and booking.state is not BookingState.WAITING),
        None,
    )
    return mine, clash


def _insert(
    session: Session,
    wish: Wish,
    person: Person,
    pool: SeatPool,
    state: BookingState,
    language: str,
    now: datetime,
) -> Booking:
    booking = Booking(
        code=new_code(),
        pool_id=pool.id,
        person_id=person.id,
        seats=wish.seats,
        state=state,
        language=language,
        sequence=0,
        created_at=now,
        changed_at=now,
    )
    names = [name for name in wish.names if name][: wish.seats]
    booking.guests = [Guest(position=position, name=name) for position, name in enumerate(names)]
    session.add(booking)
    try:
        session.flush()
    except IntegrityError:
        raise RuleBroken(Refusal.ALREADY_BOOKED) from None
    return booking


def new_code() -> str:
    """An unguessable name without letters that look alike: about 49 bits."""
    return "".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH))
