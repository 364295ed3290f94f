"""What somebody would give back who cannot come for a while."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import or_, select

from sciencepop.bookings.models import Booking
from sciencepop.bookings.queries.mine import with_occasion
from sciencepop.bookings.rules import states
from sciencepop.bookings.rules.states import BookingState
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.programme.models import Occurrence

MOST = 100


def list_between(person_id: int, from_on: date, until_on: date, now: datetime) -> Sequence[Booking]:
    """The person's bookings, offers and waiting places on these days, both included, that can still be given back.

    A group's visit is not among them: it ends as a whole, on its own page.
    """
    first, last = clock.day_bounds(from_on)[0], clock.day_bounds(until_on)[1]
    found = with_occasion(select(Booking)).where(
        Booking.person_id == person_id,
        Booking.state.in_(states.CANCELLABLE),
        Booking.is_group.is_(False),
        Occurrence.starts_at < last,
        Occurrence.ends_at > first,
        or_(Occurrence.starts_at > now, Booking.state == BookingState.WAITING),
    )
    return db.session.scalars(found.order_by(Occurrence.starts_at, Booking.id).limit(MOST)).all()
