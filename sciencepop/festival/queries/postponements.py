"""Whom a postponement would touch and what would stand in its way; and where one stands."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.bookings.models import Booking, Commitment, SeatPool
from sciencepop.bookings.rules import states
from sciencepop.bookings.rules.moves import FEWEST_COUNTED
from sciencepop.core.clock import day_bounds, local
from sciencepop.festival.hooks import followers
from sciencepop.festival.models import Edition, EditionEvent, Outcome, Postponed, Postponement, PostponementState
from sciencepop.festival.queries.destination import (
    Hindrance,
    in_batches,
    list_closed,
    list_occurrences,
    list_shared,
    list_short,
    list_taken,
)
from sciencepop.festival.queries.items import on_days
from sciencepop.festival.rules.editions import days_of
from sciencepop.festival.rules.postponing import UNDERWAY, Spot, moved_by
from sciencepop.programme.models import Event, EventState, Occurrence, OccurrenceState
from sciencepop.programme.rules.recurrence import DAYS_AHEAD, ZONE

LARGEST_ID = 2**63 - 1


def list_spots(session: Session, edition: Edition, now: datetime) -> list[Spot]:
    """The sessions of an edition that a postponement moves: scheduled, and not begun. What is cancelled stays so."""
    found = (
        select(Occurrence.id, Occurrence.starts_at)
        .join(Occurrence.event)
        .join(EditionEvent, EditionEvent.event_id == Event.id)
        .where(
            EditionEvent.edition_id == edition.id,
            Occurrence.state == OccurrenceState.SCHEDULED,
            Event.state != EventState.CANCELLED,
            Occurrence.starts_at > now,
            *on_days(edition),
        )
    )
    return [Spot(number, starts_at) for number, starts_at in session.execute(found)]


def list_on_days(session: Session, edition: Edition) -> set[int]:
    """The sessions of its events that an edition has on its days, whatever their state."""
    found = select(Occurrence.id).join(EditionEvent, EditionEvent.event_id == Occurrence.event_id)
    return set(session.scalars(found.where(EditionEvent.edition_id == edition.id, *on_days(edition))))


def on_day(session: Session, edition: Edition, on: date) -> ColumnElement[bool]:
    """The condition that a session is on a day now, or was before the edition was postponed and moved with it.

    Whoever follows a day follows its sessions to where they went.
    """
    days = {row.id: row.days for row in _list_standing(session, edition)}
    moved = select(Postponed.postponement_id, Occurrence.id, Occurrence.starts_at)
    moved = moved.join(Postponed.occurrence).where(Postponed.outcome == Outcome.MOVED)
    moved = moved.where(Postponed.postponement_id.in_(days)).order_by(Postponed.postponement_id.desc())
    followed: set[int] = set()
    back: dict[int, int] = {}  # by how many days each went, as one postponement may have left what another moved
    for number, occurrence_id, starts_at in session.execute(moved) if days else ():
        back[occurrence_id] = back.get(occurrence_id, 0) + days[number]
        if local(starts_at).date() - timedelta(days=back[occurrence_id]) == on:
            followed.add(occurrence_id)
    return or_(_begins(on), Occurrence.id.in_(followed)) if followed else _begins(on)


def had_day(session: Session, edition: Edition, on: date) -> bool:
    """Whether a day is one of the edition's, or was before a postponement."""
    if on in days_of(edition.from_on, edition.until_on, edition.pauses):
        return True
    for row in _list_standing(session, edition):
        first, last = (date.fromisoformat(text) for text in row.before["days"][f"edition:{edition.id}"])
        if on in days_of(first, last, row.before["pauses"]):
            return True
    return False


def _begins(on: date) -> ColumnElement[bool]:
    first, after = day_bounds(on)
    return (Occurrence.starts_at >= first) & (Occurrence.starts_at < after)


def _list_standing(session: Session, edition: Edition) -> list[Postponement]:
    """The postponements of an edition that were not taken back, the first one first."""
    found = select(Postponement).where(Postponement.edition_id == edition.id)
    found = found.where(Postponement.state != PostponementState.UNDONE)
    return list(session.scalars(found.order_by(Postponement.id)))


@dataclass(frozen=True)
class Preview:
    """What a postponement would do. `people` get a letter each, volunteers among them; `clashing` of them have
    something else (None where they are few enough to be known by it). Of what stands in the way, `taken` and `short`
    will stay, `closed` and `shared` will move all the same (`queries.destination`)."""

    sessions: int
    people: int
    bookings: int
    waiting: int
    clashing: int | None
    closed: Sequence[Occurrence]
    taken: Sequence[Occurrence]
    short: Sequence[Hindrance]
    shared: Sequence[Hindrance]
    too_far: bool


def preview(session: Session, edition: Edition, days: int, now: datetime) -> Preview:
    """Read, not rehearsed: six hundred moves would hold the site for as long as they take."""
    spots = list_spots(session, edition, now)
    ids = [spot.occurrence_id for spot in spots]
    rows = list_occurrences(session, ids)
    holders, bookings, waiting = _booked(session, ids)
    people = len(holders.union(*(follower.touched(session, edition, ids, now) for follower in followers())))
    last = max((local(moved_by(spot.starts_at, days)).date() for spot in spots), default=None)
    return Preview(
        sessions=len(ids),
        people=people,
        bookings=bookings,
        waiting=waiting,
        clashing=_clashing(session, ids, days) if people >= FEWEST_COUNTED else None,
        closed=list_closed(session, rows, days),
        taken=list_taken(session, rows, days),
        short=list_short(session, rows, days),
        shared=list_shared(session, rows, days),
        too_far=last is not None and (last - now.astimezone(ZONE).date()).days > DAYS_AHEAD,
    )


def _booked(session: Session, ids: Sequence[int]) -> tuple[set[int], int, int]:
    """Who holds or waits for a seat in these sessions, how many bookings that is, and how many of them wait."""
    people: set[int] = set()
    count = waiting = 0
    for batch in in_batches(ids):
        found = select(Booking.person_id, Booking.state).join(SeatPool, Booking.pool_id == SeatPool.id)
        found = found.where(SeatPool.occurrence_id.in_(batch), Booking.state.in_(states.UNTOLD))
        for person_id, state in session.execute(found):
            people.add(person_id)
            count += 1
            waiting += state is states.BookingState.WAITING
    return people, count, waiting


def _clashing(session: Session, ids: Sequence[int], days: int) -> int:
    """How many people would be somewhere else by their ledger: what does not move with them."""
    moving = set(ids)
    mine: dict[int, list[tuple[datetime, datetime]]] = {}
    for batch in in_batches(ids):
        found = select(Commitment.person_id, Commitment.starts_at, Commitment.ends_at)
        for person_id, starts_at, ends_at in session.execute(found.where(Commitment.occurrence_id.in_(batch))):
            if person_id is not None:
                mine.setdefault(person_id, []).append((moved_by(starts_at, days), moved_by(ends_at, days)))
    clashing = set()
    for people in in_batches(sorted(mine)):
        other = aliased(Commitment)
        rows = select(other.person_id, other.occurrence_id, other.starts_at, other.ends_at)
        for person_id, occurrence_id, starts_at, ends_at in session.execute(rows.where(other.person_id.in_(people))):
            if (
                person_id
                and occurrence_id not in moving
                and any(a < ends_at and starts_at < b for a, b in mine[person_id])
            ):
                clashing.add(person_id)
    return len(clashing)


def get_postponement(session: Session, edition_id: int, number: int) -> Postponement:
    """A postponement of this edition; NotFound for another's."""
    if not 0 < number <= LARGEST_ID:
        raise NotFound
    found = session.get(Postponement, number, populate_existing=True)
    if found is None or found.edition_id != edition_id:
        raise NotFound
    return found


def list_postponements(session: Session, edition_id: int) -> Sequence[Postponement]:
    """Those of an edition, the latest first."""
    found = select(Postponement).where(Postponement.edition_id == edition_id)
    return session.scalars(found.order_by(Postponement.id.desc()).limit(20)).all()


def count_outcomes(session: Session, number: int) -> dict[Outcome, int]:
    """How many of its sessions stand where."""
    found = select(Postponed.outcome, func.count()).where(Postponed.postponement_id == number)
    return {outcome: count for outcome, count in session.execute(found.group_by(Postponed.outcome))}


def list_left(session: Session, number: int) -> Sequence[Postponed]:
    """The sessions that could not be moved, or not be moved back."""
    found = select(Postponed).where(
        Postponed.postponement_id == number, Postponed.outcome.in_((Outcome.LEFT, Outcome.STUCK))
    )
    found = found.options(joinedload(Postponed.occurrence).joinedload(Occurrence.event))
    return session.scalars(found.order_by(Postponed.position).limit(200)).all()


def list_stood(session: Session, number: int) -> Sequence[Occurrence]:
    """The sessions that were on the new days already, and are not of the edition."""
    found = select(Occurrence).join(Postponed, Postponed.occurrence_id == Occurrence.id)
    found = found.where(Postponed.postponement_id == number, Postponed.outcome == Outcome.STOOD)
    found = found.options(joinedload(Occurrence.event)).order_by(Occurrence.starts_at, Occurrence.id)
    return session.scalars(found.limit(200)).all()


def next_portion(
    session: Session, number: int, outcome: Outcome, *, limit: int, last_first: bool
) -> Sequence[Postponed]:
    """The next sessions with this outcome, in their order or against it."""
    order = Postponed.position.desc() if last_first else Postponed.position
    found = select(Postponed).where(Postponed.postponement_id == number, Postponed.outcome == outcome)
    return session.scalars(found.order_by(order).limit(limit).execution_options(populate_existing=True)).all()


def is_underway(session: Session, edition_id: int) -> bool:
    """Whether sessions of an edition are being moved just now."""
    busy = select(Postponement.id).where(Postponement.edition_id == edition_id, Postponement.state.in_(UNDERWAY))
    return session.scalar(busy) is not None


def list_done(session: Session, number: int, outcome: Outcome) -> Sequence[int]:
    """The sessions of a postponement of which this became."""
    found = select(Postponed.occurrence_id).where(Postponed.postponement_id == number, Postponed.outcome == outcome)
    return session.scalars(found).all()


def has_later(session: Session, row: Postponement) -> bool:
    """Whether the edition was postponed once more, and that stands: its days are counted from this one's."""
    later = select(Postponement.id).where(Postponement.edition_id == row.edition_id, Postponement.id > row.id)
    return session.scalar(later.where(Postponement.state != PostponementState.UNDONE).limit(1)) is not None


def list_underway(session: Session, kinds: Collection[str]) -> Sequence[int]:
    """Postponements on which the worker is at work."""
    return session.scalars(select(Postponement.id).where(Postponement.state.in_(kinds)).order_by(Postponement.id)).all()
