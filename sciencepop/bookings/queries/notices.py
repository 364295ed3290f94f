"""Whom a change of an occurrence touches, what each of them has been told of it, and where they could go instead."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, lazyload

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import Booking, ChangeNotice, Commitment, EndNotice, HoldNotice, SeatPool
from sciencepop.bookings.queries.rooms import read_rooms
from sciencepop.bookings.queries.seats import is_strict, seen
from sciencepop.bookings.rules import states
from sciencepop.bookings.rules.pools import Room
from sciencepop.programme.models import Event, Occurrence, OccurrenceState
from sciencepop.programme.rules.visibility import Visibility

MOST_OTHERS = 5
LOOKED_AT = 30
Notice = TypeVar("Notice", ChangeNotice, EndNotice, HoldNotice)


def list_touched(session: Session, occurrence_id: int) -> Sequence[Booking]:
    """Every booking whose holder is told of a change, with the holder: they hold seats, or await some, or an answer.

    The one place that says so, for notices, previews and cancellations alike.
    """
    found = _with_holders(select(Booking), occurrence_id)
    return session.scalars(found.order_by(Booking.id)).unique().all()


def list_due_bookings(session: Session, occurrence_id: int, now: datetime, *, limit: int) -> Sequence[Booking]:
    """The first of those of an occurrence, with their holders, to whom a notice is owed that is due."""
    due = select(ChangeNotice.booking_id).join(Booking, ChangeNotice.booking_id == Booking.id)
    due = due.join(SeatPool, Booking.pool_id == SeatPool.id)
    due = due.where(SeatPool.occurrence_id == occurrence_id, ChangeNotice.due_at <= now, ChangeNotice.bundle.is_(None))
    due = due.where(Booking.state.in_(states.UNTOLD)).order_by(ChangeNotice.booking_id).limit(limit)
    found = _with_holders(select(Booking), occurrence_id).where(Booking.id.in_(session.scalars(due).all()))
    return session.scalars(found.order_by(Booking.id)).unique().all()


def _with_holders(query: Select[Booking], occurrence_id: int) -> Select[Booking]:
    return (
        query.join(SeatPool, Booking.pool_id == SeatPool.id)
        .where(SeatPool.occurrence_id == occurrence_id, Booking.state.in_(states.UNTOLD))
        .join(Booking.person)
        .outerjoin(Person.addresses)
        .options(contains_eager(Booking.person).contains_eager(Person.addresses))
        .execution_options(populate_existing=True)
    )


def lock_notices(session: Session, of: type[Notice], booking_ids: Collection[int]) -> dict[int, Notice]:
    """What is owed to these bookings, by booking, locked: a reminder may be telling one of them right now."""
    if not booking_ids:
        return {}
    found = select(of).where(of.booking_id.in_(booking_ids)).order_by(of.booking_id)
    rows = session.scalars(found.with_for_update().execution_options(populate_existing=True))
    return {row.booking_id: row for row in rows}


def list_known(session: Session, booking_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """What the holders of these bookings were told last, where they are owed a notice.

    Without a lock: a reminder may hold the notice, and its planned letter, which is dropped before
    (`services.notices`).
    """
    found = select(ChangeNotice.booking_id, ChangeNotice.known).where(ChangeNotice.booking_id.in_(booking_ids))
    return {number: known for number, known in session.execute(found)}


def list_untold(session: Session, of: type[EndNotice | HoldNotice]) -> Sequence[int]:
    """The occurrences of which somebody is owed such a notice."""
    found = select(SeatPool.occurrence_id).join(Booking, Booking.pool_id == SeatPool.id)
    found = found.join(of, of.booking_id == Booking.id).distinct().order_by(SeatPool.occurrence_id)
    return session.scalars(found).all()


def lock_untold(session: Session, of: type[Notice], occurrence_id: int, *, limit: int) -> dict[int, Notice]:
    """The first that are owed for an occurrence, by booking, locked; without those that somebody is telling."""
    found = select(of).join(Booking, of.booking_id == Booking.id)
    found = found.join(SeatPool, Booking.pool_id == SeatPool.id).where(SeatPool.occurrence_id == occurrence_id)
    found = found.order_by(of.booking_id).limit(limit).with_for_update(of=of, skip_locked=True)
    return {row.booking_id: row for row in session.scalars(found.execution_options(populate_existing=True))}


def list_ended(session: Session, booking_ids: Collection[int]) -> Sequence[Booking]:
    """These bookings with their holders."""
    found = select(Booking).where(Booking.id.in_(booking_ids)).join(Booking.person).outerjoin(Person.addresses)
    found = found.options(contains_eager(Booking.person).contains_eager(Person.addresses)).order_by(Booking.id)
    return session.scalars(found.execution_options(populate_existing=True)).unique().all()


def list_due(session: Session, now: datetime) -> Sequence[int]:
    """The occurrences of which somebody is to be told now; as many as were changed within some minutes."""
    found = (
        select(SeatPool.occurrence_id)
        .join(Booking, Booking.pool_id == SeatPool.id)
        .join(ChangeNotice, ChangeNotice.booking_id == Booking.id)
        .where(ChangeNotice.due_at <= now, ChangeNotice.bundle.is_(None))
        .distinct()
        .order_by(SeatPool.occurrence_id)
    )
    return session.scalars(found).all()


def list_due_holders(session: Session, now: datetime, *, limit: int) -> Sequence[tuple[str, int]]:
    """Bundle and person of those who are owed a letter about a bundle by now; the first of them."""
    found = (
        select(ChangeNotice.bundle, Booking.person_id)
        .join(Booking, ChangeNotice.booking_id == Booking.id)
        .where(ChangeNotice.due_at <= now, ChangeNotice.bundle.is_not(None))
        .distinct()
        .order_by(ChangeNotice.bundle, Booking.person_id)
        .limit(limit)
    )
    return [(bundle, person_id) for bundle, person_id in session.execute(found) if bundle]


def list_bundled(session: Session, bundle: str, person_id: int, now: datetime) -> Sequence[Booking]:
    """A person's bookings of which the bundle has something to tell by now, with their holder."""
    owed = select(ChangeNotice.booking_id).where(ChangeNotice.bundle == bundle, ChangeNotice.due_at <= now)
    found = select(Booking).where(Booking.person_id == person_id, Booking.id.in_(owed))
    found = found.where(Booking.state.in_(states.UNTOLD)).join(Booking.person).outerjoin(Person.addresses)
    found = found.options(contains_eager(Booking.person).contains_eager(Person.addresses), joinedload(Booking.pool))
    return session.scalars(found.order_by(Booking.id).execution_options(populate_existing=True)).unique().all()


def count_clashing(session: Session, occurrence_id: int) -> int:
    """How many bookings of an occurrence belong to somebody whose ledger has something else at that time."""
    mine, other = aliased(Commitment), aliased(Commitment)
    same = or_(mine.person_id == other.person_id, mine.child_id == other.child_id)
    overlap = (mine.starts_at < other.ends_at) & (other.starts_at < mine.ends_at)
    found = (
        select(func.count(mine.booking_id.distinct()))
        .join(other, same & overlap & other.occurrence_id.is_distinct_from(mine.occurrence_id))
        .where(mine.occurrence_id == occurrence_id)
    )
    return int(session.scalar(found) or 0)


def list_others(session: Session, occurrence: Occurrence, now: datetime) -> list[tuple[Occurrence, Room]]:
    """The next occurrences of the same event that can be booked now and have seats, with their rooms; a few.

    Seats that are kept for those who wait there are none.
    """
    event = joinedload(Occurrence.event)
    found = (
        select(Occurrence)
        .where(
            Occurrence.event_id == occurrence.event_id,
            Occurrence.id != occurrence.id,
            Occurrence.state == OccurrenceState.SCHEDULED,
            Occurrence.booking_opens_at <= now,
            Occurrence.booking_closes_at > now,
        )
        .options(event.joinedload(Event.base), event.options(lazyload(Event.audience_rows), lazyload(Event.topic_rows)))
        .order_by(Occurrence.starts_at)
        .limit(LOOKED_AT)
    )
    rows = [row for row in session.scalars(found) if seen(row) is Visibility.PUBLIC and row.closes_at > now]
    rooms = read_rooms(session, [row.id for row in rows])
    open_ones = [(row, rooms[row.id]) for row in rows if row.id in rooms and _has_room(row, rooms[row.id])]
    return open_ones[:MOST_OTHERS]


def _has_room(occurrence: Occurrence, room: Room) -> bool:
    return room.free_in_any > 0 and not (is_strict(occurrence) and room.general.waiting)
