"""Resources, uses and reserves written directly, for tests that start from them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from sciencepop.bases.models import ScienceBase
from sciencepop.bookings.models import OccurrenceResource, Per, PoolKind, Resource, ResourceKind, SeatPool
from sciencepop.bookings.rules.pools import name_of
from sciencepop.core import clock
from sciencepop.programme.models import Occurrence


def make_resource(session: Session, base: ScienceBase, *, capacity: int = 10, **values: Any) -> Resource:
    defaults: dict[str, Any] = {"kind": ResourceKind.ROOM, "name_zh": "报告厅", "name_en": "Hall"}
    resource = Resource(**(defaults | values), base_id=base.id, capacity=capacity, created_at=clock.now())
    session.add(resource)
    session.flush()
    return resource


def make_use(
    session: Session, occurrence: Occurrence, resource: Resource, *, per: Per = Per.SEAT, units: int = 1
) -> OccurrenceResource:
    use = OccurrenceResource(occurrence_id=occurrence.id, resource_id=resource.id, per=per, units=units)
    session.add(use)
    for pool in session.query(SeatPool).filter_by(occurrence_id=occurrence.id):
        pool.is_shared = True
    session.flush()
    return use


def make_reserve(
    session: Session, occurrence: Occurrence, kind: PoolKind, size: int, *, town_code: str | None = None
) -> SeatPool:
    """A reserved pool beside the general one, never released."""
    pool = SeatPool(
        occurrence_id=occurrence.id, name=name_of(kind, town_code), kind=kind, town_code=town_code, size=size
    )
    session.add(pool)
    session.flush()
    return pool
