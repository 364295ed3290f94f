"""“I cannot come” and a class: leave is asked for the lessons of those days, and the seat stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.bookings.models import Booking, BookingState
from sciencepop.bookings.services import book
from sciencepop.bookings.services import give_back as cannot_come
from sciencepop.college import services
from sciencepop.college.models import CourseClass, Enrolment, EnrolmentState, LeaveRequest
from sciencepop.college.queries.classes import get_class
from sciencepop.core import clock
from tests.cast import Cast
from tests.college.classes import make_course_class, make_term
from tests.conftest import NOW
from tests.factories import make_event, make_occurrence
from tests.page import Page


@pytest.fixture
def one(session: Session, cast: Cast) -> CourseClass:
    """A class in which the resident and the neighbour have seats."""
    found = make_course_class(session, cast.officer, cast.point, make_term(session, cast.officer), capacity=3)
    session.commit()
    for person in (cast.resident, cast.neighbour):
        services.enrol(found.code, by=person, language="zh", now=NOW)
    return found


def key_of(session: Session, person_id: int, number: int) -> str:
    code = session.scalars(select(Enrolment.code).where(Enrolment.person_id == person_id)).one()
    return f"lesson:{code}:{number}"


def asked(session: Session) -> list[tuple[int, int]]:
    return [(row.enrolment.person_id, row.lesson.number) for row in session.scalars(select(LeaveRequest))]


def test_lessons_and_bookings_of_those_days_are_shown_and_done_together(
    page: Page, session: Session, cast: Cast, one: CourseClass
) -> None:
    second = get_class(session, one.code).lessons[1]
    later = second.ends_at + timedelta(hours=2)
    evening = make_occurrence(session, make_event(session, cast.base), starts_at=later)
    session.commit()
    code = book(evening.id, by=cast.resident, seats=1, now=NOW).code
    day = clock.local(second.starts_at).date().isoformat()
    page.sign_in(cast.resident).get(f"/my/away?from_on={day}&until_on={day}")
    assert "将放弃这 2 项" in page.text()
    assert "第 2 课" in page.text()
    assert "向教学点请这一课的假" in page.text()
    keys = [one.get("value") or "" for one in page.all("input", name="other")]
    page.post("/my/away", {"code": [code], "other": keys}, status=303)
    assert asked(session) == [(cast.resident.id, 2)]
    assert session.scalars(select(Booking.state)).one() is BookingState.CANCELLED
    assert set(session.scalars(select(Enrolment.state))) == {EnrolmentState.CONFIRMED}
    page.get(f"/my/away?from_on={day}&until_on={day}")
    assert "这些天没有可以放弃的预约" in page.text()


def test_what_was_asked_for_or_has_begun_is_left_and_anothers_lesson_is_not_found(
    session: Session, cast: Cast, one: CourseClass
) -> None:
    mine = [key_of(session, cast.resident.id, number) for number in (1, 2, 2, 99)]
    after_first = get_class(session, one.code).lessons[0].starts_at
    assert cannot_come([], mine, by=cast.resident, now=after_first) == 1
    assert cannot_come([], mine, by=cast.resident, now=after_first) == 0
    assert asked(session) == [(cast.resident.id, 2)]
    for wrong in (key_of(session, cast.neighbour.id, 1), "lesson:x:1", "lesson:", "meal:1"):
        with pytest.raises(NotFound):
            cannot_come([], [wrong], by=cast.resident, now=NOW)
