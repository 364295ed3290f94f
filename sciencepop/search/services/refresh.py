"""Bringing the index up to what can be seen: what is due, what time took away, and everything.

Dangerous: on SQLite whoever writes keeps all others from writing. So what has changed is found by reading alone, and
then read again and written in small portions, each a unit of work of its own; two workers follow one another in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from sciencepop.core.db import db, hold_name, write
from sciencepop.core.reference import Reference, get_reference
from sciencepop.search.models import Kind, SearchDocument, SearchDue, SearchWord
from sciencepop.search.queries.labels import vocabulary
from sciencepop.search.queries.sources import SOURCES, Look, Source, read_things
from sciencepop.search.readings import sounds_of
from sciencepop.search.rules.things import Thing, known_words
from sciencepop.search.rules.tokens import Sounds

AT_ONCE = 2_000
PORTION = 100
FEW = 40
"""So many documents are indexed in the request that changed them; it takes a moment."""

NAME = "search.index"
COPIED = (
    *("kind", "ref", "slug", "title_zh", "title_en", "place_zh", "place_en", "town_code", "lat", "lon", "price_cents"),
    *("from_at", "until_at"),
)
LONGEST_SUMMARY = 400
QUIETLY = {"synchronize_session": False}


@dataclass
class Tally:
    """How many documents were written and taken out."""

    written: int = 0
    gone: int = 0


def refresh_due(now: datetime) -> Tally:
    """Index what changes have left behind, and take out what is over. Harmless to run twice."""
    session, tally = db.session(), Tally()
    over = select(SearchDocument.kind, SearchDocument.ref).where(SearchDocument.until_at <= now).limit(AT_ONCE)
    stale: dict[Kind, set[int]] = {}
    for kind, ref in session.execute(over):
        stale.setdefault(kind, set()).add(ref)
    due = session.scalars(select(SearchDue).order_by(SearchDue.id).limit(AT_ONCE)).all()
    seen, whole = [row.id for row in due], {row.kind for row in due if not row.attribute}
    for kind, attribute, value in {(row.kind, row.attribute, row.value) for row in due if row.kind not in whole}:
        stale.setdefault(kind, set()).update(_refs(session, SOURCES[kind], attribute, value))
    for kind, refs in stale.items():
        _write(SOURCES[kind], refs, now, tally)
    for kind in whole:
        _sweep(SOURCES[kind], now, tally)
    _forget_due(seen)
    return tally


def refresh_few(now: datetime) -> Tally:
    """Index what a small change left behind, in the request that made it; a large one waits for the worker."""
    session, tally = db.session(), Tally()
    due = session.scalars(select(SearchDue).order_by(SearchDue.id).limit(FEW + 1)).all()
    seen: list[int] = []
    stale: dict[Kind, set[int]] = {}
    for row in due if len(due) <= FEW else ():
        refs = set(_refs(session, SOURCES[row.kind], row.attribute, row.value)) if row.attribute else set()
        if refs and sum(map(len, stale.values())) + len(refs) <= FEW:
            stale.setdefault(row.kind, set()).update(refs)
            seen.append(row.id)
    for kind, some in stale.items():
        _write(SOURCES[kind], some, now, tally)
    _forget_due(seen)
    return tally


def refresh_all(now: datetime, *, anew: bool = False) -> Tally:
    """Compare the whole index with what can be seen; with `anew` write every document again, and the words."""
    tally = Tally()
    seen = list(db.session().scalars(select(SearchDue.id)))
    if anew:
        with write() as session:
            session.execute(delete(SearchDocument), execution_options=QUIETLY)
            session.execute(delete(SearchWord), execution_options=QUIETLY)
    for source in SOURCES.values():
        _sweep(source, now, tally)
    reference = get_reference()
    with write() as session:
        hold_name(session, NAME)
        _add_words(session, *_names_of_vocabularies(reference), sounds_of(reference))
    _forget_due(seen)
    return tally


def _refs(session: Session, source: Source, attribute: str, value: int) -> Iterable[int]:
    """The numbers of the rows behind a note of what is due; a deleted row's own number too."""
    if attribute == "id":
        return [value]
    return session.scalars(select(source.model.id).where(getattr(source.model, attribute) == value)).all()


def _sweep(source: Source, now: datetime, tally: Tally) -> None:
    """Compare a whole kind, and write what differs."""
    session = db.session()
    mine = select(SearchDocument.ref, SearchDocument.digest).where(SearchDocument.kind == source.kind)
    known = {ref: digest for ref, digest in session.execute(mine)}
    stale = set()
    for thing in read_things(source, Look(session, now, get_reference())):
        if known.pop(thing.ref, None) != thing.digest():
            stale.add(thing.ref)
    _write(source, stale | set(known), now, tally)


def _write(source: Source, refs: Collection[int], now: datetime, tally: Tally) -> None:
    """Write these rows' documents, or take them out, as the rows are now."""
    for some in _portions(sorted(refs)):
        with write() as session:
            hold_name(session, NAME)
            reference = get_reference()
            look, sounds = Look(session, now, reference), sounds_of(reference)
            mine = SearchDocument.kind == source.kind, SearchDocument.ref.in_(some)
            before = set(session.scalars(select(SearchDocument.ref).where(*mine)))
            things = list(read_things(source, look, source.model.id.in_(some)))
            session.execute(delete(SearchDocument).where(*mine), execution_options=QUIETLY)
            if things:
                session.execute(insert(SearchDocument), [document_row(thing, sounds) for thing in things])
            titles = {f"{thing.title_en} {thing.place_en}" for thing in things}
            _add_words(session, titles, {thing.title_zh for thing in things if source.kind is Kind.BASE}, sounds)
            tally.written += len(things)
            tally.gone += len(before - {thing.ref for thing in things})


def document_row(thing: Thing, sounds: Sounds) -> dict[str, Any]:
    """What is stored of a thing."""
    return {name: getattr(thing, name) for name in COPIED} | {
        "summary_zh": thing.summary_zh[:LONGEST_SUMMARY],
        "summary_en": thing.summary_en[:LONGEST_SUMMARY],
        "labels": " ".join(dict.fromkeys(thing.labels)),
        "sounds": thing.sounds(sounds),
        "tokens": thing.tokens(sounds),
        "digest": thing.digest(),
    }


def _forget_due(seen: Sequence[int]) -> None:
    """Take back the notes that were read; what was noted meanwhile stays."""
    for some in _portions(seen):
        with write() as session:
            session.execute(delete(SearchDue).where(SearchDue.id.in_(some)), execution_options=QUIETLY)


def _names_of_vocabularies(reference: Reference) -> tuple[set[str], set[str]]:
    rows = [row for name in ("town", "topic", "audience", "kind") for row in vocabulary(reference, name).values()]
    return {row.name_en for row in rows}, {row.name_zh for row in rows}


def _add_words(session: Session, titles: set[str], names: set[str], sounds: Sounds) -> None:
    """Learn the words of titles and names. A word is forgotten when the index is made anew."""
    for words in _portions(sorted(known_words(titles, names, sounds)), PORTION * 5):
        have = set(session.scalars(select(SearchWord.word).where(SearchWord.word.in_(words))))
        new = [{"word": word} for word in words if word not in have]
        if new:
            session.execute(insert(SearchWord), new)


def _portions(some: Sequence[Any], size: int = PORTION) -> Iterator[Sequence[Any]]:
    for start in range(0, len(some), size):
        yield some[start : start + size]
