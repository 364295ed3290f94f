"""Which sessions a feed holds, with their stored bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from sciencepop.bases.models import ScienceBase
from sciencepop.core.clock import day_bounds
from sciencepop.feeds.queries.festival import within_festival
from sciencepop.feeds.rules.scopes import FESTIVAL, MOST_SESSIONS, Scope, ScopeKind, Window
from sciencepop.programme.models import (
    Event,
    EventAudience,
    EventTopic,
    Occurrence,
    OccurrenceState,
    VEvent,
)
from sciencepop.programme.queries.visible import visible_occurrences


@dataclass(frozen=True)
class Row:
    """A session of a feed. `content` is None where no text of its present revision is stored."""

    occurrence_id: int
    uid: str
    starts_at: datetime
    content: bytes | None


def list_rows(session: Session, scope: Scope, lang: str, window: Window) -> list[Row]:
    """What the feed holds, by start and UID, at most MOST_SESSIONS."""
    today = _start(window.today)
    coming = (
        _sessions(session, scope, window)
        .where(Occurrence.ends_at >= today, Occurrence.starts_at < _start(window.after_last))
        .order_by(Occurrence.starts_at, Occurrence.uid)
        .limit(MOST_SESSIONS)
    )
    found = _with_texts(session, coming, lang)
    if len(found) < MOST_SESSIONS:
        past = (
            _sessions(session, scope, window)
            .where(Occurrence.ends_at < today, Occurrence.ends_at >= _start(window.first))
            .order_by(Occurrence.starts_at.desc(), Occurrence.uid)
            .limit(MOST_SESSIONS - len(found))
        )
        found += _with_texts(session, past, lang)
    return sorted(found, key=lambda row: (row.starts_at, row.uid))


def list_occurrences(session: Session, ids: Sequence[int]) -> Sequence[Occurrence]:
    """Sessions with everything that rendering them needs."""
    event = joinedload(Occurrence.event)
    query = select(Occurrence).where(Occurrence.id.in_(ids))
    options = (
        event.joinedload(Event.base),
        event.options(selectinload(Event.audience_rows), selectinload(Event.topic_rows)),
    )
    return session.scalars(query.options(*options)).all()


def find_visible(session: Session, slug: str, occurrence_id: int) -> Occurrence | None:
    """A session that the public may see, by its event's slug and its number."""
    query = visible_occurrences().where(Event.slug == slug, Occurrence.id == occurrence_id)
    return session.scalars(query).one_or_none()


def shown_in(window: Window) -> ColumnElement[bool]:
    """Cancelled sessions stay until 30 days after their start, so that every calendar has heard of it."""
    return or_(
        Occurrence.state != OccurrenceState.CANCELLED,
        Occurrence.starts_at >= _start(window.cancelled_from),
    )


def in_window(window: Window) -> ColumnElement[bool]:
    """Sessions that touch the window at all."""
    return and_(Occurrence.ends_at >= _start(window.first), Occurrence.starts_at < _start(window.after_last))


def _sessions(session: Session, scope: Scope, window: Window) -> Select[Any]:
    columns = (Occurrence.id, Occurrence.uid, Occurrence.starts_at, Occurrence.revision)
    return visible_occurrences(*columns).where(shown_in(window), *_within(session, scope))


def _with_texts(session: Session, chosen: Select[Any], lang: str) -> list[Row]:
    """The chosen sessions with their texts, which are fetched last: a database that sorts them carries them along."""
    rows = chosen.subquery()
    stored = and_(VEvent.occurrence_id == rows.c.id, VEvent.lang == lang, VEvent.revision == rows.c.revision)
    query = select(rows.c.id, rows.c.uid, rows.c.starts_at, VEvent.content).outerjoin(VEvent, stored)
    return [Row(*row) for row in session.execute(query)]


def _within(session: Session, scope: Scope) -> list[ColumnElement[bool]]:
    if scope.kind in FESTIVAL:
        return within_festival(session, scope)
    match scope.kind:
        case ScopeKind.BASE:
            return [ScienceBase.slug == scope.key]
        case ScopeKind.TOWN:
            return [func.coalesce(Occurrence.town_code, ScienceBase.town_code) == scope.key]
        case ScopeKind.AUDIENCE:
            return [Event.audience_rows.any(EventAudience.slug == scope.key)]
        case ScopeKind.TOPIC:
            return [Event.topic_rows.any(EventTopic.slug == scope.key)]
        case ScopeKind.EVENT:
            return [Event.slug == scope.key]
        case _:
            return []


def _start(day: date) -> datetime:
    return day_bounds(day)[0]
