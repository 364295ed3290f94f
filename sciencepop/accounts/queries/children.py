"""Reads of children's profiles. Each asks whose guardian reads, or is for counting ages only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Child, Consent, GuardianInvitation, Guardianship
from sciencepop.core.audit import AuditRow
from sciencepop.core.tokens import hash_token, is_token

MOST_VIEWS = 50


def list_children(session: Session, person_id: int) -> Sequence[Child]:
    """The children whose guardian this person is, eldest first, with their present guardians."""
    mine = select(Guardianship.child_id).where(Guardianship.person_id == person_id, Guardianship.ended_at.is_(None))
    found = (
        select(Child)
        .join(Child.guardianships)
        .where(Child.id.in_(mine), Guardianship.ended_at.is_(None))
        .options(contains_eager(Child.guardianships).joinedload(Guardianship.person))
        .order_by(Child.birth_year, Child.birth_month, Child.id)
        .execution_options(populate_existing=True)
    )
    return session.scalars(found).unique().all()


def get_child(session: Session, child_id: int, person_id: int, *, lock: bool = False) -> Child:
    """A child of this guardian as it is now; NotFound for anybody else's."""
    child = session.get(Child, child_id, with_for_update=lock, populate_existing=True) if 0 < child_id < 2**63 else None
    is_mine = select(Guardianship.id).where(
        Guardianship.child_id == child_id, Guardianship.person_id == person_id, Guardianship.ended_at.is_(None)
    )
    if child is None or session.scalar(is_mine) is None:
        raise NotFound
    return child


def find_children(session: Session, ids: Collection[int]) -> Mapping[int, Child]:
    """Children by number, for their ages."""
    return {child.id: child for child in session.scalars(select(Child).where(Child.id.in_(ids)))} if ids else {}


def find_invitation(session: Session, token: str, now: datetime, *, lock: bool = False) -> GuardianInvitation | None:
    """The invitation behind a link while it is good."""
    if not is_token(token):
        return None
    found = select(GuardianInvitation).where(
        GuardianInvitation.token_hash == hash_token(token),
        GuardianInvitation.used_at.is_(None),
        GuardianInvitation.expires_at > now,
    )
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    return session.scalar(found)


def list_consents(session: Session, person_id: int) -> Sequence[Consent]:
    """What a person consented to, oldest first."""
    return session.scalars(select(Consent).where(Consent.person_id == person_id).order_by(Consent.id)).all()


def list_views(session: Session, child_ids: Collection[int]) -> Sequence[AuditRow]:
    """When staff looked at these children's needs, and why; newest first."""
    found = select(AuditRow).where(
        AuditRow.subject_kind == "child", AuditRow.subject_id.in_(child_ids), AuditRow.action == "child.viewed"
    )
    return session.scalars(found.order_by(AuditRow.id.desc()).limit(MOST_VIEWS)).all() if child_ids else []
