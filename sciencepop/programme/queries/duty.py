"""Reads of review cards and licences, and of the crowds that a licence is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from sciencepop.programme import hooks
from sciencepop.programme.models import CrowdLicence, Event, EventState, Occurrence, OccurrenceState, ReviewCard
from sciencepop.programme.rules.duty import Crowd, Licence

AT_ONCE = 500


def find_card(session: Session, event_id: int) -> ReviewCard | None:
    """The signed card that counts."""
    signed = select(ReviewCard).where(ReviewCard.event_id == event_id, ReviewCard.checked_by.is_not(None))
    return session.scalar(signed.order_by(ReviewCard.id.desc()).limit(1))


def find_draft_card(session: Session, event_id: int) -> ReviewCard | None:
    """The card that waits to be signed; there is one at most, for writing another replaces it."""
    return session.scalar(
        select(ReviewCard).where(ReviewCard.event_id == event_id, ReviewCard.checked_by.is_(None)).limit(1)
    )


def list_licences(session: Session, event_id: int) -> Sequence[CrowdLicence]:
    """All licences of an event in the order of their recording; the last one counts."""
    found = select(CrowdLicence).where(CrowdLicence.event_id == event_id)
    return session.scalars(found.order_by(CrowdLicence.id)).all()


def as_licence(row: CrowdLicence) -> Licence:
    """What the rule asks of a row."""
    return Licence(row.valid_from, row.valid_until, row.max_people, row.recorded_at)


def list_crowds(
    session: Session, event: Event, now: datetime, around: Occurrence | None = None, *, walk_in: int
) -> list[Crowd]:
    """The sessions of an event that are not over, or those alone that overlap one of them, with their people."""
    found = select(Occurrence).where(
        Occurrence.event_id == event.id, Occurrence.ends_at > now, Occurrence.state == OccurrenceState.SCHEDULED
    )
    if around is not None:
        found = found.where(Occurrence.starts_at < around.ends_at, Occurrence.ends_at > around.starts_at)
    rows = session.scalars(found).all()
    sizes = hooks.sizes_of(session, [row.id for row in rows])
    return [_crowd(row, sizes.get(row.id, 0) + walk_in) for row in rows]


def _crowd(row: Occurrence, people: int) -> Crowd:
    return Crowd(row.id, row.starts_at, row.ends_at, row.place_zh or row.address_zh, people)


def list_public_crowds(session: Session, now: datetime) -> dict[int, list[Crowd]]:
    """What is to come of all public events, by event; for checks, not for pages."""
    found = select(Occurrence).join(Event, Occurrence.event_id == Event.id)
    found = found.where(Event.state == EventState.PUBLISHED, Occurrence.state == OccurrenceState.SCHEDULED)
    rows = session.scalars(found.where(Occurrence.ends_at > now)).all()
    ids = [row.id for row in rows]
    sizes = {
        number: size
        for start in range(0, len(ids), AT_ONCE)
        for number, size in hooks.sizes_of(session, ids[start : start + AT_ONCE]).items()
    }
    walk_in = _walk_ins(session)
    crowds: dict[int, list[Crowd]] = {}
    for row in rows:
        people = sizes.get(row.id, 0) + walk_in.get(row.event_id, 0)
        crowds.setdefault(row.event_id, []).append(_crowd(row, people))
    return crowds


def walk_in_of(session: Session, event_id: int) -> int:
    """The people of a session that come without a seat.

    The larger of what the card that counts says and the one that waits: a smaller number counts once it is signed.
    """
    return _walk_ins(session, ReviewCard.event_id == event_id).get(event_id, 0)


def _walk_ins(session: Session, *which: ColumnElement[bool]) -> dict[int, int]:
    """As `walk_in_of`, by event."""
    signed = select(func.max(ReviewCard.id)).where(ReviewCard.checked_by.is_not(None), *which)
    counts = or_(ReviewCard.id.in_(signed.group_by(ReviewCard.event_id)), ReviewCard.checked_by.is_(None))
    found = select(ReviewCard.event_id, func.max(ReviewCard.walk_in)).where(counts, *which)
    return {event_id: people for event_id, people in session.execute(found.group_by(ReviewCard.event_id))}


def list_ending(session: Session, until: datetime, *which: ColumnElement[bool]) -> list[tuple[Event, ReviewCard]]:
    """Public events whose assessment ends by then and whose base has not been told of the end, with the card."""
    last = select(func.max(ReviewCard.id)).where(ReviewCard.event_id == Event.id, ReviewCard.checked_by.is_not(None))
    found = (
        select(Event, ReviewCard)
        .join(ReviewCard, ReviewCard.event_id == Event.id)
        .where(
            Event.state == EventState.PUBLISHED,
            Event.risk_ends_at <= until,
            ReviewCard.id == last.correlate(Event).scalar_subquery(),
            ReviewCard.told_days.is_distinct_from(0),
            *which,
        )
        .order_by(Event.risk_ends_at, Event.id)
    )
    return [(event, card) for event, card in session.execute(found)]
