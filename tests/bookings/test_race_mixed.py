"""Booking, promotion, answers to offers, a room that changes its size and a school's visits, all at the same moment."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from sciencepop.accounts.models import Person
from sciencepop.bookings import group_invariants, invariants, services
from sciencepop.bookings.models import Booking, BookingState, GroupPart, GroupVisit
from sciencepop.bookings.queries.rooms import read_room
from sciencepop.bookings.queries.seats import is_strict, list_waiting
from sciencepop.bookings.rules.pools import seat
from sciencepop.core.db import db
from sciencepop.programme.models import Occurrence, WaitingPolicy
from tests.bookings.crowd import Task, count, run
from tests.bookings.test_group_race import school_of
from tests.bookings.test_race import PROCESSES, Course, course
from tests.conftest import NOW
from tests.crowd import deal
from tests.factories import make_booking, pool_of

__all__ = ["course"]

pytestmark = pytest.mark.race
SEATS = 44
ENDS = {
    "accept": {BookingState.CONFIRMED},
    "decline": {BookingState.DECLINED},
    "cancel": {BookingState.CANCELLED},
    "confirm": {BookingState.CONFIRMED},
    "end_group": {BookingState.CANCELLED},
}


def everything_at_once(course: Course, policy: WaitingPolicy) -> list[list[Task]]:
    """Forty-four seats, of which eight are free: ten confirmed parties of two, five offers of two, three groups of two
    that await an answer. Every process first wants three of the eight. Then holders cancel, offers are answered, two
    groups are confirmed and one gives up, new groups ask, the room changes its size, and newcomers book or wait.
    """
    school = school_of(course.people[76:90], course.occurrence_id)
    session = db.session()
    occurrence = session.get_one(Occurrence, course.occurrence_id)
    occurrence.event.waiting_policy = policy
    pool_of(session, occurrence).size = SEATS
    people = [session.get_one(Person, person) for person in course.people]
    held = [make_booking(session, occurrence, person, seats=2) for person in people[:10]]
    offer = {"state": BookingState.OFFERED, "offer_ends_at": NOW + timedelta(days=1)}
    offered = [make_booking(session, occurrence, person, seats=2, **offer) for person in people[10:15]]
    session.commit()
    visits = [
        services.request_visit(
            [course.occurrence_id],
            services.GroupWish(school, "陈老师", "138 0000 0000", {"adult": 2}, 0),
            by=session.get_one(Person, person),
            now=NOW,
        )
        for person in course.people[76:79]
    ]
    tasks = [Task("cancel", booking.person_id, code=booking.code) for booking in held]
    verbs = ("accept", "decline", "accept", "decline", "accept")
    tasks += [Task(verb, row.person_id, code=row.code) for verb, row in zip(verbs, offered, strict=True)]
    tasks += [Task("confirm", course.people[-1], code=code) for code in visits[:2]]
    tasks += [Task("end_group", course.people[78], code=visits[2])]
    tasks += [Task("group", person, course.occurrence_id, 3, organisation_id=school) for person in course.people[79:85]]
    tasks += [Task("resize", course.people[-1], course.occurrence_id, size) for size in (50, 58, 44, 54, 20)]
    newcomers = enumerate(course.people[25:75])
    tasks += [
        Task("wait" if number % 2 else "book", person, course.occurrence_id, 1 + number % 3)
        for number, person in newcomers
    ]
    session.rollback()
    random.Random(4).shuffle(tasks)
    first = [Task("book", person, course.occurrence_id, 3) for person in course.people[15 : 15 + PROCESSES]]
    return deal(first + tasks, PROCESSES)


def breaches() -> list[str]:
    db.session.rollback()
    return invariants.checks() + group_invariants.checks()


@pytest.mark.parametrize("policy", list(WaitingPolicy))
def test_everything_at_once_keeps_every_seat(course: Course, policy: WaitingPolicy) -> None:
    told = run(course.url, course.folder, everything_at_once(course, policy), NOW)
    refusals = {"full", "line_first", "no_room", "size_too_small"}
    assert set(count(told)) <= {"done", "confirmed", "waiting", "pending", *refusals}
    assert {one.answer for one in told if one.task.verb in ENDS} == {"done"}
    taken = course.taken()
    occurrence = db.session.get_one(Occurrence, course.occurrence_id)
    pool = pool_of(db.session(), occurrence)
    assert taken <= pool.size
    room = read_room(db.session(), occurrence.id)
    assert room is not None
    assert seat(list_waiting(db.session(), pool), room, is_strict=is_strict(occurrence)) == {}
    assert {
        (one.task.verb, state_of(one.task.code) in ENDS[one.task.verb]) for one in told if one.task.verb in ENDS
    } == {(verb, True) for verb in ENDS}
    assert {state_of(one.code) for one in told if one.answer == "confirmed"} <= {BookingState.CONFIRMED}
    assert breaches() == []


def state_of(code: str) -> BookingState:
    """The state of a booking, or of the one booking of a visit."""
    alone = db.session.scalar(select(Booking.state).where(Booking.code == code))
    of_visit = select(Booking.state).join(GroupPart, GroupPart.booking_id == Booking.id)
    found = alone or db.session.scalar(of_visit.join(GroupVisit).where(GroupVisit.code == code))
    assert found is not None
    return found


def test_the_control_without_the_locks_oversells(course: Course) -> None:
    """The same crowd, but nobody gives anything back and the room stays as it is: both would hide what was too much."""
    shares = everything_at_once(course, WaitingPolicy.FILL)
    hides = ("resize", "cancel", "decline", "end_group")
    tasks = [[task for task in share if task.verb not in hides] for share in shares]
    run(course.url, course.folder, tasks, NOW, locked=False)
    assert course.taken() > SEATS
    assert any("are taken" in sentence for sentence in breaches())
