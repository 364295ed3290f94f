"""What the figures of an edition are counted from."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.bookings.models import Booking, BookingState, SeatPool
from sciencepop.festival.models import Edition
from sciencepop.festival.queries.items import list_visible
from sciencepop.festival.rules.figures import Counted, Figures, count

AT_ONCE = 500
BOOKED = (BookingState.CONFIRMED, BookingState.ATTENDED, BookingState.NO_SHOW)


def figures_of(session: Session, edition: Edition) -> Figures:
    """The figures as they are now; of a closed edition those that were frozen."""
    if edition.figures:
        return Figures(**edition.figures)
    rows = [row for row in list_visible(session, edition) if row.item.is_on]
    seats = _seats(session, [row.item.occurrence_id for row in rows])
    items = [
        Counted(row.item.event_id, row.base_id, row.item.kind, *seats.get(row.item.occurrence_id, (None, 0, 0)))
        for row in rows
    ]
    return count(items, [(offer.base_id, offer.kind) for offer in edition.offers])


def _seats(session: Session, ids: Collection[int]) -> dict[int, tuple[int | None, int, int]]:
    """Seats, booked and attended by occurrence."""
    found: dict[int, tuple[int | None, int, int]] = {}
    numbers = sorted(ids)
    for start in range(0, len(numbers), AT_ONCE):
        batch = numbers[start : start + AT_ONCE]
        sizes = select(SeatPool.occurrence_id, func.sum(SeatPool.size)).where(SeatPool.occurrence_id.in_(batch))
        pools = {number: int(size) for number, size in session.execute(sizes.group_by(SeatPool.occurrence_id))}
        claims = (
            select(
                SeatPool.occurrence_id,
                func.sum(Booking.seats),
                func.sum(Booking.came),
            )
            .join(Booking, Booking.pool_id == SeatPool.id)
            .where(SeatPool.occurrence_id.in_(batch), Booking.state.in_(BOOKED))
            .group_by(SeatPool.occurrence_id)
        )
        taken = {number: (int(booked), int(came)) for number, booked, came in session.execute(claims)}
        found |= {number: (size, *taken.get(number, (0, 0))) for number, size in pools.items()}
    return found
