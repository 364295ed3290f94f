"""The words of the sample season as values, read from data/demo."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple


class Pair(NamedTuple):
    """The same words in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Idea:
    """What an event can be about. `when` is a pattern of `dates.PATTERNS`; `seats` 0 is a drop-in; `price` is in fen.

    `again` is the title of its second event; `at` is the slug of the one venue that it fits, '' for any of its topic.
    """

    key: str
    topics: tuple[str, ...]
    kind: str
    audiences: tuple[str, ...]
    when: str
    minutes: int
    seats: int
    title: Pair
    again: Pair
    summary: Pair
    body: Pair
    bring: Pair
    ages: tuple[int, ...] = ()
    adult: bool = False
    names: bool = False
    outdoor: bool = False
    price: int = 0
    at: str = ""
    access: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Venue:
    """A sample base. What the source does not say is '' or None."""

    slug: str
    is_real: bool
    name: Pair
    kind: str
    town_code: str | None
    address: str
    lat: float | None
    lon: float | None
    topics: tuple[str, ...]
    capacity: int | None
    access: tuple[str, ...]
    summary: Pair


@dataclass(frozen=True, kw_only=True)
class Registration:
    """A venue that asked to become a base; `state` is draft, submitted or returned."""

    slug: str
    state: str
    name: Pair
    kind: str
    town: str
    summary: Pair
    corrections: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Phrases:
    """Sentences and names to choose from."""

    rooms: tuple[Pair, ...]
    outdoor_rooms: tuple[Pair, ...]
    rain_plans: tuple[Pair, ...]
    online: Pair
    price_note: Pair
    hours_unknown: Pair
    source_note: str
    cancel_reasons: tuple[str, ...]
    state_reasons: tuple[str, ...]
    return_notes: tuple[str, ...]
    withdraw_reasons: tuple[str, ...]
    surnames: tuple[str, ...]
    given_names: tuple[str, ...]
    child_names: tuple[str, ...]
    registrations: tuple[Registration, ...]


@dataclass(frozen=True)
class Texts:
    venues: tuple[Venue, ...]
    ideas: tuple[Idea, ...]
    phrases: Phrases


def read_texts(folder: Path) -> Texts:
    """Everything in data/demo."""
    ideas = [_idea(raw) for path in sorted((folder / "ideas").glob("*.toml")) for raw in _toml(path)["idea"]]
    return Texts(tuple(_venues(folder)), tuple(ideas), _phrases(_toml(folder / "phrases.toml")))


def _toml(path: Path) -> dict[str, Any]:
    with path.open("rb") as source:
        return tomllib.load(source)


def _idea(raw: dict[str, Any]) -> Idea:
    return Idea(**_values(raw, pairs=("title", "again", "summary", "body", "bring")))


def _phrases(raw: dict[str, Any]) -> Phrases:
    registrations = [Registration(**_values(item, pairs=("name", "summary"))) for item in raw.pop("registration")]
    lists = {name: tuple(Pair(*pair) for pair in raw.pop(name)) for name in ("rooms", "outdoor_rooms", "rain_plans")}
    values = _values(raw, pairs=("online", "price_note", "hours_unknown"))
    return Phrases(**(values | lists), registrations=tuple(registrations))


def _values(raw: dict[str, Any], *, pairs: tuple[str, ...]) -> dict[str, Any]:
    """A table's values with lists frozen, and the named ones as pairs."""
    return {name: Pair(*value) if name in pairs else _frozen(value) for name, value in raw.items()}


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _venues(folder: Path) -> list[Venue]:
    words = {row["slug"]: Pair(row["summary_zh"], row["summary_en"]) for row in _csv(folder / "base_texts.csv")}
    return [_venue(row, words[row["slug"]]) for row in _csv(folder / "bases.csv")]


def _venue(row: dict[str, str], summary: Pair) -> Venue:
    return Venue(
        slug=row["slug"],
        is_real=row["is_real"] == "yes",
        name=Pair(row["name_zh"], row["name_en"]),
        kind=row["kind"],
        town_code=row["town_code"] or None,
        address=row["address"],
        lat=float(row["lat"]) if row["lat"] else None,
        lon=float(row["lon"]) if row["lon"] else None,
        topics=_words(row["topics"]),
        capacity=int(row["capacity"]) if row["capacity"] else None,
        access=_words(row["access"]),
        summary=summary,
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.split(";") if word)


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))
