"""Stored calendar texts: written when a session is revised, and made up for where they are missing or old."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, joinedload, selectinload

from sciencepop.core import stamps
from sciencepop.core.db import write
from sciencepop.core.i18n import LANGUAGES
from sciencepop.programme.calendar_context import get_context
from sciencepop.programme.ical import render_vevent
from sciencepop.programme.models import Event, Occurrence, VEvent

BATCH = 250
KEPT_READY = timedelta(days=90)


def store_vevents(session: Session, occurrences: Iterable[Occurrence]) -> None:
    """Render flushed occurrences in every language and write them with one upsert; part of the caller's unit."""
    context = get_context()
    rows = [
        {
            "occurrence_id": occurrence.id,
            "lang": lang,
            "revision": occurrence.revision,
            "content": render_vevent(occurrence, lang, context),
        }
        for occurrence in occurrences
        for lang in LANGUAGES
    ]
    for start in range(0, len(rows), BATCH):
        _upsert(session, rows[start : start + BATCH])


def render_missing(session: Session, now: datetime) -> int:
    """Store the texts of all sessions that have none of their present revision; returns how many sessions.

    For bulk loading inside the caller's unit of work. Sessions that ended more than 90 days ago are left until
    somebody asks for them.
    """
    done, last = 0, 0
    while True:
        wanted = list_unrendered(session, ended_after=now - KEPT_READY, after_id=last)
        if not wanted:
            return done
        store_vevents(session, wanted)
        done, last = done + len(wanted), wanted[-1].id


def heal(occurrence_ids: Sequence[int]) -> None:
    """Store the texts of these sessions as they are now, in a unit of work of its own."""
    for start in range(0, len(occurrence_ids), BATCH):
        with write() as session:
            store_vevents(session, load(session, occurrence_ids[start : start + BATCH]))


def rerender_all() -> int:
    """Write every stored text anew, for when what is written has changed; returns how many sessions."""
    done, last = 0, 0
    while True:
        with write() as session:
            ids = session.scalars(
                select(Occurrence.id).where(Occurrence.id > last).order_by(Occurrence.id).limit(BATCH)
            ).all()
            if not ids:
                stamps.programme_changed(session)
                return done
            store_vevents(session, load(session, ids))
        done, last = done + len(ids), ids[-1]


def list_unrendered(
    session: Session, *, ended_after: datetime, after_id: int = 0, limit: int = BATCH
) -> Sequence[Occurrence]:
    """Sessions by id that lack a stored text of their present revision in some language."""
    stored = (
        select(func.count())
        .where(VEvent.occurrence_id == Occurrence.id, VEvent.revision == Occurrence.revision)
        .scalar_subquery()
    )
    query = (
        select(Occurrence)
        .where(Occurrence.id > after_id, Occurrence.ends_at > ended_after, stored < len(LANGUAGES))
        .order_by(Occurrence.id)
        .limit(limit)
        .options(*_with_event())
    )
    return session.scalars(query).all()


def load(session: Session, ids: Sequence[int]) -> Sequence[Occurrence]:
    """Occurrences by id with all that their texts tell, as they are in the database now; changes must be flushed."""
    query = select(Occurrence).where(Occurrence.id.in_(ids)).order_by(Occurrence.id).options(*_with_event())
    return session.scalars(query.execution_options(populate_existing=True)).all()


def _with_event() -> tuple[Any, ...]:
    event = joinedload(Occurrence.event)
    return (
        event.joinedload(Event.base),
        event.options(selectinload(Event.audience_rows), selectinload(Event.topic_rows)),
    )


def _upsert(session: Session, rows: list[dict[str, Any]]) -> None:
    """One statement on both databases; a newer text replaces an older one, whoever wrote it."""
    insert: Any = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(VEvent).values(rows)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[VEvent.occurrence_id, VEvent.lang],
            set_={"revision": statement.excluded.revision, "content": statement.excluded.content},
        )
    )
