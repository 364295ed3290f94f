"""Taking the rows that a change of the college decides on.

One order everywhere, which goes on from that of bookings (`bookings.services.lock`): the people by id (learners, or
lecturers with an account), the term (only where its days change), the lecturers by id (only where the timetable is
decided), and last the classes by id. Whoever holds a class is alone with its lessons and enrolments. On SQLite the unit
of work already holds the one write lock.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.bookings.rules.codes import CODE
from sciencepop.college.models import CourseClass, Enrolment, Lecturer
from sciencepop.college.queries.classes import with_all


def hold(query: Select[Any]) -> Select[Any]:
    """The classes' lock itself, until the unit of work ends. The race's control test takes it away."""
    return query.with_for_update(of=CourseClass)


def lock_class(session: Session, code: str) -> CourseClass:
    """A class with everything as it is now; NotFound where there is none."""
    number = session.scalar(select(CourseClass.id).where(CourseClass.code == code)) if CODE.fullmatch(code) else None
    if number is None:
        raise NotFound
    return lock_classes(session, [number])[0]


def lock_classes(session: Session, class_ids: Collection[int]) -> list[CourseClass]:
    """Several classes, in the order of their ids."""
    found = hold(select(CourseClass).where(CourseClass.id.in_(class_ids)).order_by(CourseClass.id))
    session.scalars(found.execution_options(populate_existing=True)).all()
    # Lessons are read after the lock: what stood in a joined row could be older than a lock that was waited for.
    whole = with_all(select(CourseClass).where(CourseClass.id.in_(class_ids)))
    return list(session.scalars(whole.order_by(CourseClass.id).execution_options(populate_existing=True)))


def lock_lecturers(session: Session, lecturer_ids: Collection[int]) -> None:
    """So that nobody puts the same lecturer elsewhere meanwhile."""
    found = select(Lecturer.id).where(Lecturer.id.in_(lecturer_ids)).order_by(Lecturer.id)
    session.execute(found.with_for_update(key_share=True)).all()


def class_of(session: Session, code: str, person_id: int | None = None) -> str:
    """The code of an enrolment's class, which may be asked for before anything is locked: it never changes."""
    found = select(CourseClass.code).join(Enrolment, Enrolment.class_id == CourseClass.id).where(Enrolment.code == code)
    if person_id is not None:
        found = found.where(Enrolment.person_id == person_id)
    class_code = session.scalar(found) if CODE.fullmatch(code) else None
    if class_code is None:
        raise NotFound
    return class_code
