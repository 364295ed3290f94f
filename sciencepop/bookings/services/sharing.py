"""Those who share a base's resources, after the programme added, moved or cancelled an occurrence that uses them.

Dangerous: the programme's units of work have raised their stamps before bookings hears of them, and whoever edits an
event holds rows of occurrences while waiting for a stamp. To write other occurrences then would be a deadlock, so they
are settled in a unit of their own right after; the job does it where a process died between the two.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from sciencepop.bookings.models import OccurrenceResource, Resource, SeatPool
from sciencepop.bookings.queries.rooms import read_rooms
from sciencepop.bookings.services.lock import lock_resources_at
from sciencepop.bookings.services.settle import settle_base
from sciencepop.core.db import after_commit, db, write
from sciencepop.programme.models import Occurrence, OccurrenceState

_log = logging.getLogger(__name__)


def settle_sharing(base_id: int, now: datetime) -> None:
    """Promote and tell fullness in everything to come that uses a resource of the base."""
    with write() as session:
        lock_resources_at(session, base_id)
        settle_base(session, base_id, now=now)


@dataclass(frozen=True)
class _Settling:
    base_id: int
    now: datetime

    def __call__(self) -> None:
        try:
            settle_sharing(self.base_id, self.now)
        except OperationalError:
            _log.exception("those who share resources of base %d are settled by the job", self.base_id)


def settle_later(base_id: int, now: datetime) -> None:
    """`settle_sharing` once the present unit of work is committed, however often it is asked for in it."""
    after_commit(_Settling(base_id, now))


def settle_shared_due(now: datetime) -> int:
    """Settle bases where fullness is not told as it is; returns how many. Nothing to do unless a process died."""
    rows = (
        db.session()
        .execute(
            select(SeatPool.occurrence_id, Occurrence.is_full, Resource.base_id)
            .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
            .join(OccurrenceResource, OccurrenceResource.occurrence_id == Occurrence.id)
            .join(Resource, OccurrenceResource.resource_id == Resource.id)
            .where(SeatPool.is_shared, Occurrence.state == OccurrenceState.SCHEDULED, Occurrence.ends_at > now)
        )
        .all()
    )
    rooms = read_rooms(db.session(), {number for number, _full, _base in rows})
    wrong = {base_id for number, is_full, base_id in rows if is_full != (rooms[number].free <= 0)}
    for base_id in sorted(wrong):
        settle_sharing(base_id, now)
    return len(wrong)
