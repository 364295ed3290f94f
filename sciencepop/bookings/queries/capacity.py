"""What managers have set: reserves, resources and guides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.bookings.models import (
    Duty,
    DutyState,
    EventReserve,
    EventResource,
    OccurrenceResource,
    Resource,
    SeatPool,
)
from sciencepop.programme.models import BookingMode, Event, Occurrence, OccurrenceState

LARGEST_ID = 2**63 - 1


def list_reserves(session: Session, event_id: int) -> Sequence[EventReserve]:
    """What each new occurrence of an event keeps."""
    found = select(EventReserve).where(EventReserve.event_id == event_id)
    return session.scalars(found.order_by(EventReserve.id)).all()


def list_event_resources(session: Session, event_id: int) -> Sequence[EventResource]:
    """What each new occurrence of an event uses."""
    found = select(EventResource).where(EventResource.event_id == event_id).options(joinedload(EventResource.resource))
    return session.scalars(found.order_by(EventResource.resource_id)).all()


def list_uses(session: Session, occurrence_id: int) -> Sequence[OccurrenceResource]:
    """What an occurrence uses, with the resources."""
    found = select(OccurrenceResource).where(OccurrenceResource.occurrence_id == occurrence_id)
    found = found.options(joinedload(OccurrenceResource.resource)).order_by(OccurrenceResource.resource_id)
    return session.scalars(found).all()


def list_resources(session: Session, base_id: int) -> Sequence[Resource]:
    """The resources of a base."""
    return session.scalars(select(Resource).where(Resource.base_id == base_id).order_by(Resource.id)).all()


def get_resource(session: Session, base_id: int, resource_id: int) -> Resource:
    """A resource of this base; NotFound for another's."""
    found = session.get(Resource, resource_id) if 0 < resource_id <= LARGEST_ID else None
    if found is None or found.base_id != base_id:
        raise NotFound
    return found


def list_pools(session: Session, occurrence_id: int) -> Sequence[SeatPool]:
    """All pools of an occurrence, not locked."""
    return session.scalars(select(SeatPool).where(SeatPool.occurrence_id == occurrence_id).order_by(SeatPool.id)).all()


def list_duties(session: Session, occurrence_id: int) -> Sequence[Duty]:
    """Who guides an occurrence, those who withdrew left out."""
    found = select(Duty).where(Duty.occurrence_id == occurrence_id, Duty.state == DutyState.CONFIRMED)
    return session.scalars(found.options(joinedload(Duty.person)).order_by(Duty.id)).all()


def count_guides(session: Session, occurrence_id: int) -> int:
    """The confirmed and qualified guides of an occurrence."""
    found = select(func.count(Duty.id)).where(
        Duty.occurrence_id == occurrence_id, Duty.state == DutyState.CONFIRMED, Duty.is_qualified
    )
    return int(session.scalar(found) or 0)


def list_coming_ids(session: Session, event_id: int, now: datetime) -> Sequence[int]:
    """The occurrences of an event that are booked, scheduled and not over, by number."""
    found = (
        select(Occurrence.id)
        .join(Event, Occurrence.event_id == Event.id)
        .where(
            Occurrence.event_id == event_id,
            Occurrence.ends_at > now,
            Occurrence.state == OccurrenceState.SCHEDULED,
            Event.booking_mode == BookingMode.SEATS,
        )
    )
    return session.scalars(found.order_by(Occurrence.id)).all()
