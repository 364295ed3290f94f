"""Suggestions as cards with their reasons, for a page or a part of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.pagecache import is_elder
from sciencepop.programme.hooks import Seats, seats_of
from sciencepop.programme.queries.cards import Card, list_cards
from sciencepop.programme.rules.search import Search
from sciencepop.recommend.rules.online import Surface
from sciencepop.recommend.rules.tastes import Tastes
from sciencepop.recommend.services.measure import new_code, note_list, signed
from sciencepop.recommend.services.suggest import Suggestion, suggest
from sciencepop.recommend.words import sentence

LONG, LONG_ELDER = 12, 8
SHORT, SHORT_ELDER = 6, 3


@dataclass(frozen=True)
class Listed:
    """Cards, the best first, each with the sentences that say why it stands there. `seen_in` names a personal list to
    its own links, so that a booking out of it can be counted; other lists have none."""

    rows: Sequence[tuple[Card, list[str]]]
    seats: Mapping[int, Seats]
    seen_in: str = ""


def long_list(tastes: Tastes) -> Listed:
    """What a page shows; what stood where is measured, and not before whom."""
    now, code = clock.now(), new_code(clock.now())
    found = suggest(tastes, LONG_ELDER if is_elder() else LONG, now, tried_in=code)
    listed = _cards(found)
    note_list(found, tastes, code, now)
    return replace(listed, seen_in=signed(code)) if tastes.is_personal else listed


def short_list(tastes: Tastes) -> Listed:
    """What a part of the home page shows; measured as the page is, but never tried with."""
    now, code = clock.now(), new_code(clock.now())
    found = suggest(tastes, SHORT_ELDER if is_elder() else SHORT, now)
    note_list(found, tastes, code, now, Surface.HOME)
    return replace(_cards(found), seen_in=signed(code))


def steady_list(tastes: Tastes, search: Search) -> Listed:
    """A list that does not depend on what was shown before, for a page that is kept and so is not counted."""
    return _cards(suggest(tastes, SHORT_ELDER if is_elder() else SHORT, clock.now(), search=search, is_steady=True))


def _cards(found: Sequence[Suggestion]) -> Listed:
    session, ids = db.session(), [one.occurrence_id for one in found]
    cards, seats = list_cards(session, ids), seats_of(session, ids)
    rows = [
        (cards[one.occurrence_id], [sentence(told) for told in one.told]) for one in found if one.occurrence_id in cards
    ]
    return Listed(rows, seats)
