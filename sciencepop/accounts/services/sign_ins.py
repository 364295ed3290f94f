"""The browsers in which a person is signed in: one that begins, one that is seen again, one that ends."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import delete, or_, update

from sciencepop.accounts import queries
from sciencepop.accounts.models import BrowserSignIn, Person
from sciencepop.accounts.rules.second_step import SIGN_IN_DAYS
from sciencepop.core import audit
from sciencepop.core.db import write

_unsynchronized = {"synchronize_session": False}


def begin_sign_in(person: Person, *, name: str, today: date, now: datetime) -> str:
    """Write down that a browser of this name is signed in; returns the code for its cookie."""
    with write() as session:
        person = queries.lock_active(session, person)
        row = BrowserSignIn(person_id=person.id, code=secrets.token_urlsafe(24), epoch=person.epoch, name=name)
        row.began_at, row.seen_on = now, today
        session.add(row)
        return row.code


def keep_sign_in(person: Person, code: str) -> None:
    """Let this browser's sign-in go on where all others were ended by a new epoch."""
    with write() as session:
        mine = update(BrowserSignIn).where(BrowserSignIn.code == code, BrowserSignIn.person_id == person.id)
        session.execute(mine.values(epoch=person.epoch), execution_options=_unsynchronized)


def note_seen(code: str, today: date) -> None:
    """A browser asked for something, for the first time on this day."""
    with write() as session:
        mine = update(BrowserSignIn).where(BrowserSignIn.code == code).values(seen_on=today)
        session.execute(mine, execution_options=_unsynchronized)


def end_sign_in(person: Person, code: str, now: datetime) -> None:
    """Sign out of the browser with this code, at the person's wish; nothing when it is not theirs."""
    with write() as session:
        mine = BrowserSignIn.code == code, BrowserSignIn.person_id == person.id, BrowserSignIn.ended_at.is_(None)
        session.execute(update(BrowserSignIn).where(*mine).values(ended_at=now), execution_options=_unsynchronized)


def end_other_sign_in(person: Person, number: int, now: datetime) -> bool:
    """End one of the person's other sign-ins by its number; False when it is not (or no longer) theirs."""
    with write() as session:
        person = queries.lock_active(session, person)
        row = session.get(BrowserSignIn, number) if 0 < number < 2**63 else None
        if row is None or row.person_id != person.id or row.ended_at or row.epoch != person.epoch:
            return False
        row.ended_at = now
        audit.record(session, by=person.id, at=now, action="accounts.signed_out_browser", subject=person)
    return True


def purge_sign_ins(now: datetime) -> int:
    """Forget sign-ins whose cookie is worth nothing any more; returns how many."""
    with write() as session:
        long_ago = now - timedelta(days=SIGN_IN_DAYS)
        old = or_(BrowserSignIn.began_at < long_ago, BrowserSignIn.ended_at < long_ago)
        return int(getattr(session.execute(delete(BrowserSignIn).where(old)), "rowcount", 0))
