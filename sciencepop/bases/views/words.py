"""What several pages of bases say alike: opening times, their own addresses, the structured data of a place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app, request
from flask_babel import gettext as _

from sciencepop.bases.models import ScienceBase
from sciencepop.bases.rules.hours import Opening
from sciencepop.core import clock
from sciencepop.core.i18n import day, tr
from sciencepop.core.reference import get_reference

SCHEMA_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def opening_words(opening: Opening) -> str:
    """现在开放，17:00 关门 · 现在未开放，明天 09:00 开门 · '' when no hours are known."""
    if opening.is_open and opening.closes_at:
        return str(_("现在开放，%(time)s 关门", time=f"{opening.closes_at:%H:%M}"))
    if opening.opens_at is None:
        return ""
    today, time = clock.today(), f"{opening.opens_at:%H:%M}"
    if opening.opens_at.date() == today:
        return str(_("现在未开放，今天 %(time)s 开门", time=time))
    if opening.opens_at.date() == today + timedelta(days=1):
        return str(_("现在未开放，明天 %(time)s 开门", time=time))
    return str(_("现在未开放，%(day)s %(time)s 开门", day=day(opening.opens_at.date()), time=time))


def addresses() -> dict[str, str]:
    """This page's permanent addresses: `here`, and one a language for hreflang. Without the query."""
    site = current_app.extensions["config"].public_url
    return {
        "here": site + request.script_root + request.path,
        "zh": site + request.path,
        "en": f"{site}/en{request.path}",
    }


def place_data(base: ScienceBase, here: str) -> dict[str, Any]:
    """The base as schema.org tells it: a Museum where it is one, a Place otherwise."""
    district = get_reference().district
    town = get_reference().towns.get(base.town_code or "")
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Museum" if base.kind == "museum" else "Place",
        "name": tr(base, "name"),
        "url": here,
        "description": tr(base, "summary"),
        "telephone": base.contact_phone,
        "sameAs": base.website,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": tr(base, "address"),
            "addressLocality": " ".join(filter(None, [tr(town, "name") if town else "", tr(district, "name")])),
            "addressRegion": _("上海市"),
            "addressCountry": "CN",
        },
        "openingHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": f"https://schema.org/{SCHEMA_DAYS[row.weekday]}",
                "opens": f"{row.opens:%H:%M}",
                "closes": f"{row.closes:%H:%M}",
            }
            for row in base.hours
        ],
    }
    if base.lat is not None:
        found["geo"] = {"@type": "GeoCoordinates", "latitude": base.lat, "longitude": base.lon}
    if base.capacity:
        found["maximumAttendeeCapacity"] = base.capacity
    found["amenityFeature"] = [
        {"@type": "LocationFeatureSpecification", "name": tr(thing, "name"), "value": True}
        for slug in base.access
        if (thing := get_reference().access.get(slug))
    ]
    return {name: value for name, value in found.items() if value not in ("", [], None)}
