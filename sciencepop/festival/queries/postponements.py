"""Whom a postponement would touch and what would stand in its way; and where one stands."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.bases.queries import read_hours
from sciencepop.bookings.models import Booking, Commitment, SeatPool
from sciencepop.bookings.rules import states
from sciencepop.bookings.rules.moves import FEWEST_COUNTED
from sciencepop.core.clock import local
from sciencepop.festival.models import Edition, EditionEvent, Outcome, Postponed, Postponement, PostponementState
from sciencepop.festival.queries.items import on_days
from sciencepop.festival.rules.postponing import UNDERWAY, Spot, moved_by
from sciencepop.programme.models import Event, EventState, Occurrence, OccurrenceState
from sciencepop.programme.rules.recurrence import DAYS_AHEAD, ZONE

LARGEST_ID = 2**63 - 1
AT_ONCE = 500


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


@dataclass(frozen=True)
class Preview:
    """What a postponement would do. `closed` and `taken` name sessions at which a base is closed then, or another
    session of the same event stands; `clashing` people have something else (None where they are few enough to be
    known by it)."""

    sessions: int
    people: int
    bookings: int
    waiting: int
    clashing: int | None
    closed: Sequence[Occurrence]
    taken: Sequence[Occurrence]
    too_far: bool


def preview(session: Session, edition: Edition, days: int, now: datetime) -> Preview:
    """Read, not rehearsed: six hundred moves would hold the site for as long as they take."""
    spots = list_spots(session, edition, now)
    ids = [spot.occurrence_id for spot in spots]
    people, bookings, waiting = _touched(session, ids)
    last = max((local(moved_by(spot.starts_at, days)).date() for spot in spots), default=None)
    return Preview(
        sessions=len(ids),
        people=people,
        bookings=bookings,
        waiting=waiting,
        clashing=_clashing(session, ids, days) if people >= FEWEST_COUNTED else None,
        closed=_closed(session, ids, days),
        taken=_taken(session, ids, days),
        too_far=last is not None and (last - now.astimezone(ZONE).date()).days > DAYS_AHEAD,
    )


def _touched(session: Session, ids: Sequence[int]) -> tuple[int, int, int]:
    people: set[int] = set()
    count = waiting = 0
    for batch in _batches(ids):
        found = select(Booking.person_id, Booking.state).join(SeatPool, Booking.pool_id == SeatPool.id)
        found = found.where(SeatPool.occurrence_id.in_(batch), Booking.state.in_(states.UNTOLD))
        for person_id, state in session.execute(found):
            people.add(person_id)
            count += 1
            waiting += state is states.BookingState.WAITING
    return len(people), count, waiting


def _clashing(session: Session, ids: Sequence[int], days: int) -> int:
    """How many people would be somewhere else by their ledger: what does not move with them."""
    moving = set(ids)
    mine: dict[int, list[tuple[datetime, datetime]]] = {}
    for batch in _batches(ids):
        found = select(Commitment.person_id, Commitment.starts_at, Commitment.ends_at)
        for person_id, starts_at, ends_at in session.execute(found.where(Commitment.occurrence_id.in_(batch))):
            if person_id is not None:
                mine.setdefault(person_id, []).append((moved_by(starts_at, days), moved_by(ends_at, days)))
    clashing = set()
    for people in _batches(sorted(mine)):
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


def _closed(session: Session, ids: Sequence[int], days: int) -> list[Occurrence]:
    """Sessions at a base that tells its hours and is not open then."""
    own = [one for one in _occurrences(session, ids) if not one.place_zh]
    hours = read_hours(session, {one.event.base_id for one in own})
    return [
        one
        for one in own
        if one.event.base_id in hours and not hours[one.event.base_id].is_open_at(local(moved_by(one.starts_at, days)))
    ]


def _taken(session: Session, ids: Sequence[int], days: int) -> list[Occurrence]:
    """Sessions where one of the same event stands already that does not move."""
    rows, moving = _occurrences(session, ids), set(ids)
    found = select(Occurrence.id, Occurrence.event_id, Occurrence.starts_at)
    found = found.where(Occurrence.event_id.in_({row.event_id for row in rows}))
    standing = {(event_id, at) for number, event_id, at in session.execute(found) if number not in moving}
    return [row for row in rows if (row.event_id, moved_by(row.starts_at, days)) in standing]


def _occurrences(session: Session, ids: Sequence[int]) -> list[Occurrence]:
    rows: list[Occurrence] = []
    for batch in _batches(ids):
        found = select(Occurrence).where(Occurrence.id.in_(batch)).options(joinedload(Occurrence.event))
        rows += session.scalars(found.order_by(Occurrence.starts_at, Occurrence.id))
    return rows


def _batches(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]


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
