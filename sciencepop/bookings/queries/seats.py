"""What is taken, what is free, and who waits. Only an answer got with the pool locked may decide anything."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, bindparam, exists, func, select
from sqlalchemy.orm import Session, joinedload, lazyload

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import Booking, Commitment, Guest, NoShowPoint, SeatPool
from sciencepop.bookings.queries.ledger import Busy
from sciencepop.bookings.queries.rooms import read_room, read_rooms
from sciencepop.bookings.queries.rooms import taken_seats as taken_seats
from sciencepop.bookings.rules import states
from sciencepop.bookings.rules.idle import why_idle
from sciencepop.bookings.rules.party import ALONE, Party
from sciencepop.bookings.rules.pools import Channel, Pool, Room, behind_line
from sciencepop.bookings.rules.promotion import Entry, Idle, keeps_seats
from sciencepop.bookings.rules.refusals import Facts
from sciencepop.bookings.rules.states import BookingState
from sciencepop.programme.hooks import Seats
from sciencepop.programme.models import BookingMode, Event, Occurrence, WaitingPolicy
from sciencepop.programme.rules.visibility import Visibility, visibility

GENERAL = "general"
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Claims:
    """The room of an occurrence as this person finds it by this channel, and what of it is `behind` those who wait and
    may not be overtaken; the code of the person's own booking here, and how many bookings of it they have made so far,
    ended ones included. `suspended_until`: this person cannot book before that day."""

    room: Room | None = None
    behind: Room | None = None
    own: str | None = None
    made: int = 0
    suspended_until: datetime | None = None
    town_code: str | None = None
    channel: Channel = Channel.ONLINE

    @property
    def free(self) -> int:
        """The largest party for which there are seats, those of the line among them."""
        return self.room.free_for(self.channel, self.town_code) if self.room else 0

    @property
    def free_behind(self) -> int:
        """The largest party that gets its seats now, without overtaking anybody who may not be."""
        return self.behind.free_for(self.channel, self.town_code) if self.behind else 0

    @property
    def size(self) -> int:
        """The seats of the largest pool that is open to this person."""
        return self.room.largest_for(self.channel, self.town_code) if self.room else 0


def read_seats(session: Session, occurrence_ids: Collection[int]) -> Mapping[int, Seats]:
    """Seats by occurrence as everybody may book them; for display only."""
    return {
        number: Seats(room.size, room.free, sum(pool.waiting for pool in room.pools))
        for number, room in read_rooms(session, occurrence_ids).items()
    }


def read_sizes(session: Session, occurrence_ids: Collection[int]) -> Mapping[int, int]:
    """All seats of an occurrence, whoever they are for, by occurrence."""
    found = select(SeatPool.occurrence_id, func.sum(SeatPool.size)).where(SeatPool.occurrence_id.in_(occurrence_ids))
    return {number: int(size) for number, size in session.execute(found.group_by(SeatPool.occurrence_id))}


# What every booking asks is put together once: when a thousand people press at nine, building a statement anew costs
# more than the database's answer.
_event = joinedload(Occurrence.event)
_OCCURRENCE = (
    select(Occurrence)
    .where(Occurrence.id == bindparam("occurrence"))
    .options(_event.joinedload(Event.base), _event.options(lazyload(Event.audience_rows), lazyload(Event.topic_rows)))
    .execution_options(populate_existing=True)
)


def find_occurrence(session: Session, occurrence_id: int) -> Occurrence | None:
    """An occurrence with its event and base, as they are now, without the vocabularies that no booking asks for."""
    if not 0 < occurrence_id <= LARGEST_ID:
        return None
    return session.scalars(_OCCURRENCE, {"occurrence": occurrence_id}).one_or_none()


_TOLD_FULL = select(Occurrence.is_full).where(Occurrence.id == bindparam("occurrence"))


def is_told_full(session: Session, occurrence_id: int) -> bool:
    """Whether everybody was told that nothing is left; as of the last commit, for a first look only."""
    return 0 < occurrence_id <= LARGEST_ID and bool(session.scalar(_TOLD_FULL, {"occurrence": occurrence_id}))


def find_pool(session: Session, occurrence_id: int) -> SeatPool | None:
    """The general pool of an occurrence, not locked."""
    return session.scalar(_GENERAL, {"occurrence": occurrence_id})


_GENERAL = select(SeatPool).where(SeatPool.occurrence_id == bindparam("occurrence"), SeatPool.name == GENERAL)


def count_taken(session: Session, pool_id: int) -> int:
    """The seats that live claims on a pool take."""
    return int(session.scalar(select(taken_seats(pool_id))) or 0)


def read_claims(
    session: Session,
    pool: SeatPool | None,
    occurrence: Occurrence,
    person_id: int | None,
    channel: Channel = Channel.ONLINE,
    *,
    now: datetime,
) -> Claims:
    """Everything that a decision needs to know of claims, in two queries unless a line or a resource is asked too."""
    room = read_room(session, occurrence.id) if pool else None
    behind = _behind_line(session, pool, occurrence, room, now) if pool and room else room
    asked = {"occurrence": occurrence.id, "person": person_id or 0}
    own, made, paused, town_code = session.execute(_OWN, asked).one()
    return Claims(room, behind, own, int(made), paused, town_code, channel)


def _behind_line(session: Session, pool: SeatPool, occurrence: Occurrence, room: Room, now: datetime) -> Room:
    closes_at, waits = occurrence.booking_closes_at, room.general.waiting > 0
    if not keeps_seats(is_strict=is_strict(occurrence), somebody_waits=waits, closes_at=closes_at, now=now):
        return room
    return behind_line(list_waiting(session, pool), room)


_asked: BindParameter[int] = bindparam("occurrence")
_asker: BindParameter[int] = bindparam("person")
_mine = select(Booking.code).join(SeatPool, Booking.pool_id == SeatPool.id)
_mine = _mine.where(Booking.person_id == _asker, SeatPool.occurrence_id == _asked)
_OWN = select(
    _mine.where(Booking.state.in_(states.IN_PLAY)).limit(1).scalar_subquery(),
    _mine.with_only_columns(func.count(Booking.id)).scalar_subquery(),
    select(func.max(NoShowPoint.pause_until)).where(NoShowPoint.person_id == _asker).scalar_subquery(),
    select(Person.town_code).where(Person.id == _asker).scalar_subquery(),
)
"""A person's booking of an occurrence, how many they made of it, until when they cannot book, and their town."""


def seen(occurrence: Occurrence) -> Visibility:
    """How the public sees an occurrence, by the programme's one rule."""
    event = occurrence.event
    return visibility(event.state.value, event.base.state.value, occurrence.state.value)


def facts_of(
    occurrence: Occurrence,
    pool: SeatPool | Pool | None,
    claims: Claims,
    *,
    now: datetime,
    party: Party = ALONE,
    busy: Busy = Busy(),  # noqa: B008 - frozen and empty
) -> Facts:
    """The facts of a party's wish for seats; the same for page and service."""
    event = occurrence.event
    return Facts(
        starts_at=occurrence.starts_at,
        opens_at=occurrence.booking_opens_at,
        closes_at=occurrence.booking_closes_at,
        now=now,
        risk_ends_at=event.risk_ends_at,
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
        size=claims.size,
        free=claims.free,
        is_kept_for_line=claims.free_behind < party.seats <= claims.free,
        names_needed=event.names_needed,
    )


def list_waiting(session: Session, pool: SeatPool) -> list[Entry]:
    """The waiting list of the pool's occurrence in the order in which parties came."""
    return list_lines(session, [pool.occurrence_id]).get(pool.occurrence_id, [])


def list_lines(session: Session, occurrence_ids: Collection[int]) -> dict[int, list[Entry]]:
    """The waiting lists of occurrences where anybody waits, in two queries."""
    found: dict[int, list[Entry]] = {}
    if not occurrence_ids:
        return found
    household = household_is_in(SeatPool.occurrence_id)  # type: ignore[arg-type]
    rows = session.execute(
        select(SeatPool.occurrence_id, Booking.id, Booking.seats, Booking.children, household, Person.town_code)
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .join(Person, Booking.person_id == Person.id)
        .where(SeatPool.occurrence_id.in_(occurrence_ids), Booking.state == BookingState.WAITING)
        .order_by(Booking.id)
    ).all()
    children = _children_of(session, [number for _here, number, _seats, count, _in, _town in rows if count])
    for here, number, seats, _count, is_in, town in rows:
        own = children.get(number, frozenset())
        found.setdefault(here, []).append(Entry(number, seats, own, has_place=bool(is_in), town_code=town))
    return found


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


def why_nobody(occurrence: Occurrence, room: Room, parties: Collection[Entry], now: datetime) -> Idle | None:
    """Why nobody of the waiting list is promoted now; None when somebody can be."""
    return why_idle(
        is_bookable=seen(occurrence) is Visibility.PUBLIC,
        closes_at=occurrence.closes_at,
        now=now,
        parties=parties,
        room=room,
        is_strict=is_strict(occurrence),
    )


def is_strict(occurrence: Occurrence) -> bool:
    """Whether nobody overtakes a larger party in this waiting list."""
    return occurrence.event.waiting_policy is WaitingPolicy.STRICT
