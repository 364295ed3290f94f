"""Reads of the messages of one person."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Address, Message, Muted
from sciencepop.accounts.rules.messages import MessageKind, Way
from sciencepop.core.db import db
from sciencepop.core.outbox import LostAddress
from sciencepop.core.paging import Page, latest_first

PAGE = 20
MOST_COUNTED = 100


def page_of_messages(person_id: int, cursor: str = "") -> Page[Message]:
    """What was written to a person, newest first."""
    found = select(Message).where(Message.person_id == person_id)
    return latest_first(db.session(), found, Message.id, cursor, PAGE)


def count_unread(person_id: int) -> int:
    """How many a person has not read, counted up to MOST_COUNTED."""
    unread = select(Message.id).where(Message.person_id == person_id, Message.read_at.is_(None)).limit(MOST_COUNTED)
    return int(db.session.scalar(select(func.count()).select_from(unread.subquery())) or 0)


def list_muted(session: Session, person_id: int) -> set[tuple[MessageKind, Way]]:
    """The kinds that a person switched off, with the way in which."""
    rows = session.execute(select(Muted.kind, Muted.way).where(Muted.person_id == person_id))
    return {(kind, way) for kind, way in rows}


def is_muted(person_id: int, kind: MessageKind, way: Way) -> ColumnElement[bool]:
    """Whether a person switched this off, as a part of another statement."""
    return exists().where(Muted.person_id == person_id, Muted.kind == kind, Muted.way == way)


def list_lost(person_id: int) -> Sequence[Address]:
    """The person's addresses that get nothing, because a mail server said that the mailbox is gone."""
    return db.session.scalars(
        select(Address)
        .join(LostAddress, LostAddress.value == Address.value)
        .where(Address.person_id == person_id)
        .order_by(Address.id)
    ).all()


def count_lost() -> int:
    """How many addresses get nothing, for `flask doctor`."""
    return int(db.session.scalar(select(func.count(LostAddress.id))) or 0)


def list_all_messages(session: Session, person_id: int) -> Sequence[Message]:
    """All that is kept of what was written to a person, oldest first; for their own export."""
    return session.scalars(select(Message).where(Message.person_id == person_id).order_by(Message.id).limit(2000)).all()
