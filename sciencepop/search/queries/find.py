"""Asking the full text of either database, and the documents behind what it found.

Both are asked for the newest documents that fit an expression, at most `MOST`: the one order that both keep cheaply.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, cast, literal_column, or_, select, table, text
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from sciencepop.search.models import SearchDocument, SearchWord
from sciencepop.search.rules.expressions import Expression, to_fts5, to_tsquery
from sciencepop.search.rules.ranking import Candidate

MOST = 240
_COLUMNS = (
    SearchDocument.id,
    SearchDocument.kind,
    SearchDocument.ref,
    SearchDocument.title_zh,
    SearchDocument.title_en,
    SearchDocument.place_zh,
    SearchDocument.place_en,
    SearchDocument.labels,
    SearchDocument.sounds,
    SearchDocument.lat,
    SearchDocument.lon,
    SearchDocument.from_at,
    SearchDocument.until_at,
)


def list_fitting(session: Session, asked: Expression, most: int = MOST) -> list[int]:
    """The numbers of the newest documents that fit, the newest first."""
    if session.get_bind().dialect.name == "sqlite":
        return list(session.scalars(_in_sqlite(asked, most)))
    # The planner reckons without the price of unpacking tokens, and would rather read every document than the index.
    session.execute(text("SET LOCAL enable_seqscan = off"))
    found = list(session.scalars(_in_postgresql(asked, most)))
    session.execute(text("SET LOCAL enable_seqscan TO DEFAULT"))
    return found


def list_rows(session: Session, ids: Collection[int]) -> Sequence[Any]:
    """What ranking asks of documents, with their times."""
    return session.execute(select(*_COLUMNS).where(SearchDocument.id.in_(ids))).all()


def _in_sqlite(asked: Expression, most: int) -> Select[Any]:
    fits = text("search_text MATCH :asked").bindparams(asked=to_fts5(asked))
    rowid: Any = literal_column("rowid")
    return select(rowid).select_from(table("search_text")).where(fits).order_by(rowid.desc()).limit(most)


def _in_postgresql(asked: Expression, most: int) -> Select[Any]:
    """Whatever fits is found by the index before it is cut: the planner cannot tell how words go together."""
    fits = SearchDocument.tokens.op("@@")(cast(to_tsquery(asked), TSQUERY))
    found = select(SearchDocument.id).where(fits).cte("fitting").prefix_with("MATERIALIZED")
    return select(found.c.id).order_by(found.c.id.desc()).limit(most)


def candidate_of(row: Any) -> Candidate:
    """A row as ranking takes it."""
    titles, place = (row.title_zh.lower(), row.title_en.lower()), f"{row.place_zh} {row.place_en}".lower()
    return Candidate(row.kind, row.ref, titles, place, row.labels.lower(), row.sounds, row.lat, row.lon)


def list_documents(session: Session, ids: Collection[int]) -> dict[int, SearchDocument]:
    """Whole documents by number, without what they are indexed by."""
    found = select(SearchDocument).where(SearchDocument.id.in_(ids))
    return {row.id: row for row in session.scalars(found)}


def list_words(session: Session, shapes: Collection[str]) -> Sequence[str]:
    """The words, of those that a mistyped one may have meant, that are like one of these patterns."""
    return session.scalars(select(SearchWord.word).where(or_(*map(SearchWord.word.like, shapes)))).all()
