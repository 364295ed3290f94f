"""What people do with the messages written to them: read, switch kinds off; and how the site forgets them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from sciencepop.accounts import queries
from sciencepop.accounts.models import Message, Muted, Person
from sciencepop.accounts.queries.messages import list_muted
from sciencepop.accounts.rules.messages import KEPT, OPTIONAL, MessageKind, may_mute
from sciencepop.core.db import write

AT_ONCE = 5_000
_unsynchronized = {"synchronize_session": False}


def mark_read(person: Person, newest: int, now: datetime) -> None:
    """Note that a person has seen their messages up to the one with this number."""
    with write() as session:
        seen = (Message.person_id == person.id, Message.id <= newest, Message.read_at.is_(None))
        session.execute(update(Message).where(*seen).values(read_at=now), execution_options=_unsynchronized)


def choose_kinds(person: Person, wanted: Collection[MessageKind], now: datetime) -> None:
    """Of what may be switched off, send these and no others."""
    with write() as session:
        queries.lock_person(session, person)
        muted = list_muted(session, person.id)
        for kind in OPTIONAL:
            if kind in wanted:
                found = (Muted.person_id == person.id, Muted.kind == kind)
                session.execute(delete(Muted).where(*found), execution_options=_unsynchronized)
            elif kind not in muted:
                session.add(Muted(person_id=person.id, kind=kind, created_at=now))


def mute(person_id: int, kind: MessageKind, now: datetime) -> None:
    """Switch a kind off for whoever came by the link in a letter; nothing for kinds that must be told.

    Harmless to repeat, and for somebody who has left.
    """
    if not may_mute(kind):
        return
    with write() as session:
        found = select(Person).where(Person.id == person_id, Person.closed_at.is_(None))
        person = session.scalar(found.with_for_update(key_share=True))
        if person and kind not in list_muted(session, person.id):
            session.add(Muted(person_id=person.id, kind=kind, created_at=now))


def purge_messages(now: datetime) -> int:
    """Forget what was written longer ago than it is kept; returns how many."""
    with write() as session:
        old = session.scalars(select(Message.id).where(Message.created_at < now - KEPT).limit(AT_ONCE)).all()
        session.execute(delete(Message).where(Message.id.in_(old)), execution_options=_unsynchronized)
        return len(old)


def forget_messages(session: Session, person: Person) -> None:
    """Erase what was written to somebody who leaves, inside the caller's unit of work."""
    for table in (Message, Muted):
        session.execute(delete(table).where(table.person_id == person.id), execution_options=_unsynchronized)
