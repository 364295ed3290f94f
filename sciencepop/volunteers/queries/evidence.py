"""Documents of skills."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, undefer
from werkzeug.exceptions import NotFound

from sciencepop.volunteers.models import SkillGrant, SkillPaper
from sciencepop.volunteers.queries.people import LARGEST_ID


def get_paper(session: Session, paper_id: int, person_id: int | None = None) -> SkillPaper:
    """A document with its content; NotFound where there is none, or where it is not this person's."""
    if not 0 < paper_id <= LARGEST_ID:
        raise NotFound
    found = select(SkillPaper).where(SkillPaper.id == paper_id)
    found = found.options(joinedload(SkillPaper.grant), undefer(SkillPaper.content))
    paper = session.scalars(found).one_or_none()
    if paper is None or (person_id is not None and paper.grant.person_id != person_id):
        raise NotFound
    return paper


def list_papers(session: Session, grants: Collection[SkillGrant]) -> dict[int, SkillPaper]:
    """The documents of these grants, by the grant's number, without their content."""
    found = select(SkillPaper).where(SkillPaper.grant_id.in_([grant.id for grant in grants]))
    return {paper.grant_id: paper for paper in session.scalars(found)}
