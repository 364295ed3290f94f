"""Changing what the public reads of a base: at once, where the district need not look at it first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from sciencepop.bases import hooks
from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.bases.rules import completeness
from sciencepop.bases.rules.filing import FILED
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.bases.services.lock import lock_base
from sciencepop.bases.services.record import Record, differences, filled_of, write_record
from sciencepop.core import attempts, audit, stamps
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken

IN_CALENDARS = frozenset({"name_zh", "name_en", "address_zh", "address_en", "lat", "lon", "town_code"})
"""Fields of a base that stand in calendar entries of its events."""


def update_public_record(base_id: int, record: Record, *, by: int, now: datetime, is_district: bool = False) -> bool:
    """Change a public or withdrawn base's record; answers whether anything changed.

    Refuses WRONG_STATE for a registration on its way, NEEDS_FILING for what the district looks at first unless it
    is the district that changes it, and EMPTIED with `missing` when required facts vanish.
    """
    with write() as session:
        base = lock_base(session, base_id)
        attempts.remember(base.slug)
        if base.state not in (BaseState.PUBLIC, BaseState.WITHDRAWN):
            raise RuleBroken(Refusal.WRONG_STATE, state=base.state)
        if not is_district and FILED & differences(base, record, now).keys():
            raise RuleBroken(Refusal.NEEDS_FILING)
        return bool(change_record(session, base, record, by=by, now=now))


def change_record(session: Session, base: ScienceBase, record: Record, *, by: int, now: datetime) -> dict[str, Any]:
    """The same with the base locked, inside the caller's unit of work; answers what changed."""
    before = completeness.missing(filled_of(base, evidence=1))
    changed = write_record(base, record, now)
    if not changed:
        return {}
    gone = completeness.emptied(before, completeness.missing(filled_of(base, evidence=1)))
    if gone:
        raise RuleBroken(Refusal.EMPTIED, missing=gone)
    base.updated_at = now
    audit.record(session, by=by, at=now, action="base.change", subject=base, changed=changed)
    if IN_CALENDARS & changed.keys():
        hooks.record_changed(session, base, now)
    stamps.programme_changed(session)
    return changed
