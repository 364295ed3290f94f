"""Hours that are thanked for by a letter, once each."""

from __future__ import annotations

from datetime import datetime

from sciencepop.bookings.services.lock import lock_person
from sciencepop.core.db import db, write
from sciencepop.volunteers import care_letters
from sciencepop.volunteers.models import HoursMilestone
from sciencepop.volunteers.queries.care import list_due_milestones, list_milestones
from sciencepop.volunteers.queries.hours import read_totals
from sciencepop.volunteers.rules.care import reached

AT_ONCE = 500


def thank_for_hours(now: datetime) -> int:
    """Mark what people have reached, and thank for the highest of it; returns how many got a letter.

    A correction that takes hours back later changes nothing. Harmless to run twice.
    """
    return sum(_thank(number, now) for number in sorted(list_due_milestones(db.session(), AT_ONCE)))


def _thank(person_id: int, now: datetime) -> bool:
    with write() as session:
        person = lock_person(session, person_id)
        new = reached(read_totals(session, person_id).minutes, list_milestones(session, person_id))
        if not new:
            return False
        session.add_all(HoursMilestone(person_id=person_id, hours=hours, reached_at=now) for hours in new)
        care_letters.tell_milestone(session, person, new[-1], now=now)
        return True
