"""Once a morning those who run a base are told what of their volunteers' hours waits for them, if anything does."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bases.models import ScienceBase
from sciencepop.bases.services.tell import people_of
from sciencepop.bookings.rules.promotion import is_quiet
from sciencepop.core.clock import local
from sciencepop.core.db import db, hold_name, write
from sciencepop.volunteers.hours_letters import tell_waiting
from sciencepop.volunteers.hours_policy import hours_policy
from sciencepop.volunteers.models import OddDay
from sciencepop.volunteers.queries.attendance import count_odd
from sciencepop.volunteers.queries.hours import count_open_claims, list_officers
from sciencepop.volunteers.queries.proof_objections import count_open as count_objections
from sciencepop.volunteers.rules.hours import Odd
from sciencepop.volunteers.services.count import is_behind

WAITED_FOR = time(10)
"""Until then the letters wait for shifts that should have been counted in the night; after that something is broken."""


def tell_exceptions(now: datetime) -> int:
    """Write today's letters, in the first minute after 8:00 in which the shifts before it are counted.

    Returns how many. Harmless to run twice: the day's row is written with them.
    """
    today = local(now).date()
    if is_quiet(now) or db.session.get(OddDay, today) is not None:
        return 0
    if local(now).time() < WAITED_FOR and is_behind(now):
        return 0
    with write() as session:
        hold_name(session, "odd_day")
        if session.get(OddDay, today, populate_existing=True) is not None:
            return 0
        letters = _tell_bases(session, today, now) + _tell_district(session, today, now)
        session.add(OddDay(day=today, told_at=now, letters=letters))
        return letters


def _tell_bases(session: Session, today: date, now: datetime) -> int:
    odd, claims = count_odd(session, hours_policy(), now), count_open_claims(session)
    letters = 0
    for base_id in sorted(number for number in odd.keys() | claims.keys() if number is not None):
        base = session.get_one(ScienceBase, base_id)
        for person in people_of(session, base):
            tell_waiting(
                session, person, base, odd.get(base_id, Counter[Odd]()), claims.get(base_id, 0), today, now=now
            )
            letters += 1
    return letters


def _tell_district(session: Session, today: date, now: datetime) -> int:
    """Officers answer what belongs to no base, hours at teaching points too, and decide on objections."""
    claims, objections = count_open_claims(session).get(None, 0), count_objections(session)
    odd = count_odd(session, hours_policy(), now).get(None, Counter[Odd]())
    people: list[Person] = list(list_officers(session)) if claims or objections or odd else []
    for person in people:
        tell_waiting(session, person, None, odd, claims, today, objections=objections, now=now)
    return len(people)
