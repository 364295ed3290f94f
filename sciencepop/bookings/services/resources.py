"""A base's resources: what there is, what each occurrence uses of it, and that nobody uses more than there is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import EventResource, OccurrenceResource, Per, Resource, ResourceKind, SeatPool
from sciencepop.bookings.queries.capacity import get_resource
from sciencepop.bookings.queries.capacity import list_event_resources as list_event_resources
from sciencepop.bookings.queries.rooms import read_capacities, read_uses_around, read_uses_of
from sciencepop.bookings.queries.seats import find_occurrence
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.rules.resources import overdrawn, peak
from sciencepop.bookings.services.lock import general_of, lock_pools_of, lock_resources_at
from sciencepop.bookings.services.promote import promote
from sciencepop.bookings.services.settle import Change, settle_base
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import tr
from sciencepop.programme.models import Occurrence
from sciencepop.programme.services.lock import lock_open_event

_QUIET = {"synchronize_session": False}


@dataclass(frozen=True)
class Wish:
    """`units` of a resource, per taken seat or for the occurrence as a whole; 0 units use it no more."""

    resource_id: int
    per: Per
    units: int


def add_resource(
    base_id: int, kind: ResourceKind, name_zh: str, name_en: str, capacity: int, *, by: Person, now: datetime
) -> None:
    """A new resource. The caller has asked whether `by` manages the base. Refuses RESOURCE_NAMED."""
    person_id = by.id
    with write() as session:
        lock_resources_at(session, base_id)
        if session.scalar(select(Resource.id).where(Resource.base_id == base_id, Resource.name_zh == name_zh)):
            raise RuleBroken(Refusal.RESOURCE_NAMED)
        resource = Resource(
            base_id=base_id, kind=kind, name_zh=name_zh, name_en=name_en, capacity=capacity, created_at=now
        )
        session.add(resource)
        audit.record(session, by=person_id, at=now, action="resource.add", subject=resource, capacity=capacity)
        attempts.remember(str(base_id))


def resize_resource(base_id: int, resource_id: int, capacity: int, *, by: Person, now: datetime) -> None:
    """More or fewer units; more go to those who wait, wherever it is used. The caller has asked for the base.

    Refuses RESOURCE_SMALL below what is in use at some moment to come; NotFound for another base's.
    """
    person_id = by.id
    with write() as session:
        lock_resources_at(session, base_id)
        resource = get_resource(session, base_id, resource_id)
        uses = read_uses_of(session, resource.id, now)
        used = max((peak(uses, use.starts_at, use.ends_at) for use in uses), default=0)
        if capacity < used:
            raise RuleBroken(Refusal.RESOURCE_SMALL, used=used)
        before, resource.capacity = resource.capacity, capacity
        facts = {"before": before, "capacity": capacity}
        audit.record(session, by=person_id, at=now, action="resource.resize", subject=resource, **facts)
        attempts.remember(str(base_id))
        settle_base(session, base_id, now=now)


def set_event_resource(event_id: int, wish: Wish, *, by: Person, now: datetime) -> None:
    """What each new occurrence of the event uses from now on. NotFound for a resource of another base.

    Refuses what `lock_open_event` of the programme refuses.
    """
    with write() as session:
        event = lock_open_event(session, event_id, by)
        resource = get_resource(session, event.base_id, wish.resource_id)
        old = delete(EventResource).where(EventResource.event_id == event.id, EventResource.resource_id == resource.id)
        session.execute(old, execution_options=_QUIET)
        if wish.units:
            session.add(EventResource(event_id=event.id, **vars(wish)))
        facts = {"resource": resource.id, "units": wish.units}
        audit.record(session, by=by.id, at=now, action="event.resource", subject=event, **facts)
        attempts.remember(event.slug)


def set_use(occurrence_id: int, wish: Wish, *, by: Person, now: datetime) -> None:
    """What an occurrence uses of a resource of its base. The caller has asked whether `by` manages the base.

    Refuses RESOURCE_TAKEN when others use too much of it at that time, or the seats that are taken already.
    """
    person_id = by.id
    with write() as session:
        pools = lock_pools_of(session, occurrence_id)
        occurrence = find_occurrence(session, occurrence_id)
        if occurrence is None:
            raise RuleBroken(Refusal.NOT_PUBLIC)
        base_id = occurrence.event.base_id
        lock_resources_at(session, base_id)
        resource = get_resource(session, base_id, wish.resource_id)
        _write_use(session, occurrence, wish)
        _mark_shared(session, occurrence)
        for pool in pools:
            session.refresh(pool)
        refuse_overdrawn(session, occurrence)
        facts = {"resource": resource.id, "units": wish.units}
        audit.record(session, by=person_id, at=now, action="occurrence.resource", subject=occurrence, **facts)
        attempts.remember(str(occurrence_id))
        general = general_of(pools)
        changes = [Change(occurrence, general, promote(session, general, now))] if general else []
        settle_base(session, base_id, changes, now=now)


def use_resources(session: Session, occurrence: Occurrence, wishes: Iterable[EventResource]) -> None:
    """A new occurrence uses what its event says; the resources are locked. Refuses RESOURCE_TAKEN."""
    for wish in wishes:
        _write_use(session, occurrence, Wish(wish.resource_id, wish.per, wish.units))
    _mark_shared(session, occurrence)
    refuse_overdrawn(session, occurrence)


def uses_resources(session: Session, occurrence: Occurrence) -> bool:
    """Whether an occurrence uses any."""
    found = select(OccurrenceResource.resource_id).where(OccurrenceResource.occurrence_id == occurrence.id)
    return session.scalar(found.limit(1)) is not None


def refuse_overdrawn(session: Session, occurrence: Occurrence) -> None:
    """RESOURCE_TAKEN if there is not enough of what a written occurrence uses; resources are locked."""
    session.flush()
    uses = read_uses_around(session, [occurrence.id])
    capacities = read_capacities(session, {use.resource_id for use in uses})
    over = overdrawn(uses, [use for use in uses if use.occurrence_id == occurrence.id], capacities)
    if over:
        resource = session.get_one(Resource, over.resource_id)
        raise RuleBroken(Refusal.RESOURCE_TAKEN, resource=tr(resource, "name"), when=occurrence.starts_at)


def _write_use(session: Session, occurrence: Occurrence, wish: Wish) -> None:
    old = delete(OccurrenceResource).where(
        OccurrenceResource.occurrence_id == occurrence.id, OccurrenceResource.resource_id == wish.resource_id
    )
    session.flush()
    session.execute(old, execution_options=_QUIET)
    if wish.units:
        session.add(OccurrenceResource(occurrence_id=occurrence.id, **vars(wish)))
        session.flush()


def _mark_shared(session: Session, occurrence: Occurrence) -> None:
    """Write on the pools whether resources are shared; pools and resources are locked."""
    marked = update(SeatPool).where(SeatPool.occurrence_id == occurrence.id)
    session.execute(marked.values(is_shared=uses_resources(session, occurrence)), execution_options=_QUIET)
