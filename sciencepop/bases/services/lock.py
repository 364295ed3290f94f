"""Taking a base's row for a decision, so that two people cannot decide on the same state."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bases.models import ScienceBase
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.core.errors import RuleBroken


def lock_base(session: Session, base_id: int) -> ScienceBase:
    """The row, locked on PostgreSQL (SQLite holds the one write lock already)."""
    found = select(ScienceBase).where(ScienceBase.id == base_id).with_for_update()
    return session.scalars(found.execution_options(populate_existing=True)).one()


def lock_own(session: Session, base_id: int, by: int) -> ScienceBase:
    """The row of an own registration, locked. Refuses NOT_YOURS."""
    base = lock_base(session, base_id)
    if base.registrant_id != by:
        raise RuleBroken(Refusal.NOT_YOURS)
    return base
