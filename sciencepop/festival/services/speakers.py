"""Addresses of speakers, and the letters to them: at a release about their own sessions, and at a postponement.

A speaker is a name and has no account here. Planners may note an address; it is used for nothing else, is never shown
to the public, and goes when the edition is closed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core import outbox
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import in_language, span, tr
from sciencepop.core.letter import as_html, as_text
from sciencepop.core.outbox import Channel
from sciencepop.festival.letters import speaker_letter
from sciencepop.festival.models import Edition, ItemChange, Postponement, Speaker
from sciencepop.festival.queries.releases import get_by_id
from sciencepop.festival.queries.speakers import (
    days_postponed,
    list_moved,
    list_reached,
    list_speakers,
    list_unsaid,
)
from sciencepop.festival.rules.items import Line
from sciencepop.festival.rules.refusals import Refusal
from sciencepop.festival.services.editions import lock_open, note
from sciencepop.festival.services.postpone import why
from sciencepop.festival.words import line_words

_QUIET = {"synchronize_session": False}


def save_speakers(code: str, addresses: Mapping[str, str], *, by: Person, now: datetime) -> None:
    """The addresses of an edition's speakers, all of them anew. Refuses NO_SUCH_SPEAKER, WRONG_STATE."""
    staff_id = by.id
    with write() as session:
        edition = lock_open(session, code)
        known = list_speakers(session, edition.id)
        unknown = next((name for name in addresses if name not in known), None)
        if unknown is not None:
            raise RuleBroken(Refusal.NO_SUCH_SPEAKER, name=unknown)
        session.execute(delete(Speaker).where(Speaker.edition_id == edition.id), execution_options=_QUIET)
        rows = [{"edition_id": edition.id, "name": name, "address": at} for name, at in addresses.items()]
        if rows:
            session.execute(insert(Speaker), rows)
        note(session, edition, "festival.speakers", by=staff_id, now=now, count=len(rows))


def tell_speakers_of_release(release_id: int, lines: Sequence[Line], now: datetime) -> None:
    """Each speaker with an address hears of their own sessions, but not of moves that a postponement tells them."""
    with write() as session:
        release = get_by_id(session, release_id)
        known = timedelta(days=days_postponed(session, release))
        new = [line for line in lines if not (known and _moved_by(line) == known)]
        for name, address, events in list_reached(session, release.edition):
            with in_language(_language_for(name)):
                mine = [line_words(line) for line in new if line.item.event_id in events]
                _write(session, release.edition, name, address, mine, key=f"release-{release_id}-to-{name}", now=now)


def tell_speakers_of_postponements(now: datetime) -> int:
    """Each speaker with an address hears once of all that a postponement moved; returns how many were finished."""
    numbers = [row.id for row in list_unsaid(db.session(), now)]
    for number in numbers:
        with write() as session:
            row = session.get_one(Postponement, number, with_for_update=True, populate_existing=True)
            if row in list_unsaid(session, now):  # it may have been taken back, or told, while this waited
                _tell_postponed(session, row, now)
                row.speakers_told_at = now
    return len(numbers)


def _tell_postponed(session: Session, row: Postponement, now: datetime) -> None:
    moved = list_moved(session, row.id)
    for name, address, events in list_reached(session, row.edition):
        with in_language(_language_for(name)):
            mine = [
                f"{tr(one.event, 'title')} · {span(one.starts_at, one.ends_at)}"
                for one in moved
                if one.event_id in events
            ]
            told = why(session, row.bundle)
            _write(session, row.edition, name, address, mine, told, key=f"{row.bundle}-to-{name}", now=now)


def _write(
    session: Session,
    edition: Edition,
    name: str,
    address: str,
    lines: Sequence[str],
    told: str = "",
    *,
    key: str,
    now: datetime,
) -> None:
    if not lines:
        return
    letter = speaker_letter(edition, name, lines, told)
    outbox.queue(
        session,
        channel=Channel.MAIL,
        address=address,
        subject=letter.subject,
        body=as_text(letter),
        html=as_html(letter),
        dedup_key=key,
        fleeting=True,  # nothing of it stays here once it has been sent
        now=now,
    )


def _moved_by(line: Line) -> timedelta | None:
    is_move = line.change is ItemChange.MOVED and line.before is not None
    return line.item.starts_at - line.before.starts_at if is_move and line.before else None


def _language_for(name: str) -> str:
    """A name without a Han character is written to in English."""
    return "zh" if any("\u4e00" <= letter <= "\u9fff" for letter in name) else "en"
