"""What must always hold of groups; `flask doctor` asks."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import exists, func, select

from sciencepop.bookings.models import Booking, GroupName, GroupPart, GroupVisit, SeatPool
from sciencepop.bookings.rules.name_list import KEPT
from sciencepop.bookings.rules.states import BookingState
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.programme.models import Occurrence

MOST = 50
LATE = timedelta(minutes=10)
DAY = timedelta(days=1)


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    return [*_wrong_parts(), *_late_answers(), *_unanswerable(), *_too_many_names(), *_old_names()]


def _wrong_parts() -> list[str]:
    """Every booking of a group is one part of a visit, with as many seats as people, and no other booking is."""
    has_part = exists().where(GroupPart.booking_id == Booking.id)
    rows = db.session.scalars(select(Booking.id).where(Booking.is_group != has_part).limit(MOST))
    found = [f"Booking {number} and the visits of groups do not agree." for number in rows]
    pairs = select(GroupPart, Booking.seats).join(Booking, GroupPart.booking_id == Booking.id)
    pairs = pairs.join(SeatPool, Booking.pool_id == SeatPool.id)
    pairs = pairs.join(Occurrence, SeatPool.occurrence_id == Occurrence.id).where(Occurrence.ends_at > clock.now())
    for part, seats in db.session.execute(pairs).yield_per(500):
        people = sum(part.pupils.values()) + part.adults
        if people != seats:
            found.append(f"Booking {part.booking_id} has {seats} seats for {people} people of a group.")
    return found[: 2 * MOST]


def _late_answers() -> list[str]:
    """A request ends at its hour; ten minutes later the job should have ended it."""
    late = db.session.scalar(select(func.count(GroupVisit.id)).where(GroupVisit.confirm_by < clock.now() - LATE))
    return [f"{late} requests of groups are past their hour: is the worker running?"] if late else []


def _unanswerable() -> list[str]:
    """What waits for a base's answer has an hour at which it ends."""
    rows = db.session.scalars(
        select(Booking.id)
        .join(GroupPart, GroupPart.booking_id == Booking.id)
        .join(GroupVisit, GroupPart.visit_id == GroupVisit.id)
        .where(Booking.state == BookingState.PENDING, GroupVisit.confirm_by.is_(None))
        .limit(MOST)
    )
    return [f"Booking {number} of a group waits for an answer without an end." for number in rows]


def _too_many_names() -> list[str]:
    """A visit has no more names than seats in its first round of each sub-group."""
    counts = select(GroupName.visit_id, func.count(GroupName.id)).group_by(GroupName.visit_id)
    found = []
    for visit_id, names in db.session.execute(counts.limit(1000)):
        visit = db.session.get_one(GroupVisit, visit_id)
        seats = sum(visit.pupils.values()) + visit.adults
        if names > seats:
            found.append(f"Group visit {visit_id} has {names} names for {seats} people.")
    return found[:MOST]


def _old_names() -> list[str]:
    """Names are gone a month after the visit (the promise on the page where they are uploaded)."""
    lately = (
        select(GroupPart.visit_id)
        .join(Booking, GroupPart.booking_id == Booking.id)
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
        .where(Occurrence.ends_at >= clock.now() - KEPT - 2 * DAY)
    )
    old = select(func.count(func.distinct(GroupName.visit_id))).where(GroupName.visit_id.not_in(lately))
    count = db.session.scalar(old)
    return [f"The names of {count} group visits should be deleted by now: is the worker running?"] if count else []
