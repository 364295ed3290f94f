"""Changes of occurrences: the last one, and what can still be taken back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.programme.models import ChangeKind, OccurrenceChange, OccurrenceState
from sciencepop.programme.rules.changes import Arrangement

LARGEST_ID = 2**63 - 1


def find_last_move(session: Session, occurrence_id: int) -> OccurrenceChange | None:
    """The latest change of time or place."""
    found = select(OccurrenceChange).where(
        OccurrenceChange.occurrence_id == occurrence_id, OccurrenceChange.kind == ChangeKind.MOVE
    )
    return session.scalar(found.order_by(OccurrenceChange.id.desc()).limit(1))


def get_change(session: Session, occurrence_id: int, change_id: int) -> OccurrenceChange:
    """A change of this occurrence as it is now; NotFound for another's."""
    if not 0 < change_id <= LARGEST_ID:
        raise NotFound
    found = select(OccurrenceChange).where(
        OccurrenceChange.id == change_id, OccurrenceChange.occurrence_id == occurrence_id
    )
    change = session.scalar(found.execution_options(populate_existing=True))
    if change is None:
        raise NotFound
    return change


def list_undoable(session: Session, occurrence_ids: Collection[int], now: datetime) -> Sequence[OccurrenceChange]:
    """What of these occurrences can be taken back now: of each kind the latest that stands."""
    if not occurrence_ids:
        return []
    latest = (
        select(func.max(OccurrenceChange.id))
        .where(
            OccurrenceChange.occurrence_id.in_(occurrence_ids),
            OccurrenceChange.undo_until > now,
            OccurrenceChange.undone_at.is_(None),
        )
        .group_by(OccurrenceChange.occurrence_id, OccurrenceChange.kind)
    )
    found = select(OccurrenceChange).where(OccurrenceChange.id.in_(latest)).order_by(OccurrenceChange.id)
    rows = session.scalars(found.options(joinedload(OccurrenceChange.occurrence))).all()
    return [row for row in rows if stands(row)]


def stands(change: OccurrenceChange) -> bool:
    """Whether the occurrence is still as the change left it. Of a number of seats only bookings knows that."""
    if change.occurrence.state is OccurrenceState.CANCELLED:
        return False
    return change.kind is ChangeKind.RESIZE or Arrangement.read(change.after) == Arrangement.of(change.occurrence)
