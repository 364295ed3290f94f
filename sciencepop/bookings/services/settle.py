"""What follows every change of claims: the told fullness, and the stamp of the seats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.bookings.models import SeatPool
from sciencepop.bookings.services.spread import Left, spread, spread_over_base
from sciencepop.core import stamps
from sciencepop.programme.models import Occurrence, OccurrenceState
from sciencepop.programme.services.revise import revise_fullness


@dataclass(frozen=True)
class Change:
    """An occurrence whose claims changed, one of its locked pools, and the seats free for everybody in it now."""

    occurrence: Occurrence
    pool: SeatPool
    free: int


def settle(session: Session, changes: Sequence[Change], *, now: datetime) -> None:
    """Write fullness where it changed, then raise the stamps. Call last, once, with all pools still locked.

    Where an occurrence shares resources, those it shares them with are asked and settled along with it.
    """
    shared = {change.occurrence.id for change in changes if change.pool.is_shared}
    _settle(session, _along(changes, spread(session, shared, now)) if shared else changes, now)


def settle_base(session: Session, base_id: int, changes: Sequence[Change] = (), *, now: datetime) -> None:
    """As `settle`, together with everything to come that uses a resource of the base, whose resources are locked."""
    _settle(session, _along(changes, spread_over_base(session, base_id, now)), now)


def settle_alone(session: Session, changes: Sequence[Change], *, now: datetime) -> None:
    """As `settle`, without those who share: for the programme's own units of work, see `sharing.settle_later`."""
    _settle(session, changes, now)


def _settle(session: Session, changes: Sequence[Change], now: datetime) -> None:
    flipped = {change.occurrence.id: change.occurrence for change in changes if _write_fullness(change)}
    if flipped:
        revise_fullness(session, [flipped[number] for number in sorted(flipped)], now=now)
    elif len(changes) > 1:
        # Who takes several shards of the seats holds the stamp of fullness: two of these never block each other.
        stamps.fullness_changed(session)
    stamps.seats_changed(session, {change.pool.id for change in changes})


def _along(changes: Sequence[Change], left: Sequence[Left]) -> list[Change]:
    """The changes with what is left in them now, and those that came with them."""
    known = {pool.occurrence_id: Change(pool.occurrence, pool, free) for pool, free in left}
    return [*known.values(), *(change for change in changes if change.occurrence.id not in known)]


def _write_fullness(change: Change) -> bool:
    occurrence = change.occurrence
    is_full = change.free <= 0
    if occurrence.state is OccurrenceState.CANCELLED or is_full == occurrence.is_full:
        return False
    occurrence.is_full = is_full
    return True
