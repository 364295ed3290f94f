"""Any order of verbs on two occurrences with a reserve, guides and a shared hall keeps every number right."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from sciencepop.accounts.models import Person
from sciencepop.bookings import services
from sciencepop.bookings.invariants import doubled, overdrawn_resources, oversold, wrong_fullness, wrong_pools
from sciencepop.bookings.models import Booking, BookingState, Duty, Per, PoolKind, SeatPool
from sciencepop.bookings.queries.rooms import read_room
from sciencepop.bookings.queries.seats import list_waiting
from sciencepop.bookings.rules.pools import Reserve, seat
from sciencepop.bookings.rules.promotion import offer_end
from sciencepop.bookings.services.resources import Wish
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import Occurrence
from tests.bookings.capacity import make_resource, make_use
from tests.conftest import NOW
from tests.factories import make_base, make_event, make_occurrence, make_person, pool_of

PEOPLE, PLACES = st.integers(0, 5), st.integers(0, 1)
HERE = "310117103000"


class Hall(RuleBasedStateMachine):
    """Two overlapping occurrences in one hall, six people of whom three live here, a clock that only goes forward."""

    @initialize(size=st.integers(1, 6), chairs=st.integers(1, 9))
    def open_doors(self, size: int, chairs: int) -> None:
        session = db.session()
        self.now: datetime = NOW
        towns = [HERE, None] * 3
        self.people = [make_person(session, name=f"居民{n}", town_code=town).id for n, town in enumerate(towns)]
        base = make_base(session)
        hall = make_resource(session, base, capacity=chairs)
        self.base_id, self.hall_id = base.id, hall.id
        self.occurrence_ids = []
        for hours in (72, 73):
            event = make_event(session, base, seats_per_booking=4)
            occurrence = make_occurrence(session, event, size=size, starts_in=timedelta(hours=hours))
            make_use(session, occurrence, hall)
            self.occurrence_ids.append(occurrence.id)
        session.commit()

    def attempt(self, call: Any, *arguments: Any, person: int = 0, **options: Any) -> None:
        by = db.session.get_one(Person, self.people[person])
        try:
            call(*arguments, **options, by=by, now=self.now)
        except RuleBroken:
            db.session.rollback()

    @rule(person=PEOPLE, place=PLACES, seats=st.integers(1, 4), waits=st.booleans())
    def book(self, person: int, place: int, seats: int, waits: bool) -> None:
        self.attempt(services.book, self.occurrence_ids[place], person=person, seats=seats, waiting_allowed=waits)

    @rule(person=PEOPLE, verb=st.sampled_from([services.cancel, services.accept_offer, services.decline_offer]))
    def answer(self, person: int, verb: Any) -> None:
        newest = select(Booking.code).where(Booking.person_id == self.people[person]).order_by(Booking.id.desc())
        code = db.session.scalars(newest).first()
        if code:
            self.attempt(verb, code, person=person)

    @rule(place=PLACES, size=st.integers(0, 5), minutes=st.sampled_from([None, 60, 48 * 60]))
    def reserve(self, place: int, size: int, minutes: int | None) -> None:
        wish = Reserve(PoolKind.TOWN, size, HERE, minutes)
        self.attempt(services.reserve_seats, self.occurrence_ids[place], wish)

    @rule(place=PLACES, size=st.integers(0, 8))
    def resize(self, place: int, size: int) -> None:
        self.attempt(services.resize_pool, self.occurrence_ids[place], size)

    @rule(chairs=st.integers(0, 12))
    def resize_hall(self, chairs: int) -> None:
        self.attempt(services.resize_resource, self.base_id, self.hall_id, chairs)

    @rule(place=PLACES, units=st.integers(0, 2), per=st.sampled_from(list(Per)))
    def use(self, place: int, units: int, per: Per) -> None:
        self.attempt(services.set_use, self.occurrence_ids[place], Wish(self.hall_id, per, units))

    @rule(place=PLACES, seats=st.sampled_from([0, 2, 4]))
    def guide(self, place: int, seats: int) -> None:
        event_id = db.session.get_one(Occurrence, self.occurrence_ids[place]).event_id
        self.attempt(services.set_seats_per_guide, event_id, seats)

    @rule(place=PLACES, is_qualified=st.booleans())
    def come(self, place: int, is_qualified: bool) -> None:
        self.attempt(services.add_guide, self.occurrence_ids[place], "讲解员", is_qualified=is_qualified)

    @rule(place=PLACES)
    def leave(self, place: int) -> None:
        duty_id = db.session.scalars(
            select(Duty.id).where(Duty.occurrence_id == self.occurrence_ids[place], Duty.state == "confirmed")
        ).first()
        if duty_id:
            self.attempt(services.withdraw_guide, self.occurrence_ids[place], duty_id)

    @rule(hours=st.integers(1, 15))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        services.release_due(self.now)
        services.expire_offers(self.now)
        services.promote_due(self.now)

    @invariant()
    def everything_is_right(self) -> None:
        if not hasattr(self, "occurrence_ids"):
            return
        assert [*oversold(), *doubled(), *overdrawn_resources(), *wrong_fullness(), *wrong_pools()] == []
        for number in self.occurrence_ids:
            room = read_room(db.session(), number)
            assert room is not None
            assert all(pool.rest >= 0 for pool in room.pools)
            occurrence = db.session.get_one(Occurrence, number)
            if offer_end(self.now, occurrence.booking_closes_at):
                pool = pool_of(db.session(), occurrence)
                assert seat(list_waiting(db.session(), pool), room) == {}
        kept = select(Booking.id).join(SeatPool, Booking.pool_id == SeatPool.id).join(Booking.person)
        foreign = kept.where(SeatPool.kind == PoolKind.TOWN, Person.town_code.is_distinct_from(HERE))
        assert db.session.scalars(foreign.where(Booking.state != BookingState.WAITING)).all() == []

    def teardown(self) -> None:
        db.session.rollback()


def test_no_order_of_events_overdraws_a_pool_a_guide_or_a_hall(app: Flask) -> None:
    run_state_machine_as_test(
        Hall,
        settings=settings(
            max_examples=12 if db.engine.dialect.name == "sqlite" else 6,
            stateful_step_count=25,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
