"""What else of a day would fit into an outing: at other bases, in time, with seats, for these ages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session, contains_eager, lazyload

from sciencepop.accounts.models import Child, Person
from sciencepop.bookings.queries.children import ages_on
from sciencepop.bookings.queries.ledger import list_taken, span_of
from sciencepop.bookings.queries.rooms import read_rooms
from sciencepop.bookings.queries.seats import Claims, facts_of
from sciencepop.bookings.rules.outings import Leg, find_neighbour, leg_between
from sciencepop.bookings.rules.party import Party
from sciencepop.bookings.rules.pools import Room
from sciencepop.bookings.rules.refusals import refuse_occasion, refuse_party
from sciencepop.core import clock
from sciencepop.programme.hooks import Seats
from sciencepop.programme.models import BookingMode, Event, Occurrence, WaitingPolicy
from sciencepop.programme.queries.visible import occurrence_is_on, visible_occurrences

MOST_LOOKED_AT = 400
"""Candidates of one day; more than a district has."""

AT_ONCE = 20


@dataclass(frozen=True)
class Company:
    """Who would come: the person who books, how many in all, and which children."""

    person: Person
    seats: int
    children: Sequence[Child]
    comes: bool


@dataclass(frozen=True)
class Suggestion:
    """An occurrence that fits `beside` a stop: after it or before it, over this leg."""

    occurrence: Occurrence
    seats: Seats
    beside: Occurrence
    is_after: bool
    leg: Leg


def list_suggestions(
    session: Session, stops: Sequence[Occurrence], company: Company, *, now: datetime, limit: int
) -> list[Suggestion]:
    """A few occurrences that go with these stops of one day, those with least time between first, one of each event.

    For display: whether there are seats is decided when they are booked.
    """
    fitting = _one_of_each_event(_fitting(session, stops, company, now))
    found: list[Suggestion] = []
    for start in range(0, len(fitting), AT_ONCE):
        portion = fitting[start : start + AT_ONCE]
        rooms = read_rooms(session, [one.id for one, _stop in portion])
        for one, stop in portion:
            room = rooms.get(one.id)
            if room and _is_for(one, room, company, now):
                found.append(_suggest(one, stop, room))
        if len(found) >= limit:
            break
    return sorted(found[:limit], key=lambda one: (one.occurrence.starts_at, one.occurrence.id))


def _fitting(
    session: Session, stops: Sequence[Occurrence], company: Company, now: datetime
) -> Iterator[tuple[int, Occurrence, Occurrence]]:
    """What fits in time: minutes between, the occurrence, and the stop next to it."""
    first, last = clock.day_bounds(clock.local(stops[0].starts_at).date())
    spans = [span_of(stop) for stop in stops]
    child_ids = [child.id for child in company.children]
    taken = list_taken(session, first, last, company.person.id if company.comes else None, child_ids)
    for one in _list_candidates(session, stops, first, last, company.seats, now):
        span = span_of(one)
        number = find_neighbour(span, spans, taken)
        if number is not None:
            yield leg_between(span, spans[number]).minutes, one, stops[number]


def _list_candidates(
    session: Session, stops: Sequence[Occurrence], first: datetime, last: datetime, seats: int, now: datetime
) -> Sequence[Occurrence]:
    found = (
        visible_occurrences(Occurrence)
        .where(
            occurrence_is_on(),
            Occurrence.starts_at >= max(first, now),
            Occurrence.starts_at < last,
            Occurrence.booking_opens_at <= now,
            Occurrence.booking_closes_at > now,
            Occurrence.is_full.is_(False),
            Event.booking_mode == BookingMode.SEATS,
            Event.seats_per_booking >= seats,
            Event.base_id.not_in({stop.event.base_id for stop in stops}),
        )
        .options(
            contains_eager(Occurrence.event).contains_eager(Event.base),
            contains_eager(Occurrence.event).options(lazyload(Event.audience_rows), lazyload(Event.topic_rows)),
        )
        .order_by(Occurrence.starts_at, Occurrence.id)
        .limit(MOST_LOOKED_AT)
    )
    return session.scalars(found).all()


def _one_of_each_event(fitting: Iterator[tuple[int, Occurrence, Occurrence]]) -> list[tuple[Occurrence, Occurrence]]:
    best: dict[int, tuple[Occurrence, Occurrence]] = {}
    for _minutes, one, stop in sorted(fitting, key=lambda found: (found[0], found[1].id)):
        best.setdefault(one.event_id, (one, stop))
    return list(best.values())


def _is_for(one: Occurrence, room: Room, company: Company, now: datetime) -> bool:
    """Whether the party would be taken, by the rules of every booking; names can still be written."""
    is_waited_for = one.event.waiting_policy is WaitingPolicy.STRICT and room.general.waiting > 0
    claims = Claims(room, room, town_code=company.person.town_code)
    ages = ages_on(company.children, one)
    party = Party(company.seats, company.comes, ages, names=company.seats - len(ages))
    facts = facts_of(one, room.general, claims, now=now, party=party)
    return not is_waited_for and refuse_occasion(facts) is None and refuse_party(facts) is None


def _suggest(one: Occurrence, stop: Occurrence, room: Room) -> Suggestion:
    leg = leg_between(span_of(one), span_of(stop))
    seats = Seats(room.size, room.free, room.general.waiting)
    return Suggestion(one, seats, stop, one.starts_at > stop.starts_at, leg)
