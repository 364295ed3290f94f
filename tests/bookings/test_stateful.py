"""Any order of booking, waiting, cancelling, answering, expiring, resizing and marking keeps the seats right."""

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
from sciencepop.bookings.invariants import doubled, oversold
from sciencepop.bookings.models import Booking, BookingState
from sciencepop.bookings.queries.rooms import read_room
from sciencepop.bookings.queries.seats import count_taken, is_strict, list_waiting
from sciencepop.bookings.rules.attendance import Mark
from sciencepop.bookings.rules.pools import seat
from sciencepop.bookings.rules.promotion import is_quiet, offer_end
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import Occurrence, WaitingPolicy
from tests.conftest import NOW
from tests.factories import make_base, make_event, make_occurrence, make_person, pool_of

PEOPLE = st.integers(0, 5)


class Seats(RuleBasedStateMachine):
    """One occurrence, six people, a clock that only goes forward. Refusals are answers like others."""

    @initialize(size=st.integers(1, 8), policy=st.sampled_from(WaitingPolicy))
    def open_doors(self, size: int, policy: WaitingPolicy) -> None:
        self.now: datetime = NOW
        self.people = [make_person(db.session(), name=f"居民{number}").id for number in range(6)]
        event = make_event(db.session(), make_base(db.session()), seats_per_booking=4, waiting_policy=policy)
        occurrence = make_occurrence(db.session(), event, size=size, starts_in=timedelta(days=3))
        db.session.commit()
        self.occurrence_id = occurrence.id
        self.pool_id = pool_of(db.session(), occurrence).id

    def attempt(self, call: Any, *arguments: Any, person: int | None = None, **options: Any) -> None:
        if person is not None:
            options["by"] = db.session.get_one(Person, self.people[person])
        try:
            call(*arguments, **options, now=self.now)
        except RuleBroken:
            db.session.rollback()

    def code_of(self, person: int) -> str | None:
        newest = select(Booking.code).where(Booking.person_id == self.people[person]).order_by(Booking.id.desc())
        return db.session.scalars(newest).first()

    @rule(person=PEOPLE, seats=st.integers(1, 4), waits=st.booleans())
    def book(self, person: int, seats: int, waits: bool) -> None:
        self.attempt(services.book, self.occurrence_id, person=person, seats=seats, waiting_allowed=waits)

    @rule(person=PEOPLE, verb=st.sampled_from([services.cancel, services.accept_offer, services.decline_offer]))
    def answer(self, person: int, verb: Any) -> None:
        code = self.code_of(person)
        if code:
            self.attempt(verb, code, person=person)

    @rule(person=PEOPLE, mark=st.sampled_from(list(Mark)))
    def mark(self, person: int, mark: Mark) -> None:
        code = self.code_of(person)
        if code:
            self.attempt(services.mark, code, mark, person=0)

    @rule(size=st.integers(0, 10))
    def resize(self, size: int) -> None:
        self.attempt(services.resize_pool, self.occurrence_id, size, person=0)

    @rule(hours=st.integers(1, 15))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        services.expire_offers(self.now)
        services.promote_due(self.now)

    @invariant()
    def seats_are_right(self) -> None:
        if not hasattr(self, "pool_id"):
            return
        occurrence = db.session.get_one(Occurrence, self.occurrence_id)
        pool = pool_of(db.session(), occurrence)
        size = pool.size
        taken = count_taken(db.session(), self.pool_id)
        assert taken <= size
        assert (oversold(), doubled()) == ([], [])
        assert occurrence.is_full is (taken >= size)
        offered = select(Booking.offer_ends_at).where(
            Booking.state == BookingState.OFFERED, Booking.pool_id == self.pool_id
        )
        offers = db.session.scalars(offered).all()
        assert not any(is_quiet(ends_at) for ends_at in offers if ends_at)
        if offer_end(self.now, occurrence.booking_closes_at):
            waiting, room = list_waiting(db.session(), pool), read_room(db.session(), occurrence.id)
            assert room is not None
            assert seat(waiting, room, is_strict=is_strict(occurrence)) == {}

    def teardown(self) -> None:
        db.session.rollback()


def test_no_order_of_events_gives_a_seat_twice_or_forgets_who_waits(app: Flask) -> None:
    run_state_machine_as_test(
        Seats,
        settings=settings(
            max_examples=15 if db.engine.dialect.name == "sqlite" else 6,
            stateful_step_count=25,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
