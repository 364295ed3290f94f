"""Booking seats, or a place in the waiting list: one verb, because only the lock knows which it will be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.ical import Method
from sciencepop.bookings.letters import News, tell
from sciencepop.bookings.models import Booking, Guest, SeatPool
from sciencepop.bookings.queries.mine import find_booking
from sciencepop.bookings.queries.seats import Claims, facts_of, find_occurrence, read_claims
from sciencepop.bookings.rules.codes import new_code
from sciencepop.bookings.rules.refusals import Facts, Refusal, refuse_booking
from sciencepop.bookings.rules.states import BookingState
from sciencepop.bookings.services.lock import lock_general_pool, lock_person
from sciencepop.bookings.services.settle import Change, settle
from sciencepop.core import attempts
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken


@dataclass(frozen=True)
class Booked:
    """What came of it: the booking's code, and whether it is `confirmed` or `waiting`."""

    code: str
    state: BookingState


def book(
    occurrence_id: int,
    *,
    by: Person,
    seats: int,
    now: datetime,
    names: Sequence[str] = (),
    waiting_allowed: bool = False,
    language: str = "zh",
) -> Booked:
    """Book seats of an occurrence. With `waiting_allowed` a party that finds no room joins the waiting list.

    `names` are those of the whole party, the booker first, where the event needs them. Refuses as
    `rules.refusals.refuse_booking`; a refusal's facts fill its sentence.
    """
    person_id = by.id
    with write() as session:
        person = lock_person(session, person_id)
        pool = lock_general_pool(session, occurrence_id)
        occurrence = find_occurrence(session, occurrence_id)
        if occurrence is None:
            raise RuleBroken(Refusal.NOT_PUBLIC)
        claims = read_claims(session, pool, occurrence, person_id)
        facts = facts_of(occurrence, pool, claims, now=now, seats=seats, names=len(names))
        facts = replace(facts, is_closed_account=person.closed_at is not None)
        state = _decide(facts, claims, waiting_allowed)
        assert pool is not None
        party = names if facts.names_needed else ()
        booking = _insert(session, pool, person, state, seats, party, language, now, earlier=claims.made)
        is_confirmed = state is BookingState.CONFIRMED
        news, method = (News.CONFIRMED, Method.REQUEST) if is_confirmed else (News.WAITING, None)
        tell(session, booking, occurrence, person, news, now=now, method=method)
        attempts.remember(booking.code)
        settle(session, [Change(occurrence, pool, facts.free - (seats if is_confirmed else 0))], now=now)
        return Booked(booking.code, state)


def join_waiting(
    occurrence_id: int, *, by: Person, seats: int, now: datetime, names: Sequence[str] = (), language: str = "zh"
) -> Booked:
    """Join the waiting list; whoever finds room after all is booked at once. Refuses as `book`, but never FULL."""
    return book(occurrence_id, by=by, seats=seats, now=now, names=names, waiting_allowed=True, language=language)


def _decide(facts: Facts, claims: Claims, waiting_allowed: bool) -> BookingState:
    refused = refuse_booking(facts)
    if refused is None:
        return BookingState.CONFIRMED
    if refused is Refusal.FULL and waiting_allowed:
        return BookingState.WAITING
    raise RuleBroken(refused, **words_for(refused, facts, claims))


def words_for(refused: Refusal, facts: Facts, claims: Claims) -> dict[str, object]:
    """What a refusal's sentence wants to know."""
    match refused:
        case Refusal.NOT_OPEN_YET:
            return {"when": facts.opens_at}
        case Refusal.CLOSED:
            return {"when": facts.closes_at}
        case Refusal.TOO_MANY_SEATS:
            return {"most": facts.most}
        case Refusal.NAMES_NEEDED:
            return {"seats": facts.seats}
        case Refusal.FULL:
            return {"seats": facts.seats, "free": facts.free}
        case Refusal.ALREADY_BOOKED:
            return {"booking": claims.own}
        case Refusal.CLASH:
            return clash_words(claims.clash)
    return {}


def clash_words(code: str | None) -> dict[str, object]:
    """The occurrence that a wish overlaps with, and the code of its booking."""
    other = find_booking(code) if code else None
    return {"booking": code, "occurrence": other.pool.occurrence if other else None}


def _insert(
    session: Session,
    pool: SeatPool,
    person: Person,
    state: BookingState,
    seats: int,
    names: Sequence[str],
    language: str,
    now: datetime,
    *,
    earlier: int,
) -> Booking:
    booking = Booking(
        code=new_code(),
        pool_id=pool.id,
        person_id=person.id,
        seats=seats,
        state=state,
        language=language,
        earlier=earlier,
        is_sample=person.is_sample,
        created_at=now,
        changed_at=now,
    )
    session.add(booking)
    session.flush()
    session.add_all(Guest(booking_id=booking.id, position=position, name=name) for position, name in enumerate(names))
    return booking
