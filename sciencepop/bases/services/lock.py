"""Taking a base's row for a decision, so that two people cannot decide on the same state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from sciencepop.bases.models import BaseContact, BasePhoto, FormerName, ScienceBase
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.core.errors import RuleBroken

Part = TypeVar("Part", BaseContact, BasePhoto, FormerName)


def lock_base(session: Session, base_id: int) -> ScienceBase:
    """The row, locked on PostgreSQL (SQLite holds the one write lock already)."""
    found = select(ScienceBase).where(ScienceBase.id == base_id).with_for_update()
    return session.scalars(found.execution_options(populate_existing=True)).one()


def lock_bases(session: Session, ids: Select[int]) -> Sequence[ScienceBase]:
    """Several rows, locked in the order of their ids."""
    found = select(ScienceBase).where(ScienceBase.id.in_(ids)).order_by(ScienceBase.id).with_for_update()
    return session.scalars(found.execution_options(populate_existing=True)).all()


def find_part(session: Session, part: type[Part], base_id: int, part_id: int) -> Part | None:
    """One of what a base has, as it is now that the base is locked; None where it is gone or another base's."""
    found = select(part).where(part.id == part_id, part.base_id == base_id)
    return session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def lock_own(session: Session, base_id: int, by: int) -> ScienceBase:
    """The row of an own registration, locked. Refuses NOT_YOURS."""
    base = lock_base(session, base_id)
    if base.registrant_id != by:
        raise RuleBroken(Refusal.NOT_YOURS)
    return base
