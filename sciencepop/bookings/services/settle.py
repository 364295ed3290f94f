"""What follows every change of claims: the told fullness, and the stamp of the seats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.bookings.models import SeatPool
from sciencepop.bookings.queries.seats import taken_seats
from sciencepop.core import stamps
from sciencepop.programme.models import Occurrence, OccurrenceState
from sciencepop.programme.services.revise import revise_fullness


@dataclass(frozen=True)
class Change:
    """A locked pool whose claims changed, and the seats that are free in it now."""

    occurrence: Occurrence
    pool: SeatPool
    free: int


def settle(session: Session, changes: Sequence[Change], *, now: datetime) -> None:
    """Write fullness where it changed, then raise the stamps. Call last, once, with all pools still locked."""
    flipped = {change.occurrence.id: change.occurrence for change in changes if _write_fullness(session, change)}
    if flipped:
        revise_fullness(session, [flipped[number] for number in sorted(flipped)], now=now)
    elif len(changes) > 1:
        # Who takes several shards of the seats holds the stamp of fullness: two of these never block each other.
        stamps.fullness_changed(session)
    stamps.seats_changed(session, {change.pool.id for change in changes})


def _write_fullness(session: Session, change: Change) -> bool:
    occurrence = change.occurrence
    if occurrence.state is OccurrenceState.CANCELLED:
        return False
    is_full = change.free <= 0
    if is_full and not occurrence.is_full:
        is_full = free_elsewhere(session, change.pool) <= 0
    if is_full == occurrence.is_full:
        return False
    occurrence.is_full = is_full
    return True


def free_elsewhere(session: Session, pool: SeatPool) -> int:
    """Free seats in the other pools of the same occurrence."""
    free = select(func.sum(SeatPool.size - taken_seats(SeatPool.id))).where(  # type: ignore[arg-type]
        SeatPool.occurrence_id == pool.occurrence_id, SeatPool.id != pool.id
    )
    return int(session.scalar(free) or 0)
