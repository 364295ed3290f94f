"""Offers to those who waited: taken, declined, or over; and the jobs that see to it by the minute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
from sciencepop.bookings.queries.seats import find_occurrence, list_lines
from sciencepop.bookings.rules.pools import seat
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
from sciencepop.programme.queries.visible import closes_at

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
        lines = _lines(now, last)
        asked += sum(_promote_in(line.pool_id, now) for line in _askable(lines, now))
        if len(lines) < AT_ONCE:
            return asked
        last = lines[-1].pool_id


@dataclass(frozen=True)
class _Line:
    """A waiting list: the general pool that it hangs on, not locked, and what decides whether somebody is asked."""

    pool_id: int
    occurrence_id: int
    closes_at: datetime
    policy: WaitingPolicy


def _lines(now: datetime, after: int) -> list[_Line]:
    found = (
        select(SeatPool.id, SeatPool.occurrence_id, closes_at(), Event.waiting_policy)
        .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
        .join(Event, Occurrence.event_id == Event.id)
        .where(
            closes_at() > now,
            Occurrence.state == OccurrenceState.SCHEDULED,
            SeatPool.kind == PoolKind.GENERAL,
            SeatPool.id > after,
            SeatPool.id.in_(select(Booking.pool_id).where(Booking.state == BookingState.WAITING)),
        )
        .order_by(SeatPool.id)
        .limit(AT_ONCE)
    )
    return [_Line(*row) for row in db.session().execute(found)]


def _askable(lines: Sequence[_Line], now: datetime) -> list[_Line]:
    """The lines of which somebody would get seats; a few queries for all."""
    awake = [line for line in lines if offer_end(now, line.closes_at)]
    rooms = read_rooms(db.session(), [line.occurrence_id for line in awake])
    open_rooms = {number: room for number, room in rooms.items() if room.free_in_any}
    parties = list_lines(db.session(), open_rooms)
    return [
        line
        for line in awake
        if (room := open_rooms.get(line.occurrence_id))
        and seat(parties.get(line.occurrence_id, []), room, is_strict=line.policy is WaitingPolicy.STRICT)
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
