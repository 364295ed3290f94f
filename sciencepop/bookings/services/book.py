"""Booking seats, or a place in the waiting list: one verb, because only the lock knows which it will be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sciencepop.accounts.models import Person
from sciencepop.bookings.ical import Method
from sciencepop.bookings.letters import News, tell
from sciencepop.bookings.rules.pools import Channel
from sciencepop.bookings.rules.states import BookingState
from sciencepop.bookings.services.lock import lock_children, lock_general_pool, lock_person
from sciencepop.bookings.services.settle import settle
from sciencepop.bookings.services.wish import Wish, decide, get_occurrence, place, weigh
from sciencepop.core import attempts
from sciencepop.core.db import write


@dataclass(frozen=True)
class Booked:
    """What came of it: the booking's code, and whether it is `confirmed` or `waiting`."""

    code: str
    state: BookingState


def book(
    occurrence_id: int,
    *,
    by: Person,
    seats: int,
    now: datetime,
    names: Sequence[str] = (),
    children: Sequence[int] = (),
    comes: bool = True,
    waiting_allowed: bool = False,
    channel: Channel = Channel.ONLINE,
    language: str = "zh",
    entered: tuple[int, str] | None = None,
) -> Booked:
    """Book seats of an occurrence for a party (see `Wish`). With `waiting_allowed` one without room joins the list.

    `entered` names the staff and the desk, where it is booked for somebody (`services.desk`).
    What is reserved for the person's town or for the channel is used first; who waits, waits in the general pool.
    Refuses as `rules.refusals.refuse_booking`; a refusal's facts fill its sentence. NotFound for children of others.
    """
    wish, person_id = Wish(seats, names, sorted(set(children)), comes), by.id
    with write() as session:
        person = lock_person(session, person_id)
        lock_children(session, wish.children)
        pool = lock_general_pool(session, occurrence_id)
        occurrence = get_occurrence(session, occurrence_id)
        weighed = weigh(session, person, occurrence, pool, wish, channel, now)
        state = decide(weighed, waiting_allowed)
        booking, change = place(session, weighed, state, language=language, now=now)
        if entered:
            booking.booked_by, booking.desk = entered
        is_confirmed = state is BookingState.CONFIRMED
        news, method = (News.CONFIRMED, Method.REQUEST) if is_confirmed else (News.WAITING, None)
        tell(session, booking, occurrence, person, news, now=now, method=method)
        attempts.remember(booking.code)
        settle(session, [change], now=now)
        return Booked(booking.code, state)


def join_waiting(
    occurrence_id: int, *, by: Person, seats: int, now: datetime, names: Sequence[str] = (), language: str = "zh"
) -> Booked:
    """Join the waiting list; whoever finds room after all is booked at once. Never refused for want of room."""
    return book(occurrence_id, by=by, seats=seats, now=now, names=names, waiting_allowed=True, language=language)
