"""What a registrant can take along, and what happens to their registrations when they leave."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bases.models import BaseState, EvidenceFile, ScienceBase
from sciencepop.bases.rules.states import OPEN
from sciencepop.bases.services.record import PERSONAL
from sciencepop.core import audit

KEPT = (BaseState.PUBLIC, BaseState.WITHDRAWN)


def export_registrations(session: Session, person: Person) -> list[dict[str, Any]]:
    """The venues that a person registered, as plain values; papers by name and size."""
    found = select(ScienceBase).where(ScienceBase.registrant_id == person.id).order_by(ScienceBase.id)
    return [
        {
            "name": base.name_zh,
            "state": base.state.value,
            "address": base.address_zh,
            "contact": [base.contact_name, base.contact_phone, base.contact_email],
            "created_at": base.created_at.isoformat(),
            "submitted_at": base.submitted_at.isoformat() if base.submitted_at else None,
            "papers": [
                {"name": paper.filename, "bytes": paper.size, "uploaded_at": paper.uploaded_at.isoformat()}
                for paper in base.evidence
            ],
        }
        for base in session.scalars(found)
    ]


def end_registrations(session: Session, person: Person, now: datetime) -> None:
    """Give up what is on its way and erase contacts and papers of what never became public.

    A base that became public stays, with the organisation's own contact and the papers that the district decided on.
    """
    mine = select(ScienceBase).where(ScienceBase.registrant_id == person.id, ScienceBase.state.not_in(KEPT))
    for base in session.scalars(mine.order_by(ScienceBase.id).with_for_update()).all():
        if base.state in OPEN:
            audit.record(session, by=person.id, at=now, action="base.drop", subject=base, was=base.state.value)
            base.state = BaseState.DROPPED
        for name in PERSONAL:
            setattr(base, name, "")
        base.updated_at = now
        for paper in session.scalars(select(EvidenceFile).where(EvidenceFile.base_id == base.id)):
            session.delete(paper)
