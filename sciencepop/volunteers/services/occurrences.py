"""What shifts do when their session is moved or cancelled, inside the programme's own unit of work."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.programme.models import Occurrence
from sciencepop.programme.queries.changes import find_last_move
from sciencepop.programme.rules.changes import Arrangement
from sciencepop.volunteers.edit_words import was_of
from sciencepop.volunteers.models import Shift, ShiftState
from sciencepop.volunteers.services.bundles import Bundle
from sciencepop.volunteers.services.lock import lock_shifts
from sciencepop.volunteers.services.shifts import call_off, shift_by


def lock_before_change(session: Session, occurrence_ids: Collection[int]) -> None:
    """Take the shifts after the pools and before the session's row is written, as a sign-up does."""
    lock_shifts(session, _ids(session, occurrence_ids))


def cancel_along(session: Session, occurrence: Occurrence, by: int | None, now: datetime) -> None:
    """A cancelled session needs nobody."""
    for shift in lock_shifts(session, _ids(session, [occurrence.id])):
        if shift.ends_at > now:
            call_off(session, shift, occurrence.cancel_reason, by=by, now=now)


def move_along(session: Session, occurrence: Occurrence, _by: int | None, now: datetime) -> None:
    """A shift keeps its distance to the start and to the end of its session. It goes to another place with it, too."""
    change = find_last_move(session, occurrence.id)
    assert change is not None
    before, after = Arrangement.read(change.before), Arrangement.read(change.after)
    start, end = after.starts_at - before.starts_at, after.ends_at - before.ends_at
    bundle = Bundle(change.bundle, change.undo_until) if change.bundle and change.undo_until else None
    for shift in lock_shifts(session, _ids(session, [occurrence.id])):
        was = was_of(shift)
        if shift.place_zh == before.place_zh:
            shift.place_zh, shift.place_en = occurrence.place_zh, occurrence.place_en
            shift.lat, shift.lon = (occurrence.lat, occurrence.lon) if occurrence.place_zh else (None, None)
        shift_by(session, shift, start, end, was=was, now=now, bundle=bundle)


def _ids(session: Session, occurrence_ids: Collection[int]) -> Collection[int]:
    found = select(Shift.id).where(Shift.occurrence_id.in_(occurrence_ids), Shift.state != ShiftState.CANCELLED)
    return session.scalars(found).all()
