"""The one door to recommendations: tastes in, a list with reasons out.

    tastes = tastes_of(person, now)            # or tastes_of_audience("seniors"), or NOBODY
    for one in suggest(tastes, 6, now):
        one.occurrence_id, [sentence(told) for told in one.told]     # sentence: sciencepop.recommend.words

Nothing is kept. Whoever shows a list to people tells `services.exposure.note_shown`, so that bases get their part.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sciencepop.accounts.models import Person
from sciencepop.core.db import db
from sciencepop.programme.rules.search import Search
from sciencepop.recommend.engine.exposure import Ledger
from sciencepop.recommend.engine.numbers import places_of
from sciencepop.recommend.engine.rank import Pick, recommend
from sciencepop.recommend.engine.rerank import Rules
from sciencepop.recommend.queries import person as queries
from sciencepop.recommend.rules.reasons import Slot, Told
from sciencepop.recommend.rules.tastes import NOBODY, Choice, Tastes, choose
from sciencepop.recommend.services.allow import allowed
from sciencepop.recommend.services.tell import tell
from sciencepop.recommend.shelf import Shelf, Shelves, get_shelves

MOST = 60


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One session of a list. `told` has one or two reasons as data, the weightiest first."""

    occurrence_id: int
    event_id: int
    base_id: int
    slot: Slot
    score: float
    told: tuple[Told, ...]


def suggest(
    tastes: Tastes, limit: int, now: datetime, *, search: Search | None = None, is_steady: bool = False
) -> list[Suggestion]:
    """At most `limit` sessions (MOST at the most), each of another event, the best first; `search` narrows them.

    For equal tastes, and within a minute, the list is the same for everybody. A steady one leaves out what bases are
    owed, so that it changes with the programme only: for feeds and pages that are kept.
    """
    shelves = get_shelves()
    shelf = shelves.get(now)
    may = allowed(db.session(), shelves, shelf, tastes, search, now)
    here = places_of(may, len(shelf.index))
    if not here.size:
        return []
    limit = min(limit, MOST)
    rules = Rules(size=limit, cap=max(2, limit // 2), single=True)
    seen = [(visit.event_id, int(visit.starts_at.timestamp())) for visit in tastes.visits]
    choice = tastes.choice
    person = shelf.numbers.person(seen, choice.audiences, choice.topics, choice.town, int(shelf.made_at.timestamp()))
    ledger = Ledger.equal(shelf.catalogue.bases) if is_steady else shelves.read_ledger(shelf, now)
    picks = recommend(shelf.catalogue, shelf.weights, person, ledger, rules, here)
    return [_suggestion(shelves, shelf, tastes, pick) for pick in picks]


def tastes_of(person: Person, now: datetime) -> Tastes:
    """What may be used of this person: their choice and visits; NOBODY's where they switched recommendations off."""
    session = db.session()
    if queries.is_off(session, person.id):
        return NOBODY
    choice = choice_of(person)
    return Tastes(choice, queries.list_visits(session, person.id, now), person.id)


def choice_of(person: Person) -> Choice:
    """What a person chose in their profile."""
    known = get_shelves().known
    return choose(person.audiences or (), person.topics or (), person.town_code or "", known)


def tastes_of_audience(slug: str) -> Tastes:
    """The tastes of nobody in particular who belongs to an audience (data/audiences.csv)."""
    return Tastes(choose((slug,), (), "", get_shelves().known))


def _suggestion(shelves: Shelves, shelf: Shelf, tastes: Tastes, pick: Pick) -> Suggestion:
    index = shelf.index
    base = shelf.numbers.bases[int(shelf.catalogue.base[pick.at])]
    slot = Slot(pick.kind.value)
    told = tell(shelf, shelves.reference, tastes, pick)
    return Suggestion(index.ids[pick.at], index.event_ids[pick.at], base.id, slot, pick.score, told)
