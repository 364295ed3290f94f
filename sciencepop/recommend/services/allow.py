"""The hard rules, before anything is scored: what could not be booked or attended is never recommended."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from sciencepop.bookings.queries.ledger import list_taken
from sciencepop.bookings.rules.ledger import Clash, CommitmentKind, Span, Taken, clash_of
from sciencepop.core.almanac.context import WEEKEND
from sciencepop.programme.finder import moment_of
from sciencepop.programme.rules.bitsets import from_positions, iterate, span
from sciencepop.programme.rules.index import Index, Moment
from sciencepop.programme.rules.search import Search
from sciencepop.recommend.queries.person import booked_events
from sciencepop.recommend.rules.tastes import Tastes
from sciencepop.recommend.shelf import AHEAD, LONG, Shelf, Shelves, choosable


def allowed(
    session: Session, shelves: Shelves, shelf: Shelf, tastes: Tastes, search: Search | None, now: datetime
) -> int:
    """Positions that this list may have: visible, to come, with seats, its booking open; for the audiences chosen or
    for all; as the search says (age, distance, access, …); not in conflict with what the person has booked."""
    index, moment = shelves.finder.index(now), moment_of(now)
    if index.ids is not shelf.index.ids:
        index = shelf.index  # the programme has changed in this very moment
    bits = choosable(index, moment)
    if search is not None:
        bits &= _matching(index, search, moment)
    if tastes.choice.audiences and not (search and search.audiences):
        bits &= _for(index, (*tastes.choice.audiences, *shelves.for_all))
    bits &= ~(shelf.late & ~shelf.opening.gone(moment.seconds))
    if tastes.person_id is not None:
        bits &= ~from_positions(_in_the_way(session, shelf, bits, tastes.person_id, now), len(index))
    return bits


def _matching(index: Index, search: Search, moment: Moment) -> int:
    """What the search asks for; where it asks for the weekend, any weekend that the list looks ahead to."""
    if search.when != "weekend":
        return index.matching(search, moment)
    return index.sets["day"].get(WEEKEND.slug, 0) & index.matching(search.undated(), moment)


def _for(index: Index, audiences: Iterable[str]) -> int:
    bits = 0
    for slug in audiences:
        bits |= index.sets["audience"].get(slug, 0)
    return bits


def _in_the_way(session: Session, shelf: Shelf, bits: int, person_id: int, now: datetime) -> list[int]:
    """Sessions of events that the person has booked already, and those at whose time they are elsewhere."""
    index = shelf.index
    mine = booked_events(session, person_id, now)
    found = [at for at in iterate(bits) if index.event_ids[at] in mine] if mine else []
    for taken in list_taken(session, now, now + AHEAD, person_id):
        one, begins = Taken(0, CommitmentKind.ATTEND, taken), int(taken.starts_at.timestamp())
        first = bisect_left(index.starts, begins - LONG)
        until = bisect_left(index.starts, int(taken.ends_at.timestamp()))
        for at in iterate(bits & (span(first, until) | shelf.long & span(0, first))):
            if shelf.ends[at] <= begins:
                continue  # a day has hundreds of sessions; the rule below is asked of those alone that reach into it
            wish = Span(datetime.fromtimestamp(index.starts[at], UTC), datetime.fromtimestamp(shelf.ends[at], UTC))
            if clash_of(wish, one) is Clash.REFUSED:
                found.append(at)
    return found
