"""Cutting a release of the programme, and writing to those whom it concerns.

Whoever booked is told of a move or a cancellation when it happens, by bookings, with links that work; a release does
not write to them again. It writes to people who keep an item with their account, and to the people of the bases that
hold one, each once and about their own items alone.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.accounts.post import write_to
from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.bases.models import ScienceBase
from sciencepop.bases.services.tell import people_of
from sciencepop.bookings.services.cancel import Reason
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import in_language
from sciencepop.festival.letters import release_letter
from sciencepop.festival.models import EditionState, Release, ReleaseItem
from sciencepop.festival.papers import want_papers
from sciencepop.festival.queries.postponements import is_underway
from sciencepop.festival.queries.releases import (
    draft_lines,
    find_latest,
    get_by_id,
    list_lines,
    list_star_holders,
    list_told_by_bookings,
    list_untold,
)
from sciencepop.festival.rules.items import ItemChange, Line, counts, digest, is_news
from sciencepop.festival.rules.refusals import Refusal
from sciencepop.festival.services.editions import lock_open, note
from sciencepop.festival.services.speakers import tell_speakers_of_release
from sciencepop.programme.models import Event

log = logging.getLogger(__name__)

TOLD_AT_ONCE = (ItemChange.MOVED, ItemChange.PLACED, ItemChange.CANCELLED)
"""Of these bookings write to whoever booked."""


def cut_release(code: str, note_zh: str = "", note_en: str = "", *, by: Person, now: datetime) -> int:
    """Release the programme as it is now; returns the number.

    Refuses NOT_ANNOUNCED, NOTHING_NEW, WRONG_STATE, and UNDERWAY: half of a postponed edition lies outside of its days.
    """
    staff_id = by.id
    with write() as session:
        edition = lock_open(session, code)
        if edition.state is EditionState.DRAFT:
            raise RuleBroken(Refusal.NOT_ANNOUNCED)
        if is_underway(session, edition.id):
            raise RuleBroken(Refusal.UNDERWAY)
        lines = draft_lines(session, edition)
        if not is_news(lines):
            raise RuleBroken(Refusal.NOTHING_NEW)
        last = find_latest(session, edition.id)
        release = Release(
            edition_id=edition.id,
            number=last.number + 1 if last else 1,
            note_zh=note_zh,
            note_en=note_en,
            digest=digest(lines),
            counts=counts(lines),
            cut_by=staff_id,
            cut_at=now,
        )
        session.add(release)
        session.flush()
        session.execute(insert(ReleaseItem), [_row(release, line) for line in lines])
        want_papers(session, edition, now)
        facts = {"number": release.number, "digest": release.digest}
        note(session, edition, "festival.release", by=staff_id, now=now, **facts)
        return release.number


def _row(release: Release, line: Line) -> dict[str, object]:
    return {
        "release_id": release.id,
        "occurrence_id": line.item.occurrence_id,
        "change": line.change,
        "item": line.item.as_json(),
        "before": line.before.as_json() if line.before else None,
    }


def tell_releases(now: datetime) -> int:
    """Write to those whom new releases concern; returns how many letters. Harmless to run twice: letters have keys."""
    told = 0
    for release_id in list_untold(db.session()):
        session = db.session()
        release = get_by_id(session, release_id)
        lines = {line.item.occurrence_id: line for line in list_lines(session, release, only_news=True)}
        concerned = _concerned(session, lines)
        session.rollback()
        for person_id, numbers in concerned.items():
            try:
                _tell(release_id, person_id, [lines[number] for number in sorted(numbers)], now)
                told += 1
            except Exception:
                log.exception("the letter about release %d to person %d could not be written", release_id, person_id)
        tell_speakers_of_release(release_id, list(lines.values()), now)
        with write() as unit:
            get_by_id(unit, release_id).told_at = now
    return told


def _concerned(session: Session, lines: dict[int, Line]) -> dict[int, set[int]]:
    """The occurrences that each person is told of."""
    changed = [number for number, line in lines.items() if line.change in TOLD_AT_ONCE]
    known = list_told_by_bookings(session, changed, Reason.OCCURRENCE.value)
    stars = list_star_holders(session, list(lines)).items()
    found = {person: left for person, kept in stars if (left := {one for one in kept if (person, one) not in known})}
    by_base: dict[int, set[int]] = {}
    events = {line.item.event_id for line in lines.values()}
    owners = session.execute(select(Event.id, Event.base_id).where(Event.id.in_(events)))
    bases = {event_id: base_id for event_id, base_id in owners}
    for number, line in lines.items():
        by_base.setdefault(bases[line.item.event_id], set()).add(number)
    for base_id, numbers in by_base.items():
        for person in people_of(session, session.get_one(ScienceBase, base_id)):
            found.setdefault(person.id, set()).update(numbers)
    return found


def _tell(release_id: int, person_id: int, lines: Sequence[Line], now: datetime) -> None:
    with write() as session:
        release, person = get_by_id(session, release_id), session.get_one(Person, person_id)
        if not person.is_active:
            return
        with in_language(person.language):
            letter = release_letter(release, lines)
            path = f"/festival/{release.edition.code}/releases/{release.number}"
            key = f"release-{release.id}-{person.id}"
            write_to(session, person, letter, MessageKind.CHANGE, key=key, path=path, now=now)
