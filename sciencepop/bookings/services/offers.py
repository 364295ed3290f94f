"""Offers to those who waited: taken, declined, or over; and the jobs that see to it by the minute."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from sciencepop.accounts.models import Person
from sciencepop.bookings.ical import Method
from sciencepop.bookings.letters import News, tell
from sciencepop.bookings.models import Booking, PoolKind, SeatPool
from sciencepop.bookings.queries.children import list_child_ids
from sciencepop.bookings.queries.ledger import read_busy
from sciencepop.bookings.queries.rooms import read_rooms
from sciencepop.bookings.queries.seats import find_occurrence, list_waiting
from sciencepop.bookings.rules.pools import Room, seat
from sciencepop.bookings.rules.promotion import offer_end
from sciencepop.bookings.rules.refusals import Refusal, refuse_accepting
from sciencepop.bookings.rules.states import BookingState
from sciencepop.bookings.services.become import become
from sciencepop.bookings.services.lock import lock_booking, lock_person, lock_pools
from sciencepop.bookings.services.promote import ask, promote
from sciencepop.bookings.services.refusal import clash_refusal
from sciencepop.bookings.services.settle import Change, settle
from sciencepop.core import attempts, stamps
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import Event, Occurrence, OccurrenceState, WaitingPolicy

AT_ONCE = 200


def accept_offer(code: str, *, by: Person, now: datetime) -> None:
    """Turn an offer into a booking. Refuses OFFER_OVER, NOT_OFFERED, CLASH; NotFound for somebody else's."""
    person_id = by.id
    with write() as session:
        lock_person(session, person_id)
        booking, pool, occurrence = lock_booking(session, code, person_id)
        children = list_child_ids(session, booking.id)
        busy = read_busy(session, occurrence, person_id, children, besides_booking=booking.id, firm_only=True)
        has_clash = (booking.comes and busy.clash is not None) or busy.child_clash is not None
        refused = refuse_accepting(
            booking.state, booking.offer_ends_at, starts_at=occurrence.starts_at, has_clash=has_clash, now=now
        )
        if refused:
            raise clash_refusal(busy) if refused is Refusal.CLASH else RuleBroken(refused)
        become(session, booking, occurrence, BookingState.CONFIRMED, now=now)
        tell(session, booking, occurrence, booking.person, News.CONFIRMED, now=now, method=Method.REQUEST)
        attempts.remember(code)
        stamps.seats_changed(session, {pool.id})


def decline_offer(code: str, *, by: Person, now: datetime) -> None:
    """Say no, so that the next in line is asked at once. Refuses NOT_OFFERED, OFFER_OVER."""
    person_id = by.id
    with write() as session:
        booking, pool, occurrence = lock_booking(session, code, person_id)
        if booking.state is not BookingState.OFFERED:
            over = booking.state is BookingState.EXPIRED
            raise RuleBroken(Refusal.OFFER_OVER if over else Refusal.NOT_OFFERED)
        become(session, booking, occurrence, BookingState.DECLINED, now=now)
        attempts.remember(code)
        settle(session, [Change(occurrence, pool, promote(session, pool, now))], now=now)


def expire_offers(now: datetime) -> int:
    """End the offers whose hour has passed and ask the next in line; returns how many. Harmless to run twice."""
    due = select(Booking.pool_id).where(Booking.offer_ends_at <= now).distinct().limit(AT_ONCE)
    pool_ids = sorted(db.session().scalars(due))
    return sum(_expire_in(pool_id, now) for pool_id in pool_ids)


def _expire_in(pool_id: int, now: datetime) -> int:
    with write() as session:
        pool = lock_pools(session, [pool_id])[0]
        occurrence = find_occurrence(session, pool.occurrence_id)
        assert occurrence is not None
        over = (
            select(Booking)
            .where(Booking.pool_id == pool_id, Booking.offer_ends_at <= now)
            .join(Booking.person)
            .outerjoin(Person.addresses)
            .options(contains_eager(Booking.person).contains_eager(Person.addresses))
            .order_by(Booking.id)
            .execution_options(populate_existing=True)
        )
        bookings = session.scalars(over).unique().all()
        for booking in bookings:
            become(session, booking, occurrence, BookingState.EXPIRED, now=now)
            tell(session, booking, occurrence, booking.person, News.EXPIRED, now=now)
        if bookings:
            settle(session, [Change(occurrence, pool, promote(session, pool, now))], now=now)
        return len(bookings)


def promote_due(now: datetime) -> int:
    """Promote wherever seats are free and a party that fits waits; returns in how many occurrences somebody was asked.

    Every change promotes by itself; this is for what only time brings, such as a morning after a night in which
    nobody could have answered.
    """
    asked, last = 0, 0
    while True:
        due = _waited_for(now, last)
        for pool_id, closes_at, is_strict, room in due:
            if offer_end(now, closes_at) and room.free_in_any:
                parties = list_waiting(db.session(), db.session().get_one(SeatPool, pool_id))
                asked += _promote_in(pool_id, now) if seat(parties, room, is_strict=is_strict) else 0
        if len(due) < AT_ONCE:
            return asked
        last = due[-1][0]


def _waited_for(now: datetime, after: int) -> list[tuple[int, datetime, bool, Room]]:
    """General pools that somebody waits for, with the close of booking, the policy and the room, not locked."""
    found = (
        select(SeatPool.id, SeatPool.occurrence_id, Occurrence.booking_closes_at, Event.waiting_policy)
        .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
        .join(Event, Occurrence.event_id == Event.id)
        .where(
            Occurrence.booking_closes_at > now,
            Occurrence.state == OccurrenceState.SCHEDULED,
            SeatPool.kind == PoolKind.GENERAL,
            SeatPool.id > after,
            SeatPool.id.in_(select(Booking.pool_id).where(Booking.state == BookingState.WAITING)),
        )
        .order_by(SeatPool.id)
        .limit(AT_ONCE)
    )
    rows = db.session().execute(found).all()
    rooms = read_rooms(db.session(), [occurrence_id for _pool, occurrence_id, _closes, _policy in rows])
    return [
        (pool, closes, policy is WaitingPolicy.STRICT, rooms[occurrence_id])
        for pool, occurrence_id, closes, policy in rows
    ]


def _promote_in(pool_id: int, now: datetime) -> int:
    with write() as session:
        pool = lock_pools(session, [pool_id])[0]
        asked = ask(session, pool, now)
        if not asked.count:
            return 0
        occurrence = find_occurrence(session, pool.occurrence_id)
        assert occurrence is not None
        settle(session, [Change(occurrence, pool, asked.room.free)], now=now)
        return 1
