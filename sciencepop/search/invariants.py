"""What must hold of the index: it finds what can be seen, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select, text
from sqlalchemy.orm import Session, undefer

from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.reference import get_reference
from sciencepop.search.models import SearchDocument, SearchDue
from sciencepop.search.queries.sources import SOURCES, Look, Source, read_things
from sciencepop.search.readings import sounds_of
from sciencepop.search.rules.things import Thing

MOST = 20


def checks() -> list[str]:
    """Every visible thing is indexed as it is. Where changes wait for the worker, there is nothing to say yet."""
    session = db.session()
    if session.scalar(select(SearchDue.id).limit(1)) is not None:
        return []
    found = [*_full_text(session)]
    for source in SOURCES.values():
        found += _compare(session, source)
    return found[:MOST]


def _full_text(session: Session) -> Iterator[str]:
    """SQLite's full text is a table of its own, which only triggers keep."""
    if session.get_bind().dialect.name == "sqlite":
        held = session.scalar(text("SELECT count(*) FROM search_text_docsize"))
        rows = session.scalar(text("SELECT count(*) FROM search_document"))
        if held != rows:
            yield f"search: the full text holds {held} documents of {rows}; run flask search rebuild"


def _compare(session: Session, source: Source) -> Iterator[str]:
    now, reference = clock.now(), get_reference()
    mine = select(SearchDocument).where(SearchDocument.kind == source.kind).options(undefer(SearchDocument.tokens))
    documents = {row.ref: row for row in session.scalars(mine)}
    for thing in read_things(source, Look(session, now, reference)):
        document = documents.pop(thing.ref, None)
        if document is None:
            yield f"search: {source.kind.value} {thing.ref} is not in the index"
        elif document.digest != thing.digest() and not _says_the_same(document, thing):
            yield f"search: {source.kind.value} {thing.ref} has changed since it was indexed"
    for ref, document in documents.items():
        if document.until_at is None or document.until_at > now:
            yield f"search: {source.kind.value} {ref} is in the index and cannot be seen"


def _says_the_same(document: SearchDocument, thing: Thing) -> bool:
    """Facts of sessions that are over may stay until the next sweep: nobody asks for them."""
    held = {token.strip("'") for token in document.tokens.split()}
    wanted = set(thing.tokens(sounds_of(get_reference())).split())
    return wanted <= held and all(token.startswith("x") for token in held - wanted)
