"""What a person may do about recommendations: switch them off, forget what was used, take it along, leave."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.accounts.queries import lock_active
from sciencepop.bookings.models import Booking
from sciencepop.core.db import write
from sciencepop.recommend.models import ForgottenVisit, TasteSetting
from sciencepop.recommend.queries import person as queries
from sciencepop.recommend.rules.tastes import Choice

_QUIET = {"synchronize_session": False}


def switch(*, is_off: bool, by: Person, now: datetime) -> None:
    """Switch recommendations off or on; what was chosen and forgotten stays. Holds from the next request on."""
    with write() as session:
        person = lock_active(session, by)
        row = session.get(TasteSetting, person.id) or TasteSetting(person_id=person.id)
        row.is_off, row.changed_at = is_off, now
        session.add(row)


def keep_choice(choice: Choice, *, by: Person, now: datetime) -> None:
    """Keep what a person chose in their profile, and whether recommendations are off."""
    with write() as session:
        person = lock_active(session, by)
        person.audiences, person.topics = list(choice.audiences), list(choice.topics)
        person.town_code = choice.town or None
        if choice.is_off != queries.is_off(session, person.id):
            switch(is_off=choice.is_off, by=person, now=now)


def forget_visits(booking_ids: Collection[int] | None, *, by: Person, now: datetime) -> int:
    """Let these bookings of the person, or all of them, count no more; returns how many. The bookings stay."""
    with write() as session:
        person = lock_active(session, by)
        wanted = [one for one in queries.list_counted(session, person.id) if booking_ids is None or one in booking_ids]
        session.add_all(
            ForgottenVisit(booking_id=number, person_id=person.id, forgotten_at=now) for number in sorted(wanted)
        )
        return len(wanted)


def forget_all(*, is_off: bool, by: Person, now: datetime) -> None:
    """Delete everything that recommendations use of this person: the choice and every visit."""
    with write():
        keep_choice(Choice(is_off=is_off), by=by, now=now)
        forget_visits(None, by=by, now=now)


def export_tastes(session: Session, person: Person) -> dict[str, Any] | None:
    """What recommendations keep of a person beyond their profile and bookings, as JSON values."""
    setting, forgotten = session.get(TasteSetting, person.id), queries.list_forgotten(session, person.id)
    if setting is None and not forgotten:
        return None
    codes = select(Booking.id, Booking.code).where(Booking.id.in_([row.booking_id for row in forgotten]))
    code_of = {number: code for number, code in session.execute(codes)}
    return {
        "off": setting.is_off if setting else False,
        "changed_at": setting.changed_at.isoformat() if setting else None,
        "bookings_that_do_not_count": [
            {"booking": code_of[row.booking_id], "since": row.forgotten_at.isoformat()} for row in forgotten
        ],
    }


def leave_tastes(session: Session, person: Person, now: datetime) -> None:
    """Nothing of it is kept of somebody who left; closed accounts are not counted."""
    session.execute(delete(TasteSetting).where(TasteSetting.person_id == person.id), execution_options=_QUIET)
    session.execute(delete(ForgottenVisit).where(ForgottenVisit.person_id == person.id), execution_options=_QUIET)
