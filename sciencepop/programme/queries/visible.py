"""`rules.visibility` in SQL: the one way from the tables to anything that the public sees. A test holds them equal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, select

from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.programme.models import Event, EventState, Occurrence, OccurrenceState
from sciencepop.programme.rules.visibility import SHOWN_BASES, SHOWN_EVENTS

SHOWN_EVENT_STATES = [state for state in EventState if state in SHOWN_EVENTS]
SHOWN_BASE_STATES = [state for state in BaseState if state in SHOWN_BASES]
WAS_PUBLIC = (EventState.PUBLISHED, EventState.WITHDRAWN, EventState.CANCELLED)
"""An event that was withdrawn or called off afterwards had the sessions that it had."""


def event_is_visible() -> ColumnElement[bool]:
    """A condition on event and base, both joined by the caller."""
    return and_(Event.state.in_(SHOWN_EVENT_STATES), ScienceBase.state.in_(SHOWN_BASE_STATES))


def occurrence_is_on() -> ColumnElement[bool]:
    """Of visible occurrences, those that take place: Visibility.PUBLIC."""
    return Occurrence.state == OccurrenceState.SCHEDULED


def closes_at() -> ColumnElement[datetime]:
    """When booking closes, as `Occurrence.closes_at` says it; the event is joined by the caller."""
    lapses_first = Event.risk_ends_at < Occurrence.booking_closes_at
    return case((lapses_first, Event.risk_ends_at), else_=Occurrence.booking_closes_at)


def visible_occurrences(*columns: Any) -> Select[Any]:
    """Select whole occurrences, or these columns, of everything visible; event and base are joined.

    Cancelled ones are among them; `occurrence_is_on` narrows to those that take place.
    """
    return (
        select(*(columns or (Occurrence,)))
        .select_from(Occurrence)
        .join(Event, Occurrence.event_id == Event.id)
        .join(ScienceBase, Event.base_id == ScienceBase.id)
        .where(event_is_visible())
    )


def visible_events(*columns: Any) -> Select[Any]:
    """Select whole events, or these columns, of everything visible; the base is joined."""
    return (
        select(*(columns or (Event,)))
        .select_from(Event)
        .join(ScienceBase, Event.base_id == ScienceBase.id)
        .where(event_is_visible())
    )
