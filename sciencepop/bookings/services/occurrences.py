"""What bookings do when an occurrence is added, cancelled or moved, inside the programme's own unit of work."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from sciencepop.bookings.queries.notices import list_touched
from sciencepop.bookings.queries.rooms import read_room
from sciencepop.bookings.services import gates, ledger
from sciencepop.bookings.services.called_off import call_off
from sciencepop.bookings.services.lock import lock_pools_of, lock_resources_at, lock_resources_of
from sciencepop.bookings.services.notices import owe_notices
from sciencepop.bookings.services.outing_release import release_later
from sciencepop.bookings.services.plan import drop_letters, plan_letters
from sciencepop.bookings.services.promote import promote
from sciencepop.bookings.services.reserve import list_reserves, pools_of
from sciencepop.bookings.services.resources import (
    list_event_resources,
    refuse_overdrawn,
    use_resources,
    uses_resources,
)
from sciencepop.bookings.services.settle import Change, settle_alone
from sciencepop.bookings.services.sharing import settle_later
from sciencepop.core import stamps
from sciencepop.programme.models import BookingMode, Occurrence
from sciencepop.programme.queries.changes import find_last_move


def make_pool(session: Session, occurrence: Occurrence, _by: int | None, now: datetime) -> None:
    """A new occurrence gets its pools, if it is booked, and what it uses of its base's resources.

    Refuses RESOURCE_TAKEN.
    """
    event = occurrence.event
    if event.booking_mode is BookingMode.SEATS and event.seats:
        session.add_all(pools_of(occurrence, event.seats, list_reserves(session, event.id)))
        session.flush()
    wishes = list_event_resources(session, event.id)
    if wishes:
        lock_resources_at(session, event.base_id)
        use_resources(session, occurrence, wishes)
        settle_later(event.base_id, now)
    room = read_room(session, occurrence.id)
    occurrence.is_full = room is not None and room.free <= 0


def lock_before_change(session: Session, occurrence_ids: Collection[int]) -> None:
    """Take the pools, and the resources, before an occurrence's row is written: the order in which a booking does."""
    lock_pools_of(session, *occurrence_ids)
    lock_resources_of(session, occurrence_ids)


def end_claims(session: Session, occurrence: Occurrence, _by: int | None, now: datetime) -> None:
    """A cancelled occurrence ends every claim on it, and everybody is told, those who wait too.

    Outings that it was a stop of are released as a whole, right after.
    """
    pools = lock_pools_of(session, occurrence.id)
    bookings = list_touched(session, occurrence.id)
    call_off(session, bookings, occurrence, now=now)
    release_later({booking.outing_id for booking in bookings if booking.outing_id}, now)
    gates.close_all(session, [pool.id for pool in pools], now)
    if pools:
        stamps.seats_changed(session, {pool.id for pool in pools})
    if uses_resources(session, occurrence):
        settle_later(occurrence.event.base_id, now)


def tell_moved(session: Session, occurrence: Occurrence, _by: int | None, now: datetime) -> None:
    """Everybody who holds or awaits a seat is owed a notice, and reminded of the new time; offers end by the new close.

    The change has been noted (programme `services.changes`). Refuses RESOURCE_TAKEN when what the occurrence uses is
    not free at the new time.
    """
    change = find_last_move(session, occurrence.id)
    assert change is not None
    pools = lock_pools_of(session, occurrence.id)
    ledger.move(session, occurrence)
    for pool in pools:
        if pool.release_minutes is not None:
            pool.release_at = occurrence.starts_at - timedelta(minutes=pool.release_minutes)
    bookings = list_touched(session, occurrence.id)
    drop_letters(session, bookings)
    plan_letters(session, bookings, occurrence, now=now)
    owe_notices(session, bookings, occurrence, change, now=now)
    if uses_resources(session, occurrence):
        refuse_overdrawn(session, occurrence)
        settle_later(occurrence.event.base_id, now)
    changes = [Change(occurrence, pool, promote(session, pool, now)) for pool in pools[:1]]
    if changes:
        settle_alone(session, changes, now=now)
