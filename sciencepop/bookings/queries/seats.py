"""What is taken, what is free, and who waits. Only an answer got with the pool locked may decide anything."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, case, exists, func, select
from sqlalchemy.orm import Session, joinedload, lazyload

from sciencepop.bookings.models import Booking, Commitment, Gate, Guest, NoShowPoint, SeatPool
from sciencepop.bookings.queries.ledger import Busy
from sciencepop.bookings.rules import states
from sciencepop.bookings.rules.party import ALONE, Party
from sciencepop.bookings.rules.promotion import Entry, Idle, keeps_seats, why_idle
from sciencepop.bookings.rules.refusals import Facts
from sciencepop.bookings.rules.states import BookingState
from sciencepop.programme.hooks import Seats
from sciencepop.programme.models import BookingMode, Event, Occurrence, WaitingPolicy
from sciencepop.programme.rules.visibility import Visibility, visibility

GENERAL = "general"
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Claims:
    """`taken` seats of the pool, the code of this person's own booking here, and how many bookings of this occurrence
    they have made so far, ended ones included. `somebody_waits`: a party that can be asked is on the waiting list.
    `suspended_until`: this person cannot book before that day."""

    taken: int
    own: str | None = None
    made: int = 0
    somebody_waits: bool = False
    suspended_until: datetime | None = None


def read_seats(session: Session, occurrence_ids: Collection[int]) -> Mapping[int, Seats]:
    """Seats by occurrence, all pools together, in one grouped query; for display only."""
    live = case((Booking.state.in_(states.LIVE), Booking.seats), else_=0)
    waits = case((Booking.state == BookingState.WAITING, 1), else_=0)
    at_gates = _at_gates(SeatPool.id)  # type: ignore[arg-type]
    taken_of = func.coalesce(func.sum(live), 0) + at_gates
    rows = session.execute(
        select(SeatPool.occurrence_id, SeatPool.size, taken_of, func.sum(waits))
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


def taken_seats(pool_id: int | ColumnElement[int]) -> ColumnElement[int]:
    """The sum of live claims on a pool, those of bookings and of gates, as an expression."""
    live = select(func.coalesce(func.sum(Booking.seats), 0)).where(
        Booking.pool_id == pool_id, Booking.state.in_(states.LIVE)
    )
    return live.scalar_subquery() + _at_gates(pool_id)


def _at_gates(pool_id: int | ColumnElement[int]) -> ScalarSelect[int]:
    held = select(func.coalesce(func.sum(Gate.allowance), 0)).where(Gate.pool_id == pool_id)
    return held.scalar_subquery()


def count_at_gates(session: Session, pool_id: int) -> int:
    """The seats that the gates hold for walk-ins or have given to them."""
    return int(session.scalar(select(_at_gates(pool_id))) or 0)


def count_taken(session: Session, pool_id: int) -> int:
    """The seats that live claims on a pool take."""
    return int(session.scalar(select(taken_seats(pool_id))) or 0)


def read_claims(session: Session, pool: SeatPool | None, occurrence: Occurrence, person_id: int | None) -> Claims:
    """Everything that a decision needs to know of claims, in one query."""
    pool_id = pool.id if pool else 0
    row = session.execute(
        select(
            taken_seats(pool_id),
            _own(occurrence.id, person_id or 0),
            _made(occurrence.id, person_id or 0),
            exists().where(*_waits_in(pool_id, occurrence.id)),
            _paused(person_id or 0),
        )
    ).one()
    return Claims(int(row[0] or 0), row[1], int(row[2]), bool(row[3]), row[4])


def _own(occurrence_id: int, person_id: int) -> ScalarSelect[str]:
    own = select(Booking.code).join(SeatPool, Booking.pool_id == SeatPool.id)
    own = own.where(
        Booking.person_id == person_id, SeatPool.occurrence_id == occurrence_id, Booking.state.in_(states.IN_PLAY)
    )
    return own.limit(1).scalar_subquery()


def _made(occurrence_id: int, person_id: int) -> ScalarSelect[int]:
    made = select(func.count(Booking.id)).join(SeatPool, Booking.pool_id == SeatPool.id)
    made = made.where(Booking.person_id == person_id, SeatPool.occurrence_id == occurrence_id)
    return made.scalar_subquery()


def _paused(person_id: int) -> ScalarSelect[datetime | None]:
    paused = select(func.max(NoShowPoint.pause_until)).where(NoShowPoint.person_id == person_id)
    return paused.scalar_subquery()


def seen(occurrence: Occurrence) -> Visibility:
    """How the public sees an occurrence, by the programme's one rule."""
    event = occurrence.event
    return visibility(event.state.value, event.base.state.value, occurrence.state.value)


def facts_of(
    occurrence: Occurrence,
    pool: SeatPool | None,
    claims: Claims,
    *,
    now: datetime,
    party: Party = ALONE,
    busy: Busy = Busy(),  # noqa: B008 - frozen and empty
) -> Facts:
    """The facts of a party's wish for seats; the same for page and service."""
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
        suspended_until=claims.suspended_until,
        has_clash=party.comes and busy.clash is not None,
        party=party,
        child_is_in=bool(busy.children_in),
        child_has_clash=busy.child_clash is not None,
        most_seats=event.seats_per_booking,
        most_minors=event.minors_per_booking,
        adult_needed=event.adult_needed,
        age_min=event.age_min,
        age_max=event.age_max,
        size=size,
        free=max(size - claims.taken, 0),
        is_kept_for_line=keeps_seats(
            is_strict=is_strict(occurrence),
            somebody_waits=claims.somebody_waits,
            closes_at=occurrence.booking_closes_at,
            now=now,
        ),
        names_needed=event.names_needed,
    )


def list_waiting(session: Session, pool: SeatPool) -> list[Entry]:
    """The waiting list in the order in which parties came."""
    rows = session.execute(
        select(Booking.id, Booking.seats, Booking.children, household_is_in(pool.occurrence_id))
        .where(Booking.pool_id == pool.id, Booking.state == BookingState.WAITING)
        .order_by(Booking.id)
    ).all()
    children = _children_of(session, [number for number, _seats, count, _in in rows if count])
    return [
        Entry(number, seats, children.get(number, frozenset()), has_place=bool(is_in))
        for number, seats, _count, is_in in rows
    ]


def _children_of(session: Session, booking_ids: Collection[int]) -> dict[int, frozenset[int]]:
    found: dict[int, frozenset[int]] = {}
    if booking_ids:
        pairs = select(Guest.booking_id, Guest.child_id).where(
            Guest.booking_id.in_(booking_ids), Guest.child_id.is_not(None)
        )
        for booking_id, child_id in session.execute(pairs):
            found[booking_id] = found.get(booking_id, frozenset()) | {int(child_id or 0)}
    return found


def household_is_in(occurrence_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a child of the booking has a place in the occurrence, which is then another guardian's booking."""
    return (
        exists()
        .where(Guest.booking_id == Booking.id, Guest.child_id == Commitment.child_id)
        .where(Commitment.occurrence_id == occurrence_id)
    )


def _waits_in(
    pool_id: int | ColumnElement[int], occurrence_id: int | ColumnElement[int]
) -> tuple[ColumnElement[bool], ...]:
    """The bookings that can be asked when seats come free."""
    return (Booking.pool_id == pool_id, Booking.state == BookingState.WAITING, ~household_is_in(occurrence_id))


def seats_next() -> ColumnElement[int]:
    """For a query of SeatPool, Occurrence and Event: the seats that must be free before anybody is asked."""
    waits = _waits_in(SeatPool.id, SeatPool.occurrence_id)  # type: ignore[arg-type]
    first = select(Booking.seats).where(*waits).order_by(Booking.id).limit(1).scalar_subquery()
    smallest = select(func.min(Booking.seats)).where(*waits).scalar_subquery()
    return case((Event.waiting_policy == WaitingPolicy.STRICT, first), else_=smallest)


def why_nobody(
    occurrence: Occurrence, pool: SeatPool, taken: int, parties: Collection[Entry], now: datetime
) -> Idle | None:
    """Why nobody of the waiting list is promoted now; None when somebody can be."""
    return why_idle(
        is_bookable=seen(occurrence) is Visibility.PUBLIC,
        closes_at=occurrence.booking_closes_at,
        now=now,
        free=pool.size - taken,
        parties=parties,
        is_strict=is_strict(occurrence),
    )


def is_strict(occurrence: Occurrence) -> bool:
    """Whether nobody overtakes a larger party in this waiting list."""
    return occurrence.event.waiting_policy is WaitingPolicy.STRICT
