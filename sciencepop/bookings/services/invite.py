"""Asking people first: they stand at the head of a session's waiting list and are offered seats at once.

It is the waiting list's own way to seats (`promote.ask`): an offer holds them, its letter has a link, and what nobody
takes in time goes to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sciencepop.bookings.letters import News, tell
from sciencepop.bookings.rules.pools import Channel
from sciencepop.bookings.rules.refusals import NO_ROOM, refuse_booking
from sciencepop.bookings.rules.states import BookingState
from sciencepop.bookings.services.lock import lock_general_pool, lock_person
from sciencepop.bookings.services.promote import ask
from sciencepop.bookings.services.settle import Change, settle
from sciencepop.bookings.services.wish import Wish, get_occurrence, place, weigh
from sciencepop.core.db import write


@dataclass(frozen=True)
class Invited:
    """Who is asked, for how many seats."""

    person_id: int
    seats: int


def invite(occurrence_id: int, invited: Sequence[Invited], *, now: datetime) -> set[int]:
    """Offer seats of an occurrence in this order, before its booking opens too; returns who got a place in its line.

    Left out is whoever could not book there either: too young, a clash, seats already, a pause. Refuses NOT_PUBLIC.
    """
    with write() as session:
        people = {number: lock_person(session, number) for number in sorted({one.person_id for one in invited})}
        pool = lock_general_pool(session, occurrence_id)
        occurrence = get_occurrence(session, occurrence_id)
        if pool is None:
            return set()
        placed = []
        for one in invited:
            person, wish = people[one.person_id], Wish(one.seats)
            weighed = weigh(session, person, occurrence, pool, wish, Channel.ONLINE, now)
            if refuse_booking(replace(weighed.facts, opens_at=now)) in (None, *NO_ROOM):
                booking, _change = place(session, weighed, BookingState.WAITING, language=person.language, now=now)
                placed.append((booking, person))
        room = ask(session, pool, now).room
        for booking, person in placed:
            if booking.state is BookingState.WAITING:
                tell(session, booking, occurrence, person, News.WAITING, now=now)
        settle(session, [Change(occurrence, pool, room.free)], now=now)
        return {person.id for _booking, person in placed}
