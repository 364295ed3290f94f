"""The items of an edition: occurrences of its events on its days, and where each of them is.

The public programme is what the latest release lists, with time, place and state as they are now: a release decides
what is announced, and nobody travels by a time that is no longer true.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from sciencepop.bases.models import ScienceBase
from sciencepop.core.clock import day_bounds, local
from sciencepop.festival.models import (
    Block,
    Edition,
    EditionEvent,
    ItemChange,
    Outcome,
    Postponed,
    Postponement,
    Release,
    ReleaseItem,
    Star,
    Venue,
)
from sciencepop.festival.rules.editions import days_of, read_pause
from sciencepop.festival.rules.items import Item
from sciencepop.programme.models import BookingMode, Event, Occurrence, OccurrenceState
from sciencepop.programme.queries.visible import visible_occurrences
from sciencepop.programme.rules.visibility import Visibility, visibility

MOST_ITEMS = 5_000


@dataclass(frozen=True)
class Row:
    """An item with what pages and planners ask besides: base, point (WGS-84), event's seats, speakers, access."""

    item: Item
    base_id: int
    lat: float | None
    lon: float | None
    seats: int | None
    price_cents: int
    is_full: bool
    is_public: bool
    speakers: tuple[str, ...]
    access: frozenset[str]
    uid: str
    is_drop_in: bool

    @property
    def day(self) -> date:
        return local(self.item.starts_at).date()


_COLUMNS: tuple[Any, ...] = (
    Occurrence,
    Event,
    ScienceBase,
    EditionEvent.speakers,
    Block.slug,
)


def list_rows(session: Session, edition: Edition) -> list[Row]:
    """Everything that planners see: on the edition's days, cancelled and hidden ones too, by time."""
    found: Select[Any] = (
        select(*_COLUMNS)
        .select_from(Occurrence)
        .join(Event, Occurrence.event_id == Event.id)
        .join(ScienceBase, Event.base_id == ScienceBase.id)
        .join(EditionEvent, EditionEvent.event_id == Event.id)
        .outerjoin(Block, EditionEvent.block_id == Block.id)
        .where(EditionEvent.edition_id == edition.id, *on_days(edition))
    )
    return _read(session, edition, found)


def list_visible(session: Session, edition: Edition) -> list[Row]:
    """Of these, what the public may see: what a release would announce."""
    return [row for row in list_rows(session, edition) if row.is_public]


def list_announced(session: Session, edition: Edition) -> list[Row]:
    """The public programme as it is now, by time."""
    found = (
        visible_occurrences(*_COLUMNS)
        .outerjoin(EditionEvent, and_(EditionEvent.event_id == Event.id, EditionEvent.edition_id == edition.id))
        .outerjoin(Block, EditionEvent.block_id == Block.id)
        .where(Occurrence.id.in_(announced_ids(edition.id)))
    )
    return _read(session, edition, found)


def list_starred(session: Session, edition: Edition, numbers: Collection[int]) -> list[Row]:
    """Of the public programme, the items with these numbers."""
    wanted = set(numbers)
    return [row for row in list_announced(session, edition) if row.item.occurrence_id in wanted] if wanted else []


def list_kept(session: Session, edition: Edition, person_id: int) -> list[int]:
    """The occurrences of the public programme that a person keeps with their account."""
    mine = select(Star.occurrence_id).where(Star.person_id == person_id)
    return sorted(session.scalars(mine.where(Star.occurrence_id.in_(announced_ids(edition.id)))))


def announced_ids(edition_id: int) -> Select[int]:
    """The occurrences of the latest release."""
    latest = select(func.max(Release.id)).where(Release.edition_id == edition_id).scalar_subquery()
    return select(ReleaseItem.occurrence_id).where(
        ReleaseItem.release_id == latest, ReleaseItem.change != ItemChange.DROPPED
    )


def on_days(edition: Edition) -> list[ColumnElement[bool]]:
    """Conditions: the occurrence begins on one of the edition's days, and did not stand there already when a
    postponement moved the edition to them."""
    pauses = [read_pause(text) for text in edition.pauses]
    stood = select(Postponed.occurrence_id).join(Postponement, Postponed.postponement_id == Postponement.id)
    stood = stood.where(Postponement.edition_id == edition.id, Postponed.outcome == Outcome.STOOD)
    return [
        Occurrence.id.not_in(stood),
        Occurrence.starts_at >= day_bounds(edition.from_on)[0],
        Occurrence.starts_at < day_bounds(edition.until_on)[1],
        *(
            or_(Occurrence.starts_at < day_bounds(first)[0], Occurrence.starts_at >= day_bounds(last)[1])
            for first, last in pauses
        ),
    ]


def at_venue(venue: Venue) -> ColumnElement[bool]:
    """The condition that an occurrence, joined with its event, is at this venue; `venue_slugs` says the same."""
    by_name = Occurrence.place_zh == venue.name_zh
    if venue.base_id is None:
        return by_name
    return or_(by_name, and_(Occurrence.place_zh == "", Event.base_id == venue.base_id))


def in_block(edition_id: int, block_id: int) -> ColumnElement[bool]:
    """The condition that an occurrence, joined with its event, is in this block."""
    found = select(EditionEvent.event_id).where(
        EditionEvent.edition_id == edition_id, EditionEvent.block_id == block_id
    )
    return Event.id.in_(found)


def venue_slugs(edition: Edition) -> tuple[Mapping[int, str], Mapping[str, str]]:
    """Slugs of the edition's venues by base and by name."""
    by_base = {venue.base_id: venue.slug for venue in edition.venues if venue.base_id is not None}
    return by_base, {venue.name_zh: venue.slug for venue in edition.venues}


def _read(session: Session, edition: Edition, found: Select[Any]) -> list[Row]:
    by_base, by_name = venue_slugs(edition)
    rows = session.execute(found.order_by(Occurrence.starts_at, Occurrence.id).limit(MOST_ITEMS))
    return [_row(*row, by_base=by_base, by_name=by_name) for row in rows]


def _row(
    occurrence: Occurrence,
    event: Event,
    base: ScienceBase,
    speakers: list[str] | None,
    block: str | None,
    *,
    by_base: Mapping[int, str],
    by_name: Mapping[str, str],
) -> Row:
    own = bool(occurrence.place_zh)
    place = (occurrence.place_zh, occurrence.place_en) if own else (base.name_zh, base.name_en)
    shown = visibility(event.state.value, base.state.value, occurrence.state.value)
    item = Item(
        occurrence_id=occurrence.id,
        event_id=event.id,
        slug=event.slug,
        title_zh=event.title_zh,
        title_en=event.title_en,
        kind=event.kind,
        block=block or "",
        venue=by_name.get(place[0]) or ("" if own else by_base.get(base.id, "")),
        place_zh=place[0],
        place_en=place[1],
        room_zh=occurrence.room_zh,
        room_en=occurrence.room_en,
        town_code=(occurrence.town_code if own else None) or base.town_code or "",
        starts_at=occurrence.starts_at,
        ends_at=occurrence.ends_at,
        is_on=occurrence.state is OccurrenceState.SCHEDULED,
    )
    point = (occurrence.lat, occurrence.lon) if own else (base.lat, base.lon)
    return Row(
        item,
        base.id,
        *point,
        seats=event.seats if event.booking_mode is BookingMode.SEATS else None,
        price_cents=event.price_cents,
        is_full=occurrence.is_full,
        is_public=shown is not Visibility.HIDDEN,
        speakers=tuple(speakers or ()),
        access=frozenset(event.access) | frozenset(base.access),
        uid=occurrence.uid,
        is_drop_in=event.booking_mode is BookingMode.DROP_IN,
    )


@dataclass(frozen=True)
class VenueDay:
    """A venue on a day of an edition: when the first item of the public programme begins there, and the last ends."""

    edition_id: int
    day: date
    venue_id: int
    name_zh: str
    name_en: str
    opens_at: datetime
    closes_at: datetime


def list_days(session: Session, edition: Edition, only: Collection[int] | None = None) -> list[VenueDay]:
    """Every day of each venue on which something (`only` of these occurrences) takes place, by day; for whoever plans
    people for a festival day."""
    spans: dict[tuple[date, str], list[Item]] = {}
    for row in list_announced(session, edition):
        if row.item.is_on and row.item.venue and (only is None or row.item.occurrence_id in only):
            spans.setdefault((row.day, row.item.venue), []).append(row.item)
    venues = {venue.slug: venue for venue in edition.venues}
    return [
        VenueDay(
            edition.id,
            day,
            venues[slug].id,
            venues[slug].name_zh,
            venues[slug].name_en,
            min(item.starts_at for item in items),
            max(item.ends_at for item in items),
        )
        for (day, slug), items in sorted(spans.items())
    ]


def days_with_items(edition: Edition, rows: Sequence[Row]) -> list[date]:
    """Days of the edition, and any other on which something of its programme takes place now."""
    return sorted({*days_of(edition.from_on, edition.until_on, edition.pauses), *(row.day for row in rows)})
