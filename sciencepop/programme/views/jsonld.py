"""An event in the words of schema.org, one Event a session, for search engines and assistants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app

from sciencepop.core import clock
from sciencepop.core.i18n import language, tr
from sciencepop.core.reference import get_reference
from sciencepop.programme.hooks import Seats
from sciencepop.programme.models import BookingMode, Event, Occurrence, OccurrenceState
from sciencepop.programme.rules.search import OLDEST
from sciencepop.programme.views.wording import PageLinks, art_url, named

SCHEMA = "https://schema.org"
ONLINE_KINDS = frozenset({"livestream"})


def describe_sessions(
    event: Event, rows: Sequence[Occurrence], seats: Mapping[int, Seats], links: PageLinks
) -> dict[str, Any] | None:
    """A JSON-LD graph of these sessions; None when there are none."""
    if not rows:
        return None
    common = _common(event, links)
    graph = [common | _session(event, row, seats.get(row.id), links) for row in rows]
    return {"@context": SCHEMA, "@graph": graph}


def _common(event: Event, links: PageLinks) -> dict[str, Any]:
    public_url = current_app.extensions["config"].public_url
    base_path = "/en/bases/" if language() == "en" else "/bases/"
    facts: dict[str, Any] = {
        "@type": "Event",
        "name": tr(event, "title"),
        "description": tr(event, "summary") or tr(event, "title"),
        "image": public_url + art_url(list(event.topics), event.id),
        "isAccessibleForFree": event.price_cents == 0,
        "inLanguage": ["zh-Hans", "en"] if "english" in event.access else "zh-Hans",
        "organizer": {
            "@type": "Organization",
            "name": tr(event.base, "name"),
            "url": f"{public_url}{base_path}{event.base.slug}",
        },
    }
    audience = _audience(event)
    if audience:
        facts["audience"] = audience
    if event.age_min is not None or event.age_max is not None:
        facts["typicalAgeRange"] = f"{event.age_min or 0}-{'' if event.age_max is None else event.age_max}"
    return facts


def _audience(event: Event) -> list[dict[str, Any]]:
    ages: dict[str, Any] = {}
    if event.age_min is not None:
        ages["suggestedMinAge"] = event.age_min
    if event.age_max is not None and event.age_max < OLDEST:
        ages["suggestedMaxAge"] = event.age_max
    names = [name for name in (named(slug, "audiences") for slug in event.audiences) if name]
    return [{"@type": "PeopleAudience", "audienceType": name} | ages for name in names]


def _session(event: Event, row: Occurrence, seats: Seats | None, links: PageLinks) -> dict[str, Any]:
    is_on = row.state is OccurrenceState.SCHEDULED
    page = f"{links.canonical}?at={row.id}"
    online = event.kind in ONLINE_KINDS
    facts: dict[str, Any] = {
        "@id": page,
        "url": page,
        "startDate": clock.local(row.starts_at).isoformat(),
        "endDate": clock.local(row.ends_at).isoformat(),
        "eventStatus": f"{SCHEMA}/{_status(row, is_on=is_on)}",
        "eventAttendanceMode": f"{SCHEMA}/{'Online' if online else 'Offline'}EventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": page} if online else _place(event, row),
    }
    if is_on and row.moved_from is not None:
        facts["previousStartDate"] = clock.local(row.moved_from).isoformat()
    if seats is not None:
        facts["maximumAttendeeCapacity"] = seats.size
        facts["remainingAttendeeCapacity"] = max(seats.free, 0)
    if is_on:
        facts["offers"] = _offer(event, row, seats, page)
    return facts


def _status(row: Occurrence, *, is_on: bool) -> str:
    if not is_on:
        return "EventCancelled"
    return "EventRescheduled" if row.moved_from is not None else "EventScheduled"


def _offer(event: Event, row: Occurrence, seats: Seats | None, page: str) -> dict[str, Any]:
    price = f"{event.price_cents // 100}.{event.price_cents % 100:02d}"
    offer: dict[str, Any] = {"@type": "Offer", "price": price, "priceCurrency": "CNY", "url": page}
    if event.booking_mode is BookingMode.SEATS:
        is_full = row.is_full if seats is None else seats.free < 1
        offer["availability"] = f"{SCHEMA}/{'SoldOut' if is_full else 'InStock'}"
        offer["validFrom"] = clock.local(row.booking_opens_at).isoformat()
        offer["validThrough"] = clock.local(row.closes_at).isoformat()
    return offer


def _place(event: Event, row: Occurrence) -> dict[str, Any]:
    elsewhere = bool(row.place_zh)
    base, district = event.base, get_reference().district
    street = row.address_zh if elsewhere else tr(base, "address")
    lat, lon = (row.lat, row.lon) if elsewhere else (base.lat, base.lon)
    address = {
        "@type": "PostalAddress",
        "streetAddress": street,
        "addressLocality": named(row.town_code or (None if elsewhere else base.town_code), "towns"),
        "addressRegion": tr(district, "name"),
        "addressCountry": "CN",
    }
    place: dict[str, Any] = {
        "@type": "Place",
        "name": tr(row, "place") if elsewhere else tr(base, "name"),
        "address": {key: value for key, value in address.items() if value},
    }
    if lat is not None and lon is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": lat, "longitude": lon}
    return place
