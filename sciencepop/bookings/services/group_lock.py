"""Holding a group's visit: all its pools in the order of their ids, and what follows a change of its claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.bookings.models import Booking, GroupPart, GroupVisit, SeatPool
from sciencepop.bookings.queries.groups import get_visit
from sciencepop.bookings.queries.rooms import read_rooms
from sciencepop.bookings.rules.states import BookingState
from sciencepop.bookings.services.become import become
from sciencepop.bookings.services.lock import lock_pools
from sciencepop.bookings.services.promote import promote
from sciencepop.bookings.services.settle import Change, settle
from sciencepop.programme.models import Occurrence


@dataclass(frozen=True)
class Held:
    """A visit as it is now, with its pools locked until the unit of work ends."""

    visit: GroupVisit
    pools: Sequence[SeatPool]

    def parts_in(self, *states: BookingState) -> list[GroupPart]:
        """The parts whose bookings are in one of these states."""
        return [part for part in self.visit.parts if part.booking.state in states]


def occurrence_of(part: GroupPart) -> Occurrence:
    """The session that a part of a visit uses."""
    return part.booking.pool.occurrence


def lock_visit(session: Session, code: str, person_id: int | None = None) -> Held:
    """A visit with all its pools locked. NotFound unless it is this person's."""
    wanted = select(Booking.pool_id).join(GroupPart, GroupPart.booking_id == Booking.id).join(GroupPart.visit)
    wanted = wanted.where(GroupVisit.code == code)
    if person_id is not None:
        wanted = wanted.where(GroupVisit.person_id == person_id)
    pool_ids = session.scalars(wanted).all()
    if not pool_ids:
        raise NotFound
    pools = lock_pools(session, pool_ids)
    return Held(get_visit(session, code), pools)


def become_all(
    session: Session, parts: Sequence[GroupPart], state: BookingState, *, now: datetime, reason: str = ""
) -> None:
    """Give the bookings of these parts another state."""
    for part in parts:
        become(session, part.booking, occurrence_of(part), state, now=now, reason=reason)


def settle_visit(session: Session, held: Held, *, freed: bool, now: datetime) -> None:
    """Give freed seats to those who wait, then settle every pool of the visit."""
    session.flush()
    rooms = {} if freed else read_rooms(session, {pool.occurrence_id for pool in held.pools})
    changes = []
    for pool in held.pools:
        free = promote(session, pool, now) if freed else rooms[pool.occurrence_id].free
        changes.append(Change(pool.occurrence, pool, free))
    settle(session, changes, now=now)
