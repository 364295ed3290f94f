"""Reads of passports: visits from bookings, cards and kept stamps; and certificates."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.consents import CHILD_PASSPORT
from sciencepop.accounts.models import Child, Consent
from sciencepop.bases.models import ScienceBase
from sciencepop.bookings.models import Booking, BookingState, Guest, PassportStamp, SeatPool
from sciencepop.bookings.models import PassportCard as Card
from sciencepop.bookings.models import PassportCertificate as Certificate
from sciencepop.bookings.rules.codes import CODE
from sciencepop.bookings.rules.passport import Visit, minutes_between
from sciencepop.core.clock import local
from sciencepop.programme.models import Event, Occurrence

MOST = 2_000
Row = TypeVar("Row")


def list_visits(session: Session, person_id: int) -> list[Visit]:
    """Where a person was: by bookings on which they came themselves, and on their own cards."""
    booked = _attended().where(Booking.person_id == person_id, Booking.comes.is_(True))
    return _of(session, booked) + _stamps(session, Card.person_id == person_id, Card.child_id.is_(None))


def list_child_visits(session: Session, child_id: int) -> list[Visit]:
    """Where a child was: with whom of its guardians ever, on its cards, and what was kept of longer ago."""
    booked = _attended().join(Guest, Guest.booking_id == Booking.id).where(Guest.child_id == child_id)
    kept = session.scalars(select(PassportStamp).where(PassportStamp.child_id == child_id).limit(MOST))
    older = [Visit(row.base_id, row.visited_on, row.minutes) for row in kept]
    return _of(session, booked) + _stamps(session, Card.child_id == child_id) + older


def _attended() -> Select[int, datetime, datetime, int]:
    return (
        select(Event.base_id, Occurrence.starts_at, Occurrence.ends_at, Occurrence.id)
        .select_from(Booking)
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
        .join(Event, Occurrence.event_id == Event.id)
        .where(Booking.state == BookingState.ATTENDED)
        .order_by(Booking.id)
        .limit(MOST)
    )


def _of(session: Session, query: Select[int, datetime, datetime, int]) -> list[Visit]:
    return [
        Visit(base_id, local(starts_at).date(), minutes_between(starts_at, ends_at), occurrence_id)
        for base_id, starts_at, ends_at, occurrence_id in session.execute(query)
    ]


def _stamps(session: Session, *whose: Any) -> list[Visit]:
    found = select(PassportStamp).join(PassportStamp.card).where(*whose).limit(MOST)
    return [Visit(row.base_id, row.visited_on, row.minutes, row.occurrence_id) for row in session.scalars(found)]


def list_opened(session: Session, children: Sequence[Child]) -> set[int]:
    """Which of these children have a passport: a guardian asked for it and still wants it."""
    ids = [child.id for child in children]
    return {number for number in session.scalars(select(Child.id).where(Child.id.in_(ids), is_opened(Child.id)))}


def is_opened(child_id: Any) -> Any:
    """A condition: somebody's consent to this child's passport holds."""
    return exists().where(Consent.child_id == child_id, Consent.kind == CHILD_PASSPORT, Consent.ended_at.is_(None))


def list_cards(session: Session, person_id: int) -> Sequence[Card]:
    """The cards that a person printed, theirs and their children's."""
    found = select(Card).options(joinedload(Card.child), joinedload(Card.stamps)).where(Card.person_id == person_id)
    return session.scalars(found.order_by(Card.id)).unique().all()


def find_card(session: Session, code: str) -> Card | None:
    """A card by its code, locked until the unit of work ends, so that it is not deleted meanwhile."""
    return session.scalar(select(Card).where(Card.code == code).with_for_update()) if CODE.fullmatch(code) else None


def get_own_card(session: Session, code: str, person_id: int) -> Card:
    """A card of this person; NotFound for anybody else's."""
    found = select(Card).options(joinedload(Card.child)).where(Card.code == code, Card.person_id == person_id)
    return _there(session.scalar(found))


def list_certificates(session: Session, person_id: int) -> Sequence[Certificate]:
    """The certificates that a person made, newest first."""
    found = select(Certificate).options(joinedload(Certificate.child)).where(Certificate.person_id == person_id)
    return session.scalars(found.order_by(Certificate.id.desc())).all()


def get_own_certificate(session: Session, code: str, person_id: int) -> Certificate:
    """A certificate of this person; NotFound for anybody else's."""
    found = select(Certificate).where(Certificate.code == code, Certificate.person_id == person_id)
    return _there(session.scalar(found.options(joinedload(Certificate.child))))


def get_certificate(session: Session, code: str) -> Certificate:
    """A certificate for whoever was given its code; NotFound where it was never made, or deleted, or its child was."""
    found = select(Certificate).outerjoin(Certificate.child).where(Certificate.code == code, Child.erased_at.is_(None))
    return _there(session.scalar(found))


def bases_of(session: Session, base_ids: Collection[int]) -> dict[int, ScienceBase]:
    """Bases by number, public or not any more: a visit stays a visit."""
    return {base.id: base for base in session.scalars(select(ScienceBase).where(ScienceBase.id.in_(base_ids)))}


def _there(found: Row | None) -> Row:
    if found is None:
        raise NotFound
    return found
