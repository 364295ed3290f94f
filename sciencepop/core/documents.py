"""Files that somebody was promised, most of them PDF.

A feature asks for one in the transaction that owes it; the worker makes it. With `register` a feature says how a kind
is read. Making one twice gives the same file, so two workers do no harm. A file is kept until its feature lets go of
it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app
from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, delete, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from sciencepop.core import invariants, jobs
from sciencepop.core.db import Base, Id, db, write
from sciencepop.core.pdf import NotPrintable, make_pdf

MOST_TRIES = 3
AT_ONCE = 100


@dataclass(frozen=True)
class Paper:
    """What a file is made from: the name of its paper, its facts, the moment that it bears, and what its QR says.

    `stands_in`: a sign may stand for a character that no font has. Never where a name has to be right.
    """

    name: str
    facts: dict[str, Any]
    made_at: datetime
    link: str = ""
    stands_in: bool = False


Read = Callable[[Session, str], Paper | bytes | None]
"""Reads the paper of a code, or the file itself where it is no PDF; None where there is nothing to make any more."""

_readers: dict[str, Read] = {}


class Document(Base):
    """A file of a kind, by the code of what it is about. `content` is None until it has been made."""

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("kind", "code"),
        CheckConstraint("(content IS NULL) = (made_at IS NULL)", name="made_has_a_time"),
        Index(
            "ix_document_wanted",
            "id",
            sqlite_where=text("made_at IS NULL"),
            postgresql_where=text("made_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str]
    code: Mapped[str]
    wanted_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")


def init_app(_app: Flask) -> None:
    jobs.every_minute(make_wanted)
    invariants.register("documents", checks)


def register(kind: str, read: Read) -> None:
    """Say how the facts of a kind of file are read."""
    _readers[kind] = read


def want(session: Session, kind: str, code: str, *, now: datetime) -> None:
    """Owe a file, made anew if there was one. Call inside a unit of work."""
    drop(session, kind, code)
    session.add(Document(kind=kind, code=code, wanted_at=now))


def drop(session: Session, kind: str, code: str) -> None:
    """Let go of a file. Call inside a unit of work."""
    session.flush()
    gone = delete(Document).where(Document.kind == kind, Document.code == code)
    session.execute(gone, execution_options={"synchronize_session": "fetch"})


def find_content(session: Session, kind: str, code: str) -> bytes | None:
    """The file, or None while it has not been made."""
    return session.scalar(select(Document.content).where(Document.kind == kind, Document.code == code))


def is_made(session: Session, kind: str, code: str) -> bool:
    """Whether there is a file, without reading it."""
    found = select(Document.id).where(Document.kind == kind, Document.code == code, Document.made_at.is_not(None))
    return session.scalar(found) is not None


def list_made(session: Session, kind: str, codes: Collection[str]) -> set[str]:
    """Of which of these codes there is a file."""
    found = select(Document.code).where(Document.kind == kind, Document.code.in_(codes), Document.made_at.is_not(None))
    return set(session.scalars(found))


def make_wanted(now: datetime) -> int:
    """Make what is owed; returns how many were made. What cannot be made is tried again, MOST_TRIES times in all."""
    session = db.session()
    owed = select(Document.id, Document.kind, Document.code).where(
        Document.made_at.is_(None), Document.tries < MOST_TRIES
    )
    return sum(_make(*row, now=now) for row in session.execute(owed.order_by(Document.id).limit(AT_ONCE)).all())


def _make(id: int, kind: str, code: str, *, now: datetime) -> bool:
    """One file. It is drawn outside of any transaction, so that nobody waits for it."""
    session = db.session()
    paper = _readers[kind](session, code)
    session.rollback()
    values: dict[str, Any] = {"error": "nothing to make"}
    if paper:
        try:
            content = paper if isinstance(paper, bytes) else _pdf_of(paper)
            values = {"content": content, "made_at": now, "error": ""}
        except NotPrintable as trouble:
            values = {"error": str(trouble)}
            current_app.logger.warning("document %s not made: %s", id, trouble)
    with write() as unit:
        mine = update(Document).where(Document.id == id, Document.made_at.is_(None))
        unit.execute(mine.values(tries=Document.tries + 1, **values))
    return "content" in values


def _pdf_of(paper: Paper) -> bytes:
    return make_pdf(paper.name, paper.facts, made_at=paper.made_at, link=paper.link, stands_in=paper.stands_in)


def forget(kind: str, before: datetime) -> int:
    """Let go of the files of a kind that were asked for before a moment; returns how many."""
    with write() as session:
        old = delete(Document).where(Document.kind == kind, Document.wanted_at < before)
        return int(getattr(session.execute(old, execution_options={"synchronize_session": False}), "rowcount", 0))


def checks() -> list[str]:
    """Files that could not be made."""
    stuck = select(Document).where(Document.made_at.is_(None), Document.tries >= MOST_TRIES).limit(50)
    return [f"Document {row.kind} {row.code} cannot be made: {row.error}" for row in db.session.scalars(stuck)]
