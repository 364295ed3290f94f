"""Suggestions as cards with their reasons, for a page or a part of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import request
from flask_limiter import RateLimitExceeded
from flask_limiter.util import get_remote_address
from flask_login import current_user

from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.pagecache import is_elder
from sciencepop.core.web import limiter
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
COUNTED_LISTS = "20 per day"
"""How many lists of one visitor are counted as shown; more are shown all the same. Else one visitor who presses reload
could use up what is owed to bases, and fill the log."""


@dataclass(frozen=True)
class Listed:
    """Cards, the best first, each with the sentences that say why it stands there. `seen_in` names a personal list to
    its own links, so that a booking out of it can be counted; other lists have none."""

    rows: Sequence[tuple[Card, list[str]]]
    seats: Mapping[int, Seats]
    seen_in: str = ""


def long_list(tastes: Tastes) -> Listed:
    """What a page shows; what stood where is measured, and not before whom."""
    now, size = clock.now(), LONG_ELDER if is_elder() else LONG
    if not is_counted():
        return _cards(suggest(tastes, size, now))
    code = new_code(now)
    found = suggest(tastes, size, now, tried_in=code)
    listed = _cards(found)
    note_list(found, tastes, code, now)
    return replace(listed, seen_in=signed(code)) if tastes.is_personal else listed


def short_list(tastes: Tastes) -> Listed:
    """What a part of the home page shows; measured as the page is, but never tried with."""
    now = clock.now()
    found = suggest(tastes, SHORT_ELDER if is_elder() else SHORT, now)
    if not is_counted():
        return _cards(found)
    code = new_code(now)
    note_list(found, tastes, code, now, Surface.HOME)
    return replace(_cards(found), seen_in=signed(code))


def steady_list(tastes: Tastes, search: Search) -> Listed:
    """A list that does not depend on what was shown before, for a page that is kept and so is not counted."""
    return _cards(suggest(tastes, SHORT_ELDER if is_elder() else SHORT, clock.now(), search=search, is_steady=True))


def _visitor() -> str:
    """The account, or the network: one household has as many addresses of the new kind as it wants."""
    network = ":".join(get_remote_address().split(":")[:4])
    return f"lists:{request.endpoint}:{current_user.get_id() or network}"


@limiter.limit(COUNTED_LISTS, key_func=_visitor)
def _count_one() -> None:
    """One more list of this visitor on this page today."""


def is_counted() -> bool:
    """Whether this list of this visitor is one of those that count; asking makes it one."""
    try:
        _count_one()
    except RateLimitExceeded:
        return False
    return True


def _cards(found: Sequence[Suggestion]) -> Listed:
    session, ids = db.session(), [one.occurrence_id for one in found]
    cards, seats = list_cards(session, ids), seats_of(session, ids)
    rows = [
        (cards[one.occurrence_id], [sentence(told) for told in one.told]) for one in found if one.occurrence_id in cards
    ]
    return Listed(rows, seats)
