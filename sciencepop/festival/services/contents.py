"""What belongs to an edition: blocks, people, venues with rooms, offers, and events, added and taken away singly."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bases.models import ScienceBase
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.festival.hooks import followers
from sciencepop.festival.models import (
    Block,
    Edition,
    EditionEvent,
    Offer,
    OfferKind,
    Party,
    PartyRole,
    Room,
    Venue,
)
from sciencepop.festival.queries.editions import block_of, find_base, find_row, is_block_used, venue_of
from sciencepop.festival.rules.editions import is_within
from sciencepop.festival.rules.refusals import Refusal
from sciencepop.festival.services.editions import lock_open, note
from sciencepop.programme.models import Event, EventState

MOST = {Block: 20, Party: 60, Venue: 120, Offer: 300}
KINDS: dict[str, type[Any]] = {"blocks": Block, "parties": Party, "venues": Venue, "offers": Offer}


@dataclass(frozen=True)
class BlockWish:
    kind: str
    name_zh: str
    from_on: date
    until_on: date
    name_en: str = ""


@dataclass(frozen=True)
class VenueWish:
    """A base by its slug, or a name; `rooms` are (Chinese name, English name, capacity or None)."""

    base: str = ""
    name_zh: str = ""
    name_en: str = ""
    address_zh: str = ""
    lat: float | None = None
    lon: float | None = None
    capacity: int | None = None
    access: tuple[str, ...] = ()
    rooms: tuple[tuple[str, str, int | None], ...] = ()


@dataclass(frozen=True)
class OfferWish:
    base: str
    kind: OfferKind
    text_zh: str
    from_on: date
    until_on: date
    text_en: str = ""
    number: int | None = None


def add_block(code: str, wish: BlockWish, *, by: Person, now: datetime) -> None:
    """Refuses OUTSIDE, TOO_MANY, WRONG_STATE."""
    staff_id = by.id
    with write() as session:
        edition = lock_open(session, code)
        _refuse_outside(edition, wish.from_on, wish.until_on)
        slug = _free(wish.kind, {block.slug for block in edition.blocks})
        values = {"name_zh": wish.name_zh, "name_en": wish.name_en, "from_on": wish.from_on, "until_on": wish.until_on}
        _add(session, edition, Block(edition_id=edition.id, slug=slug, **values), len(edition.blocks), staff_id, now)


def add_party(code: str, role: PartyRole, name_zh: str, name_en: str = "", *, by: Person, now: datetime) -> None:
    """Refuses TOO_MANY, WRONG_STATE."""
    staff_id = by.id
    with write() as session:
        edition = lock_open(session, code)
        row = Party(edition_id=edition.id, role=role, name_zh=name_zh, name_en=name_en)
        _add(session, edition, row, len(edition.parties), staff_id, now)


def save_venue(code: str, wish: VenueWish, slug: str = "", *, by: Person, now: datetime) -> None:
    """A new venue, or with `slug` another state of one: its name, point, capacity, access and rooms.

    Refuses NO_SUCH_BASE, NAME_MISSING, CODE_TAKEN for a base that is a venue already, TOO_MANY, WRONG_STATE, and
    VENUE_NEEDED for another base where somebody has something for this one.
    """
    staff_id = by.id
    with write() as session:
        edition = lock_open(session, code)
        base = _base(session, wish.base) if wish.base else None
        if base is None and not wish.name_zh:
            raise RuleBroken(Refusal.NAME_MISSING)
        venue = venue_of(edition, slug)
        names = {other.name_zh for other in edition.venues if other is not venue}
        if (wish.name_zh or (base.name_zh if base else "")) in names or _is_taken(edition, base, venue):
            raise RuleBroken(Refusal.CODE_TAKEN)
        was = venue.own_name_zh if venue else None
        if venue is None:
            taken = {other.slug for other in edition.venues}
            venue = Venue(edition_id=edition.id, slug=_free(base.slug if base else _plain(wish.name_en), taken))
        elif venue.base_id != (base.id if base else None):
            _refuse_needed(session, venue)
        _write_venue(venue, wish, base)
        if was is not None:
            for follower in followers():
                follower.renamed(session, venue, was, now)
        _add(session, edition, venue, len(edition.venues), staff_id, now)
        _write_rooms(session, venue, wish)


def _refuse_needed(session: Session, venue: Venue) -> None:
    if any(follower.needs(session, venue.id) for follower in followers()):
        raise RuleBroken(Refusal.VENUE_NEEDED)


def _is_taken(edition: Edition, base: ScienceBase | None, venue: Venue | None) -> bool:
    return base is not None and any(other.base_id == base.id for other in edition.venues if other is not venue)


def _write_venue(venue: Venue, wish: VenueWish, base: ScienceBase | None) -> None:
    venue.base_id = base.id if base else None
    venue.own_name_zh, venue.own_name_en, venue.own_address = wish.name_zh, wish.name_en, wish.address_zh
    venue.lat, venue.lon = (wish.lat, wish.lon) if None not in (wish.lat, wish.lon) else (None, None)
    venue.capacity, venue.access = wish.capacity, sorted(wish.access)


def _write_rooms(session: Session, venue: Venue, wish: VenueWish) -> None:
    session.execute(delete(Room).where(Room.venue_id == venue.id), execution_options={"synchronize_session": "fetch"})
    rooms = {name_zh: (name_en, capacity) for name_zh, name_en, capacity in wish.rooms}
    session.add_all(
        Room(venue_id=venue.id, name_zh=name_zh, name_en=name_en, capacity=capacity)
        for name_zh, (name_en, capacity) in rooms.items()
    )
    session.flush()


def add_offer(code: str, wish: OfferWish, *, by: Person, now: datetime) -> None:
    """Refuses NO_SUCH_BASE, OUTSIDE, TOO_MANY, WRONG_STATE."""
    staff_id = by.id
    with write() as session:
        edition = lock_open(session, code)
        _refuse_outside(edition, wish.from_on, wish.until_on)
        base = _base(session, wish.base)
        values = {name: getattr(wish, name) for name in ("kind", "text_zh", "text_en", "from_on", "until_on", "number")}
        row = Offer(edition_id=edition.id, base_id=base.id, **values)
        _add(session, edition, row, len(edition.offers), staff_id, now)


def drop_part(code: str, kind: str, row_id: int, *, by: Person, now: datetime) -> None:
    """Take away a block, party, venue or offer (`KINDS`).

    Refuses IN_USE for a block that has events, VENUE_NEEDED for a venue that has shifts, WRONG_STATE.
    """
    staff_id = by.id
    with write() as session:
        edition = lock_open(session, code)
        row = find_row(session, KINDS[kind], edition.id, row_id)
        if kind == "blocks" and is_block_used(session, row.id):
            raise RuleBroken(Refusal.IN_USE)
        if kind == "venues":
            _refuse_needed(session, row)
            _write_rooms(session, row, VenueWish())
        session.delete(row)
        session.flush()
        note(session, edition, f"festival.drop_{kind}", by=staff_id, now=now, row=row_id)


def add_events(
    code: str, slugs: Collection[str], block: str, speakers: Collection[str] = (), *, by: Person, now: datetime
) -> int:
    """Put events into the edition, or into another block of it; returns how many. Speakers are set where given.

    Refuses NO_SUCH_EVENT, WRONG_STATE.
    """
    staff_id = by.id
    with write() as session:
        edition = lock_open(session, code)
        ids = session.scalars(select(Event.id).where(Event.slug.in_(slugs), Event.state != EventState.CANCELLED)).all()
        if not ids or len(ids) < len(set(slugs)):
            raise RuleBroken(Refusal.NO_SUCH_EVENT)
        chosen = block_of(edition, block)
        for event_id in ids:
            put_event(session, edition, event_id, chosen.id if chosen else None, speakers, now)
        note(session, edition, "festival.events", by=staff_id, now=now, events=sorted(ids))
        return len(ids)


def put_event(
    session: Session, edition: Edition, event_id: int, block_id: int | None, speakers: Collection[str], now: datetime
) -> None:
    """Let an event belong to an edition that is held; part of the caller's unit of work."""
    row = session.get(EditionEvent, (edition.id, event_id))
    if row is None:
        row = EditionEvent(edition_id=edition.id, event_id=event_id, added_at=now)
        session.add(row)
    row.block_id = block_id
    if speakers:
        row.speakers = [*speakers]
    session.flush()


def drop_event(code: str, slug: str, *, by: Person, now: datetime) -> None:
    """The event belongs to the edition no more. Refuses NO_SUCH_EVENT, WRONG_STATE."""
    staff_id = by.id
    with write() as session:
        edition = lock_open(session, code)
        found = select(EditionEvent).join(EditionEvent.event)
        found = found.where(EditionEvent.edition_id == edition.id, Event.slug == slug)
        row = session.scalar(found) if slug.isprintable() else None
        if row is None:
            raise RuleBroken(Refusal.NO_SUCH_EVENT)
        session.delete(row)
        note(session, edition, "festival.drop_event", by=staff_id, now=now, event=row.event_id)


def _add(session: Session, edition: Edition, row: Any, count: int, by: int, now: datetime) -> None:
    if count >= MOST[type(row)]:
        raise RuleBroken(Refusal.TOO_MANY, most=MOST[type(row)])
    session.add(row)
    session.flush()
    note(session, edition, f"festival.{row.__tablename__}", by=by, now=now, row=row.id)


def _refuse_outside(edition: Edition, from_on: date, until_on: date) -> None:
    if not is_within(from_on, until_on, edition.from_on, edition.until_on):
        raise RuleBroken(Refusal.OUTSIDE, from_on=edition.from_on, until_on=edition.until_on)


def _base(session: Session, slug: str) -> ScienceBase:
    base = find_base(session, slug)
    if base is None:
        raise RuleBroken(Refusal.NO_SUCH_BASE)
    return base


def _plain(name: str) -> str:
    """Letters and digits of a name as a part of an address."""
    return "-".join(re.findall(r"[a-z0-9]+", name.lower()))[:40].strip("-") or "place"


def _free(stem: str, taken: Collection[str]) -> str:
    """The stem, or with a number where it is taken."""
    if stem not in taken:
        return stem
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{stem}-{number}") not in taken)
