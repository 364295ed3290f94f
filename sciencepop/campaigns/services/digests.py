"""Digests: one run a week, one letter a reader, and none to whom there is nothing to tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.campaigns.models import Carrier, Digest, Reader
from sciencepop.campaigns.queries.campaigns import find_unfinished_digest, take_unfinished_digest
from sciencepop.campaigns.queries.reach import has_digest_readers, list_digest_readers
from sciencepop.campaigns.rules.hours import is_monthly
from sciencepop.campaigns.services.carrying import Known, carry, learn
from sciencepop.campaigns.services.choosing import Chooser, Chosen
from sciencepop.campaigns.settings import settings
from sciencepop.core import clock
from sciencepop.core.db import db, hold_name, write
from sciencepop.core.i18n import in_language
from sciencepop.recommend.services.exposure import note_shown

PORTION = 50


def begin_digest(now: datetime) -> bool:
    """Begin the digest that is due, once; whether it was begun now."""
    due_on = settings().weekly.due(clock.local(now))
    if due_on is None or settings().is_quiet(now) or not has_digest_readers(db.session()):
        return False
    with write() as session:
        hold_name(session, "digest")
        if session.scalar(select(Digest.id).where(Digest.due_on == due_on)):
            return False
        session.add(Digest(due_on=due_on, created_at=now))
        return True


def write_digests(now: datetime) -> int | None:
    """Write to the next readers of the digest at hand; how many got one, or None where there is nothing to do here.

    What they are told of is chosen before anything is held. A digest that could not be finished in its time is ended:
    old news is none.
    """
    if settings().is_quiet(now):
        return None
    ahead = _choose_ahead(db.session(), now)
    if ahead is None:
        return None
    told = []
    with write() as session:
        digest = take_unfinished_digest(session)
        if digest is None or (digest.id, digest.cursor) != (ahead.digest_id, ahead.cursor):
            return None  # another worker is at it
        is_late = settings().weekly.due(clock.local(now)) != digest.due_on
        readers = [] if is_late else [one for one in _next_readers(session, digest) if one.id in ahead.chosen]
        known = learn(session, readers)
        for reader in readers:
            chosen = ahead.chosen[reader.id]
            if chosen.cards and _write_to(session, digest, reader, chosen, known, now):
                told.append(chosen.shown)
        digest.cursor = max(ahead.chosen, default=digest.cursor)
        if is_late or len(ahead.chosen) < PORTION:
            digest.finished_at = now
    for shown in told:
        note_shown(shown, now)
    return len(told)


@dataclass(frozen=True)
class _Ahead:
    """What the readers behind a cursor are told of."""

    digest_id: int
    cursor: int
    chosen: dict[int, Chosen]


def _choose_ahead(session: Session, now: datetime) -> _Ahead | None:
    session.rollback()
    digest = find_unfinished_digest(session)
    if digest is None:
        return None
    chooser = Chooser(session, now)
    chosen = {reader.id: chooser.choose(reader) for reader in _next_readers(session, digest)}
    return _Ahead(digest.id, digest.cursor, chosen)


def _next_readers(session: Session, digest: Digest) -> Sequence[Reader]:
    return list_digest_readers(session, digest.cursor, PORTION, with_monthly=is_monthly(digest.due_on))


def _write_to(session: Session, digest: Digest, reader: Reader, chosen: Chosen, known: Known, now: datetime) -> bool:
    with in_language(reader.tongue):
        letter, path = chosen.letter(digest, reader)
        return carry(session, digest, reader, letter, known, path=path, carriers=tuple(Carrier), now=now)
