"""Reads for those who run bases and for the district: events in every state. Nothing here asks what is public."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.bases.models import ScienceBase
from sciencepop.core.db import db
from sciencepop.core.paging import Page, decode_cursor, encode_cursor
from sciencepop.programme.models import Event, EventState, Occurrence, OccurrenceState, Series

PAGE = 30
MOST_COMING = 200
LARGEST_ID = 2**63 - 1
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")


def get_event(slug: str) -> Event:
    """An event in any state, with its base; 404 when there is none."""
    if not _SLUG.fullmatch(slug):
        raise NotFound
    found = select(Event).where(Event.slug == slug).options(joinedload(Event.base))
    event = db.session.scalars(found).one_or_none()
    if event is None:
        raise NotFound
    return event


def get_occurrence(event: Event, occurrence_id: int) -> Occurrence:
    """An occurrence of this event; 404 for another's."""
    if not 0 < occurrence_id <= LARGEST_ID:
        raise NotFound
    found = select(Occurrence).where(Occurrence.id == occurrence_id, Occurrence.event_id == event.id)
    occurrence = db.session.scalars(found).one_or_none()
    if occurrence is None:
        raise NotFound
    return occurrence


def get_series(event: Event, series_id: int) -> Series:
    """A series of this event; 404 for another's."""
    if not 0 < series_id <= LARGEST_ID:
        raise NotFound
    found = db.session.scalars(select(Series).where(Series.id == series_id, Series.event_id == event.id))
    series = found.one_or_none()
    if series is None:
        raise NotFound
    return series


def list_coming_of(event: Event, now: datetime) -> Sequence[Occurrence]:
    """What is not over yet, cancelled ones included, by time, at most MOST_COMING."""
    found = select(Occurrence).where(Occurrence.event_id == event.id, Occurrence.ends_at > now)
    return db.session.scalars(found.order_by(Occurrence.starts_at).limit(MOST_COMING)).all()


def list_past_of(event: Event, now: datetime, limit: int = 20) -> Sequence[Occurrence]:
    """What is over, latest first."""
    found = select(Occurrence).where(Occurrence.event_id == event.id, Occurrence.ends_at <= now)
    return db.session.scalars(found.order_by(Occurrence.starts_at.desc()).limit(limit)).all()


def list_coming_at(base_ids: Collection[int], now: datetime, limit: int = PAGE) -> Sequence[Occurrence]:
    """What is scheduled next at these bases, with its events."""
    found = (
        select(Occurrence)
        .join(Occurrence.event)
        .where(
            Event.base_id.in_(base_ids),
            Event.state == EventState.PUBLISHED,
            Occurrence.state == OccurrenceState.SCHEDULED,
            Occurrence.ends_at > now,
        )
        .options(contains_eager(Occurrence.event))
        .order_by(Occurrence.starts_at, Occurrence.id)
        .limit(limit)
    )
    return db.session.scalars(found).all()


def list_bases(base_ids: Collection[int]) -> Sequence[ScienceBase]:
    """The bases somebody manages, by name."""
    found = select(ScienceBase).where(ScienceBase.id.in_(base_ids)).order_by(ScienceBase.name_zh)
    return db.session.scalars(found.limit(MOST_COMING)).all()


def list_skipping_series(event: Event) -> list[Series]:
    """Series of the event that left dates out."""
    found = select(Series).where(Series.event_id == event.id).order_by(Series.id).limit(MOST_COMING)
    return [series for series in db.session.scalars(found) if series.skipped]


def list_unfinished_at(base_ids: Collection[int], limit: int = 50) -> Sequence[Event]:
    """Events of these bases that are not public yet or any more, latest change first."""
    waiting = (EventState.DRAFT, EventState.SUBMITTED, EventState.RETURNED, EventState.WITHDRAWN)
    found = select(Event).where(Event.base_id.in_(base_ids), Event.state.in_(waiting))
    found = found.options(joinedload(Event.base)).order_by(Event.updated_at.desc(), Event.id.desc())
    return db.session.scalars(found.limit(limit)).all()


def page_of_base(base_id: int, cursor: str = "") -> Page[Event]:
    """All events of a base, newest first."""
    return _page(select(Event).where(Event.base_id == base_id), cursor, newest_first=True)


def page_in_state(state: EventState, cursor: str = "") -> Page[Event]:
    """The district's events in one state: those that wait in their order, the others newest first."""
    waits = state in (EventState.SUBMITTED, EventState.RETURNED)
    return _page(select(Event).where(Event.state == state), cursor, newest_first=not waits)


def page_changed(cursor: str = "") -> Page[Event]:
    """Public events with words that no officer has looked at yet."""
    return _page(select(Event).where(*_CHANGED), cursor, newest_first=False)


_CHANGED = (Event.state == EventState.PUBLISHED, Event.changed_since_review)


def count_by_state() -> dict[EventState, int]:
    """How many events stand where; a state without any is absent."""
    counts = select(Event.state, func.count(Event.id)).group_by(Event.state)
    return {state: count for state, count in db.session.execute(counts)}


def count_changed() -> int:
    return db.session.scalar(select(func.count(Event.id)).where(*_CHANGED)) or 0


def _page(found: Select[Event], cursor: str, *, newest_first: bool) -> Page[Event]:
    after = decode_cursor(cursor, (int,))
    if after and 0 < after[0] <= LARGEST_ID:
        found = found.where(Event.id < after[0] if newest_first else Event.id > after[0])
    order = Event.id.desc() if newest_first else Event.id
    rows = db.session.scalars(found.options(joinedload(Event.base)).order_by(order).limit(PAGE + 1)).all()
    more = len(rows) > PAGE
    return Page(rows[:PAGE], encode_cursor(rows[PAGE - 1].id) if more else "")
