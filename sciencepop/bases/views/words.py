"""What several pages of bases say alike: opening times, their own addresses, the structured data of a place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import current_app, request, url_for
from flask_babel import gettext as _

from sciencepop.bases.models import BasePhoto, ScienceBase
from sciencepop.bases.rules.access import Access, Told
from sciencepop.bases.rules.counting import phases, special_days
from sciencepop.bases.rules.hours import MINUTES_A_DAY
from sciencepop.bases.rules.opening import Hours, Interval, Opening
from sciencepop.bases.rules.photos import LICENCES
from sciencepop.bases.services.access import access_of
from sciencepop.core import clock
from sciencepop.core.i18n import day, tr
from sciencepop.core.reference import get_reference

LAST_MINUTES = 60
DAYS_DESCRIBED = 90
SCHEMA_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def opening_words(opening: Opening) -> str:
    """现在开放，17:00 关门 · 现在未开放，明天 09:00 开门 · '' when no hours are known."""
    if opening.is_open:
        return _open_words(opening)
    if opening.opens_at is None:
        return ""
    today, time = clock.today(), f"{opening.opens_at:%H:%M}"
    if opening.opens_at.date() == today:
        return str(_("现在未开放，今天 %(time)s 开门", time=time))
    if opening.opens_at.date() == today + timedelta(days=1):
        return str(_("现在未开放，明天 %(time)s 开门", time=time))
    return str(_("现在未开放，%(day)s %(time)s 开门", day=day(opening.opens_at.date()), time=time))


def _open_words(opening: Opening) -> str:
    if opening.closes_at is None:
        return str(_("现在开放，全天不关门"))
    left = (opening.closes_at - clock.local(clock.now())).total_seconds() // 60
    if left < LAST_MINUTES:
        return str(_("现在开放，还有 %(count)d 分钟关门", count=left))
    if opening.last_entry_at:
        return str(
            _(
                "现在开放，%(entry)s 停止入场，%(time)s 关门",
                entry=f"{opening.last_entry_at:%H:%M}",
                time=f"{opening.closes_at:%H:%M}",
            )
        )
    return str(_("现在开放，%(time)s 关门", time=f"{opening.closes_at:%H:%M}"))


def addresses() -> dict[str, str]:
    """This page's permanent addresses: `here`, and one a language for hreflang. Without the query."""
    site = current_app.extensions["config"].public_url
    return {
        "here": site + request.script_root + request.path,
        "zh": site + request.path,
        "en": f"{site}/en{request.path}",
    }


def describe_hours(hours: Hours, today: date) -> dict[str, Any]:
    """The patterns of the next DAYS_DESCRIBED days, and the days that differ, as schema.org tells opening hours.

    A closed day opens and closes at 00:00, which is how schema.org says so.
    """
    last = today + timedelta(days=DAYS_DESCRIBED - 1)
    patterns = list(phases(hours, today, last))
    usual: list[dict[str, Any]] = []
    for first, until, _rule in patterns:
        span = {} if len(patterns) == 1 else {"validFrom": first.isoformat(), "validThrough": until.isoformat()}
        for later in range(min(7, (until - first).days + 1)):
            on = first + timedelta(days=later)
            weekday = {"dayOfWeek": f"https://schema.org/{SCHEMA_DAYS[on.weekday()]}"}
            usual += [_specification(one, weekday | span) for one in hours.usual(on)]
    special: list[dict[str, Any]] = []
    for first, until, found in special_days(hours, today, last):
        span = {"validFrom": first.isoformat(), "validThrough": until.isoformat()}
        special += [_specification(one, span) for one in found.intervals or (Interval(0, 0),)]
    return {"openingHoursSpecification": usual, "specialOpeningHoursSpecification": special}


def _specification(interval: Interval, days: dict[str, str]) -> dict[str, Any]:
    opens, closes = (f"{at // 60 % 24:02d}:{at % 60:02d}" for at in interval)
    if interval.closes - interval.opens >= MINUTES_A_DAY:
        closes = "23:59"
    return {"@type": "OpeningHoursSpecification", **days, "opens": opens, "closes": closes}


def picture_data(photo: BasePhoto) -> dict[str, Any]:
    """A photograph as schema.org tells it, with who took it, and the licence where there is one."""
    site = current_app.extensions["config"].public_url
    found: dict[str, Any] = {
        "@type": "ImageObject",
        "contentUrl": site + photo_address(photo, "large"),
        "thumbnailUrl": site + photo_address(photo, "small"),
        "width": photo.width,
        "height": photo.height,
        "caption": tr(photo, "caption") or tr(photo, "alt"),
        "creditText": photo.author,
    }
    return found | ({"license": LICENCES[photo.rights]} if photo.rights in LICENCES else {})


def amenity_data(name: str, told: Told) -> dict[str, Any]:
    """Something that is there or not, as schema.org tells it, with what is to be known of it."""
    found = {"@type": "LocationFeatureSpecification", "name": name, "value": told.access is Access.THERE}
    return found | ({"description": note} if (note := tr(told, "note")) else {})


def photo_address(photo: BasePhoto, size: str) -> str:
    """Where a photograph is fetched; the same in every language."""
    return url_for("bases.photo", slug=photo.base.slug, id=photo.id, size=size).removeprefix(request.script_root)


def place_data(base: ScienceBase, hours: Hours, here: str, photos: Sequence[BasePhoto] = ()) -> dict[str, Any]:
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
    }
    found |= describe_hours(hours, clock.today())
    if base.lat is not None:
        found["geo"] = {"@type": "GeoCoordinates", "latitude": base.lat, "longitude": base.lon}
    if base.capacity:
        found["maximumAttendeeCapacity"] = base.capacity
    found["amenityFeature"] = [
        amenity_data(tr(thing, "name"), told)
        for slug, told in access_of(base).items()
        if (thing := get_reference().access.get(slug))
    ]
    found["alternateName"] = [one.name_zh for one in base.former_names if one.name_zh != base.name_zh]
    found["image"] = [picture_data(one) for one in photos]
    found["keywords"] = [tr(topic, "name") for slug in base.topics if (topic := get_reference().topics.get(slug))]
    return {name: value for name, value in found.items() if value not in ("", [], None)}
