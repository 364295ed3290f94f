"""Giving an occurrence more or fewer seats."""

from __future__ import annotations

from datetime import datetime

from sciencepop.accounts.models import Person
from sciencepop.bookings.queries.seats import count_taken, find_occurrence
from sciencepop.bookings.rules.refusals import Refusal, refuse_size
from sciencepop.bookings.services.lock import lock_general_pool
from sciencepop.bookings.services.promote import promote
from sciencepop.bookings.services.settle import Change, settle
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken


def resize_pool(occurrence_id: int, size: int, *, by: Person, now: datetime) -> None:
    """Set the size of the general pool; new seats go to the waiting list first.

    The caller has asked whether `by` manages the base. Refuses SIZE_TOO_SMALL below what is taken, DROP_IN without a
    pool.
    """
    person_id = by.id
    with write() as session:
        pool = lock_general_pool(session, occurrence_id)
        occurrence = find_occurrence(session, occurrence_id)
        if pool is None or occurrence is None:
            raise RuleBroken(Refusal.DROP_IN)
        taken = count_taken(session, pool.id)
        refused = refuse_size(size, taken)
        if refused:
            raise RuleBroken(refused, taken=taken)
        before, pool.size = pool.size, size
        audit.record(
            session, by=person_id, at=now, action="occurrence.resize", subject=occurrence, before=before, size=size
        )
        attempts.remember(str(occurrence_id))
        settle(session, [Change(occurrence, pool, promote(session, pool, now))], now=now)
