"""From a wish for seats to a claim: weighed, decided, written. The same for one session and for a whole outing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Child, Person
from sciencepop.bookings.models import Booking, Guest, Outing, SeatPool
from sciencepop.bookings.queries.children import ages_on, get_children
from sciencepop.bookings.queries.ledger import Busy, read_busy
from sciencepop.bookings.queries.seats import Claims, facts_of, find_occurrence, read_claims
from sciencepop.bookings.rules.codes import new_code
from sciencepop.bookings.rules.party import Party
from sciencepop.bookings.rules.pools import Channel
from sciencepop.bookings.rules.refusals import NO_ROOM, Facts, Refusal, refuse_booking
from sciencepop.bookings.rules.states import BookingState
from sciencepop.bookings.services.become import become
from sciencepop.bookings.services.refusal import refusal_of
from sciencepop.bookings.services.settle import Change
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import Occurrence


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


@dataclass(frozen=True)
class Weighed:
    """A wish with all that a decision on it is made from."""

    person: Person
    occurrence: Occurrence
    pool: SeatPool | None
    wish: Wish
    channel: Channel
    facts: Facts
    claims: Claims
    busy: Busy
    profiles: Mapping[int, Child]


def get_occurrence(session: Session, occurrence_id: int) -> Occurrence:
    """The occurrence as it is now; refuses NOT_PUBLIC where there is none."""
    occurrence = find_occurrence(session, occurrence_id)
    if occurrence is None:
        raise RuleBroken(Refusal.NOT_PUBLIC)
    return occurrence


def weigh(
    session: Session,
    person: Person,
    occurrence: Occurrence,
    pool: SeatPool | None,
    wish: Wish,
    channel: Channel,
    now: datetime,
) -> Weighed:
    """Read what speaks for and against a wish. Without the locks it can only refuse, never give."""
    profiles = get_children(session, wish.children, person.id)
    claims = read_claims(session, pool, occurrence, person.id, channel, now=now)
    busy = read_busy(session, occurrence, person.id, wish.children)
    party = Party(wish.seats, wish.comes, ages_on(profiles.values(), occurrence), len(wish.names))
    facts = facts_of(occurrence, pool, claims, now=now, party=party, busy=busy)
    facts = replace(facts, is_closed_account=person.closed_at is not None)
    return Weighed(person, occurrence, pool, wish, channel, facts, claims, busy, profiles)


def decide(weighed: Weighed, waiting_allowed: bool = False) -> BookingState:
    """What becomes of the wish; refuses as `rules.refusals.refuse_booking`."""
    refused = refuse_booking(weighed.facts)
    if refused is None:
        return BookingState.CONFIRMED
    if refused in NO_ROOM and waiting_allowed:
        return BookingState.WAITING
    raise refuse(weighed, refused)


def refuse(weighed: Weighed, refused: Refusal) -> RuleBroken:
    """A refusal of the wish with what its sentence wants to know."""
    return refusal_of(refused, weighed.facts, weighed.claims, weighed.busy, weighed.profiles)


def place(
    session: Session,
    weighed: Weighed,
    state: BookingState,
    *,
    language: str,
    now: datetime,
    outing: Outing | None = None,
) -> tuple[Booking, Change]:
    """Write what was decided under the lock, and tell what it leaves. What is reserved for the person goes first."""
    claims, seats = weighed.claims, weighed.wish.seats
    room, behind, is_confirmed = claims.room, claims.behind, state is BookingState.CONFIRMED
    assert weighed.pool is not None
    assert room is not None
    assert behind is not None
    chosen = behind.choose(seats, weighed.channel, claims.town_code) if is_confirmed else room.general
    assert chosen is not None
    booking = _insert(session, weighed, chosen.id, language, now, outing)
    become(session, booking, weighed.occurrence, state, now=now)
    left = room.after(chosen.id, seats) if is_confirmed else room
    return booking, Change(weighed.occurrence, weighed.pool, left.free)


def _insert(
    session: Session, weighed: Weighed, pool_id: int, language: str, now: datetime, outing: Outing | None
) -> Booking:
    wish, person = weighed.wish, weighed.person
    booking = Booking(
        code=new_code(),
        pool_id=pool_id,
        person_id=person.id,
        outing=outing,
        seats=wish.seats,
        children=len(wish.children),
        comes=wish.comes,
        state=BookingState.WAITING,
        language=language,
        earlier=weighed.claims.made,
        is_sample=person.is_sample,
        created_at=now,
        changed_at=now,
    )
    session.add(booking)
    session.flush()
    names = wish.names if weighed.facts.names_needed else ()
    guests = [Guest(booking_id=booking.id, name=name) for name in names]
    guests += [Guest(booking_id=booking.id, child_id=child_id) for child_id in wish.children]
    for position, guest in enumerate(guests):
        guest.position = position
    session.add_all(guests)
    session.flush()
    return booking
