"""Editions with what belongs to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload
from werkzeug.exceptions import NotFound

from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.festival.models import Block, Edition, EditionEvent, EditionState, Offer, Venue
from sciencepop.festival.rules.editions import state_on
from sciencepop.programme.models import Event

MOST = 60
MOST_EVENTS = 2_000
CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
LARGEST_ID = 2**63 - 1
TOLD_BEFORE = timedelta(days=60)


def find_edition(session: Session, code: str) -> Edition | None:
    """An edition in any state with its blocks, people, venues and offers, as they are now."""
    if not CODE.fullmatch(code):
        return None
    return session.scalars(_whole().where(Edition.code == code)).one_or_none()


def get_edition(session: Session, code: str) -> Edition:
    """As above; NotFound where there is none. Who may see a draft is the caller's question."""
    found = find_edition(session, code)
    if found is None:
        raise NotFound
    return found


def get_shown(session: Session, code: str) -> Edition:
    """An edition that the public sees; NotFound for a draft."""
    found = get_edition(session, code)
    if found.state is EditionState.DRAFT:
        raise NotFound
    return found


def lock_edition(session: Session, code: str) -> Edition:
    """The edition, held, so that changes of it follow one another. NotFound where there is none."""
    if not CODE.fullmatch(code):
        raise NotFound
    held = session.scalar(select(Edition.id).where(Edition.code == code).with_for_update())
    if held is None:
        raise NotFound
    found: Edition = session.scalars(_whole().where(Edition.id == held)).one()
    return found


def _whole() -> Select[Any]:
    parts = (Edition.blocks, Edition.parties, Edition.venues, Edition.offers)
    return select(Edition).options(*(selectinload(part) for part in parts)).execution_options(populate_existing=True)


def list_editions(session: Session, *, with_drafts: bool = False) -> Sequence[Edition]:
    """Editions, the latest first."""
    found = select(Edition).order_by(Edition.from_on.desc(), Edition.id.desc()).limit(MOST)
    return session.scalars(found if with_drafts else found.where(Edition.state != EditionState.DRAFT)).all()


def list_due(session: Session, today: date) -> Sequence[Edition]:
    """Announced editions whose first day has come."""
    found = select(Edition).where(Edition.state == EditionState.ANNOUNCED, Edition.from_on <= today)
    return [one for one in session.scalars(found) if state_on(one.state, one.from_on, today) is not one.state]


def list_events(session: Session, edition_id: int) -> Sequence[EditionEvent]:
    """The events of an edition with block and base, by base and title."""
    found = (
        select(EditionEvent)
        .join(EditionEvent.event)
        .join(Event.base)
        .where(EditionEvent.edition_id == edition_id)
        .options(joinedload(EditionEvent.event).joinedload(Event.base), joinedload(EditionEvent.block))
        .order_by(ScienceBase.name_zh, Event.title_zh, Event.id)
        .limit(MOST_EVENTS)
    )
    return session.scalars(found).all()


def find_row(session: Session, model: Any, edition_id: int, row_id: int) -> Any:
    """A block, party, venue or offer of this edition by its number; NotFound for another's."""
    if not 0 < row_id <= LARGEST_ID:
        raise NotFound
    row = session.get(model, row_id, populate_existing=True)
    if row is None or row.edition_id != edition_id:
        raise NotFound
    return row


def list_bases(session: Session) -> Sequence[ScienceBase]:
    """Public bases to choose from, by name."""
    found = select(ScienceBase).where(ScienceBase.state == BaseState.PUBLIC).order_by(ScienceBase.name_zh)
    return session.scalars(found.limit(500)).all()


def find_base(session: Session, slug: str) -> ScienceBase | None:
    """A public base by its slug."""
    found = select(ScienceBase).where(ScienceBase.slug == slug, ScienceBase.state == BaseState.PUBLIC)
    return session.scalars(found).one_or_none()


def is_block_used(session: Session, block_id: int) -> bool:
    """Whether an event is in it."""
    return session.scalar(select(EditionEvent.event_id).where(EditionEvent.block_id == block_id).limit(1)) is not None


def list_editions_of(session: Session, event_id: int) -> Sequence[Edition]:
    """The shown editions that an event belongs to."""
    found = select(Edition).join(EditionEvent, EditionEvent.edition_id == Edition.id)
    found = found.where(EditionEvent.event_id == event_id, Edition.state != EditionState.DRAFT)
    return session.scalars(found.order_by(Edition.from_on.desc()).limit(MOST)).all()


def list_offers_at(session: Session, base_id: int, today: date) -> Sequence[Offer]:
    """What a base gives in shown editions, today or later."""
    found = select(Offer).join(Offer.edition).options(joinedload(Offer.edition))
    found = found.where(Offer.base_id == base_id, Offer.until_on >= today, Edition.state != EditionState.DRAFT)
    return session.scalars(found.order_by(Offer.from_on, Offer.id).limit(MOST)).all()


def find_next(session: Session, today: date) -> Edition | None:
    """The shown edition that is on, or the next to begin within TOLD_BEFORE."""
    found = select(Edition).where(
        Edition.state.in_((EditionState.ANNOUNCED, EditionState.RUNNING)),
        Edition.until_on >= today,
        Edition.from_on <= today + TOLD_BEFORE,
    )
    return session.scalar(found.order_by(Edition.from_on, Edition.id).limit(1))


def block_of(edition: Edition, slug: str) -> Block | None:
    return next((block for block in edition.blocks if block.slug == slug), None)


def venue_of(edition: Edition, slug: str) -> Venue | None:
    return next((venue for venue in edition.venues if venue.slug == slug), None)
