"""What an event says, as one value: what people edit, compare and review."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from typing import Any

from sciencepop.programme.models import BookingMode, Event, WaitingPolicy

LISTS = ("audiences", "topics")
BOOKING_RULES = frozenset(
    {
        "booking_mode",
        "booking_opens_days",
        "booking_closes_minutes",
        "seats",
        "seats_per_booking",
        "minors_per_booking",
        "names_needed",
        "waiting_policy",
    }
)
"""Fields that are no words of science: changing them alone asks for no new review."""


@dataclass(frozen=True, kw_only=True)
class EventInput:
    """Everything that a manager may write about an event; units as in `models.Event`."""

    kind: str
    title_zh: str
    title_en: str = ""
    summary_zh: str = ""
    summary_en: str = ""
    body_zh: str = ""
    body_en: str = ""
    audiences: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    age_min: int | None = None
    age_max: int | None = None
    adult_needed: bool = False
    price_cents: int = 0
    price_note_zh: str = ""
    price_note_en: str = ""
    rain_plan_zh: str = ""
    rain_plan_en: str = ""
    bring_zh: str = ""
    bring_en: str = ""
    source_note: str = ""
    booking_mode: BookingMode = BookingMode.SEATS
    booking_opens_days: int = 60
    booking_closes_minutes: int = 60
    seats: int | None = None
    seats_per_booking: int = 5
    minors_per_booking: int = 3
    names_needed: bool = False
    waiting_policy: WaitingPolicy = WaitingPolicy.FILL


FIELDS = tuple(field.name for field in fields(EventInput))


def content_of(event: Event) -> EventInput:
    """What the event says now."""
    values: dict[str, Any] = {name: getattr(event, name) for name in FIELDS}
    for name in (*LISTS, "access"):
        values[name] = tuple(sorted(values[name]))
    return EventInput(**values)


def digest(event: Event) -> str:
    """A short name of what the event says, to notice that it changed while somebody read it."""
    content = content_of(event)
    plain = json.dumps([getattr(content, name) for name in FIELDS], ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def write_content(event: Event, given: EventInput) -> dict[str, Any]:
    """Put it into the row; returns the earlier values of the fields that changed, as plain JSON values."""
    present, before = content_of(event), {}
    for name in FIELDS:
        old, new = getattr(present, name), getattr(given, name)
        if name in (*LISTS, "access"):
            new = tuple(sorted(set(new)))
        if old == new:
            continue
        before[name] = list(old) if isinstance(old, tuple) else old
        if name in LISTS:
            _write_list(getattr(event, name), new)
        else:
            setattr(event, name, list(new) if name == "access" else new)
    return before


def _write_list(rows: Any, wanted: tuple[str, ...]) -> None:
    for slug in set(rows) - set(wanted):
        rows.remove(slug)
    for slug in wanted:
        if slug not in rows:
            rows.append(slug)
