"""What must always hold of outings; `flask doctor` asks."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from sciencepop.bookings.models import Booking, Outing, SeatPool
from sciencepop.bookings.queries.outings import list_unreleased
from sciencepop.bookings.rules.outings import FEWEST
from sciencepop.bookings.rules.states import IN_PLAY
from sciencepop.core import clock
from sciencepop.core.db import db

MOST = 50
LATE = timedelta(minutes=10)


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    return [*stops_of_others(), *halves(), *one_place_twice(), *late_releases()]


def stops_of_others() -> list[str]:
    """Every stop belongs to the person of its outing."""
    rows = db.session.scalars(
        select(Booking.id)
        .join(Outing, Booking.outing_id == Outing.id)
        .where(Booking.person_id != Outing.person_id)
        .limit(MOST)
    )
    return [f"Booking {number} is a stop of somebody else's outing." for number in rows]


def halves() -> list[str]:
    """An outing was made whole: it has two stops at least, given back or not."""
    rows = db.session.scalars(
        select(Outing.id)
        .outerjoin(Booking, Booking.outing_id == Outing.id)
        .group_by(Outing.id)
        .having(func.count(Booking.id) < FEWEST)
        .limit(MOST)
    )
    return [f"Outing {number} is not whole." for number in rows]


def one_place_twice() -> list[str]:
    """Each stop that counts is in an occurrence of its own; a party that was moved may come back to one it had left."""
    rows = db.session.scalars(
        select(Booking.outing_id)
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .where(Booking.outing_id.is_not(None), Booking.state.in_(IN_PLAY))
        .group_by(Booking.outing_id, SeatPool.occurrence_id)
        .having(func.count(Booking.id) > 1)
        .limit(MOST)
    )
    return [f"Outing {number} stops twice in one occurrence." for number in rows]


def late_releases() -> list[str]:
    """What an organiser's cancellation left of an outing is given back at once, by the job ten minutes later."""
    now = clock.now()
    late = list_unreleased(db.session(), now, limit=MOST, since=now - LATE)
    return [f"Outing {number} waits to be released: is the worker running?" for number in late]
