"""What stands where an edition would move to: closed bases, other sessions, and rooms, people and kits in use.

Read, never rehearsed. Sessions that move along stand in nobody's way, because all move by the same days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from sciencepop.bases.queries import read_hours
from sciencepop.bookings.models import Resource
from sciencepop.bookings.queries.rooms import read_capacities, read_uses_at, read_uses_by
from sciencepop.bookings.rules.resources import overdrawn
from sciencepop.core.clock import local
from sciencepop.core.i18n import tr
from sciencepop.festival.models import EditionEvent
from sciencepop.festival.rules.postponing import moved_by
from sciencepop.programme.models import Occurrence, OccurrenceState

AT_ONCE = 500


@dataclass(frozen=True)
class Hindrance:
    """A session that would find something in use: `what` names it, `other` is the session that has it, if it is one."""

    occurrence: Occurrence
    what: str
    other: Occurrence | None = None


def list_closed(session: Session, rows: Sequence[Occurrence], days: int) -> list[Occurrence]:
    """Sessions at a base that tells its hours and is not open then."""
    own = [one for one in rows if not one.place_zh]
    hours = read_hours(session, {one.event.base_id for one in own})
    return [
        one
        for one in own
        if one.event.base_id in hours and not hours[one.event.base_id].is_open_at(local(moved_by(one.starts_at, days)))
    ]


def list_taken(session: Session, rows: Sequence[Occurrence], days: int) -> list[Occurrence]:
    """Sessions where one of the same event stands already that does not move. They will stay where they are."""
    moving = {row.id for row in rows}
    found = select(Occurrence.id, Occurrence.event_id, Occurrence.starts_at)
    found = found.where(Occurrence.event_id.in_({row.event_id for row in rows}))
    standing = {(event_id, at) for number, event_id, at in session.execute(found) if number not in moving}
    return [row for row in rows if (row.event_id, moved_by(row.starts_at, days)) in standing]


def list_short(session: Session, rows: Sequence[Occurrence], days: int) -> list[Hindrance]:
    """Sessions for which a base's resource (room, guide, kit) would not suffice. They will stay where they are."""
    moving = {row.id for row in rows}
    mine = [
        replace(use, starts_at=moved_by(use.starts_at, days), ends_at=moved_by(use.ends_at, days))
        for batch in in_batches(sorted(moving))
        for use in read_uses_by(session, batch)
    ]
    if not mine:
        return []
    resources = {use.resource_id for use in mine}
    first, last = min(use.starts_at for use in mine), max(use.ends_at for use in mine)
    standing = [use for use in read_uses_at(session, resources, first, last) if use.occurrence_id not in moving]
    capacities = read_capacities(session, resources)
    over = {use.occurrence_id: one for use in mine if (one := overdrawn([*standing, *mine], [use], capacities))}
    found = select(Resource).where(Resource.id.in_({use.resource_id for use in over.values()}))
    names = {row.id: tr(row, "name") for row in session.scalars(found)}
    return [Hindrance(row, names[over[row.id].resource_id]) for row in rows if row.id in over]


def list_shared(session: Session, rows: Sequence[Occurrence], days: int) -> list[Hindrance]:
    """Sessions that would be in the same room, or have the same speaker, as one that stands there. They move anyway."""
    if not rows:
        return []
    moving = {row.id for row in rows}
    first = moved_by(min(row.starts_at for row in rows), days)
    last = moved_by(max(row.ends_at for row in rows), days)
    standing = select(Occurrence).options(joinedload(Occurrence.event))
    standing = standing.where(Occurrence.state == OccurrenceState.SCHEDULED)
    standing = standing.where(Occurrence.starts_at < last, Occurrence.ends_at > first)
    speakers = _speakers(session)
    by_name: dict[tuple[object, ...], list[Occurrence]] = {}
    for one in session.scalars(standing):
        for name in _names(one, speakers) if one.id not in moving else ():
            by_name.setdefault(name, []).append(one)
    found = []
    for row in rows:
        starts_at, ends_at = moved_by(row.starts_at, days), moved_by(row.ends_at, days)
        for name in _names(row, speakers):
            other = _first_at(by_name.get(name, ()), starts_at, ends_at)
            if other:
                found.append(Hindrance(row, str(name[-1]), other))
    return found


def _names(one: Occurrence, speakers: dict[int, set[str]]) -> Iterator[tuple[object, ...]]:
    """Its room, by place or base, and its speakers."""
    if one.room_zh:
        yield ("room", one.place_zh or one.event.base_id, one.room_zh)
    for speaker in speakers.get(one.event_id, ()):
        yield ("speaker", speaker)


def _first_at(others: Iterable[Occurrence], starts_at: datetime, ends_at: datetime) -> Occurrence | None:
    return next((one for one in others if one.starts_at < ends_at and starts_at < one.ends_at), None)


def _speakers(session: Session) -> dict[int, set[str]]:
    """Speakers by event, of all editions together."""
    found: dict[int, set[str]] = {}
    for event_id, names in session.execute(select(EditionEvent.event_id, EditionEvent.speakers)):
        found.setdefault(event_id, set()).update(names)
    return found


def list_occurrences(session: Session, ids: Sequence[int]) -> list[Occurrence]:
    """With their events, by time within each batch."""
    rows: list[Occurrence] = []
    for batch in in_batches(ids):
        found = select(Occurrence).where(Occurrence.id.in_(batch)).options(joinedload(Occurrence.event))
        rows += session.scalars(found.order_by(Occurrence.starts_at, Occurrence.id))
    return rows


def in_batches(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
