"""Pictures of a project: added and taken away by its owner. What was public is read again by an officer."""

from __future__ import annotations

from datetime import datetime

from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.pictures import draw_kept, require_sent
from sciencepop.showcase.models import ProjectPicture
from sciencepop.showcase.rules.projects import MOST_PICTURES, Refusal, refuse_picture
from sciencepop.showcase.services.projects import lock_own, read_again


def add_picture(
    code: str, content: bytes, alt_zh: str, alt_en: str, has_rights: bool, *, by: Person, now: datetime
) -> None:
    """Add a picture. Refuses ALT_MISSING, RIGHTS_MISSING, MOST_PICTURES, BadPicture; NotFound for others' projects."""
    require_sent(content)
    refused = refuse_picture(alt=alt_zh, has_rights=has_rights)
    if refused:
        raise RuleBroken(refused)
    drawn = draw_kept(content)
    with write() as session:
        project = lock_own(session, code, by)
        if len(project.pictures) >= MOST_PICTURES:
            raise RuleBroken(Refusal.MOST_PICTURES, count=MOST_PICTURES)
        session.add(ProjectPicture(project_id=project.id, alt_zh=alt_zh, alt_en=alt_en, rights_at=now, **drawn))
        read_again(project, now)
        audit.record(session, by=project.owner_id, at=now, action="showcase.picture", subject=project)
        attempts.remember(code)


def drop_picture(code: str, number: int, *, by: Person, now: datetime) -> None:
    """Take a picture away. NotFound for others' projects and pictures."""
    with write() as session:
        project = lock_own(session, code, by)
        picture = next((one for one in project.pictures if one.id == number), None)
        if picture is None:
            raise NotFound
        session.delete(picture)
        project.changed_at = now
        audit.record(session, by=project.owner_id, at=now, action="showcase.picture_gone", subject=project)
        attempts.remember(code)
