"""What the warnings of a draft are found from: venues, rooms, opening hours, resources, volunteers."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.bases.queries import read_hours
from sciencepop.bases.rules.opening import Hours
from sciencepop.bookings.models import Resource, SeatPool
from sciencepop.bookings.queries.rooms import read_capacities, read_uses_around
from sciencepop.bookings.rules.resources import Use, overdrawn
from sciencepop.core.clock import local
from sciencepop.core.i18n import tr
from sciencepop.festival.hooks import short_of
from sciencepop.festival.models import Edition, Venue
from sciencepop.festival.queries.items import Row
from sciencepop.festival.rules.warnings import Facts, Notice, find_warnings


def list_warnings(session: Session, edition: Edition, rows: Sequence[Row]) -> list[Notice]:
    """The warnings of these rows, as far as they are on."""
    on = [row for row in rows if row.item.is_on]
    ids = [row.item.occurrence_id for row in on]
    hours, sizes = read_hours(session, {row.base_id for row in on}), _sizes(session, ids)
    venues = {venue.slug: venue for venue in edition.venues}
    facts = [_facts(row, venues.get(row.item.venue), hours, sizes) for row in on]
    return find_warnings(facts, overdrawn=_overdrawn(session, ids), short=short_of(session, ids))


def _facts(row: Row, venue: Venue | None, hours: dict[int, Hours], sizes: dict[int, int]) -> Facts:
    item = row.item
    access = row.access | (venue.all_access if venue else set())
    return Facts(
        occurrence_id=item.occurrence_id,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        venue=item.venue,
        room=item.room_zh,
        speakers=row.speakers,
        capacity=_capacity(venue, item.room_zh),
        seats=sizes.get(item.occurrence_id),
        has_access=bool(access),
        is_open=_is_open(row, venue, hours),
        is_public=row.is_public,
    )


def _capacity(venue: Venue | None, room: str) -> int | None:
    """Of the room, where the venue tells it, or else of the whole place."""
    if venue is None:
        return None
    own = next((one.capacity for one in venue.rooms if one.name_zh == room), None)
    return own or venue.capacity


def _is_open(row: Row, venue: Venue | None, hours: dict[int, Hours]) -> bool | None:
    """Whether the base, where it is the place, is open from beginning to end."""
    found = hours.get(row.base_id)
    if found is None or venue is None or venue.base_id != row.base_id:
        return None
    return found.is_open_through(local(row.item.starts_at), local(row.item.ends_at))


def _sizes(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """The seats that are given out for each."""
    found = select(SeatPool.occurrence_id, func.sum(SeatPool.size)).where(SeatPool.occurrence_id.in_(ids))
    return {number: int(size) for number, size in session.execute(found.group_by(SeatPool.occurrence_id))}


def _overdrawn(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """The resource that each is short of."""
    if not ids:
        return {}
    uses = read_uses_around(session, ids)
    own: dict[int, list[Use]] = {}
    for use in uses:
        own.setdefault(use.occurrence_id, []).append(use)
    wanted = set(ids) & set(own)
    capacities = read_capacities(session, {use.resource_id for use in uses})
    over = {number: overdrawn(uses, own[number], capacities) for number in wanted}
    ids_of = {use.resource_id for use in over.values() if use}
    titles = {row.id: tr(row, "name") for row in session.scalars(select(Resource).where(Resource.id.in_(ids_of)))}
    return {number: titles[use.resource_id] for number, use in over.items() if use}
