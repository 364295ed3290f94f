"""Reads of the district's desk: the audit trail, and what changed in an event since its last review."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from sciencepop.bases.models import ScienceBase
from sciencepop.core.audit import AuditRow
from sciencepop.core.db import db
from sciencepop.core.paging import Page, latest_first
from sciencepop.programme.models import Event

PAGE = 50
REVIEWS = ("event.publish", "event.republish", "event.confirm")
ROLES = ("accounts.role_granted", "accounts.role_ended", "accounts.role_proposed", "accounts.role_refused")
ABOUT_STAFF = (*ROLES, "accounts.reset_asked", "accounts.reset_granted", "accounts.reset_refused", "audit.exported")
"""What the trail tells of people: roles, and what officers do to accounts."""

MOST_EXPORTED, MOST_IN_SHEET = 50_000, 5_000
"""Rows of a file: a CSV is written fast; a workbook takes a web process a second for so many."""


@dataclass(frozen=True)
class AuditFilter:
    """What an officer asks the trail; None means all. `since` and `before` bound the moments, half open."""

    kind: str | None = None
    action: str | None = None
    subject_id: int | None = None
    actor_id: int | None = None
    since: datetime | None = None
    before: datetime | None = None


def page_of_audit(wanted: AuditFilter, cursor: str = "", limit: int = PAGE) -> Page[AuditRow]:
    """The trail, latest first. What residents do to their own accounts is theirs and left out."""
    return latest_first(db.session(), _filtered(wanted), AuditRow.id, cursor, limit)


def list_audit(wanted: AuditFilter, most: int) -> Sequence[AuditRow]:
    """All that was asked for, latest first, as far as one file goes."""
    return db.session.scalars(_filtered(wanted).order_by(AuditRow.id.desc()).limit(most)).all()


def iter_audit(session: Session, wanted: AuditFilter, most: int) -> Iterator[Any]:
    """The same in portions and without objects, for a file of many rows: each has what an `AuditRow` has."""
    found = _filtered(wanted).with_only_columns(*AuditRow.__table__.columns).order_by(AuditRow.id.desc())
    yield from session.execute(found.limit(most).execution_options(yield_per=2000))


def _filtered(wanted: AuditFilter) -> Select[AuditRow]:
    found = select(AuditRow).where(or_(AuditRow.subject_kind != "person", AuditRow.action.in_(ABOUT_STAFF)))
    if wanted.kind:
        found = found.where(AuditRow.subject_kind == wanted.kind)
    if wanted.action:
        found = found.where(AuditRow.action == wanted.action)
    if wanted.subject_id is not None:
        found = found.where(AuditRow.subject_id == wanted.subject_id)
    if wanted.actor_id is not None:
        found = found.where(AuditRow.actor_id == wanted.actor_id)
    if wanted.since:
        found = found.where(AuditRow.at >= wanted.since)
    if wanted.before:
        found = found.where(AuditRow.at < wanted.before)
    return found


def names_of(rows: Sequence[AuditRow]) -> dict[tuple[str, int], Event | ScienceBase]:
    """The public names behind the rows' subjects: events and bases, by (kind, id), in two queries."""
    events = {row.subject_id for row in rows if row.subject_kind == "event"}
    bases = {row.subject_id for row in rows if row.subject_kind == "base"}
    named: dict[tuple[str, int], Event | ScienceBase] = {}
    if events:
        named |= {("event", event.id): event for event in db.session.scalars(select(Event).where(Event.id.in_(events)))}
    if bases:
        named |= {("base", base.id): base for base in bases_by_id(bases).values()}
    return named


def bases_by_id(ids: Collection[int]) -> dict[int, ScienceBase]:
    """Bases in any state by id."""
    found = db.session.scalars(select(ScienceBase).where(ScienceBase.id.in_(ids)))
    return {base.id: base for base in found}


def earlier_values(event: Event) -> dict[str, Any]:
    """Fields that were edited after the last review, with what they said at that review."""
    of_event = (AuditRow.subject_kind == "event", AuditRow.subject_id == event.id)
    reviewed = select(AuditRow.id).where(*of_event, AuditRow.action.in_(REVIEWS))
    last = db.session.scalar(reviewed.order_by(AuditRow.id.desc()).limit(1))
    if last is None:
        return {}
    edits = select(AuditRow.facts).where(*of_event, AuditRow.action == "event.edit", AuditRow.id > last)
    earlier: dict[str, Any] = {}
    for facts in db.session.scalars(edits.order_by(AuditRow.id).limit(200)):
        earlier = {**facts.get("before", {}), **earlier}
    return earlier
