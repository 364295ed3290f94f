"""What tells people of lessons: a reminder before the first, and the timetable of a class as a calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Message
from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.college import services
from sciencepop.college.ical import render_own_lesson
from sciencepop.college.models import CourseClass, Enrolment, Term
from sciencepop.college.queries.classes import get_class
from sciencepop.college.services import DaysWish
from sciencepop.core import clock
from sciencepop.programme.calendar_context import get_context
from tests.cast import Cast
from tests.college.classes import at, make_course_class, make_term
from tests.conftest import NOW
from tests.feeds.lint import lint
from tests.page import Page


@pytest.fixture
def term(session: Session, cast: Cast) -> Term:
    return make_term(session, cast.officer)


@pytest.fixture
def one(session: Session, cast: Cast, term: Term) -> CourseClass:
    """Wednesdays at nine from the third of March on; the resident has a seat, the neighbour waits for one."""
    found = make_course_class(session, cast.officer, cast.point, term, capacity=1)
    session.commit()
    services.enrol(found.code, by=cast.resident, language="zh", now=NOW)
    services.enrol(found.code, by=cast.neighbour, language="zh", now=NOW, waiting_allowed=True)
    return get_class(session, found.code)


def reminded(session: Session) -> list[int]:
    found = select(Message.person_id).where(Message.kind == MessageKind.REMINDER).order_by(Message.id)
    return list(session.scalars(found))


def test_learners_are_reminded_once_a_day_before_the_first_lesson_and_again_when_it_moves(
    session: Session, cast: Cast, term: Term, one: CourseClass
) -> None:
    assert one.lessons[0].starts_at == at("2027-03-03 09:00")
    assert services.remind_first(at("2027-03-02 08:59")) == 0
    assert services.remind_first(at("2027-03-02 09:00")) == 1
    assert services.remind_first(at("2027-03-02 09:01")) == 0
    off = DaysWish(date(2027, 3, 3), date(2027, 3, 3), "校庆")
    services.change_days(term.code, off, by=cast.officer, now=at("2027-03-02 10:00"))
    assert services.remind_first(at("2027-03-09 09:01")) == 1
    # A worker that slept says nothing late.
    session.get_one(CourseClass, one.id).lessons[0].reminded_for = None
    session.commit()
    assert services.remind_first(at("2027-03-09 11:00")) == 0
    assert reminded(session) == [cast.resident.id] * 2


def test_the_timetable_of_a_class_has_the_same_lessons_as_a_learners_calendar_through_moves_to_its_end(
    page: Page, session: Session, cast: Cast, term: Term, one: CourseClass
) -> None:
    draft = make_course_class(session, cast.officer, cast.point, term, is_open=False)
    session.commit()
    page.get(f"/feeds/classes/{draft.code}.ics", status=404)
    page.get("/feeds/classes/x.ics", status=404)
    path = f"/feeds/classes/{one.code}.ics"

    def read(address: str = path) -> list[tuple[str, str, int]]:
        answer = page.client.get(address)
        assert lint(answer.get_data()) == []
        assert page.client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
        events = Calendar.from_ical(answer.get_data()).walk("VEVENT")
        return [(str(event["UID"]), str(event["STATUS"]), int(event["SEQUENCE"])) for event in events]

    uids = [lesson.uid for lesson in one.lessons]
    assert read() == read(f"/en{path}") == [(uid, "CONFIRMED", 0) for uid in uids]
    row = session.scalars(select(Enrolment).where(Enrolment.person_id == cast.resident.id)).one()
    own = render_own_lesson(row, one.lessons[0], "zh", get_context())
    assert f"UID:{uids[0]}".encode() in own.replace(b"\r\n ", b"")
    off = DaysWish(date(2027, 3, 10), date(2027, 3, 10), "校庆")
    with clock.frozen_at(at("2027-03-04 09:00")):
        services.change_days(term.code, off, by=cast.officer, now=clock.now())
        assert read() == [(uids[0], "CONFIRMED", 0), *((uid, "CONFIRMED", 1) for uid in uids[1:])]
        services.dissolve_class(one.code, "讲师生病", by=cast.officer, now=clock.now() + timedelta(hours=1))
        assert read() == [(uids[0], "CONFIRMED", 0), *((uid, "CANCELLED", 2) for uid in uids[1:])]
        page.get(f"/college/classes/{one.code}")
        assert path in (page.all("input", id=f"feed--feeds-classes-{one.code}-ics")[0].get("value") or "")
