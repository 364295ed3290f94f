"""What the digest of a reader tells of: the one place in which it is decided.

Of the programme's index: what fits the reader's audiences, begins within some days and has seats, one line an event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.campaigns.letters import entry_of
from sciencepop.campaigns.models import Reader
from sciencepop.campaigns.settings import settings
from sciencepop.core import clock
from sciencepop.core.i18n import tr
from sciencepop.core.letter import Entry
from sciencepop.core.reference import get_reference
from sciencepop.programme.finder import get_finder, moment_of
from sciencepop.programme.queries.cards import Card, list_cards
from sciencepop.programme.rules.search import Search

MANY = 4
"""So many times more than are told are looked at, because some do not fit the ages."""


@dataclass(frozen=True)
class Chosen:
    """`is_personal`: the reader's own tastes were asked, not only what their audiences are offered."""

    entries: Sequence[Entry]
    is_personal: bool


def choose_entries(session: Session, reader: Reader, now: datetime) -> Chosen:
    """The entries of a reader's digest, in the language that is being written; none where nothing fits."""
    cards = _of_audiences(session, tuple(reader.audiences), now)
    fitting = [card for card in cards if _fits(card, reader.ages)][: settings().entries]
    return Chosen([entry_of(card, _reason(card, reader)) for card in fitting], is_personal=False)


def _of_audiences(session: Session, audiences: tuple[str, ...], now: datetime) -> list[Card]:
    finder, moment, today = get_finder(), moment_of(now), clock.local(now).date()
    index = finder.index(now)
    search = Search(
        audiences=(*audiences, "everyone") if audiences else (),
        first=today + timedelta(days=1),
        last=today + timedelta(days=settings().days),
        seats=True,
    )
    places = index.first_of_each_event(index.answer(search, moment).rows & index.on, settings().entries * MANY)
    ids = [index.ids[place] for place in places]
    cards = list_cards(session, ids)
    return [cards[id_] for id_ in ids if id_ in cards]


def _fits(card: Card, ages: Sequence[str]) -> bool:
    bands = [settings().ages[slug] for slug in ages if slug in settings().ages]
    return not bands or any(band.meets(card.age_min, card.age_max) for band in bands)


def _reason(card: Card, reader: Reader) -> str:
    known = get_reference().audiences
    mine = [tr(known[slug], "name") for slug in reader.audiences if slug in card.audiences and slug in known]
    return _("适合您订阅的%(audience)s", audience=mine[0]) if mine else _("适合各个年龄")
