"""Digests: one run a week, one letter a reader, and none to whom there is nothing to tell."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.campaigns.letters import digest_letter
from sciencepop.campaigns.models import Carrier, Digest, Reader
from sciencepop.campaigns.queries.campaigns import take_unfinished_digest
from sciencepop.campaigns.queries.reach import has_digest_readers, list_digest_readers
from sciencepop.campaigns.rules.hours import is_monthly
from sciencepop.campaigns.services.carrying import Known, carry, learn
from sciencepop.campaigns.services.choosing import Chooser, Chosen
from sciencepop.campaigns.settings import settings
from sciencepop.core import clock
from sciencepop.core.db import db, hold_name, write
from sciencepop.core.i18n import in_language
from sciencepop.recommend.services.exposure import note_shown

PORTION = 25
"""Few, because what each is told of is chosen while the digest is held."""


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
    """Write to the next readers of the digest at hand; how many got one, or None where there is no digest to write.

    One that could not be finished in its time is ended: old news is none.
    """
    if settings().is_quiet(now):
        return None
    with write() as session:
        digest = take_unfinished_digest(session)
        if digest is None:
            return None
        if settings().weekly.due(clock.local(now)) != digest.due_on:
            digest.finished_at = now
            return 0
        readers = list_digest_readers(session, digest.cursor, PORTION, with_monthly=is_monthly(digest.due_on))
        known, chooser, told = learn(session, readers), Chooser(session, now), []
        for reader in readers:
            chosen = chooser.choose(reader)
            if chosen.cards and _write_to(session, digest, reader, chosen, known, now):
                told.append(chosen.shown)
            digest.cursor = reader.id
        if len(readers) < PORTION:
            digest.finished_at = now
    for shown in told:
        note_shown(shown, now)
    return len(told)


def _write_to(session: Session, digest: Digest, reader: Reader, chosen: Chosen, known: Known, now: datetime) -> bool:
    path = "/for-you" if chosen.is_personal else "/events"
    with in_language(reader.tongue):
        letter = digest_letter(digest, reader, chosen.entries(), path, is_personal=chosen.is_personal)
        return carry(session, digest, reader, letter, known, path=path, carriers=Carrier, now=now)
