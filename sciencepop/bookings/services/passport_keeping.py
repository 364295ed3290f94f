"""What is kept of passports, and for how long; taking them along, and letting go of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, insert, or_, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Child, Person
from sciencepop.bookings.models import Booking, BookingState, Guest, PassportStamp, SeatPool
from sciencepop.bookings.models import PassportCard as Card
from sciencepop.bookings.models import PassportCertificate as Certificate
from sciencepop.bookings.queries import passport as queries
from sciencepop.bookings.rules.passport import minutes_between
from sciencepop.core.clock import local
from sciencepop.core.db import write
from sciencepop.programme.models import Event, Occurrence

_QUIET = {"synchronize_session": False}


def keep_stamps(session: Session, guest_ids: Collection[int]) -> None:
    """Before children's links to events are cut: base, day and minutes stay for those who have a passport."""
    on_card = (
        exists()
        .where(PassportStamp.card_id == Card.id, Card.child_id == Guest.child_id)
        .where(PassportStamp.occurrence_id == Occurrence.id)
    )
    came = (
        select(Guest.child_id, Event.base_id, Occurrence.starts_at, Occurrence.ends_at)
        .join(Booking, Guest.booking_id == Booking.id)
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
        .join(Event, Occurrence.event_id == Event.id)
        .where(Guest.id.in_(guest_ids), Booking.state == BookingState.ATTENDED, queries.is_opened(Guest.child_id))
        .where(~on_card)
    )
    rows = [
        {
            "child_id": child_id,
            "base_id": base_id,
            "visited_on": local(starts_at).date(),
            "minutes": minutes_between(starts_at, ends_at),
        }
        for child_id, base_id, starts_at, ends_at in session.execute(came)
    ]
    if rows:
        session.execute(insert(PassportStamp), rows)


def forget_passports(_now: datetime) -> int:
    """Delete what belongs to children who were erased or whose passport was ended elsewhere; returns how many."""
    with write() as session:
        touched = [
            select(table.child_id).where(table.child_id.is_not(None)) for table in (PassportStamp, Card, Certificate)
        ]
        gone = or_(Child.erased_at.is_not(None), ~queries.is_opened(Child.id))
        found = select(Child.id).where(or_(*(Child.id.in_(ids) for ids in touched)), gone)
        children = session.scalars(found).all()
        drop_of_children(session, children)
        return len(children)


def drop_passports(session: Session, person: Person, _now: datetime) -> None:
    """Who closes their account takes cards and certificates along."""
    drop_cards(session, session.scalars(select(Card.id).where(Card.person_id == person.id)).all())
    session.execute(delete(Certificate).where(Certificate.person_id == person.id), execution_options=_QUIET)


def export_passport(session: Session, person: Person) -> dict[str, Any]:
    """Cards and certificates, as JSON values; visits stand with the bookings."""
    return {
        "cards": [
            {
                "code": card.code,
                "stamps": [{"base_id": stamp.base_id, "on": stamp.visited_on.isoformat()} for stamp in card.stamps],
            }
            for card in queries.list_cards(session, person.id)
        ],
        "certificates": [
            {"code": row.code, "visits": row.visits, "minutes": row.minutes, "issued_on": row.issued_on.isoformat()}
            for row in queries.list_certificates(session, person.id)
        ],
    }


def drop_of_children(session: Session, child_ids: Collection[int]) -> None:
    """Delete what children's passports keep. Call inside a unit of work."""
    for table in (PassportStamp, Certificate):
        session.execute(delete(table).where(table.child_id.in_(child_ids)), execution_options=_QUIET)
    drop_cards(session, session.scalars(select(Card.id).where(Card.child_id.in_(child_ids))).all())


def drop_cards(session: Session, card_ids: Collection[int]) -> None:
    """Delete cards with their stamps. Call inside a unit of work."""
    session.execute(delete(PassportStamp).where(PassportStamp.card_id.in_(card_ids)), execution_options=_QUIET)
    session.execute(delete(Card).where(Card.id.in_(card_ids)), execution_options=_QUIET)
