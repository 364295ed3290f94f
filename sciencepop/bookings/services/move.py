"""Going to another session of the same event, because the organiser changed the first one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bookings.ical import Method
from sciencepop.bookings.letters import News, tell
from sciencepop.bookings.models import Booking, Guest, Outing, SeatPool
from sciencepop.bookings.queries.children import list_child_ids
from sciencepop.bookings.queries.seats import find_occurrence
from sciencepop.bookings.rules.moves import refuse_moving
from sciencepop.bookings.rules.pools import Channel
from sciencepop.bookings.services.cancel import Reason, end
from sciencepop.bookings.services.lock import (
    general_of,
    lock_booking,
    lock_children,
    lock_person,
    lock_pools_of,
)
from sciencepop.bookings.services.promote import promote
from sciencepop.bookings.services.settle import Change, settle
from sciencepop.bookings.services.wish import Wish, decide, place, weigh
from sciencepop.core import attempts, clock
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import Occurrence


def move(code: str, occurrence_id: int, *, by: Person, now: datetime) -> str:
    """Book the same party into another session of the event and give its seats here back, or neither; the new code.

    Costs no points, whatever the hour. A stop of an outing stays one on its day.

    Refuses NOT_MOVABLE, and as `book` what speaks against the other session;
    NotFound for somebody else's booking and for a session of another event.
    """
    person_id = by.id
    with write() as session:
        person = lock_person(session, person_id)
        children = _list_children(session, code, person_id)
        lock_children(session, children)
        general = general_of(_lock_both(session, code, occurrence_id))
        booking, pool, occurrence = lock_booking(session, code, person_id)
        target = find_occurrence(session, occurrence_id)
        if target is None or target.event_id != occurrence.event_id or target.id == occurrence.id:
            raise NotFound
        refused = refuse_moving(
            booking.state,
            is_moved=booking.is_moved,
            is_group=booking.is_group,
            starts_at=occurrence.starts_at,
            now=now,
        )
        if refused:
            raise RuleBroken(refused)
        wish = Wish(booking.seats, _names(session, booking), children, booking.comes)
        end(session, booking, occurrence, Reason.MOVED, now=now)
        outing = _outing_with(booking, occurrence, target)
        taken, change = _take(session, person, target, general, wish, booking.language, now, outing)
        attempts.remember(taken.code)
        left = Change(occurrence, pool, promote(session, pool, now))
        settle(session, [left, change], now=now)
        return taken.code


def _take(
    session: Session,
    person: Person,
    target: Occurrence,
    pool: SeatPool | None,
    wish: Wish,
    language: str,
    now: datetime,
    outing: Outing | None,
) -> tuple[Booking, Change]:
    """Seats in the other session. What was booked before a pause stands, so a pause does not speak against it."""
    weighed = weigh(session, person, target, pool, wish, Channel.ONLINE, now)
    weighed = replace(weighed, facts=replace(weighed.facts, suspended_until=None))
    booking, change = place(session, weighed, decide(weighed), language=language, now=now, outing=outing)
    tell(session, booking, target, person, News.CONFIRMED, now=now, method=Method.REQUEST)
    return booking, change


def _outing_with(booking: Booking, here: Occurrence, there: Occurrence) -> Outing | None:
    """The outing that the party's new place belongs to: that of the old one, while it is on the same day."""
    is_same_day = clock.local(here.starts_at).date() == clock.local(there.starts_at).date()
    return booking.outing if is_same_day else None


def _lock_both(session: Session, code: str, occurrence_id: int) -> list[SeatPool]:
    """The pools of both sessions in one order, so that two parties who change places never wait for each other.

    Returns those of the other session.
    """
    here = session.scalar(
        select(SeatPool.occurrence_id).join(Booking, Booking.pool_id == SeatPool.id).where(Booking.code == code)
    )
    pools = lock_pools_of(session, *{number for number in (here, occurrence_id) if number is not None})
    return [pool for pool in pools if pool.occurrence_id == occurrence_id]


def _list_children(session: Session, code: str, person_id: int) -> Sequence[int]:
    """The children of the party; NotFound unless the booking is this person's."""
    booking_id = session.scalar(select(Booking.id).where(Booking.code == code, Booking.person_id == person_id))
    if booking_id is None:
        raise NotFound
    return sorted(list_child_ids(session, booking_id))


def _names(session: Session, booking: Booking) -> Sequence[str]:
    found = select(Guest.name).where(Guest.booking_id == booking.id, Guest.child_id.is_(None), Guest.name != "")
    return session.scalars(found.order_by(Guest.position)).all()
