"""Reads of courses, tries and what people passed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import CODE
from sciencepop.volunteers.models import (
    CourseKind,
    CourseState,
    TrainingCourse,
    TrainingQuestion,
    TrainingRecord,
    TrainingTry,
    Volunteer,
)
from sciencepop.volunteers.queries.hours import has_served_at

MOST = 300
LARGEST_ID = 2**63 - 1


def list_courses(
    session: Session, *, state: CourseState | None = None, kind: CourseKind | None = None
) -> Sequence[TrainingCourse]:
    """Courses by their number, perhaps of one state and kind."""
    found = select(TrainingCourse)
    if state:
        found = found.where(TrainingCourse.state == state)
    if kind:
        found = found.where(TrainingCourse.kind == kind)
    return session.scalars(found.order_by(TrainingCourse.id).limit(MOST)).all()


def get_course(session: Session, course_id: int, *, lock: bool = False) -> TrainingCourse:
    """A course with its questions; NotFound where there is none."""
    found = select(TrainingCourse).where(TrainingCourse.id == course_id).options(selectinload(TrainingCourse.questions))
    if lock:
        found = found.with_for_update(of=TrainingCourse)
    found = found.execution_options(populate_existing=True)
    course = session.scalar(found) if 0 < course_id <= LARGEST_ID else None
    if course is None:
        raise NotFound
    return course


def get_question(session: Session, course_id: int, question_id: int) -> TrainingQuestion:
    """A question of a course; NotFound for any other's."""
    found = session.get(TrainingQuestion, question_id) if 0 < question_id <= LARGEST_ID else None
    if found is None or found.course_id != course_id:
        raise NotFound
    return found


def demanded_skills(session: Session) -> dict[str, tuple[str, ...]]:
    """The skills that open courses make each role ask for."""
    found: dict[str, tuple[str, ...]] = {}
    for course in list_courses(session, state=CourseState.OPEN):
        for role in course.roles:
            have = found.get(role, ())
            found[role] = (*have, *(skill for skill in course.skills if skill not in have))
    return found


def count_tries(session: Session, person_id: int, course_id: int, since: datetime) -> int:
    """How often somebody answered a quiz since a moment."""
    mine = TrainingTry.person_id == person_id, TrainingTry.course_id == course_id, TrainingTry.at >= since
    return int(session.scalar(select(func.count(TrainingTry.id)).where(*mine)) or 0)


def get_try(session: Session, code: str, person_id: int) -> TrainingTry:
    """A try of this person with its course; NotFound for anybody else's."""
    found = select(TrainingTry).where(TrainingTry.code == code)
    found = found.options(joinedload(TrainingTry.course).selectinload(TrainingCourse.questions))
    row = session.scalar(found) if CODE.fullmatch(code) else None
    if row is None or row.person_id != person_id:
        raise NotFound
    return row


def list_tries(session: Session, person_id: int) -> Sequence[TrainingTry]:
    """A person's tries, oldest first."""
    found = select(TrainingTry).where(TrainingTry.person_id == person_id).options(joinedload(TrainingTry.course))
    return session.scalars(found.order_by(TrainingTry.id).limit(MOST)).all()


def list_records(session: Session, person_id: int) -> Sequence[TrainingRecord]:
    """What a person passed, without what was voided; the latest first."""
    found = select(TrainingRecord).where(TrainingRecord.person_id == person_id, TrainingRecord.voided_at.is_(None))
    found = found.options(joinedload(TrainingRecord.course))
    return session.scalars(found.order_by(TrainingRecord.came_on.desc(), TrainingRecord.id.desc()).limit(MOST)).all()


def list_attended(session: Session, course_id: int, recorded_by: int | None) -> Sequence[TrainingRecord]:
    """The latest records of a course with their people; those that somebody entered, or (None) all."""
    found = select(TrainingRecord).where(TrainingRecord.course_id == course_id, TrainingRecord.voided_at.is_(None))
    if recorded_by is not None:
        found = found.where(TrainingRecord.recorded_by == recorded_by)
    found = found.options(joinedload(TrainingRecord.person))
    return session.scalars(found.order_by(TrainingRecord.came_on.desc(), TrainingRecord.id.desc()).limit(MOST)).all()


def get_record(session: Session, code: str) -> TrainingRecord:
    """A record by its code, voided or not; NotFound for no record's code."""
    found = select(TrainingRecord).where(TrainingRecord.code == code)
    row = session.scalar(found.execution_options(populate_existing=True)) if CODE.fullmatch(code) else None
    if row is None:
        raise NotFound
    return row


def has_passed(session: Session, course_id: int, person_id: int, came_on: date) -> bool:
    """Whether a person has passed a course on that very day."""
    live = TrainingRecord.course_id == course_id, TrainingRecord.voided_at.is_(None)
    same = TrainingRecord.person_id == person_id, TrainingRecord.came_on == came_on
    return bool(session.scalar(select(exists().where(*live, *same))))


def is_used(session: Session, course_id: int) -> bool:
    """Whether anybody has tried or passed a course."""
    tried = select(exists().where(TrainingTry.course_id == course_id))
    passed = select(exists().where(TrainingRecord.course_id == course_id))
    return bool(session.scalar(tried) or session.scalar(passed))


def list_expiring(session: Session, today: date, until_on: date) -> Sequence[int]:
    """Trainings of volunteers that end by a day, were not renewed, and whose end nobody was told of."""
    newer = aliased(TrainingRecord)
    renewed = exists().where(
        newer.course_id == TrainingRecord.course_id,
        newer.person_id == TrainingRecord.person_id,
        newer.voided_at.is_(None),
        or_(newer.expires_on.is_(None), newer.expires_on > TrainingRecord.expires_on),
    )
    found = (
        select(TrainingRecord.id)
        .join(Volunteer, Volunteer.person_id == TrainingRecord.person_id)
        .where(
            TrainingRecord.expires_on.between(today, until_on),
            TrainingRecord.told_at.is_(None),
            TrainingRecord.voided_at.is_(None),
            Volunteer.left_at.is_(None),
            ~renewed,
        )
    )
    return session.scalars(found.order_by(TrainingRecord.expires_on, TrainingRecord.id).limit(1000)).all()


def find_by_line(session: Session, line: str, base_ids: Collection[int] | None) -> Sequence[int]:
    """The active volunteers of this city number or whole name; for a coordinator those who signed up at the bases."""
    found = select(Volunteer.person_id).join(Volunteer.person)
    found = found.where((Volunteer.number == line) | (Person.name == line), Volunteer.left_at.is_(None))
    numbers = session.scalars(found.where(Person.closed_at.is_(None)).order_by(Volunteer.person_id).limit(20)).all()
    return [number for number in numbers if base_ids is None or has_served_at(session, number, base_ids)]
