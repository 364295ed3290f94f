"""Taking back what was changed of an occurrence a few minutes ago."""

from __future__ import annotations

from datetime import datetime

from sciencepop.accounts.models import Person
from sciencepop.bookings.services.resize import undo_resize
from sciencepop.core.db import db
from sciencepop.programme.models import ChangeKind
from sciencepop.programme.queries.changes import get_change
from sciencepop.programme.services.move import undo_move


def undo_change(occurrence_id: int, change_id: int, *, by: Person, now: datetime) -> None:
    """Put back the time and place, or the number of seats. The caller has asked whether `by` manages the base.

    Refuses as `undo_move` and `undo_resize`; NotFound for another occurrence's change.
    """
    kind = get_change(db.session(), occurrence_id, change_id).kind
    verb = undo_move if kind is ChangeKind.MOVE else undo_resize
    verb(occurrence_id, change_id, by=by, now=now)
