"""Pictures of a project: added and taken away by its owner. What was public is read again by an officer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.accounts.queries import lock_active
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.pictures import draw_kept
from sciencepop.showcase.models import Project, ProjectPicture, ProjectState
from sciencepop.showcase.queries import get_project
from sciencepop.showcase.rules.projects import MOST_PICTURES, Refusal, refuse_picture


def add_picture(
    code: str, content: bytes, alt_zh: str, alt_en: str, has_rights: bool, *, by: Person, now: datetime
) -> None:
    """Add a picture. Refuses ALT_MISSING, RIGHTS_MISSING, MOST_PICTURES, BadPicture; NotFound for others' projects."""
    person_id = by.id
    refused = refuse_picture(alt=alt_zh, has_rights=has_rights)
    if refused:
        raise RuleBroken(refused)
    drawn = draw_kept(content)
    with write() as session:
        project = _lock_own(session, code, by)
        if len(project.pictures) >= MOST_PICTURES:
            raise RuleBroken(Refusal.MOST_PICTURES, count=MOST_PICTURES)
        session.add(ProjectPicture(project_id=project.id, alt_zh=alt_zh, alt_en=alt_en, rights_at=now, **drawn))
        _changed(project, now)
        audit.record(session, by=person_id, at=now, action="showcase.picture", subject=project)
        attempts.remember(code)


def drop_picture(code: str, number: int, *, by: Person, now: datetime) -> None:
    """Take a picture away. NotFound for others' projects and pictures."""
    person_id = by.id
    with write() as session:
        project = _lock_own(session, code, by)
        picture = next((one for one in project.pictures if one.id == number), None)
        if picture is None:
            raise NotFound
        session.delete(picture)
        project.changed_at = now
        audit.record(session, by=person_id, at=now, action="showcase.picture_gone", subject=project)
        attempts.remember(code)


def _lock_own(session: Session, code: str, by: Person) -> Project:
    """With their account before it: whoever closes it leaves no picture that comes a moment later."""
    person = lock_active(session, by)
    project = get_project(session, code, lock=True)
    if project.owner_id != person.id:
        raise NotFound
    return project


def _changed(project: Project, now: datetime) -> None:
    if project.state is ProjectState.PUBLISHED:
        project.state = ProjectState.SUBMITTED
    project.changed_at = now
