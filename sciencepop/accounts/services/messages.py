"""What people do with the messages written to them: read, switch kinds off; and how the site forgets them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from sciencepop.accounts import queries
from sciencepop.accounts.models import Message, Muted, Person
from sciencepop.accounts.queries.messages import list_muted
from sciencepop.accounts.rules.messages import KEPT, ON_DEVICES, OPTIONAL, MessageKind, Way, may_mute
from sciencepop.core.db import write

AT_ONCE = 5_000
_unsynchronized = {"synchronize_session": False}


def mark_read(person: Person, newest: int, now: datetime) -> None:
    """Note that a person has seen their messages up to the one with this number."""
    with write() as session:
        seen = (Message.person_id == person.id, Message.id <= newest, Message.read_at.is_(None))
        session.execute(update(Message).where(*seen).values(read_at=now), execution_options=_unsynchronized)


def choose_kinds(
    person: Person, wanted: Collection[MessageKind], now: datetime, *, on_devices: Collection[MessageKind] | None = None
) -> None:
    """Of what may be switched off, send these by post and no others; `on_devices` does the same for devices."""
    with write() as session:
        queries.lock_person(session, person)
        muted = list_muted(session, person.id)
        _choose(session, person, Way.POST, OPTIONAL, wanted, muted, now)
        if on_devices is not None:
            _choose(session, person, Way.PUSH, ON_DEVICES, on_devices, muted, now)


def _choose(
    session: Session,
    person: Person,
    way: Way,
    kinds: Collection[MessageKind],
    wanted: Collection[MessageKind],
    muted: Collection[tuple[MessageKind, Way]],
    now: datetime,
) -> None:
    for kind in kinds:
        if kind in wanted:
            found = (Muted.person_id == person.id, Muted.kind == kind, Muted.way == way)
            session.execute(delete(Muted).where(*found), execution_options=_unsynchronized)
        elif (kind, way) not in muted:
            session.add(Muted(person_id=person.id, kind=kind, way=way, created_at=now))


def mute(person_id: int, kind: MessageKind, now: datetime) -> None:
    """Switch a kind off, in every way, for whoever came by the link in a letter; nothing for kinds that must be told.

    Harmless to repeat, and for somebody who has left.
    """
    if not may_mute(kind):
        return
    with write() as session:
        found = select(Person).where(Person.id == person_id, Person.closed_at.is_(None))
        person = session.scalar(found.with_for_update(key_share=True))
        if person:
            muted = list_muted(session, person.id)
            ways = [way for way in Way if (kind, way) not in muted]
            session.add_all(Muted(person_id=person.id, kind=kind, way=way, created_at=now) for way in ways)


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
