"""Groups race each other and everybody else for the same seats: real processes, both databases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from sciencepop.accounts.models import Organisation, Person
from sciencepop.bookings import group_invariants, invariants, services
from sciencepop.bookings.models import Booking, BookingState, GroupVisit, SeatPool
from sciencepop.bookings.queries.seats import count_taken, list_waiting
from sciencepop.core.db import db
from sciencepop.programme.models import Occurrence
from tests.bookings.crowd import Task, count, run
from tests.bookings.test_race import PROCESSES, SEATS, Course, course
from tests.conftest import NOW
from tests.crowd import deal
from tests.factories import make_occurrence, make_organisation, make_terms

__all__ = ["course"]

pytestmark = pytest.mark.race
HOUR = timedelta(hours=1)


def school_of(people: Sequence[int], occurrence_id: int) -> int:
    """An organisation that all these people act for; the session's event takes groups."""
    session = db.session()
    make_terms(session, session.get_one(Occurrence, occurrence_id).event, smallest=2)
    found = make_organisation(session, *[session.get_one(Person, number) for number in people])
    session.commit()
    number = found.id
    assert session.get(Organisation, number)
    session.rollback()
    return number


def breaches() -> list[str]:
    db.session.rollback()
    return invariants.checks() + group_invariants.checks()


def test_groups_and_people_together_never_get_more_than_there_is(course: Course) -> None:
    school = school_of(course.people[:30], course.occurrence_id)
    groups = [
        Task("group", person, course.occurrence_id, 5 + number % 4, organisation_id=school)
        for number, person in enumerate(course.people[:30])
    ]
    others = [
        Task("book", person, course.occurrence_id, 1 + number % 3) for number, person in enumerate(course.people[30:50])
    ]  # forty seats at most, so that a group gets some whoever is first
    tasks = [task for pair in zip(groups * 3, others, strict=False) for task in pair]
    told = run(course.url, course.folder, deal(list(dict.fromkeys(tasks)), PROCESSES), NOW)
    answers = count(told)
    assert set(answers) <= {"pending", "confirmed", "full", "no_room", "already_booked"}
    assert answers["pending"] > 0
    got = sum(one.task.seats for one in told if one.answer in ("pending", "confirmed"))
    assert got == course.taken() <= SEATS
    assert breaches() == []


def test_rotations_that_take_the_same_sessions_in_either_order_do_not_lock_each_other_out(course: Course) -> None:
    session = db.session()
    first = session.get_one(Occurrence, course.occurrence_id)
    later = make_occurrence(session, first.event, starts_at=first.ends_at, minutes=60, size=SEATS)
    session.commit()
    ids = (first.id, later.id)
    school = school_of(course.people, course.occurrence_id)
    tasks = [
        Task("group", person, ids[number % 2], 10, also=(ids[1 - number % 2],), organisation_id=school)
        for number, person in enumerate(course.people[:48])
    ]
    told = run(course.url, course.folder, deal(tasks, PROCESSES), NOW)
    assert count(told) == {"pending": 10, "no_room": 38}
    db.session.rollback()
    assert [count_taken(db.session(), pool.id) for pool in db.session.scalars(select(SeatPool))] == [SEATS, SEATS]
    assert breaches() == []


def test_confirming_cancelling_expiring_and_booking_at_once_leave_every_seat_with_somebody(course: Course) -> None:
    session = db.session()
    school = school_of(course.people[:10], course.occurrence_id)
    codes = {}
    for number in course.people[:10]:
        leader = session.get_one(Person, number)
        wish = services.GroupWish(school, "陈老师", "138 0000 0000", {"adult": 5}, 0)
        codes[number] = services.request_visit([course.occurrence_id], wish, by=leader, now=NOW)
    for number in course.people[10:30]:
        services.join_waiting(course.occurrence_id, by=session.get_one(Person, number), seats=2, now=NOW)
    for visit in session.scalars(select(GroupVisit).order_by(GroupVisit.id).limit(6)):
        visit.confirm_by = NOW + HOUR
    session.commit()
    manager = course.people[100]
    late = NOW + HOUR
    tasks = [Task("confirm", manager, code=code) for code in codes.values()]
    tasks += [Task("end_group", person, code=code) for person, code in list(codes.items())[5:]]
    tasks += [Task("expire_groups") for _again in range(8)]
    tasks += [Task("book", person, course.occurrence_id, 1) for person in course.people[30:50]]
    told = run(course.url, course.folder, deal(_with_a_person_first(tasks, manager), PROCESSES), late)
    assert set(count(told)) <= {"done", "answer_over", "not_pending", "not_cancellable", "full", "confirmed"}
    db.session.rollback()
    states = set(db.session.scalars(select(Booking.state).where(Booking.is_group)))
    assert states <= {BookingState.CONFIRMED, BookingState.CANCELLED, BookingState.EXPIRED}
    pool = db.session.scalars(select(SeatPool)).one()
    taken = count_taken(db.session(), pool.id)
    assert taken <= SEATS
    assert all(party.seats > SEATS - taken for party in list_waiting(db.session(), pool))
    assert breaches() == []


def _with_a_person_first(tasks: list[Task], person_id: int) -> list[Task]:
    """Each process begins with a task that has a person, as the crowd expects, and the rest are mixed."""
    mixed = sorted(tasks, key=lambda task: f"{task.code[::-1]}{task.verb}{task.person_id}")
    leading = [Task("confirm", person_id, code=next(task.code for task in tasks if task.code))] * PROCESSES
    return [*leading, *mixed]
