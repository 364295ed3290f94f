"""Papers of a registration: hand in, take away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.bases.models import EvidenceFile, ScienceBase
from sciencepop.bases.rules import papers
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.bases.rules.states import EDITABLE
from sciencepop.bases.services.lock import lock_own
from sciencepop.core import audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.file_kinds import clean_filename, media_type_of


@dataclass(frozen=True)
class Paper:
    """A file as it was sent; neither its name nor its type is believed."""

    filename: str
    content: bytes


def add_paper(session: Session, base: ScienceBase, paper: Paper, *, by: int, now: datetime) -> None:
    """Put a paper to a registration, inside the caller's unit of work. Refuses FILE_* and TOO_MANY_FILES."""
    count = select(func.count(EvidenceFile.id)).where(EvidenceFile.base_id == base.id)
    refusal = papers.refusal_of(paper.content, session.scalar(count) or 0)
    if refusal:
        raise RuleBroken(refusal, **papers.BOUNDS)
    kind = media_type_of(paper.content) or ""
    row = EvidenceFile(
        base_id=base.id,
        filename=clean_filename(paper.filename, kind),
        media_type=kind,
        size=len(paper.content),
        content=paper.content,
        uploaded_by=by,
        uploaded_at=now,
    )
    session.add(row)
    audit.record(session, by=by, at=now, action="base.paper_added", subject=base, size=row.size)
    session.expire(base, ["evidence"])


def remove_paper(base_id: int, paper_id: int, *, by: int, now: datetime) -> None:
    """Take a paper away while the registration may be changed. A paper that is gone already is no fault."""
    with write() as session:
        base = lock_own(session, base_id, by)
        if base.state not in EDITABLE:
            raise RuleBroken(Refusal.WRONG_STATE, state=base.state)
        paper = session.scalars(
            select(EvidenceFile).where(EvidenceFile.id == paper_id, EvidenceFile.base_id == base.id)
        ).one_or_none()
        if paper is not None:
            audit.record(session, by=by, at=now, action="base.paper_removed", subject=base, size=paper.size)
            session.delete(paper)
            session.flush()
            session.expire(base, ["evidence"])
