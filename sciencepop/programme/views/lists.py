"""What the list, the home page and the calendar share: the question, the index, the cards of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import request

from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.pagecache import is_elder
from sciencepop.programme.finder import Finder, get_finder, moment_of
from sciencepop.programme.hooks import Seats, seats_of
from sciencepop.programme.queries.cards import Card, list_cards
from sciencepop.programme.rules.index import Index, Moment
from sciencepop.programme.rules.search import Search, read_search

ROWS, ROWS_ELDER = 20, 10


@dataclass(frozen=True)
class Asked:
    """A request's question and the index that answers it."""

    finder: Finder
    search: Search
    index: Index
    moment: Moment
    now: datetime


def asked() -> Asked:
    """Read the query string; the index comes first, so that what is shown is never older than what was counted."""
    finder, now = get_finder(), clock.now()
    search = read_search(request.args.to_dict(flat=False), finder.vocabulary)
    return Asked(finder, search, finder.index(now), moment_of(now), now)


def rows_a_page() -> int:
    return ROWS_ELDER if is_elder() else ROWS


@dataclass(frozen=True)
class Cards:
    """Cards by occurrence id with their seats, loaded once for a whole page."""

    by_id: Mapping[int, Card]
    seats: Mapping[int, Seats]

    def of(self, index: Index, positions: Iterable[int]) -> list[Card]:
        """Cards in the order of the positions; one that has just been hidden is left out."""
        ids = (index.ids[position] for position in positions)
        return [self.by_id[id_] for id_ in ids if id_ in self.by_id]


def load_cards(index: Index, positions: Iterable[int]) -> Cards:
    ids = {index.ids[position] for position in positions}
    session = db.session()
    return Cards(list_cards(session, ids), seats_of(session, ids))
