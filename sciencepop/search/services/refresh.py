"""Bringing the index up to what can be seen: what is due, what time took away, and everything.

Only changed documents are written. Two workers at once follow one another (`hold_name`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from sciencepop.core.db import hold_name, write
from sciencepop.core.reference import Reference, get_reference
from sciencepop.search.models import Kind, SearchDocument, SearchDue, SearchWord
from sciencepop.search.queries.labels import vocabulary
from sciencepop.search.queries.sources import PORTION, SOURCES, Look, Source, read_things
from sciencepop.search.readings import sounds_of
from sciencepop.search.rules.things import Thing, known_words
from sciencepop.search.rules.tokens import Sounds

AT_ONCE = 2_000
NAME = "search.index"
KEPT = ("kind", "ref", "slug", "title_zh", "title_en", "place_zh", "place_en", "summary_zh", "summary_en")
PLAIN = (*KEPT, "town_code", "lat", "lon", "price_cents", "from_at", "until_at")
LONGEST_SUMMARY = 400


@dataclass
class Tally:
    """How many documents were written and taken out."""

    written: int = 0
    gone: int = 0

    def add(self, other: Tally) -> None:
        self.written += other.written
        self.gone += other.gone


def refresh_due(now: datetime) -> Tally:
    """Index what changes have left behind, and take out what is over. Harmless to run twice."""
    tally = Tally()
    with write() as session:
        hold_name(session, NAME)
        due = session.scalars(select(SearchDue).order_by(SearchDue.id).limit(AT_ONCE)).all()
        over = session.execute(delete(SearchDocument).where(SearchDocument.until_at <= now))
        tally.gone += over.rowcount  # type: ignore[attr-defined]
        if due:
            look = Look(session, now, get_reference())
            for kind, which in _scopes(due).items():
                tally.add(_refresh(look, SOURCES[kind], which))
            session.execute(delete(SearchDue).where(SearchDue.id.in_([row.id for row in due])))
    return tally


def refresh_all(now: datetime, *, anew: bool = False) -> Tally:
    """Compare the whole index with what can be seen; with `anew` write every document again, and the words."""
    tally = Tally()
    with write() as session:
        hold_name(session, NAME)
        last = session.scalar(select(SearchDue.id).order_by(SearchDue.id.desc()).limit(1))
        look = Look(session, now, get_reference())
        if anew:
            session.execute(delete(SearchDocument))
            session.execute(delete(SearchWord))
        for source in SOURCES.values():
            tally.add(_refresh(look, source, {}))
        _add_words(session, _names_of_vocabularies(look.reference), sounds_of(look.reference))
        if last is not None:
            session.execute(delete(SearchDue).where(SearchDue.id <= last))
    return tally


def _scopes(due: Sequence[SearchDue]) -> dict[Kind, dict[str, set[int]]]:
    """By kind, which values of which attributes; an empty mapping is all of a kind."""
    found: dict[Kind, dict[str, set[int]]] = {}
    whole = {row.kind for row in due if not row.attribute}
    for row in due:
        scope = found.setdefault(row.kind, {})
        if row.kind not in whole:
            scope.setdefault(row.attribute, set()).add(row.value)
    return found


def _refresh(look: Look, source: Source, which: dict[str, set[int]]) -> Tally:
    """Write the documents of some rows of a kind, or of all."""
    if not which:
        return _write(look, source, read_things(source, look), _digests(look.session, source.kind))
    tally = Tally()
    for attribute, values in which.items():
        column = getattr(source.model, attribute)
        some = sorted(values)
        for start in range(0, len(some), PORTION):
            part = column.in_(some[start : start + PORTION])
            known = _digests(look.session, source.kind, look.session.scalars(select(source.model.id).where(part)).all())
            if attribute == "id":
                known |= _digests(look.session, source.kind, some[start : start + PORTION])
            tally.add(_write(look, source, read_things(source, look, part), known))
    return tally


def _digests(session: Session, kind: Kind, refs: Collection[int] | None = None) -> dict[int, str]:
    found = select(SearchDocument.ref, SearchDocument.digest).where(SearchDocument.kind == kind)
    if refs is not None:
        found = found.where(SearchDocument.ref.in_(refs))
    return {ref: digest for ref, digest in session.execute(found)}


def _write(look: Look, source: Source, things: Iterable[Thing], known: dict[int, str]) -> Tally:
    """Write what is new or changed, and take out of the `known` what was not seen."""
    session, sounds = look.session, sounds_of(look.reference)
    gone, rows = set(known), []
    titles: set[str] = set()
    names: set[str] = set()
    for thing in things:
        gone.discard(thing.ref)
        digest = thing.digest()
        if known.get(thing.ref) != digest:
            rows.append(_row(thing, digest, sounds))
            titles.add(f"{thing.title_en} {thing.place_en}")
            names.update([thing.title_zh] if source.kind is Kind.BASE else ())
    stale = gone | {row["ref"] for row in rows}
    _take_out(session, source.kind, stale & set(known))
    for start in range(0, len(rows), PORTION):
        session.execute(insert(SearchDocument), rows[start : start + PORTION])
    _add_words(session, (titles, names), sounds)
    return Tally(len(rows), len(gone))


def _row(thing: Thing, digest: str, sounds: Sounds) -> dict[str, Any]:
    row = {name: getattr(thing, name) for name in PLAIN}
    row |= {name: row[name][:LONGEST_SUMMARY] for name in ("summary_zh", "summary_en")}
    labels = " ".join(dict.fromkeys(thing.labels))
    return row | {
        "labels": labels,
        "sounds": thing.sounds(sounds),
        "tokens": thing.tokens(sounds),
        "digest": digest,
    }


def _take_out(session: Session, kind: Kind, refs: Collection[int]) -> None:
    some = sorted(refs)
    for start in range(0, len(some), PORTION):
        mine = SearchDocument.kind == kind, SearchDocument.ref.in_(some[start : start + PORTION])
        session.execute(delete(SearchDocument).where(*mine), execution_options={"synchronize_session": False})


def _names_of_vocabularies(reference: Reference) -> tuple[set[str], set[str]]:
    rows = [row for name in ("town", "topic", "audience", "kind") for row in vocabulary(reference, name).values()]
    return {row.name_en for row in rows}, {row.name_zh for row in rows}


def _add_words(session: Session, of: tuple[set[str], set[str]], sounds: Sounds) -> None:
    """Learn the words of titles and names. A word is forgotten when the index is made anew."""
    words = sorted(known_words(*of, sounds))
    for start in range(0, len(words), PORTION):
        part = words[start : start + PORTION]
        have = set(session.scalars(select(SearchWord.word).where(SearchWord.word.in_(part))))
        new = [{"word": word} for word in part if word not in have]
        if new:
            session.execute(insert(SearchWord), new)
