"""Reads of single events for the public; what is hidden is not found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import Session, contains_eager
from werkzeug.exceptions import NotFound

from sciencepop.bases.models import ScienceBase
from sciencepop.programme.models import ContentReview, Event, EventState, Occurrence
from sciencepop.programme.queries.visible import visible_events

LONGEST_SLUG = 200
MOST_MAPPED = 12_000
"""With both languages and the bases this stays below the 50,000 addresses that a sitemap may hold."""


def get_visible_event(session: Session, slug: str) -> Event:
    """An event that the public may see, published or cancelled, with its base; 404 for every other."""
    if len(slug) > LONGEST_SLUG or not slug.isprintable():
        raise NotFound
    found = visible_events().where(Event.slug == slug).options(contains_eager(Event.base))
    event: Event | None = session.scalars(found).one_or_none()
    if event is None:
        raise NotFound
    return event


def is_taken_down(session: Session, slug: str) -> bool:
    """Whether that was the address of an event that the district took down; nothing else of it is told."""
    found = select(Event.id).where(Event.slug == slug[:LONGEST_SLUG], Event.state == EventState.WITHDRAWN)
    return slug.isprintable() and session.scalar(found) is not None


@dataclass(frozen=True)
class Sessions:
    """Occurrences that have not ended, by time; `more` says that others follow."""

    rows: Sequence[Occurrence]
    more: bool


def list_coming(
    session: Session, event: Event, *, now: datetime, limit: int, since: Occurrence | None = None
) -> Sessions:
    """The next occurrences of an event, cancelled ones among them; `since` is the first to be listed."""
    found = select(Occurrence).where(Occurrence.event_id == event.id, Occurrence.ends_at > now)
    if since is not None:
        same_second = and_(Occurrence.starts_at == since.starts_at, Occurrence.id >= since.id)
        found = found.where(or_(Occurrence.starts_at > since.starts_at, same_second))
    rows = session.scalars(found.order_by(Occurrence.starts_at, Occurrence.id).limit(limit + 1)).all()
    return Sessions(rows[:limit], len(rows) > limit)


def find_coming(session: Session, event: Event, occurrence_id: int, now: datetime) -> Occurrence | None:
    """This occurrence, if it is one of the event's and has not ended."""
    if not 0 < occurrence_id < 2**31:
        return None
    found = select(Occurrence).where(
        Occurrence.id == occurrence_id, Occurrence.event_id == event.id, Occurrence.ends_at > now
    )
    return session.scalars(found).one_or_none()


def find_last_review(session: Session, event: Event) -> ContentReview | None:
    """The science-content check that stands behind what the page says now."""
    found = select(ContentReview).where(ContentReview.event_id == event.id, ContentReview.state == EventState.PUBLISHED)
    return session.scalars(found.order_by(ContentReview.id.desc()).limit(1)).one_or_none()


def list_addresses(session: Session) -> tuple[list[Row[str, datetime]], list[Row[str, datetime]]]:
    """(slug, changed at) of all visible events and of all public bases, at most MOST_MAPPED each, for the sitemap."""
    events = visible_events(Event.slug, Event.updated_at).order_by(Event.id.desc()).limit(MOST_MAPPED)
    bases = (
        select(ScienceBase.slug, ScienceBase.updated_at)
        .where(ScienceBase.state == "public")
        .order_by(ScienceBase.id)
        .limit(MOST_MAPPED)
    )
    return list(session.execute(events)), list(session.execute(bases))
