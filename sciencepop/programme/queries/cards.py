"""The rows of a list: everything that a card shows, for a handful of occurrences, in three queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bases.models import ScienceBase
from sciencepop.programme.models import BookingMode, Event, EventAudience, EventTopic, Occurrence
from sciencepop.programme.queries.visible import closes_at, occurrence_is_on, visible_occurrences
from sciencepop.programme.rules.slots import Slot, slot_of


@dataclass
class Card:
    """One occurrence with what its event and base say; the place is already the right one of the two."""

    id: int
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime
    is_on: bool
    is_full: bool
    event_id: int
    slug: str
    title_zh: str
    title_en: str
    kind: str
    age_min: int | None
    age_max: int | None
    price_cents: int
    is_drop_in: bool
    is_sample: bool
    access: list[str]
    place_zh: str
    place_en: str
    town_code: str | None
    topics: list[str] = field(default_factory=list)
    audiences: list[str] = field(default_factory=list)

    def slot(self, now: datetime, free: int | None = None) -> Slot:
        """What it offers; `free` seats, where they are known, are newer than `is_full`."""
        return slot_of(
            is_on=self.is_on,
            is_drop_in=self.is_drop_in,
            is_full=self.is_full if free is None else free < 1,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            now=now,
        )


def list_cards(session: Session, ids: Collection[int]) -> dict[int, Card]:
    """Cards by occurrence id; what is not visible (any more) is left out. Ask for a page, not for all."""
    if not ids:
        return {}
    rows = session.execute(
        visible_occurrences(
            Occurrence.id,
            Occurrence.starts_at,
            Occurrence.ends_at,
            Occurrence.booking_opens_at,
            closes_at(),
            occurrence_is_on(),
            Occurrence.is_full,
            Event.id,
            Event.slug,
            Event.title_zh,
            Event.title_en,
            Event.kind,
            Event.age_min,
            Event.age_max,
            Event.price_cents,
            Event.booking_mode,
            Event.is_sample,
            Event.access,
            Occurrence.place_zh,
            Occurrence.place_en,
            Occurrence.town_code,
            ScienceBase.name_zh,
            ScienceBase.name_en,
            ScienceBase.town_code,
        ).where(Occurrence.id.in_(ids))
    )
    cards: dict[int, Card] = {}
    for *facts, mode, is_sample, access, place_zh, place_en, town, base_zh, base_en, base_town in rows:
        place = (place_zh, place_en, town) if place_zh else (base_zh, base_en, town or base_town)
        values: list[Any] = [*facts, mode is BookingMode.DROP_IN, is_sample, access or [], *place]
        card = Card(*values)
        cards[card.id] = card
    _label(session, cards.values())
    return cards


def _label(session: Session, cards: Iterable[Card]) -> None:
    by_event = defaultdict(list)
    for card in cards:
        by_event[card.event_id].append(card)
    for model, name in ((EventTopic, "topics"), (EventAudience, "audiences")):
        labels = select(model.event_id, model.slug).where(model.event_id.in_(by_event)).order_by(model.slug)
        for event_id, slug in session.execute(labels):
            for card in by_event[event_id]:
                getattr(card, name).append(slug)
