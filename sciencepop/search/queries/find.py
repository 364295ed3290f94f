"""Asking the full text of either database, and the documents behind what it found.

Both are asked for the newest documents that fit an expression, at most `MOST`: the one order that both keep cheaply.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    table,
    text,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from sciencepop.search.models import Kind, SearchDocument, SearchWord
from sciencepop.search.rules.expressions import Expression, to_fts5, to_tsquery
from sciencepop.search.rules.ranking import Candidate

MOST = 120
PROBED, MANY, WINDOW = 16, 5, 800
"""PostgreSQL: if so many of the newest few fit, what is wanted is looked for among the newest eight hundred first."""

_documents: Any = SearchDocument.__table__
_of = _documents.c
_asked, _most = bindparam("asked", type_=String), bindparam("most", type_=Integer)


def list_fitting(session: Session, asked: Expression, most: int = MOST) -> list[Candidate]:
    """The newest documents that fit, as ranking takes them."""
    if session.get_bind().dialect.name == "sqlite":
        return _read(session, _IN_SQLITE, to_fts5(asked), most)
    query = to_tsquery(asked)
    found = _read(session, _AMONG_NEWEST, query, most)
    if len(found) < most:
        _by_index(session)
        found = _read(session, _BY_GIN, query, most)
    return found


def _read(session: Session, statement: Select[Any], asked: str, most: int) -> list[Candidate]:
    return [_candidate(*row) for row in session.execute(statement, {"asked": asked, "most": most}).all()]


def _candidate(
    id_: int, kind: Kind, ref: int, zh: str, en: str, place_zh: str, place_en: str, labels: str, *rest: Any
) -> Candidate:
    titles, place, labels = (zh.lower(), en.lower()), f"{place_zh} {place_en}".lower(), labels.lower()
    return Candidate(id_, kind, ref, "\n".join((*titles, place, labels)), titles, place, labels, *rest)


def _candidates(ids: Select[Any]) -> Select[Any]:
    names = ("id", "kind", "ref", "title_zh", "title_en", "place_zh", "place_en", "labels", "sounds", "lat", "lon")
    times = [case((_of.kind != Kind.EVENT, column)) for column in (_of.from_at, _of.until_at)]
    return select(*(_of[name] for name in names), *times).where(_of.id.in_(ids)).order_by(_of.id.desc())


def _in_sqlite() -> Select[Any]:
    rowid: Any = literal_column("rowid")
    fits = literal_column("search_text").op("MATCH")(_asked)
    return select(rowid).select_from(table("search_text")).where(fits).order_by(rowid.desc()).limit(_most)


def _among_newest(fits: ColumnElement[bool]) -> Select[Any]:
    """What fits of the newest documents, if much of them does; nothing otherwise.

    Of a word that nearly everything holds the full text's index would first gather nearly everything.
    """
    newest = select(_of.id, fits.label("fits")).order_by(_of.id.desc())
    probe = newest.limit(PROBED).subquery()
    fitting = select(case((func.count().filter(probe.c.fits) >= MANY, WINDOW), else_=0)).select_from(probe)
    window = newest.limit(fitting.scalar_subquery()).subquery()
    return select(window.c.id).where(window.c.fits).limit(_most)


def _by_gin(fits: ColumnElement[bool]) -> Select[Any]:
    """Whatever fits is found by the index before it is cut: the planner cannot tell how words go together."""
    found = select(_of.id).where(fits).offset(0).subquery()
    return select(found.c.id).order_by(found.c.id.desc()).limit(_most)


_fits = _of.tokens.op("@@")(cast(_asked, TSQUERY))
_IN_SQLITE, _AMONG_NEWEST, _BY_GIN = map(_candidates, (_in_sqlite(), _among_newest(_fits), _by_gin(_fits)))


def _by_index(session: Session) -> None:
    """PostgreSQL's planner reckons without the price of unpacking tokens, and would rather read every document than the
    index. Said once in each transaction."""
    if session.info.get("search_by_index") is not session.get_transaction():
        session.execute(text("SET LOCAL enable_seqscan = off"))
        session.info["search_by_index"] = session.get_transaction()


_SHOWN = select(
    *(_of[name] for name in ("id", "kind", "slug", "title_zh", "title_en", "place_zh", "place_en")),
    *(_of[name] for name in ("summary_zh", "summary_en", "town_code", "price_cents", "lat", "lon")),
).where(_of.id.in_(bindparam("ids", expanding=True)))


def list_documents(session: Session, ids: Collection[int]) -> dict[int, Any]:
    """What pages show of documents, by number: rows with the attributes of a `SearchDocument` but for its index."""
    return {row.id: row for row in session.execute(_SHOWN, {"ids": list(ids)})}


def list_words(session: Session, shapes: Collection[str]) -> Sequence[str]:
    """The words, of those that a mistyped one may have meant, that are like one of these patterns."""
    return session.scalars(select(SearchWord.word).where(or_(*map(SearchWord.word.like, shapes)))).all()
