"""Booking seats, or a place in the waiting list: one verb, because only the lock knows which it will be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Child, Person
from sciencepop.bookings.ical import Method
from sciencepop.bookings.letters import News, tell
from sciencepop.bookings.models import Booking, Guest, SeatPool
from sciencepop.bookings.queries.children import ages_on, get_children
from sciencepop.bookings.queries.ledger import Busy, read_busy
from sciencepop.bookings.queries.seats import Claims, facts_of, find_occurrence, find_pool, is_told_full, read_claims
from sciencepop.bookings.rules.codes import new_code
from sciencepop.bookings.rules.party import Party
from sciencepop.bookings.rules.pools import Channel
from sciencepop.bookings.rules.refusals import NO_ROOM, Facts, Refusal, refuse_booking
from sciencepop.bookings.rules.states import BookingState
from sciencepop.bookings.services.become import become
from sciencepop.bookings.services.lock import lock_children, lock_general_pool, lock_person
from sciencepop.bookings.services.refusal import refusal_of
from sciencepop.bookings.services.settle import Change, settle
from sciencepop.core import attempts
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import Occurrence


@dataclass(frozen=True)
class Booked:
    """What came of it: the booking's code, and whether it is `confirmed` or `waiting`."""

    code: str
    state: BookingState


@dataclass(frozen=True)
class Wish:
    """Who shall come. `seats` in all, the children with a profile (their numbers) included.

    `names` are those of the others, the booker first, where the event needs them. `comes` is false for a guardian who
    only brings the children.
    """

    seats: int
    names: Sequence[str] = ()
    children: Sequence[int] = ()
    comes: bool = True


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

    Where the last seat is known to be gone, a refusal is found without the locks: thousands who come too late do not
    keep those waiting who hold a seat.
    """
    wish, person_id = Wish(seats, names, sorted(set(children)), comes), by.id
    if not waiting_allowed and is_told_full(db.session(), occurrence_id):
        _decide(
            _weigh(db.session(), by, occurrence_id, find_pool(db.session(), occurrence_id), wish, channel, now), False
        )
    with write() as session:
        person = lock_person(session, person_id)
        lock_children(session, wish.children)
        pool = lock_general_pool(session, occurrence_id)
        weighed = _weigh(session, person, occurrence_id, pool, wish, channel, now)
        state = _decide(weighed, waiting_allowed)
        booking, change = _take(session, person, pool, wish, weighed, state, channel, language, now)
        if entered:
            booking.booked_by, booking.desk = entered
        attempts.remember(booking.code)
        settle(session, [change], now=now)
        return Booked(booking.code, state)


def take_instead(
    session: Session,
    person: Person,
    occurrence_id: int,
    pool: SeatPool | None,
    wish: Wish,
    language: str,
    now: datetime,
) -> tuple[Booking, Change]:
    """Seats for a party that gives others up for them, with the person, the children and the pools locked.

    What was booked before a pause stands, so a pause does not speak against it. Refuses as `book`; the caller settles.
    """
    weighed = _weigh(session, person, occurrence_id, pool, wish, Channel.ONLINE, now)
    weighed = replace(weighed, facts=replace(weighed.facts, suspended_until=None))
    state = _decide(weighed, waiting_allowed=False)
    return _take(session, person, pool, wish, weighed, state, Channel.ONLINE, language, now)


def _take(
    session: Session,
    person: Person,
    pool: SeatPool | None,
    wish: Wish,
    weighed: _Weighed,
    state: BookingState,
    channel: Channel,
    language: str,
    now: datetime,
) -> tuple[Booking, Change]:
    """Write what was decided and tell the holder."""
    occurrence, claims, facts = weighed.occurrence, weighed.claims, weighed.facts
    room, behind, is_confirmed = claims.room, claims.behind, state is BookingState.CONFIRMED
    assert pool is not None
    assert room is not None
    assert behind is not None
    chosen = behind.choose(wish.seats, channel, claims.town_code) if is_confirmed else room.general
    assert chosen is not None
    if not facts.names_needed:
        wish = replace(wish, names=())
    booking = _insert(session, chosen.id, occurrence, person, wish, state, language, now, earlier=claims.made)
    news, method = (News.CONFIRMED, Method.REQUEST) if is_confirmed else (News.WAITING, None)
    tell(session, booking, occurrence, person, news, now=now, method=method)
    left = room.after(chosen.id, wish.seats) if is_confirmed else room
    return booking, Change(occurrence, pool, left.free)


@dataclass(frozen=True)
class _Weighed:
    """All that a decision on a wish is made from."""

    occurrence: Occurrence
    facts: Facts
    claims: Claims
    busy: Busy
    profiles: Mapping[int, Child]


def _weigh(
    session: Session,
    person: Person,
    occurrence_id: int,
    pool: SeatPool | None,
    wish: Wish,
    channel: Channel,
    now: datetime,
) -> _Weighed:
    """Read what speaks for and against a wish. Without the locks it can only refuse, never give."""
    occurrence = find_occurrence(session, occurrence_id)
    if occurrence is None:
        raise RuleBroken(Refusal.NOT_PUBLIC)
    profiles = get_children(session, wish.children, person.id)
    claims = read_claims(session, pool, occurrence, person.id, channel, now=now)
    busy = read_busy(session, occurrence, person.id, wish.children)
    party = Party(wish.seats, wish.comes, ages_on(profiles.values(), occurrence), len(wish.names))
    facts = facts_of(occurrence, pool, claims, now=now, party=party, busy=busy)
    facts = replace(facts, is_closed_account=person.closed_at is not None)
    return _Weighed(occurrence, facts, claims, busy, profiles)


def join_waiting(
    occurrence_id: int, *, by: Person, seats: int, now: datetime, names: Sequence[str] = (), language: str = "zh"
) -> Booked:
    """Join the waiting list; whoever finds room after all is booked at once. Never refused for want of room."""
    return book(occurrence_id, by=by, seats=seats, now=now, names=names, waiting_allowed=True, language=language)


def _decide(weighed: _Weighed, waiting_allowed: bool) -> BookingState:
    refused = refuse_booking(weighed.facts)
    if refused is None:
        return BookingState.CONFIRMED
    if refused in NO_ROOM and waiting_allowed:
        return BookingState.WAITING
    raise refusal_of(refused, weighed.facts, weighed.claims, weighed.busy, weighed.profiles)


def _insert(
    session: Session,
    pool_id: int,
    occurrence: Occurrence,
    person: Person,
    wish: Wish,
    state: BookingState,
    language: str,
    now: datetime,
    *,
    earlier: int,
) -> Booking:
    booking = Booking(
        code=new_code(),
        pool_id=pool_id,
        person_id=person.id,
        seats=wish.seats,
        children=len(wish.children),
        comes=wish.comes,
        state=BookingState.WAITING,
        language=language,
        earlier=earlier,
        is_sample=person.is_sample,
        created_at=now,
        changed_at=now,
    )
    session.add(booking)
    session.flush()
    guests = [Guest(booking_id=booking.id, name=name) for name in wish.names]
    guests += [Guest(booking_id=booking.id, child_id=child_id) for child_id in wish.children]
    for position, guest in enumerate(guests):
        guest.position = position
    session.add_all(guests)
    session.flush()
    become(session, booking, occurrence, state, now=now)
    return booking
