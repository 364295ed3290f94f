"""What is taken, what is free, and who waits. Only an answer got with the pool locked may decide anything."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, case, func, select
from sqlalchemy.orm import Session, aliased, joinedload, lazyload

from sciencepop.bookings.models import Booking, SeatPool
from sciencepop.bookings.rules import states
from sciencepop.bookings.rules.promotion import Idle, Party, why_idle
from sciencepop.bookings.rules.refusals import Facts
from sciencepop.bookings.rules.states import BookingState
from sciencepop.programme.hooks import Seats
from sciencepop.programme.models import BookingMode, Event, Occurrence
from sciencepop.programme.rules.visibility import Visibility, visibility

GENERAL = "general"
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Claims:
    """`taken` seats of the pool, the codes of this person's own booking here and of one that overlaps, and how many
    bookings of this occurrence they have made so far, ended ones included."""

    taken: int
    own: str | None = None
    clash: str | None = None
    made: int = 0


def read_seats(session: Session, occurrence_ids: Collection[int]) -> Mapping[int, Seats]:
    """Seats by occurrence, all pools together, in one grouped query; for display only."""
    live = case((Booking.state.in_(states.LIVE), Booking.seats), else_=0)
    waits = case((Booking.state == BookingState.WAITING, 1), else_=0)
    rows = session.execute(
        select(SeatPool.occurrence_id, SeatPool.size, func.coalesce(func.sum(live), 0), func.sum(waits))
        .outerjoin(Booking, Booking.pool_id == SeatPool.id)
        .where(SeatPool.occurrence_id.in_(occurrence_ids))
        .group_by(SeatPool.id, SeatPool.occurrence_id, SeatPool.size)
    )
    found: dict[int, Seats] = {}
    for occurrence_id, size, taken, waiting in rows:
        before = found.get(occurrence_id, Seats(0, 0, 0))
        free = max(int(size) - int(taken), 0)
        found[occurrence_id] = Seats(before.size + size, before.free + free, before.waiting + int(waiting or 0))
    return found


def find_occurrence(session: Session, occurrence_id: int) -> Occurrence | None:
    """An occurrence with its event and base, as they are now, without the vocabularies that no booking asks for."""
    if not 0 < occurrence_id <= LARGEST_ID:
        return None
    event = joinedload(Occurrence.event)
    found = (
        select(Occurrence)
        .where(Occurrence.id == occurrence_id)
        .options(event.joinedload(Event.base), event.options(lazyload(Event.audience_rows), lazyload(Event.topic_rows)))
        .execution_options(populate_existing=True)
    )
    return session.scalars(found).one_or_none()


def find_pool(session: Session, occurrence_id: int) -> SeatPool | None:
    """The general pool of an occurrence, not locked."""
    return session.scalar(select(SeatPool).where(SeatPool.occurrence_id == occurrence_id, SeatPool.name == GENERAL))


def taken_seats(pool_id: int | ColumnElement[int]) -> ScalarSelect[int]:
    """The sum of live claims on a pool, as a scalar subquery."""
    live = select(func.coalesce(func.sum(Booking.seats), 0)).where(
        Booking.pool_id == pool_id, Booking.state.in_(states.LIVE)
    )
    return live.scalar_subquery()


def count_taken(session: Session, pool_id: int) -> int:
    """The seats that live claims on a pool take."""
    return int(session.scalar(select(taken_seats(pool_id))) or 0)


def read_claims(session: Session, pool: SeatPool | None, occurrence: Occurrence, person_id: int | None) -> Claims:
    """Everything that a decision needs to know of claims, in one query."""
    pool_id = pool.id if pool else 0
    row = session.execute(
        select(
            taken_seats(pool_id),
            _own(pool_id, person_id or 0),
            overlapping(occurrence, person_id or 0, states.TAKES_TIME),
            _made(occurrence.id, person_id or 0),
        )
    ).one()
    return Claims(int(row[0] or 0), row[1], row[2], int(row[3]))


def _own(pool_id: int, person_id: int) -> ScalarSelect[str]:
    own = select(Booking.code).where(
        Booking.person_id == person_id, Booking.pool_id == pool_id, Booking.state.in_(states.IN_PLAY)
    )
    return own.limit(1).scalar_subquery()


def _made(occurrence_id: int, person_id: int) -> ScalarSelect[int]:
    made = select(func.count(Booking.id)).join(SeatPool, Booking.pool_id == SeatPool.id)
    made = made.where(Booking.person_id == person_id, SeatPool.occurrence_id == occurrence_id)
    return made.scalar_subquery()


def overlapping(occurrence: Occurrence, person_id: int, counted: Collection[BookingState]) -> ScalarSelect[str]:
    """The code of a booking of this person whose time [start, end) overlaps another occurrence's, as a subquery."""
    other, pool = aliased(Occurrence), aliased(SeatPool)
    clash = (
        select(Booking.code)
        .join(pool, Booking.pool_id == pool.id)
        .join(other, pool.occurrence_id == other.id)
        .where(
            Booking.person_id == person_id,
            Booking.state.in_(counted),
            other.id != occurrence.id,
            other.starts_at < occurrence.ends_at,
            other.ends_at > occurrence.starts_at,
        )
        .order_by(other.starts_at)
        .limit(1)
    )
    return clash.scalar_subquery()


def seen(occurrence: Occurrence) -> Visibility:
    """How the public sees an occurrence, by the programme's one rule."""
    event = occurrence.event
    return visibility(event.state.value, event.base.state.value, occurrence.state.value)


def facts_of(
    occurrence: Occurrence, pool: SeatPool | None, claims: Claims, *, now: datetime, seats: int = 1, names: int = 0
) -> Facts:
    """The facts of a wish for `seats` seats with so many names given; the same for page and service."""
    event = occurrence.event
    size = pool.size if pool else 0
    return Facts(
        starts_at=occurrence.starts_at,
        opens_at=occurrence.booking_opens_at,
        closes_at=occurrence.booking_closes_at,
        now=now,
        is_public=seen(occurrence) is not Visibility.HIDDEN,
        is_cancelled=seen(occurrence) is Visibility.CANCELLED,
        is_drop_in=pool is None or event.booking_mode is BookingMode.DROP_IN,
        has_booking=claims.own is not None,
        has_clash=claims.clash is not None,
        seats=seats,
        most_seats=event.seats_per_booking,
        size=size,
        free=max(size - claims.taken, 0),
        names_needed=event.names_needed,
        names=names,
    )


def list_waiting(session: Session, pool_id: int) -> list[Party]:
    """The waiting list in the order in which parties came."""
    rows = session.execute(
        select(Booking.id, Booking.seats)
        .where(Booking.pool_id == pool_id, Booking.state == BookingState.WAITING)
        .order_by(Booking.id)
    )
    return [Party(number, seats) for number, seats in rows]


def why_nobody(
    occurrence: Occurrence, pool: SeatPool, taken: int, parties: Collection[Party], now: datetime
) -> Idle | None:
    """Why nobody of the waiting list is promoted now; None when somebody can be."""
    return why_idle(
        is_bookable=seen(occurrence) is Visibility.PUBLIC,
        closes_at=occurrence.booking_closes_at,
        now=now,
        free=pool.size - taken,
        smallest=min((party.seats for party in parties), default=None),
    )
