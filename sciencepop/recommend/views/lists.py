"""Suggestions as cards with their reasons, for a page or a part of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.pagecache import is_elder
from sciencepop.programme.hooks import Seats, seats_of
from sciencepop.programme.queries.cards import Card, list_cards
from sciencepop.programme.rules.search import Search
from sciencepop.recommend.rules.tastes import Tastes
from sciencepop.recommend.services.exposure import note_shown
from sciencepop.recommend.services.suggest import Suggestion, suggest
from sciencepop.recommend.words import sentence

LONG, LONG_ELDER = 12, 8
SHORT, SHORT_ELDER = 6, 3


@dataclass(frozen=True)
class Listed:
    """Cards, the best first, each with the sentences that say why it stands there."""

    rows: Sequence[tuple[Card, list[str]]]
    seats: Mapping[int, Seats]


def long_list(tastes: Tastes) -> Listed:
    """What a page shows."""
    return _shown(tastes, LONG_ELDER if is_elder() else LONG)


def short_list(tastes: Tastes) -> Listed:
    """What a part of the home page shows."""
    return _shown(tastes, SHORT_ELDER if is_elder() else SHORT)


def steady_list(tastes: Tastes, search: Search) -> Listed:
    """A list that does not depend on what was shown before, for a page that is kept and so is not counted."""
    return _cards(suggest(tastes, SHORT_ELDER if is_elder() else SHORT, clock.now(), search=search, is_steady=True))


def _shown(tastes: Tastes, many: int) -> Listed:
    found = suggest(tastes, many, clock.now())
    listed = _cards(found)
    note_shown(found, clock.now())
    return listed


def _cards(found: Sequence[Suggestion]) -> Listed:
    session, ids = db.session(), [one.occurrence_id for one in found]
    cards, seats = list_cards(session, ids), seats_of(session, ids)
    rows = [
        (cards[one.occurrence_id], [sentence(told) for told in one.told]) for one in found if one.occurrence_id in cards
    ]
    return Listed(rows, seats)
