"""Documents of skills: put to a claim, looked at, taken back, and gone when nobody needs them any more.

They are stored and checked as the papers of bases are (`bases.services.papers`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bases.rules import papers
from sciencepop.bases.services.papers import Paper
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.file_kinds import clean_filename, media_type_of
from sciencepop.volunteers.models import SkillGrant, SkillPaper
from sciencepop.volunteers.queries.evidence import get_paper
from sciencepop.volunteers.rules.evidence import AFTER, UNDECIDED

_QUIET = {"synchronize_session": False}


def put_paper(session: Session, grant: SkillGrant, paper: Paper, now: datetime) -> None:
    """Let this be the document of a flushed claim, in place of another. Refuses FILE_EMPTY, FILE_TOO_BIG, FILE_KIND."""
    refusal = papers.refusal_of(paper.content, 0)
    if refusal:
        raise RuleBroken(refusal, megabytes=papers.MOST_BYTES // 1024 // 1024)
    session.execute(delete(SkillPaper).where(SkillPaper.grant_id == grant.id), execution_options=_QUIET)
    kind = media_type_of(paper.content) or ""
    session.add(
        SkillPaper(
            grant_id=grant.id,
            filename=clean_filename(paper.filename, kind),
            media_type=kind,
            size=len(paper.content),
            content=paper.content,
            uploaded_at=now,
        )
    )
    audit.record(session, by=grant.person_id, at=now, action="skill.paper", subject=grant, size=len(paper.content))


def look_at_paper(paper_id: int, *, by: Person, now: datetime) -> SkillPaper:
    """A document, for its owner or an officer, who is noted. The caller has asked who may. NotFound for none."""
    viewer_id = by.id
    with write() as session:
        paper = get_paper(session, paper_id)
        if paper.grant.person_id != viewer_id:
            audit.record(session, by=viewer_id, at=now, action="skill.paper_seen", subject=paper.grant)
    return paper


def drop_paper(paper_id: int, *, by: Person, now: datetime) -> None:
    """Take one's own document back; NotFound for another's."""
    with write() as session:
        paper = get_paper(session, paper_id, by.id)
        session.delete(paper)
        audit.record(session, by=by.id, at=now, action="skill.paper_dropped", subject=paper.grant)
        attempts.remember(str(paper_id))


def decide_paper(session: Session, grant_id: int, now: datetime) -> None:
    """An officer has granted or refused what the document was for."""
    mine = update(SkillPaper).where(SkillPaper.grant_id == grant_id, SkillPaper.decided_at.is_(None))
    session.execute(mine.values(decided_at=now), execution_options=_QUIET)


def drop_papers_of(session: Session, person_id: int) -> None:
    """Everything that a person who leaves had handed in."""
    own = select(SkillGrant.id).where(SkillGrant.person_id == person_id)
    session.execute(delete(SkillPaper).where(SkillPaper.grant_id.in_(own)), execution_options=_QUIET)


def forget_papers(now: datetime) -> int:
    """Drop what was decided a while ago, or never was; returns how many. Harmless to run twice."""
    old = or_(
        SkillPaper.decided_at < now - AFTER,
        and_(SkillPaper.decided_at.is_(None), SkillPaper.uploaded_at < now - UNDECIDED),
    )
    with write() as session:
        gone = session.execute(delete(SkillPaper).where(old), execution_options=_QUIET)
        return int(getattr(gone, "rowcount", 0))
