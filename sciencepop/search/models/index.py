"""The index of everything that can be found, what of it waits to be written anew, and the words that it knows.

The full text itself is a thing of each database: on SQLite an FTS5 table over `tokens`, kept by triggers, on PostgreSQL
a GIN index. Both are made here with the tables. Migrations 0034 and 0060 have these statements once more and keep them
whatever becomes of those here: they must always make the tables that later ones start from.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DDL, Text, UniqueConstraint, event
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from sciencepop.core.db import Base, Id, choice


class Kind(StrEnum):
    """What is found, in the order in which its tabs stand."""

    EVENT = "event"
    BASE = "base"
    COURSE = "course"
    EDITION = "edition"
    CONTEST = "contest"
    ITEM = "item"
    PROJECT = "project"


class SearchDocument(Base):
    """One thing that may be found: `ref` is its number among its kind, `slug` what stands in its address.

    `tokens` are what it is found by, `sounds` those of pinyin among them. `until_at`: nobody looks for it afterwards.
    `digest` tells whether the thing has changed since it was indexed.
    """

    __tablename__ = "search_document"
    __table_args__ = (UniqueConstraint("kind", "ref"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[Kind] = mapped_column(choice(Kind, "kind"))
    ref: Mapped[int] = mapped_column(Id)
    slug: Mapped[str]
    title_zh: Mapped[str]
    title_en: Mapped[str]
    place_zh: Mapped[str]
    place_en: Mapped[str]
    labels: Mapped[str]
    summary_zh: Mapped[str] = mapped_column(Text)
    summary_en: Mapped[str] = mapped_column(Text)
    town_code: Mapped[str | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    price_cents: Mapped[int | None]
    from_at: Mapped[datetime | None]
    until_at: Mapped[datetime | None] = mapped_column(index=True)
    sounds: Mapped[str] = mapped_column(Text)
    tokens: Mapped[str] = mapped_column(Text().with_variant(TSVECTOR(), "postgresql"), deferred=True)
    digest: Mapped[str]


class SearchDue(Base):
    """That things of a kind have changed: those whose `attribute` has this value, or all of the kind where it is ''."""

    __tablename__ = "search_due"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[Kind] = mapped_column(choice(Kind, "kind"))
    attribute: Mapped[str]
    value: Mapped[int] = mapped_column(Id)


class SearchWord(Base):
    """A Latin word of a title, or how a part of a name sounds: what a mistyped word may have meant."""

    __tablename__ = "search_word"

    word: Mapped[str] = mapped_column(primary_key=True)


FTS5 = (
    "CREATE VIRTUAL TABLE search_text USING fts5("
    "tokens, content='search_document', content_rowid='id', tokenize='ascii', detail='none', "
    # Whatever begins like a word is one list to read, and not one for each name that goes on differently.
    "prefix='4 5 6 7 8 9 10')",
    "CREATE TRIGGER search_document_added AFTER INSERT ON search_document BEGIN "
    "INSERT INTO search_text(rowid, tokens) VALUES (new.id, new.tokens); END",
    "CREATE TRIGGER search_document_gone AFTER DELETE ON search_document BEGIN "
    "INSERT INTO search_text(search_text, rowid, tokens) VALUES ('delete', old.id, old.tokens); END",
    "CREATE TRIGGER search_document_changed AFTER UPDATE OF tokens ON search_document BEGIN "
    "INSERT INTO search_text(search_text, rowid, tokens) VALUES ('delete', old.id, old.tokens); "
    "INSERT INTO search_text(rowid, tokens) VALUES (new.id, new.tokens); END",
)
NO_FTS5 = ("DROP TABLE IF EXISTS search_text",)
GIN = (
    # Tokens are read by the index alone: apart from the row, a search for a common word passes over small rows.
    "ALTER TABLE search_document SET (toast_tuple_target = 128)",
    "ALTER TABLE search_document ALTER COLUMN tokens SET STORAGE EXTERNAL",
    "CREATE INDEX search_text ON search_document USING gin (tokens)",
)
OWN_TABLES = "search_text"
"""Tables whose names begin so belong to SQLite's full text and to no model."""

_table: Any = SearchDocument.__table__
_ddl: Any = DDL
for _statement in FTS5:
    event.listen(_table, "after_create", _ddl(_statement).execute_if(dialect="sqlite"))
for _statement in NO_FTS5:
    event.listen(_table, "before_drop", _ddl(_statement).execute_if(dialect="sqlite"))
for _statement in GIN:
    event.listen(_table, "after_create", _ddl(_statement).execute_if(dialect="postgresql"))
