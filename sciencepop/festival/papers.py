"""Printed programmes: a folded A4 sheet, an A1 poster, and posters in large type for each town and each community.

They are made of the latest release, by the worker, and say the day on which it was cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from sciencepop.accounts.queries.organisations import find_community
from sciencepop.core import clock, documents
from sciencepop.core.documents import Paper
from sciencepop.core.i18n import in_language, tr
from sciencepop.core.reference import get_reference
from sciencepop.festival.models import Edition, Release
from sciencepop.festival.queries.editions import find_edition
from sciencepop.festival.queries.releases import find_latest, standing_items
from sciencepop.festival.rules.items import Item
from sciencepop.festival.vocabulary import vocabulary
from sciencepop.festival.words import ROLES, days_words, where_of

LANGS = ("zh", "en")
FOLD, POSTER, TOWN = "fold", "poster", "town"
COMMUNITY = "community-"
SHAPES = (FOLD, POSTER)
MOST_IN_TOWN = 14
"""So many events at most stand on a poster that is read from two metres; the paper shows as many as fit."""


@dataclass(frozen=True)
class Place:
    """Where a poster in large type hangs, and of which town it tells."""

    name: str
    town_code: str
    is_community: bool = False


def code_of_town(edition_code: str, town_code: str) -> str:
    return f"{edition_code}/{town_code}"


def code_of_community(edition_code: str, organisation_id: int) -> str:
    return f"{edition_code}/{COMMUNITY}{organisation_id}"


def find_place(session: Session, code: str) -> Place | None:
    """A town by its code, or a community whose organisation the district knows to be real."""
    if town := get_reference().towns.get(code):
        return Place(tr(town, "name"), town.code)
    number = code.removeprefix(COMMUNITY)
    known = number != code and number.isdecimal() and find_community(session, int(number))
    return Place(known.name, known.town_code or "", is_community=True) if known else None


def kind_of(shape: str, lang: str) -> str:
    """The kind of document: a shape in a language."""
    return f"festival_{shape}_{lang}"


def register() -> None:
    """Say how the papers are read."""
    for lang in LANGS:
        for shape in (*SHAPES, TOWN):
            documents.register(kind_of(shape, lang), partial(read_paper, shape, lang))


def want_papers(session: Session, edition: Edition, now: datetime) -> None:
    """Owe the printed programme anew, in each shape and language; posters of places are asked for."""
    for lang in LANGS:
        for shape in SHAPES:
            documents.want(session, kind_of(shape, lang), edition.code, now=now)


def read_paper(shape: str, lang: str, session: Session, code: str) -> Paper | None:
    """The facts of a paper; `code` is the edition's, for a poster of a place as `code_of_town`, `code_of_community`."""
    edition_code, _slash, place = code.partition("/")
    edition = find_edition(session, edition_code)
    release = find_latest(session, edition.id) if edition else None
    if edition is None or release is None:
        return None
    with in_language(lang):
        items = [item for item in standing_items(session, release) if item.is_on]
        link = _link(edition, lang)
        if shape == TOWN:
            found = find_place(session, place)
            if found is None:
                return None
            return Paper("festival_town", _place_facts(edition, release, items, found, lang), release.cut_at, link)
        return Paper(f"festival_{shape}", _facts(edition, release, items, lang), release.cut_at, link)


def _link(edition: Edition, lang: str) -> str:
    site = current_app.extensions["config"].public_url + ("/en" if lang == "en" else "")
    return f"{site}/festival/{edition.code}/programme"


def _facts(edition: Edition, release: Release, items: Sequence[Item], lang: str) -> dict[str, Any]:
    days: dict[str, list[dict[str, str]]] = {}
    for item in items:
        days.setdefault(_day_of(item), []).append(_line(item))
    return _head(edition, release, lang) | {
        "days": [{"name": name, "items": rows} for name, rows in days.items()],
        "parties": [
            {"role": str(ROLES[role]), "names": [tr(party, "name") for party in edition.parties if party.role is role]}
            for role in ROLES
            if any(party.role is role for party in edition.parties)
        ],
    }


def _place_facts(edition: Edition, release: Release, items: Sequence[Item], place: Place, lang: str) -> dict[str, Any]:
    """What takes place in the town: each event once with its first session, the soonest first."""
    here: dict[int, list[Item]] = {}
    for item in items:
        if item.town_code == place.town_code:
            here.setdefault(item.event_id, []).append(item)
    shown = list(here.values())[:MOST_IN_TOWN]
    return _head(edition, release, lang) | {
        "place": place.name,
        "is_community": place.is_community,
        "items": [_line(own[0]) | {"day": _day_of(own[0]), "others": len(own) - 1} for own in shown],
        "more": len(here) - len(shown),
        "phone": get_reference().district.phone,
    }


def _head(edition: Edition, release: Release, lang: str) -> dict[str, Any]:
    themes = vocabulary().themes
    return {
        "lang": lang,
        "name": tr(edition, "name"),
        "motto": tr(edition, "motto"),
        "dates": days_words(edition.from_on, edition.until_on),
        "themes": [tr(themes[slug], "name") for slug in edition.themes if slug in themes],
        "number": release.number,
        "cut_on": f"{clock.local(release.cut_at):%Y-%m-%d}",
        "is_sample": edition.is_sample,
        "site": tr(get_reference().district, "product"),
        "address": current_app.extensions["config"].public_url.partition("://")[2],
    }


def _day_of(item: Item) -> str:
    day = clock.local(item.starts_at).date()
    return days_words(day, day)


def _line(item: Item) -> dict[str, str]:
    starts, ends = clock.local(item.starts_at), clock.local(item.ends_at)
    return {"time": f"{starts:%H:%M}–{ends:%H:%M}", "title": tr(item, "title"), "where": where_of(item)}
