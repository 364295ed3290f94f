"""The few plain queries that fill the index of what is to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from sciencepop.bases.models import ScienceBase
from sciencepop.programme.models import BookingMode, Event, EventAudience, EventTopic, Occurrence
from sciencepop.programme.queries.visible import closes_at, occurrence_is_on, visible_events, visible_occurrences
from sciencepop.programme.rules.index_build import EventFacts, OccurrenceFacts

TownPoints = Mapping[str, tuple[float, float]]


def list_occurrence_facts(session: Session, now: datetime, towns: TownPoints) -> Iterator[OccurrenceFacts]:
    """Every visible occurrence that has not ended."""
    rows = session.execute(
        visible_occurrences(
            Occurrence.id,
            Occurrence.event_id,
            Occurrence.starts_at,
            Occurrence.ends_at,
            closes_at(),
            occurrence_is_on(),
            Occurrence.is_full,
            Occurrence.place_zh,
            Occurrence.town_code,
            Occurrence.lat,
            Occurrence.lon,
            ScienceBase.town_code,
            ScienceBase.lat,
            ScienceBase.lon,
        ).where(Occurrence.ends_at > now),
        execution_options={"yield_per": 1000},  # a portion at a time, so that the rows are never all in memory
    )
    for id_, event_id, starts, ends, closes, is_on, is_full, *where in rows:
        town, lat, lon = _place(where, towns)
        yield OccurrenceFacts(id_, event_id, starts, ends, closes, bool(is_on), is_full, town, lat, lon)


def list_full(session: Session, now: datetime) -> set[int]:
    """The ids of what is full and has not ended, visible or not."""
    return set(session.scalars(select(Occurrence.id).where(Occurrence.is_full, Occurrence.ends_at > now)))


def _place(where: Sequence[Any], towns: TownPoints) -> tuple[str | None, float | None, float | None]:
    """Town and point of an occurrence: its own, else its base's unless it is elsewhere, else the town's point."""
    place, town, lat, lon, base_town, base_lat, base_lon = where
    if not place:
        town = town or base_town
        lat, lon = (base_lat, base_lon) if lat is None else (lat, lon)
    if lat is None or lon is None:
        lat, lon = towns.get(town or "", (None, None))
    return town, lat, lon


def list_event_facts(session: Session, now: datetime) -> dict[int, EventFacts]:
    """The visible events that have an occurrence to come, by id."""
    coming = select(Occurrence.event_id).where(Occurrence.ends_at > now)
    rows = session.execute(
        visible_events(
            Event.id,
            Event.base_id,
            Event.kind,
            Event.age_min,
            Event.age_max,
            Event.price_cents,
            Event.booking_mode,
            Event.access,
            ScienceBase.access,
        ).where(Event.id.in_(coming))
    )
    topics = _labels(session, EventTopic.event_id, EventTopic.slug, coming)
    audiences = _labels(session, EventAudience.event_id, EventAudience.slug, coming)
    return {
        id_: EventFacts(
            id=id_,
            base_id=base_id,
            kind=kind,
            age_min=age_min,
            age_max=age_max,
            is_free=not price,
            is_drop_in=mode is BookingMode.DROP_IN,
            access=frozenset(access or ()) | frozenset(base_access or ()),
            topics=topics.get(id_, ()),
            audiences=audiences.get(id_, ()),
        )
        for id_, base_id, kind, age_min, age_max, price, mode, access, base_access in rows
    }


def has_sample_data(session: Session) -> bool:
    """Whether anything that the public sees is a sample record."""
    events = visible_events(Event.id).where(Event.is_sample).limit(1)
    if session.scalar(events) is not None:
        return True
    bases = select(ScienceBase.id).where(ScienceBase.is_sample, ScienceBase.state == "public").limit(1)
    return session.scalar(bases) is not None


def _labels(
    session: Session, event_id: InstrumentedAttribute[int], slug: InstrumentedAttribute[str], coming: Select[Any]
) -> dict[int, list[str]]:
    labels: defaultdict[int, list[str]] = defaultdict(list)
    for id_, value in session.execute(select(event_id, slug).where(event_id.in_(coming))):
        labels[id_].append(value)
    return labels
