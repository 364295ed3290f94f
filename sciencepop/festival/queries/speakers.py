"""Speakers of an edition: who speaks where, and how planners reach them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, exists, func, not_, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from sciencepop.accounts.models import Address
from sciencepop.core.outbox import LostAddress
from sciencepop.festival.models import (
    Edition,
    EditionEvent,
    Outcome,
    Postponed,
    Postponement,
    PostponementState,
    Release,
    Speaker,
)
from sciencepop.programme.models import Event, EventState, Occurrence, OccurrenceState


def list_speakers(session: Session, edition_id: int) -> dict[str, set[int]]:
    """The events of each speaker, by name."""
    found: dict[str, set[int]] = {}
    rows = select(EditionEvent.event_id, EditionEvent.speakers).where(EditionEvent.edition_id == edition_id)
    for event_id, names in session.execute(rows):
        for name in names:
            found.setdefault(name, set()).add(event_id)
    return found


def list_addresses(session: Session, edition_id: int) -> dict[str, str]:
    """The address of each speaker who has one, by name."""
    found = select(Speaker.name, Speaker.address).where(Speaker.edition_id == edition_id).order_by(Speaker.name)
    return {name: address for name, address in session.execute(found)}


def list_lost(session: Session, edition_id: int) -> set[str]:
    """The addresses of speakers whose mailbox is gone."""
    found = select(Speaker.address).where(Speaker.edition_id == edition_id)
    return set(session.scalars(found.join(LostAddress, LostAddress.value == Speaker.address)))


def list_strangers(session: Session, edition_id: int) -> Sequence[str]:
    """The addresses of speakers that are no account's and no other edition's."""
    other = aliased(Speaker)
    known = exists().where(Address.value == Speaker.address)
    kept = exists().where(other.address == Speaker.address, other.edition_id != edition_id)
    return session.scalars(select(Speaker.address).where(Speaker.edition_id == edition_id, ~known, ~kept)).all()


def list_reached(session: Session, edition: Edition) -> list[tuple[str, str, set[int]]]:
    """Name, address and events of the speakers who have an address."""
    speakers = list_speakers(session, edition.id)
    return [(name, at, speakers[name]) for name, at in list_addresses(session, edition.id).items() if name in speakers]


def list_unsaid(session: Session, now: datetime) -> Sequence[Postponement]:
    """Postponements that stand, of which speakers were not written to yet."""
    found = select(Postponement).where(
        Postponement.state == PostponementState.MOVED,
        Postponement.undo_until <= now,
        Postponement.speakers_told_at.is_(None),
    )
    return session.scalars(found.options(joinedload(Postponement.edition)).order_by(Postponement.id)).all()


def list_moved(session: Session, number: int) -> Sequence[Occurrence]:
    """The sessions that a postponement moved and that are still on, with their events, by time."""
    found = select(Occurrence).join(Postponed, Postponed.occurrence_id == Occurrence.id)
    found = found.join(Occurrence.event).where(
        Postponed.postponement_id == number,
        Postponed.outcome == Outcome.MOVED,
        Occurrence.state == OccurrenceState.SCHEDULED,
        Event.state != EventState.CANCELLED,
    )
    return session.scalars(found.options(contains_eager(Occurrence.event)).order_by(Occurrence.starts_at)).all()


def days_postponed(session: Session, release: Release) -> int:
    """By how many days everything moved since the release before, of which speakers hear from the postponement.

    What was released and then taken back counts backwards: of neither do speakers hear. No release is cut while
    sessions are being moved, so a postponement stands whole in one or not at all.
    """
    before = select(func.max(Release.cut_at)).where(
        Release.edition_id == release.edition_id, Release.number < release.number
    )
    last_at = session.scalar(before)
    return _days_at(session, release, release.cut_at) - (_days_at(session, release, last_at) if last_at else 0)


def _days_at(session: Session, release: Release, at: datetime) -> int:
    """By how many days the edition was postponed at a moment."""
    found = select(func.coalesce(func.sum(Postponement.days), 0)).where(
        Postponement.edition_id == release.edition_id,
        Postponement.made_at < at,
        not_(and_(Postponement.state == PostponementState.UNDONE, Postponement.finished_at <= at)),
    )
    return int(session.scalar(found) or 0)
