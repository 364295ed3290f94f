"""Answering a question: the index says what may fit, the events' own index when they are on, ranking the order.

Whatever is not found as it was typed is looked for as it may have been meant: mistyped, written with a wrong hanzi of
the same sound, or with a part too many.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from flask import current_app
from sqlalchemy.orm import Session

from sciencepop.bases.rules.points import Point
from sciencepop.core.reference import get_reference
from sciencepop.programme.finder import get_finder, moment_of
from sciencepop.programme.rules.search import Search
from sciencepop.search.models import Kind
from sciencepop.search.queries.find import MOST, list_fitting, list_words
from sciencepop.search.queries.sources import SOURCES, list_shown
from sciencepop.search.readings import sounds_of
from sciencepop.search.rules.asking import Asked, ask, ask_nearly, sounds_alike
from sciencepop.search.rules.expressions import Expression
from sciencepop.search.rules.question import Question
from sciencepop.search.rules.ranking import Candidate, Ranking, Scales
from sciencepop.search.rules.spelling import is_known, is_long_enough, near_words, shapes_of

MOST_NAMES = 60


class How(StrEnum):
    """As it was typed, as it was probably meant, or with some of its parts only."""

    EXACTLY = "exactly"
    RESPELLED = "respelled"
    NEARLY = "nearly"


class Hit(NamedTuple):
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
        found = _collect(session, asking, asked, How.RESPELLED, meant)
    if not found.hits:
        for nearly in ask_nearly(question, search, today, kind=asking.kind, respelled=meant):
            found = _collect(session, asking, Asked(everywhere=nearly), How.NEARLY, meant)
            if found.hits:
                break
    return found


def find_exactly(session: Session, asking: Asking) -> Found:
    """Only what fits as it was typed."""
    return _collect(session, asking, _as_typed(asking), How.EXACTLY, {})


def count_exactly(session: Session, asking: Asking) -> int:
    """How much of it may be seen, in whatever order."""
    newest, _is_cut = _newest(session, _as_typed(asking), MOST)
    hits = [Hit(one.id, Kind(one.kind), one.ref, 0.0) for one, *_when in _fitting(asking, newest)]
    return len(shown(session, hits, asking.now))


def find_names(session: Session, asking: Asking) -> Found:
    """What is called so as it was typed; where nothing is, what speaks of it. Asked for with every key."""
    asked = _as_typed(asking)
    found = _collect(session, asking, replace(asked, everywhere=None), How.EXACTLY, {}, MOST_NAMES)
    if found.hits:
        return found
    return _collect(session, asking, Asked(everywhere=asked.everywhere), How.EXACTLY, {}, MOST_NAMES)


def _as_typed(asking: Asking) -> Asked:
    return ask(asking.question, asking.search, moment_of(asking.now).today, kind=asking.kind)


def _collect(
    session: Session,
    asking: Asking,
    asked: Asked,
    how: How,
    meant: Mapping[str, Sequence[str]],
    most: int = MOST,
) -> Found:
    newest, is_cut = _newest(session, asked, most)
    ranking = Ranking.of(asking.question, Scales(asking.now.timestamp(), asking.here), meant)
    hits = [
        Hit(one.id, Kind(one.kind), one.ref, ranking.score(one, starts), starts, number)
        for one, starts, number in _fitting(asking, newest)
    ]
    hits.sort(key=lambda hit: (-hit.score, hit.starts or 0.0, hit.kind, hit.ref))
    return Found(hits, is_cut, how, meant)


def _newest(session: Session, asked: Asked, most: int) -> tuple[Sequence[Candidate], bool]:
    """At most so many documents, and whether more may fit.

    Titles first, so that what is named so is never missed. Where too many are, all but events go before them: hundreds
    of newer events at a base must not hide the base. Where few are, what speaks of it comes behind them.
    """
    titles = _list(session, asked.titles, most)
    if len(titles) < most:
        both = {one.id: one for one in (*titles, *_list(session, asked.everywhere, most))}
    else:
        both = {one.id: one for one in (*_list(session, asked.lasting, most), *titles)}
    return list(both.values())[:most], len(both) >= most


def _list(session: Session, expression: Expression | None, most: int) -> list[Candidate]:
    return list_fitting(session, expression, most) if expression else []


def _fitting(asking: Asking, newest: Sequence[Candidate]) -> Iterator[tuple[Candidate, float | None, int | None]]:
    """Those of these documents that are not over and fit the filters; with their start, and an event's session."""
    events: EventTimes | None = None
    for one in newest:
        if one.kind is Kind.EVENT:
            events = events or EventTimes(asking)
            when = events.next_of(one.ref)
            if when:
                yield one, *when
        elif one.until_at is None or one.until_at > asking.now:
            yield one, one.from_at.timestamp() if one.from_at else None, None


class EventTimes:
    """When events are on next, of what fits the filters: asked of the events' own index, so nothing hidden is in it."""

    def __init__(self, asking: Asking) -> None:
        self.index = get_finder().index(asking.now)
        fits = self.index.matching(asking.search, moment_of(asking.now)) & self.index.on
        self.bits = fits.to_bytes(len(self.index) // 8 + 1, "little")
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
    found: dict[str, Sequence[str]] = {}
    for part in question.wanted:
        if is_long_enough(part.text):
            known = set(list_words(session, shapes_of(part.text)))
            if not is_known(part.text, known):
                found[part.text] = near_words(part.text, known)
    if not all(part.text.isascii() for part in question.wanted):  # else nothing that reads hanzi is loaded
        found |= sounds_alike(question, sounds_of(get_reference()))
    return {text: words for text, words in found.items() if words}


def shown(session: Session, hits: Sequence[Hit], now: datetime) -> list[Hit]:
    """Of these, what may be seen at this moment. Events have been asked of their own index already."""
    refs: dict[Kind, set[int]] = {}
    for hit in hits:
        if hit.kind is not Kind.EVENT:
            refs.setdefault(hit.kind, set()).add(hit.ref)
    seen = {kind: list_shown(session, SOURCES[kind], some, now) for kind, some in refs.items()}
    return [hit for hit in hits if hit.kind is Kind.EVENT or hit.ref in seen[hit.kind]]
