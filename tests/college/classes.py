"""Courses, terms and classes for tests; each names only what it is about."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.college.models import (
    ClassState,
    Course,
    CourseClass,
    Enrolment,
    EnrolmentState,
    Lecturer,
    Season,
    TeachingPoint,
    Term,
    WayIn,
)
from sciencepop.college.queries.classes import get_class
from sciencepop.college.services import ClassWish
from sciencepop.college.services.classes import make_class
from sciencepop.core import clock
from sciencepop.core.db import db

_number = itertools.count(1)


def at(text: str) -> datetime:
    """A wall time in the district, such as "2027-02-01 09:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI).astimezone(UTC)


def make_term(session: Session, officer: Person, year: int = 2027, **values: Any) -> Term:
    """A spring term whose catalogue is open and whose draw is to come."""
    defaults: dict[str, Any] = {
        "code": f"{year}-spring",
        "year": year,
        "season": Season.SPRING,
        "from_on": date(year, 3, 1),
        "until_on": date(year, 6, 30),
        "catalogue_at": at("2026-10-01 09:00"),
        "wishes_from_at": at("2026-12-01 09:00"),
        "wishes_until_at": at("2026-12-10 18:00"),
        "commit_at": at("2026-12-11 12:00"),
        "draw_at": at("2026-12-12 10:00"),
        "confirm_until_at": at("2026-12-15 10:00"),
        "leftovers_at": at("2026-12-16 09:00"),
        "created_at": clock.now(),
        "changed_at": clock.now(),
    }
    term = Term(**(defaults | values), created_by=officer.id)
    session.add(term)
    session.flush()
    return term


def make_course(session: Session, officer: Person, **values: Any) -> Course:
    number = next(_number)
    defaults: dict[str, Any] = {
        "code": f"C-{number}",
        "theme": "health",
        "title_zh": f"家庭血压自测{number}",
        "title_en": f"Blood pressure {number}",
        "hours": 16,
        "created_at": clock.now(),
        "changed_at": clock.now(),
    }
    course = Course(**(defaults | values), created_by=officer.id)
    session.add(course)
    session.flush()
    return course


def make_lecturer(session: Session, officer: Person, **values: Any) -> Lecturer:
    defaults: dict[str, Any] = {"name_zh": f"讲师{next(_number)}", "created_at": clock.now(), "changed_at": clock.now()}
    lecturer = Lecturer(**(defaults | values), created_by=officer.id)
    session.add(lecturer)
    session.flush()
    return lecturer


def make_course_class(
    session: Session, officer: Person, point: TeachingPoint, term: Term, *, is_open: bool = True, **values: Any
) -> CourseClass:
    """A published class on Wednesdays at nine, four lessons, two seats, first come; sign-up is open."""
    course = values.pop("course", None) or make_course(session, officer)
    lecturer = values.pop("lecturer", None) or make_lecturer(session, officer)
    defaults: dict[str, Any] = {
        "weekday": 2,
        "starts": time(9),
        "minutes": 90,
        "lessons": 4,
        "minimum": 1,
        "capacity": 2,
        "way": WayIn.FIRST_COME,
        "opens_at": at("2026-10-05 09:00"),
    }
    wish = ClassWish(course=course.code, point=point.code, lecturer_id=lecturer.id, **(defaults | values))
    one = make_class(session, term, wish, by=officer.id, now=clock.now())
    if is_open:
        one.state = ClassState.PUBLISHED
    session.flush()
    return get_class(session, one.code)


def state_of(code: str) -> EnrolmentState:
    found = select(Enrolment.state).where(Enrolment.code == code)
    return db.session.scalars(found).one()
