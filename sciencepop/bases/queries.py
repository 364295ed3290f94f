"""Reads of bases. What is not public is found only by the functions that say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload, undefer
from werkzeug.exceptions import NotFound

from sciencepop.bases.models import BaseState, EvidenceFile, ScienceBase
from sciencepop.bases.rules.hours import Stretch, is_open_on
from sciencepop.bases.rules.names import is_slug
from sciencepop.core.audit import AuditRow
from sciencepop.core.db import db

MOST_LISTED = 500
STANDING = (
    "base.submit",
    "base.drop",
    "base.return",
    "base.accept",
    "base.refuse",
    "base.withdraw",
    "base.republish",
)


@dataclass(frozen=True)
class BaseFilter:
    """What a visitor asks for; empty means all. `open_on` is a day of the district."""

    town: str = ""
    kind: str = ""
    access: str = ""
    open_on: date | None = None


def list_public(wanted: BaseFilter = BaseFilter()) -> list[ScienceBase]:
    """Public bases with their hours, by town and name, at most MOST_LISTED (a district has 100 to 200)."""
    found = select(ScienceBase).where(ScienceBase.state == BaseState.PUBLIC)
    if wanted.town:
        found = found.where(ScienceBase.town_code == wanted.town)
    if wanted.kind:
        found = found.where(ScienceBase.kind == wanted.kind)
    found = found.options(selectinload(ScienceBase.hours))
    found = found.order_by(ScienceBase.town_code, ScienceBase.name_zh, ScienceBase.id).limit(MOST_LISTED)
    return [base for base in db.session.scalars(found) if _fits(base, wanted)]


def count_public() -> int:
    return db.session.scalar(select(func.count(ScienceBase.id)).where(ScienceBase.state == BaseState.PUBLIC)) or 0


def get_public(slug: str) -> ScienceBase:
    """A public base by its slug, with its hours; 404 for every other."""
    base = get_any(slug)
    if base.state is not BaseState.PUBLIC:
        raise NotFound
    return base


def get_any(slug: str) -> ScienceBase:
    """A base in any state by its slug; 404 when there is none. Who may see it is the caller's question."""
    if not is_slug(slug):
        raise NotFound
    found = select(ScienceBase).where(ScienceBase.slug == slug)
    base = db.session.scalars(found.options(selectinload(ScienceBase.hours))).one_or_none()
    if base is None:
        raise NotFound
    return base


def get_paper(base: ScienceBase, paper_id: int) -> EvidenceFile:
    """A paper of this base with its content; 404 for another's."""
    if not 0 < paper_id < 2**31:
        raise NotFound
    found = select(EvidenceFile).where(EvidenceFile.id == paper_id, EvidenceFile.base_id == base.id)
    paper = db.session.scalars(found.options(undefer(EvidenceFile.content))).one_or_none()
    if paper is None:
        raise NotFound
    return paper


def list_registered_by(person_id: int) -> Sequence[ScienceBase]:
    """A person's registrations, newest first, with their decisions; those given up are left out."""
    found = (
        select(ScienceBase)
        .where(ScienceBase.registrant_id == person_id, ScienceBase.state != BaseState.DROPPED)
        .options(selectinload(ScienceBase.decisions))
        .order_by(ScienceBase.created_at.desc(), ScienceBase.id.desc())
        .limit(100)
    )
    return db.session.scalars(found).all()


def list_in_state(state: BaseState, after_id: int = 0, limit: int = 50) -> Sequence[ScienceBase]:
    """Bases of one state in the order of their ids, `limit` at a time: the district's queue."""
    found = select(ScienceBase).where(ScienceBase.state == state, ScienceBase.id > after_id)
    return db.session.scalars(found.order_by(ScienceBase.id).limit(limit)).all()


def count_by_state() -> dict[BaseState, int]:
    """How many bases stand where; a state without any is absent."""
    counts = select(ScienceBase.state, func.count(ScienceBase.id)).group_by(ScienceBase.state)
    return {state: count for state, count in db.session.execute(counts)}


def list_standing(base: ScienceBase) -> Sequence[AuditRow]:
    """Every change of a base's standing, oldest first."""
    found = select(AuditRow).where(
        AuditRow.subject_kind == "base", AuditRow.subject_id == base.id, AuditRow.action.in_(STANDING)
    )
    return db.session.scalars(found.order_by(AuditRow.at, AuditRow.id).limit(200)).all()


def _fits(base: ScienceBase, wanted: BaseFilter) -> bool:
    if wanted.access and wanted.access not in base.access:
        return False
    if wanted.open_on is None:
        return True
    week = [Stretch(row.weekday, row.opens, row.closes) for row in base.hours]
    return is_open_on(week, wanted.open_on.weekday())
