"""Every verb of booking in any order, with the minute's jobs between: the doctor never finds anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bookings import services
from sciencepop.bookings.models import Booking, BookingState, DoorKind, Gate, GroupVisit, Outing, PoolKind
from sciencepop.bookings.rules.attendance import Mark
from sciencepop.bookings.rules.pools import Reserve
from sciencepop.bookings.rules.visitors import Visitor
from sciencepop.bookings.services.desk import book_for
from sciencepop.bookings.services.door import Note
from sciencepop.bookings.services.undo import undo_change
from sciencepop.bookings.tickets import sign
from sciencepop.core import clock, invariants, jobs
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.tokens import new_token
from sciencepop.programme.models import Occurrence, OccurrenceChange
from sciencepop.programme.services.cancel import cancel_occurrence
from sciencepop.programme.services.move import move_occurrence
from sciencepop.programme.services.plan import Place
from tests.bookings.capacity import make_resource, make_use
from tests.conftest import NOW
from tests.factories import (
    make_base,
    make_child,
    make_event,
    make_grant,
    make_occurrence,
    make_organisation,
    make_person,
    make_terms,
)

GUARDIANS, RESIDENTS, PLACES = 2, 5, 4
ANYBODY, ANYWHERE = st.integers(0, RESIDENTS - 1), st.integers(0, PLACES - 1)
TOWN = "310117103000"


class Season(RuleBasedStateMachine):
    """Four occurrences at two bases, two of them in one hall; five residents, two with children; one school, one desk.

    Refusals are answers like others. The clock only goes forward, and every step of it runs the jobs of a minute.
    """

    @initialize(size=st.integers(1, 6), chairs=st.integers(2, 9))
    def open_doors(self, size: int, chairs: int) -> None:
        session = db.session()
        self.now: datetime = NOW
        residents = [make_person(session, name=f"居民{number}", town_code=TOWN) for number in range(RESIDENTS)]
        self.people = [person.id for person in residents]
        self.child_id = make_child(session, *residents[:GUARDIANS]).id
        self.desk_numbers = 13800000000 + 10 * self.people[0]
        self.school_id = make_organisation(session, residents[-1]).id
        manager = make_person(session, name="场馆")
        self.manager_id = manager.id
        self.occurrence_ids = []
        for lat in (31.05, 31.08):
            base = make_base(session, lat=lat, lon=121.2)
            make_grant(session, manager, base=base)
            hall = make_resource(session, base, capacity=chairs)
            event = make_event(session, base, seats_per_booking=4)
            make_terms(session, event, smallest=2, notice_days=1)
            for hours in (48, 53):
                occurrence = make_occurrence(session, event, size=size, starts_in=timedelta(hours=hours))
                self.occurrence_ids.append(occurrence.id)
                if lat == 31.05:
                    make_use(session, occurrence, hall)
        session.commit()

    def attempt(self, call: Callable[..., Any], *arguments: Any, by: int, **options: Any) -> Any:
        with clock.frozen_at(self.now):
            try:
                return call(*arguments, by=db.session.get_one(Person, by), now=self.now, **options)
            except RuleBroken:
                db.session.rollback()
        return None

    def newest(self, person: int, *states: BookingState) -> Booking | None:
        found = select(Booking).where(Booking.person_id == self.people[person]).order_by(Booking.id.desc())
        return db.session.scalars(found.where(Booking.state.in_(states)) if states else found).first()

    def newest_gate(self) -> int | None:
        mine = select(Gate.id).where(Gate.created_by == self.manager_id)
        return db.session.scalars(mine.order_by(Gate.id.desc())).first()

    @rule(person=ANYBODY, place=ANYWHERE, seats=st.integers(1, 4), waits=st.booleans(), child=st.booleans())
    def book(self, person: int, place: int, seats: int, waits: bool, child: bool) -> None:
        children = [self.child_id] if child and person < GUARDIANS else []
        options = {"seats": seats, "waiting_allowed": waits, "children": children}
        self.attempt(services.book, self.occurrence_ids[place], by=self.people[person], **options)

    @rule(
        person=ANYBODY, places=st.sets(ANYWHERE, min_size=2, max_size=3), seats=st.integers(1, 2), keeps=st.booleans()
    )
    def go_out(self, person: int, places: set[int], seats: int, keeps: bool) -> None:
        wanted = [self.occurrence_ids[place] for place in places]
        self.attempt(services.book_outing, wanted, by=self.people[person], seats=seats, keeps_rest=keeps)

    @rule(person=ANYBODY)
    def stay_at_home(self, person: int) -> None:
        found = select(Outing.code).where(Outing.person_id == self.people[person]).order_by(Outing.id.desc())
        code = db.session.scalars(found).first()
        if code:
            self.attempt(services.cancel_outing, code, by=self.people[person])

    @rule(person=ANYBODY, verb=st.sampled_from([services.cancel, services.accept_offer, services.decline_offer]))
    def answer(self, person: int, verb: Any) -> None:
        booking = self.newest(person)
        if booking:
            self.attempt(verb, booking.code, by=self.people[person])

    @rule(person=ANYBODY)
    def cannot_come(self, person: int) -> None:
        found = select(Booking.code).where(Booking.person_id == self.people[person])
        codes = db.session.scalars(found.where(Booking.state == BookingState.CONFIRMED)).all()
        if codes:
            self.attempt(services.give_back, codes, by=self.people[person])

    @rule(place=ANYWHERE, seats=st.integers(1, 3), waits=st.booleans(), number=st.integers(1, 2))
    def telephone(self, place: int, seats: int, waits: bool, number: int) -> None:
        visitor = Visitor(f"王阿婆{number}", f"{self.desk_numbers + number}")
        options = {"seats": seats, "waiting_allowed": waits, "desk": TOWN}
        self.attempt(book_for, self.occurrence_ids[place], visitor, by=self.manager_id, **options)

    @rule(place=ANYWHERE, pupils=st.integers(2, 6))
    def ask_for_a_class(self, place: int, pupils: int) -> None:
        wish = services.GroupWish(
            organisation_id=self.school_id,
            leader_name="陈老师",
            leader_phone="13800000009",
            pupils={"junior": pupils},
            adults=1,
        )
        self.attempt(services.request_visit, [self.occurrence_ids[place]], wish, by=self.people[-1], language="zh")

    @rule(verb=st.sampled_from(["confirm", "refuse", "cancel"]))
    def answer_a_class(self, verb: str) -> None:
        mine = select(GroupVisit.code).where(GroupVisit.organisation_id == self.school_id)
        code = db.session.scalars(mine.order_by(GroupVisit.id.desc())).first()
        if code and verb == "confirm":
            self.attempt(services.confirm_visit, code, by=self.manager_id)
        elif code and verb == "refuse":
            self.attempt(services.refuse_request, code, "没有讲解员", by=self.manager_id)
        elif code:
            self.attempt(services.cancel_visit, code, by=self.people[-1])

    @rule(place=ANYWHERE, size=st.integers(0, 9))
    def resize(self, place: int, size: int) -> None:
        self.attempt(services.resize_pool, self.occurrence_ids[place], size, by=self.manager_id)

    @rule(
        place=ANYWHERE,
        size=st.integers(0, 4),
        kind=st.sampled_from([PoolKind.TOWN, PoolKind.TELEPHONE, PoolKind.WALK_IN]),
    )
    def reserve(self, place: int, size: int, kind: PoolKind) -> None:
        wish = Reserve(kind, size, TOWN if kind is PoolKind.TOWN else None, None)
        self.attempt(services.reserve_seats, self.occurrence_ids[place], wish, by=self.manager_id)

    @rule(place=ANYWHERE, hours=st.sampled_from([1, 2, 24]))
    def move_in_time(self, place: int, hours: int) -> None:
        occurrence = db.session.get_one(Occurrence, self.occurrence_ids[place])
        starts = clock.local(occurrence.starts_at + timedelta(hours=hours))
        minutes = int((occurrence.ends_at - occurrence.starts_at).total_seconds() // 60)
        when = {"on": starts.date(), "starts": starts.time(), "minutes": minutes}
        self.attempt(move_occurrence, occurrence.id, Place(), by=self.manager_id, **when)

    @rule()
    def take_a_change_back(self) -> None:
        found = select(OccurrenceChange).where(OccurrenceChange.occurrence_id.in_(self.occurrence_ids))
        change = db.session.scalars(found.order_by(OccurrenceChange.id.desc())).first()
        if change:
            self.attempt(undo_change, change.occurrence_id, change.id, by=self.manager_id)

    @rule(person=ANYBODY, place=ANYWHERE)
    def go_to_another_session(self, person: int, place: int) -> None:
        booking = self.newest(person, BookingState.CONFIRMED)
        if booking:
            try:
                self.attempt(services.move, booking.code, self.occurrence_ids[place], by=self.people[person])
            except NotFound:  # of another event, or this very one
                db.session.rollback()

    @rule(place=ANYWHERE, is_meant=st.integers(0, 3))
    def call_off(self, place: int, is_meant: int) -> None:
        if not is_meant:
            self.attempt(cancel_occurrence, self.occurrence_ids[place], reason="台风", by=self.manager_id)

    @rule(place=ANYWHERE, allowance=st.integers(0, 3))
    def open_a_gate(self, place: int, allowance: int) -> None:
        self.attempt(
            services.open_gate, self.occurrence_ids[place], name="东门", allowance=allowance, by=self.manager_id
        )

    @rule(seats=st.integers(1, 2), scans=st.lists(ANYBODY, max_size=2, unique=True))
    def let_in(self, seats: int, scans: list[int]) -> None:
        gate_id = self.newest_gate()
        if gate_id is None:
            return
        notes = [Note(new_token(), DoorKind.WALK_IN, seats, self.now, was_offline=True)]
        for person in scans:
            booking = self.newest(person)
            if booking:
                code = booking.code
                notes.append(Note(new_token(), DoorKind.SCAN, 1, self.now, code=code, signature=sign(code)))
        try:
            services.merge(gate_id, notes, now=self.now)
        except RuleBroken:
            db.session.rollback()

    @rule()
    def close_a_gate(self) -> None:
        gate_id = self.newest_gate()
        if gate_id is not None:
            self.attempt(services.end_gate, gate_id, by=self.manager_id)

    @rule(person=ANYBODY, mark=st.sampled_from(list(Mark)))
    def mark(self, person: int, mark: Mark) -> None:
        booking = self.newest(person)
        if booking:
            self.attempt(services.mark, booking.code, mark, by=self.manager_id)

    @rule(minutes=st.sampled_from([5, 60, 300, 900]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        with clock.frozen_at(self.now):
            assert jobs.run_minutely(self.now) == 0

    @invariant()
    def the_doctor_finds_nothing(self) -> None:
        if not hasattr(self, "occurrence_ids"):
            return
        db.session.expire_all()
        with clock.frozen_at(self.now):
            found = {name: check() for name, check in invariants.checks().items() if name in WATCHED}
        assert not any(found.values()), found

    def teardown(self) -> None:
        db.session.rollback()


WATCHED = {"bookings", "gates", "groups", "outings", "bookings.letters"}


def test_no_order_of_any_verbs_leaves_something_for_the_doctor(app: Flask) -> None:
    assert set(invariants.checks()) >= WATCHED
    run_state_machine_as_test(
        Season,
        settings=settings(
            max_examples=8 if db.engine.dialect.name == "sqlite" else 4,
            stateful_step_count=30,
            deadline=None,
            database=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
