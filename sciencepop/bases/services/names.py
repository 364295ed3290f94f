"""Former names of a base: kept when its name changes, taken away by the district where the change was a slip."""

from __future__ import annotations

from datetime import datetime

from sciencepop.bases.models import FormerName
from sciencepop.bases.services.lock import find_part, lock_base
from sciencepop.core import attempts, audit, stamps
from sciencepop.core.db import write


def forget_name(base_id: int, name_id: int, *, by: int, now: datetime) -> None:
    """Take away what was never really a name. One that is gone already, or another base's, is no fault and stays."""
    with write() as session:
        base = lock_base(session, base_id)
        attempts.remember(base.slug)
        row = find_part(session, FormerName, base_id, name_id)
        if row is None:
            return
        session.delete(row)
        audit.record(session, by=by, at=now, action="base.name_forgotten", subject=base, name=row.name_zh)
        stamps.programme_changed(session)
