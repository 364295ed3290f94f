"""Photographs of a base: added, put into words, ordered and taken away by its managers; let through by an officer.

Dangerous: what is shown is published in the base's name. What is uploaded is drawn anew (`core.pictures`), so no place
and no camera comes along; it waits until an officer has seen it, unless it is the district that adds it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.bases.models import BasePhoto, BaseState, ScienceBase
from sciencepop.bases.queries import list_photos
from sciencepop.bases.rules import photos as rules
from sciencepop.bases.rules.photos import Claim, PhotoState, PhotoStep, Words
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.bases.services.lock import find_part, lock_base
from sciencepop.bases.services.tell import tell_photo
from sciencepop.core import attempts, audit, stamps
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.pictures import draw_kept, require_sent


def add_photo(
    base_id: int, content: bytes, words: Words, claim: Claim, *, by: int, now: datetime, is_district: bool = False
) -> None:
    """Add one after the others.

    Refuses WRONG_STATE, ALT_MISSING, AUTHOR_MISSING, PERMISSION_MISSING, PEOPLE_NOT_ASKED, TOO_MANY_PHOTOS, BadPicture.
    """
    require_sent(content)
    if refused := rules.refuse_photo(words, claim, count=0):
        raise RuleBroken(refused)
    drawn = draw_kept(content)
    with write() as session:
        base = lock_base(session, base_id)
        attempts.remember(base.slug)
        if base.state not in (BaseState.PUBLIC, BaseState.WITHDRAWN):
            raise RuleBroken(Refusal.WRONG_STATE, state=base.state)
        others = list_photos(session, base_id)
        if refused := rules.refuse_photo(words, claim, count=len(others)):
            raise RuleBroken(refused, count=rules.MOST_PHOTOS)
        row = BasePhoto(
            base_id=base_id,
            place=max((one.place for one in others), default=0) + 1,
            **vars(words),
            author=claim.author,
            rights=claim.rights,
            permission=claim.permission,
            agreed_at=now,
            added_by=by,
            added_at=now,
            changed_at=now,
            **drawn,
        )
        if is_district:
            row.state, row.decided_by, row.decided_at = PhotoState.SHOWN, by, now
        session.add(row)
        _record(session, base, row, "added", by=by, now=now)


def reword_photo(base_id: int, photo_id: int, words: Words, *, by: int, now: datetime) -> None:
    """Write its words anew. One that was given back waits for the district again. Refuses ALT_MISSING."""
    with write() as session:
        base, row = _lock(session, base_id, photo_id)
        if not words.alt_zh:
            raise RuleBroken(Refusal.ALT_MISSING)
        for name, value in vars(words).items():
            setattr(row, name, value)
        row.changed_at = now
        if row.state is PhotoState.RETURNED:
            row.state, row.decided_by, row.decided_at = PhotoState.WAITING, None, None
        _record(session, base, row, "reworded", by=by, now=now)


def move_photo(base_id: int, photo_id: int, places: int, *, by: int, now: datetime) -> None:
    """Move it so many places on, or back."""
    with write() as session:
        base, row = _lock(session, base_id, photo_id)
        rows = {one.id: one for one in list_photos(session, base_id)}
        for place, number in enumerate(rules.moved(list(rows), photo_id, places), 1):
            rows[number].place = place
        _record(session, base, row, "moved", by=by, now=now)


def remove_photo(base_id: int, photo_id: int, *, by: int, now: datetime) -> None:
    """Take it away for good."""
    with write() as session:
        base, row = _lock(session, base_id, photo_id)
        session.delete(row)
        _record(session, base, row, "removed", by=by, now=now)


def decide_photo(photo_id: int, step: PhotoStep, note: str, *, by: int, now: datetime, seen_at: datetime) -> None:
    """Show it as it was seen, or give it back, also when it was shown already.

    Refuses PHOTO_DECIDED, PHOTO_CHANGED where the base wrote its words anew after `seen_at`, PHOTO_NOTE.
    """
    with write() as session:
        base_id = session.scalar(select(BasePhoto.base_id).where(BasePhoto.id == photo_id))
        if base_id is None:
            raise NotFound
        base, row = _lock(session, base_id, photo_id)
        if refused := rules.refuse_decision(row.state, step, note):
            raise RuleBroken(refused)
        if row.changed_at != seen_at:
            raise RuleBroken(Refusal.PHOTO_CHANGED)
        row.state = PhotoState.SHOWN if step is PhotoStep.SHOW else PhotoState.RETURNED
        row.note, row.decided_by, row.decided_at = note, by, now
        if step is PhotoStep.RETURN:
            tell_photo(session, base, row, now=now)
        _record(session, base, row, step.value, by=by, now=now)


def _lock(session: Session, base_id: int, photo_id: int) -> tuple[ScienceBase, BasePhoto]:
    base = lock_base(session, base_id)
    attempts.remember(base.slug)
    row = find_part(session, BasePhoto, base_id, photo_id)
    if row is None:
        raise NotFound
    return base, row


def _record(session: Session, base: ScienceBase, row: BasePhoto, what: str, *, by: int, now: datetime) -> None:
    """Write it into the trail, and have pages that show the base's photographs be made anew."""
    session.flush()
    facts = {"photo": row.id, "state": row.state.value, "rights": row.rights.value}
    audit.record(session, by=by, at=now, action=f"base.photo_{what}", subject=base, **facts)
    stamps.programme_changed(session)
