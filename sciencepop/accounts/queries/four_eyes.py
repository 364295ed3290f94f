"""Reads of what waits for a second person: proposed roles, and permits for what is known of children."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, joinedload

from sciencepop.accounts.models import MinorsPermit, Person, RoleProposal
from sciencepop.accounts.rules.four_eyes import ASKED_DAYS
from sciencepop.accounts.rules.minors import MOST_DAYS
from sciencepop.core.audit import AuditRow
from sciencepop.core.clock import local
from sciencepop.core.paging import Page, latest_first

PAGE = 20
MOST = 50


def list_proposals(session: Session, now: datetime) -> Sequence[RoleProposal]:
    """Roles that were proposed and nobody has decided."""
    found = select(RoleProposal).options(joinedload(RoleProposal.person))
    found = found.where(RoleProposal.decided_at.is_(None), RoleProposal.asked_at > now - timedelta(days=ASKED_DAYS))
    return session.scalars(found.order_by(RoleProposal.id).limit(MOST)).all()


def open_permits(now: datetime) -> Select[MinorsPermit]:
    """Permits that nobody has decided, of days that are still to come."""
    is_open = MinorsPermit.decided_at.is_(None), MinorsPermit.asked_at > now - timedelta(days=ASKED_DAYS)
    found = select(MinorsPermit).options(joinedload(MinorsPermit.asker))
    return found.where(*is_open, MinorsPermit.until_on >= local(now).date()).order_by(MinorsPermit.id)


def page_of_permits(session: Session, person: Person, cursor: str = "") -> Page[MinorsPermit]:
    """Permits, the newest first: all for a lead, their own for an officer."""
    found = select(MinorsPermit).options(joinedload(MinorsPermit.asker))
    if not person.is_lead:
        found = found.where(MinorsPermit.asked_by == person.id)
    return latest_first(session, found, MinorsPermit.id, cursor, PAGE)


def find_permit(
    session: Session, person_id: int, base_id: int, occurrence_ids: Sequence[int], today: date, *, hold: bool = False
) -> MinorsPermit | None:
    """A permit in force of this person for a base, or for one of these sessions there; None where there is none.

    With `hold` nobody can end it before the unit of work ends.
    """
    of_session: ColumnElement[bool] = MinorsPermit.occurrence_id.in_(occurrence_ids)
    found = select(MinorsPermit).where(
        MinorsPermit.asked_by == person_id,
        MinorsPermit.base_id == base_id,
        or_(MinorsPermit.occurrence_id.is_(None), of_session),
        MinorsPermit.granted,
        MinorsPermit.ended_at.is_(None),
        MinorsPermit.until_on >= today,
    )
    found = found.order_by(MinorsPermit.until_on.desc()).limit(1)
    return session.scalars(found.with_for_update(read=True) if hold else found).one_or_none()


def list_permits_by(session: Session, person_id: int) -> Sequence[MinorsPermit]:
    """What somebody asked for, the latest first, for the export of their data."""
    found = select(MinorsPermit).where(MinorsPermit.asked_by == person_id).order_by(MinorsPermit.id.desc())
    return session.scalars(found.limit(1000)).all()


def list_wrong_permits(session: Session, today: date) -> list[int]:
    """Permits in force of people who have left, or for longer than may be asked for."""
    live = MinorsPermit.granted, MinorsPermit.ended_at.is_(None), MinorsPermit.until_on >= today
    found = select(MinorsPermit).options(joinedload(MinorsPermit.asker)).where(*live).order_by(MinorsPermit.id)
    longest = timedelta(days=MOST_DAYS)
    rows = session.scalars(found.limit(1000))
    return [row.id for row in rows if row.asker.closed_at or row.until_on >= local(row.asked_at).date() + longest]


def iter_trail(
    session: Session, actions: Sequence[str], start: datetime, end: datetime
) -> Iterator[tuple[datetime, str, dict[str, Any]]]:
    """When, what and with which facts, of these actions in `[start, end)`; of a whole year, so in portions."""
    found = select(AuditRow.at, AuditRow.action, AuditRow.facts)
    found = found.where(AuditRow.action.in_(actions), AuditRow.at >= start, AuditRow.at < end)
    for row in session.execute(found.execution_options(yield_per=1000)):
        yield row.at, row.action, row.facts
