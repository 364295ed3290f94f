"""A visitor's question as a value: read politely from a query string, written back in one canonical order.

Between facets AND holds, within one OR. What is not understood is left out; nothing here ever refuses.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sciencepop.programme.rules.days import PARTS, PRESETS, read_day

ANY_ACCESS = "any"
NEAR_KM = 5
FARTHEST_KM = 50
OLDEST = 120
MOST_PARAMETERS = 60
_POINT = re.compile(r"(-?\d{1,2}(?:\.\d{1,8})?),(-?\d{1,3}(?:\.\d{1,8})?)")

Arguments = Mapping[str, Sequence[str]]
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Vocabulary:
    """What may be asked for, in the order in which it is shown. `towns` gives each town's (lat, lon)."""

    towns: Mapping[str, tuple[float, float]]
    topics: Collection[str]
    audiences: Collection[str]
    kinds: Collection[str]
    access: Collection[str]
    days: Collection[str] = ()


@dataclass(frozen=True)
class Near:
    """Within `km` kilometres of a WGS-84 point. `text` is what stands in the address: a town's code or lat,lon."""

    text: str
    lat: float
    lon: float
    km: int = NEAR_KM


@dataclass(frozen=True)
class Search:
    """`when` is a preset, or `first` and `last` are days, both included; either end may be open.

    `days` are labels of the calendar: public holidays, school holidays, a solar term.
    """

    when: str = ""
    first: date | None = None
    last: date | None = None
    parts: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    near: Near | None = None
    audiences: tuple[str, ...] = ()
    age: int | None = None
    topics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    free: bool = False
    seats: bool = False
    access: tuple[str, ...] = ()
    days: tuple[str, ...] = ()

    def pairs(self) -> Pairs:
        """The query string's parts in canonical order, so that one question has one address."""
        pairs = _date_pairs(self)
        pairs += [("day", slug) for slug in self.days]
        pairs += [("part", part) for part in self.parts] + [("town", town) for town in self.towns]
        if self.near:
            pairs.append(("near", self.near.text))
            if self.near.km != NEAR_KM:
                pairs.append(("km", str(self.near.km)))
        pairs += [("audience", slug) for slug in self.audiences]
        if self.age is not None:
            pairs.append(("age", str(self.age)))
        pairs += [("topic", slug) for slug in self.topics] + [("kind", slug) for slug in self.kinds]
        pairs += [("free", "1")] * self.free + [("seats", "1")] * self.seats
        return pairs + [("access", slug) for slug in self.access]

    def without(self, name: str, value: str) -> Search:
        """The same question less one part, as `pairs` names it."""
        if name in ("when", "date", "from", "to"):
            return self.undated()
        if name in MANY:
            left: dict[str, Any] = {MANY[name]: tuple(v for v in getattr(self, MANY[name]) if v != value)}
            return replace(self, **left)
        empty: dict[str, Any] = {"near": None, "age": None, "free": False, "seats": False}
        return replace(self, **{name: empty[name]}) if name in empty else self

    def undated(self) -> Search:
        return replace(self, when="", first=None, last=None)

    def on(self, day: date) -> Search:
        """The same question for one day."""
        return replace(self, when="", first=day, last=day)

    def during(self, preset: str) -> Search:
        """The same question for a preset."""
        return replace(self, when=preset, first=None, last=None)


MANY = {
    "day": "days",
    "part": "parts",
    "town": "towns",
    "audience": "audiences",
    "topic": "topics",
    "kind": "kinds",
    "access": "access",
}


def read_search(arguments: Arguments, known: Vocabulary) -> Search:
    """Read a query string. Unknown names, values and nonsense are ignored; the order of values does not matter."""
    when, first, last = _read_dates(arguments)
    return Search(
        when=when,
        first=first,
        last=last,
        days=_some(arguments, "day", known.days),
        parts=_some(arguments, "part", PARTS),
        towns=_some(arguments, "town", known.towns),
        near=_read_near(_one(arguments, "near"), _one(arguments, "km"), known),
        audiences=_some(arguments, "audience", known.audiences),
        age=_number(_one(arguments, "age"), 0, OLDEST),
        topics=_some(arguments, "topic", known.topics),
        kinds=_some(arguments, "kind", known.kinds),
        free=_one(arguments, "free") == "1",
        seats=_one(arguments, "seats") == "1",
        access=_some(arguments, "access", (ANY_ACCESS, *known.access)),
    )


def _one(arguments: Arguments, name: str) -> str:
    values = arguments.get(name) or ("",)
    return values[0].strip()


def _some(arguments: Arguments, name: str, allowed: Iterable[str]) -> tuple[str, ...]:
    asked = set(list(arguments.get(name) or ())[:MOST_PARAMETERS])
    return tuple(value for value in allowed if value in asked)


def _number(text: str, lowest: int, highest: int) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        return None
    return int(text) if lowest <= int(text) <= highest else None


def _read_dates(arguments: Arguments) -> tuple[str, date | None, date | None]:
    """A preset goes before a day, because a form sends both when only the preset was changed."""
    when = _one(arguments, "when")
    if when in PRESETS:
        return when, None, None
    day = read_day(_one(arguments, "date"))
    if day:
        return "", day, day
    first, last = read_day(_one(arguments, "from")), read_day(_one(arguments, "to"))
    if first and last and last < first:
        first, last = last, first
    return "", first, last


def _date_pairs(search: Search) -> Pairs:
    if search.when:
        return [("when", search.when)]
    if search.first and search.first == search.last:
        return [("date", search.first.isoformat())]
    ends = (("from", search.first), ("to", search.last))
    return [(name, day.isoformat()) for name, day in ends if day]


def _read_near(text: str, km: str, known: Vocabulary) -> Near | None:
    """A town, or a point rounded to about 100 m: closer than that, an address would tell where somebody stands."""
    reach = _number(km, 1, FARTHEST_KM) or NEAR_KM
    if text in known.towns:
        lat, lon = known.towns[text]
        return Near(text, lat, lon, reach)
    match = _POINT.fullmatch(text) if text.isascii() else None
    if not match:
        return None
    lat, lon = round(float(match[1]), 3) + 0.0, round(float(match[2]), 3) + 0.0
    if abs(lat) > 90 or abs(lon) > 180:
        return None
    return Near(f"{lat:g},{lon:g}", lat, lon, reach)
