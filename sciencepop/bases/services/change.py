"""A manager's verb: change what the public reads of a base."""

from __future__ import annotations

from datetime import datetime

from sciencepop.bases import hooks
from sciencepop.bases.models import BaseState
from sciencepop.bases.rules import completeness
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.bases.services.lock import lock_base
from sciencepop.bases.services.record import Record, filled_of, write_record
from sciencepop.core import attempts, audit, stamps
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken

IN_CALENDARS = frozenset({"name_zh", "name_en", "address_zh", "address_en", "lat", "lon", "town_code"})
"""Fields of a base that stand in calendar entries of its events."""


def update_public_record(base_id: int, record: Record, *, by: int, now: datetime) -> bool:
    """Change a public or withdrawn base's record; answers whether anything changed.

    Refuses WRONG_STATE for a registration on its way, and EMPTIED with `missing` when required facts vanish.
    """
    with write() as session:
        base = lock_base(session, base_id)
        attempts.remember(base.slug)
        if base.state not in (BaseState.PUBLIC, BaseState.WITHDRAWN):
            raise RuleBroken(Refusal.WRONG_STATE, state=base.state)
        before = completeness.missing(filled_of(base, evidence=1))
        changed = write_record(base, record, now)
        if not changed:
            return False
        gone = completeness.emptied(before, completeness.missing(filled_of(base, evidence=1)))
        if gone:
            raise RuleBroken(Refusal.EMPTIED, missing=gone)
        base.updated_at = now
        audit.record(session, by=by, at=now, action="base.change", subject=base, changed=changed)
        if IN_CALENDARS & changed.keys():
            hooks.record_changed(session, base, now)
        stamps.programme_changed(session)
        return True
