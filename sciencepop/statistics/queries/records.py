"""Everything of a year that can be counted, read once for all sets of forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session

from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.bookings.models import Booking, BookingState, Gate, GroupPart, SeatPool
from sciencepop.core.clock import local
from sciencepop.core.reference import get_reference
from sciencepop.programme.models import BookingMode, Event, EventState, Occurrence
from sciencepop.programme.queries.visible import WAS_PUBLIC, occurrence_is_on
from sciencepop.statistics.queries.amounts import read_amounts
from sciencepop.statistics.queries.elsewhere import read_elsewhere
from sciencepop.statistics.queries.window import Window, window_of
from sciencepop.statistics.rules.kinds import Kind, kind_of
from sciencepop.statistics.rules.records import Held, Records, Visit
from sciencepop.statistics.settings import settings


@dataclass(frozen=True)
class _Session:
    """A session that is over, as the database has it."""

    occurrence_id: int
    event_id: int
    base_id: int
    on: date
    title: str
    base_name: str
    base_kind: str
    event_kind: str
    is_open_door: bool
    is_at_base: bool


def read_records(session: Session, year: int, now: datetime) -> Records:
    """What the year left behind until now."""
    window = window_of(year, now)
    sessions = {one.occurrence_id: one for one in _sessions(session, window)}
    parties = list(_parties(session, window))
    people: dict[int, int] = {}
    for occurrence_id, _who, count in parties:
        people[occurrence_id] = people.get(occurrence_id, 0) + count
    own = {id: _held(one, people.get(id, 0)) for id, one in sessions.items() if people.get(id) or one.is_open_door}
    kinds = {id: one.kind for id, one in own.items()}
    return Records(
        held=[*own.values(), *read_elsewhere(session, window)],
        visits=[_visit(sessions[id], kinds[id], who, count) for id, who, count in parties if id in kinds],
        amounts=read_amounts(session, window),
        unseen=len(sessions) - len(own),
        week=settings().weeks.get(year),
    )


def _sessions(session: Session, window: Window) -> Iterator[_Session]:
    found: Select[*tuple[Any, ...]] = (
        select(
            *(Occurrence.id, Event.id, Event.base_id, Occurrence.starts_at, Event.title_zh, ScienceBase.name_zh),
            *(ScienceBase.kind, Event.kind, Event.booking_mode, Event.state, Occurrence.place_zh),
        )
        .join(Event, Occurrence.event_id == Event.id)
        .join(ScienceBase, Event.base_id == ScienceBase.id)
        .where(
            window.over(Occurrence.starts_at, Occurrence.ends_at),
            occurrence_is_on(),
            Event.state.in_(WAS_PUBLIC),
        )
    )
    for id, event_id, base_id, starts_at, title, base_name, base_kind, kind, mode, state, place in session.execute(
        found
    ):
        is_open_door = mode is BookingMode.DROP_IN and state is EventState.PUBLISHED
        on = local(starts_at).date()
        yield _Session(id, event_id, base_id, on, title, base_name, base_kind, kind, is_open_door, is_at_base=not place)


def _parties(session: Session, window: Window) -> Iterator[tuple[int, str, int]]:
    """(session, who, people) of everybody who signed in. Sub-groups of a visit are apart: they go round by turns."""
    over = window.over(Occurrence.starts_at, Occurrence.ends_at)
    booked = (
        select(SeatPool.occurrence_id, Booking.person_id, Booking.came, GroupPart.visit_id, GroupPart.group)
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
        .outerjoin(GroupPart, GroupPart.booking_id == Booking.id)
        .where(Booking.state == BookingState.ATTENDED, over)
    )
    for occurrence_id, person_id, people, visit_id, group in session.execute(booked):
        who = f"group:{visit_id}/{group}" if visit_id else f"person:{person_id}"
        yield occurrence_id, who, people
    walked: Any = (
        select(SeatPool.occurrence_id, Gate.id, Gate.walked_in)
        .join(SeatPool, Gate.pool_id == SeatPool.id)
        .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
        .where(Gate.walked_in > 0, over)
    )
    for occurrence_id, id, people in session.execute(walked):
        yield occurrence_id, f"gate:{id}", people


def _held(one: _Session, people: int) -> Held:
    kinds = get_reference().event_kinds
    statistic = kinds[one.event_kind].statistic if one.event_kind in kinds else ""
    return Held(
        key=f"session:{one.occurrence_id}",
        base_id=one.base_id,
        on=one.on,
        title=one.title,
        kind=kind_of(statistic, one.base_kind, people, settings().bounds),
        thing=f"event:{one.event_id}",
        people=people,
    )


def _visit(one: _Session, kind: Kind, who: str, people: int) -> Visit:
    return Visit(
        key=f"base:{one.base_id}",
        base_id=one.base_id,
        on=one.on,
        title=one.base_name,
        kind=kind,
        thing=f"event:{one.event_id}",
        thing_title=one.title,
        who=who,
        people=people,
        is_at_base=one.is_at_base and kind is not Kind.ONLINE_LECTURE,
    )


def is_venue() -> ColumnElement[bool]:
    """A condition on bases: it files a set of its own. One that was never accepted does not."""
    shown = ScienceBase.state.in_((BaseState.PUBLIC, BaseState.WITHDRAWN))
    return and_(ScienceBase.kind.in_(settings().venue_kinds), shown)


def list_venue_ids(session: Session) -> set[int]:
    """Their numbers; everything else is in the set of the district's unit."""
    return set(session.scalars(select(ScienceBase.id).where(is_venue())))
