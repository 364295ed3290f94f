"""Answering a question: the index says what may fit, the events' own index when they are on, ranking the order.

Whatever is not found as it was typed is looked for as it may have been meant: mistyped, written with a wrong hanzi of
the same sound, or with a part too many.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from sciencepop.bases.rules.points import Point
from sciencepop.core.reference import get_reference
from sciencepop.programme.finder import get_finder, moment_of
from sciencepop.programme.rules.search import Search
from sciencepop.search.models import Kind
from sciencepop.search.queries.find import MOST, list_candidates, list_words
from sciencepop.search.queries.sources import SOURCES, list_shown
from sciencepop.search.readings import sounds_of
from sciencepop.search.rules.asking import ask, ask_nearly, sounds_alike
from sciencepop.search.rules.expressions import Expression
from sciencepop.search.rules.question import Question
from sciencepop.search.rules.ranking import Ranking, Scales
from sciencepop.search.rules.spelling import is_known, near_words
from sciencepop.search.rules.tokens import is_hanzi


class How(StrEnum):
    """As it was typed, as it was probably meant, or with some of its parts only."""

    EXACTLY = "exactly"
    RESPELLED = "respelled"
    NEARLY = "nearly"


@dataclass(frozen=True)
class Hit:
    """A document that was found. `starts` are seconds since 1970, `session` the occurrence of an event that fits."""

    id: int
    kind: Kind
    ref: int
    score: float
    starts: float | None = None
    session: int | None = None


@dataclass(frozen=True)
class Found:
    """Hits in their order. `is_cut`: more fitted than were looked at. `meant`: other spellings by what was typed."""

    hits: Sequence[Hit] = ()
    is_cut: bool = False
    how: How = How.EXACTLY
    meant: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def counts(self) -> Counter[Kind]:
        return Counter(hit.kind for hit in self.hits)


@dataclass(frozen=True)
class Asking:
    """What belongs to one question: its filters as a search of events, and from where it is asked."""

    question: Question
    search: Search
    now: datetime
    here: Point | None = None
    kind: str = ""


def find(session: Session, asking: Asking) -> Found:
    """Everything that fits, or what nearly does."""
    found = find_exactly(session, asking)
    if found.hits or not asking.question.wanted:
        return found
    question, search, today = asking.question, asking.search, moment_of(asking.now).today
    meant = _meant(session, question)
    if meant:
        asked = ask(question, search, today, kind=asking.kind, respelled=meant)
        found = _collect(session, asking, [asked.titles, asked.everywhere], How.RESPELLED, meant)
    if not found.hits:
        for nearly in ask_nearly(question, search, today, kind=asking.kind, respelled=meant):
            found = _collect(session, asking, [nearly], How.NEARLY, meant)
            if found.hits:
                break
    return found


def find_exactly(session: Session, asking: Asking) -> Found:
    """Only what fits as it was typed."""
    asked = ask(asking.question, asking.search, moment_of(asking.now).today, kind=asking.kind)
    return _collect(session, asking, [asked.titles, asked.everywhere], How.EXACTLY, {})


def _collect(
    session: Session,
    asking: Asking,
    asked: Iterable[Expression | None],
    how: How,
    meant: Mapping[str, Sequence[str]],
) -> Found:
    rows: dict[int, Any] = {}
    is_cut = False
    for expression in asked:
        if expression is not None and not is_cut:
            found = list_candidates(session, expression)
            is_cut = len(found) >= MOST
            rows |= {candidate.id: (candidate, row) for candidate, row in found}
    events = EventTimes(asking) if any(one.kind == Kind.EVENT for one, _row in rows.values()) else None
    ranking = Ranking.of(asking.question, Scales(asking.now.timestamp(), asking.here), meant)
    hits = []
    for candidate, row in rows.values():
        starts, number = row.from_at.timestamp() if row.from_at else None, None
        if events and candidate.kind == Kind.EVENT:
            when = events.next_of(candidate.ref)
            if when is None:
                continue
            starts, number = when
        elif row.until_at is not None and row.until_at <= asking.now:
            continue
        rated = ranking.score(candidate, starts)
        hits.append(Hit(candidate.id, Kind(candidate.kind), candidate.ref, rated, starts, number))
    hits.sort(key=lambda hit: (-hit.score, hit.starts or 0.0, hit.kind, hit.ref))
    return Found(hits, is_cut, how, meant)


class EventTimes:
    """When events are on next, of what fits the filters: asked of the events' own index, so nothing hidden is in it."""

    def __init__(self, asking: Asking) -> None:
        moment = moment_of(asking.now)
        self.index = get_finder().index(asking.now)
        answer = self.index.answer(asking.search, moment)
        self.bits = answer.on.to_bytes(len(self.index) // 8 + 1, "little")
        self.places = _places(self.index.event_ids)

    def next_of(self, event_id: int) -> tuple[float, int] | None:
        """Start and number of the first session that fits."""
        for place in self.places.get(event_id, ()):
            if self.bits[place >> 3] >> (place & 7) & 1:
                return float(self.index.starts[place]), self.index.ids[place]
        return None


def _places(event_ids: array[int]) -> dict[int, list[int]]:
    """Where the sessions of each event stand in the index; worked out once for each index."""
    kept: tuple[array[int], dict[int, list[int]]] | None = current_app.extensions.get("search_places")
    if kept is None or kept[0] is not event_ids:
        places: dict[int, list[int]] = {}
        for place, event_id in enumerate(event_ids):
            places.setdefault(event_id, []).append(place)
        kept = current_app.extensions["search_places"] = (event_ids, places)
    return kept[1]


def _meant(session: Session, question: Question) -> dict[str, Sequence[str]]:
    """Other spellings of the parts that nothing is called."""
    known = _known_words(session)
    found: dict[str, Sequence[str]] = {}
    for part in question.wanted:
        if not is_hanzi(part.text) and not is_known(part.text, known):
            found[part.text] = near_words(part.text, known)
    found |= sounds_alike(question, sounds_of(get_reference()))
    return {text: words for text, words in found.items() if words}


def _known_words(session: Session) -> frozenset[str]:
    return frozenset(list_words(session))


def shown(session: Session, hits: Sequence[Hit], now: datetime) -> list[Hit]:
    """Of these, what may be seen at this moment. Events have been asked of their own index already."""
    refs: dict[Kind, set[int]] = {}
    for hit in hits:
        if hit.kind is not Kind.EVENT:
            refs.setdefault(hit.kind, set()).add(hit.ref)
    seen = {kind: list_shown(session, SOURCES[kind], some, now) for kind, some in refs.items()}
    return [hit for hit in hits if hit.kind is Kind.EVENT or hit.ref in seen[hit.kind]]
