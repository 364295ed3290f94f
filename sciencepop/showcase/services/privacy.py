"""What of the showcase goes along with a person's data, and what ends with their account."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core.db import write
from sciencepop.showcase.models import ProjectState, TalkMessage
from sciencepop.showcase.queries import list_messages_of, list_own, list_talks
from sciencepop.showcase.services.meetings import call_off_all

KEPT = timedelta(days=365)
"""How long after its last message the words of a talk stay."""


def export_showcase(session: Session, person: Person) -> dict[str, Any] | None:
    """Projects and what the person wrote, as JSON values."""
    projects, messages = list_own(session, person.id), list_messages_of(session, person.id)
    if not projects and not messages:
        return None
    return {
        "projects": [
            {
                "title": one.title_zh,
                "text": one.text_zh,
                "state": one.state.value,
                "since": one.created_at.isoformat(),
                "pictures": [picture.alt_zh for picture in one.pictures],
            }
            for one in projects
        ],
        "messages": [{"at": one.sent_at.isoformat(), "words": one.words} for one in messages],
    }


def leave_showcase(session: Session, person: Person, now: datetime) -> None:
    """Projects are taken off without pictures, talks close, meetings are off, and the person's words are erased."""
    for talk in list_talks(session, person.id):
        if talk.closed_at is None:
            call_off_all(session, talk, now)
            talk.closed_at, talk.closed_by = now, person.id
    for project in list_own(session, person.id):
        for picture in project.pictures:
            session.delete(picture)
        project.state, project.state_reason, project.changed_at = ProjectState.WITHDRAWN, "", now
    session.flush()
    mine = update(TalkMessage).where(TalkMessage.author_id == person.id)
    session.execute(mine.values(words=""), execution_options={"synchronize_session": False})


def forget_talks(now: datetime) -> int:
    """Erase the words of talks in which nobody has written for a year; returns how many messages."""
    silent = (
        select(TalkMessage.talk_id).group_by(TalkMessage.talk_id).having(func.max(TalkMessage.sent_at) < now - KEPT)
    )
    with write() as session:
        old = update(TalkMessage).where(TalkMessage.talk_id.in_(silent), TalkMessage.words != "")
        done = session.execute(old.values(words=""), execution_options={"synchronize_session": False})
        return int(getattr(done, "rowcount", 0))
