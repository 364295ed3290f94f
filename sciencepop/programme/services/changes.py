"""Writing down what was changed of an occurrence, so that it can be taken back before anybody is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import ChangeKind, Occurrence, OccurrenceChange
from sciencepop.programme.queries.changes import get_change, stands
from sciencepop.programme.rules.changes import Arrangement, json_of
from sciencepop.programme.rules.refusals import Refusal

FOLLOWS = ("lat", "lon", "moved_from", "booking_opens_at", "booking_closes_at")
"""Columns that a move writes besides the arrangement, and its undoing puts back."""


def snapshot(occurrence: Occurrence) -> dict[str, Any]:
    """All that a move may write, as it is now."""
    return Arrangement.of(occurrence).as_json() | {name: json_of(getattr(occurrence, name)) for name in FOLLOWS}


def put_back(occurrence: Occurrence, kept: Mapping[str, Any]) -> None:
    """Write a snapshot into its row again."""
    moments = ("moved_from", "booking_opens_at", "booking_closes_at")
    values = vars(Arrangement.read(kept)) | {name: kept[name] for name in FOLLOWS}
    values |= {name: datetime.fromisoformat(kept[name]) for name in moments if kept[name]}
    for name, value in values.items():
        setattr(occurrence, name, value)


def note_change(
    session: Session,
    occurrence: Occurrence,
    kind: ChangeKind,
    *,
    before: dict[str, Any],
    after: dict[str, Any],
    by: int,
    now: datetime,
    undo_until: datetime | None,
    bundle: str | None = None,
) -> None:
    """Keep what was before a change and after it; part of the change's own unit of work."""
    session.add(
        OccurrenceChange(
            occurrence_id=occurrence.id,
            kind=kind,
            made_by=by,
            made_at=now,
            before=before,
            after=after,
            undo_until=undo_until,
            bundle=bundle,
        )
    )
    session.flush()


def take_back(session: Session, occurrence_id: int, change_id: int, *, by: int, now: datetime) -> OccurrenceChange:
    """Mark a change as undone, with its occurrence locked against others who would change it; the caller undoes it.

    Refuses UNDO_OVER once its time is over, it was undone, or the occurrence is no longer as it left it.
    """
    change = get_change(session, occurrence_id, change_id)
    is_over = change.undo_until is None or change.undo_until <= now
    if is_over or change.undone_at is not None or not stands(change):
        raise RuleBroken(Refusal.UNDO_OVER)
    change.undone_at, change.undone_by = now, by
    return change
