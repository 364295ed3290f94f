"""What is written down of lessons."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.college.models import (
    ClassEvaluation,
    ClassMaterial,
    ClassNotice,
    ClassState,
    CourseClass,
    Enrolment,
    HomeworkMark,
    LeaveRequest,
    Lesson,
    LessonMark,
    LessonRecord,
    Mark,
    MarkCorrection,
)
from sciencepop.college.rules import enrolments as states

MOST = 300


def marks_of_class(session: Session, class_id: int) -> dict[tuple[int, int], LessonMark]:
    """Every mark of a class by lesson and enrolment."""
    found = select(LessonMark).join(Lesson, LessonMark.lesson_id == Lesson.id).where(Lesson.class_id == class_id)
    rows = session.scalars(found.execution_options(populate_existing=True))
    return {(row.lesson_id, row.enrolment_id): row for row in rows}


def marks_by_enrolment(session: Session, enrolment_ids: Collection[int]) -> dict[int, list[Mark]]:
    """The marks of each of these enrolments."""
    found = select(LessonMark.enrolment_id, LessonMark.mark).where(LessonMark.enrolment_id.in_(enrolment_ids))
    marks: dict[int, list[Mark]] = {number: [] for number in enrolment_ids}
    for number, mark in session.execute(found):
        marks[number].append(mark)
    return marks


def find_mark(session: Session, lesson_id: int, enrolment_id: int) -> LessonMark | None:
    """The mark of a learner at a lesson as it is now."""
    found = select(LessonMark).where(LessonMark.lesson_id == lesson_id, LessonMark.enrolment_id == enrolment_id)
    return session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def records_of(session: Session, class_id: int) -> dict[int, LessonRecord]:
    """What is known of a class's lessons, by lesson."""
    found = select(LessonRecord).join(Lesson, LessonRecord.lesson_id == Lesson.id).where(Lesson.class_id == class_id)
    return {row.lesson_id: row for row in session.scalars(found.execution_options(populate_existing=True))}


def absent_without_leave(session: Session, class_id: int, first_lessons: int) -> list[int]:
    """The enrolments with a seat whose holders were absent from each of the first lessons of a class.

    Only who stands as absent on the lists counts: nobody while a list is missing, nobody who asked for leave for one of
    these lessons, whatever the answer, or was not in the class yet.
    """
    early = select(Lesson.id).where(Lesson.class_id == class_id, Lesson.number <= first_lessons)
    absent = (
        select(LessonMark.enrolment_id)
        .where(LessonMark.lesson_id.in_(early), LessonMark.mark == Mark.ABSENT)
        .group_by(LessonMark.enrolment_id)
        .having(func.count(LessonMark.id) == first_lessons)
    )
    asked = select(LeaveRequest.enrolment_id).where(LeaveRequest.lesson_id.in_(early))
    found = select(Enrolment.id).where(
        Enrolment.class_id == class_id,
        Enrolment.state.in_(states.HOLDS),
        Enrolment.id.in_(absent),
        Enrolment.id.not_in(asked),
    )
    return list(session.scalars(found.order_by(Enrolment.id)))


def list_leave(session: Session, class_id: int) -> Sequence[LeaveRequest]:
    """Requests for leave in a class with their people; those that wait first."""
    found = select(LeaveRequest).join(Lesson, LeaveRequest.lesson_id == Lesson.id).where(Lesson.class_id == class_id)
    found = found.options(
        joinedload(LeaveRequest.lesson), joinedload(LeaveRequest.enrolment).joinedload(Enrolment.person)
    )
    order = LeaveRequest.is_granted.is_not(None), Lesson.number, LeaveRequest.id
    return session.scalars(found.order_by(*order).limit(MOST).execution_options(populate_existing=True)).all()


def leave_of(session: Session, enrolment_id: int) -> dict[int, LeaveRequest]:
    """A learner's requests by lesson."""
    found = select(LeaveRequest).where(LeaveRequest.enrolment_id == enrolment_id)
    return {row.lesson_id: row for row in session.scalars(found.execution_options(populate_existing=True))}


def count_leave_waiting(session: Session, class_ids: Collection[int]) -> dict[int, int]:
    """How many requests wait for an answer, by class."""
    found = select(Lesson.class_id, func.count(LeaveRequest.id)).join(Lesson, LeaveRequest.lesson_id == Lesson.id)
    found = found.where(Lesson.class_id.in_(class_ids), LeaveRequest.is_granted.is_(None)).group_by(Lesson.class_id)
    return {class_id: count for class_id, count in session.execute(found)}


def list_corrections(session: Session, lesson_id: int) -> Sequence[MarkCorrection]:
    """What was put right of a lesson, in order."""
    found = select(MarkCorrection).where(MarkCorrection.lesson_id == lesson_id)
    return session.scalars(found.order_by(MarkCorrection.id).limit(MOST)).all()


def list_notices(session: Session, class_id: int) -> Sequence[ClassNotice]:
    """What was told to a class, newest first."""
    found = select(ClassNotice).where(ClassNotice.class_id == class_id)
    return session.scalars(found.order_by(ClassNotice.id.desc()).limit(MOST)).all()


def count_notices(session: Session, class_id: int, since: datetime) -> int:
    found = select(func.count(ClassNotice.id)).where(ClassNotice.class_id == class_id, ClassNotice.sent_at >= since)
    return session.scalar(found) or 0


def list_materials(session: Session, class_id: int) -> Sequence[ClassMaterial]:
    """The files of a class without their content, oldest first."""
    found = select(ClassMaterial).where(ClassMaterial.class_id == class_id)
    return session.scalars(found.order_by(ClassMaterial.id).limit(MOST)).all()


def get_material(session: Session, class_id: int, material_id: int) -> ClassMaterial:
    """A file of a class; NotFound where there is none."""
    found = select(ClassMaterial).where(ClassMaterial.class_id == class_id, ClassMaterial.id == material_id)
    row = session.scalars(found).one_or_none()
    if row is None:
        raise NotFound
    return row


def who_did_homework(session: Session, class_id: int) -> set[int]:
    """The enrolments of a class whose homework is done."""
    found = select(HomeworkMark.enrolment_id).join(Enrolment, HomeworkMark.enrolment_id == Enrolment.id)
    return set(session.scalars(found.where(Enrolment.class_id == class_id)))


def list_evaluations(session: Session, class_id: int) -> Sequence[ClassEvaluation]:
    """What learners said of a class, in an order that tells nothing."""
    found = select(ClassEvaluation).join(Enrolment, ClassEvaluation.enrolment_id == Enrolment.id)
    found = found.where(Enrolment.class_id == class_id)
    return session.scalars(found.order_by(ClassEvaluation.words, ClassEvaluation.said_at).limit(MOST)).all()


def list_given(session: Session, lecturer_id: int, first: datetime, last: datetime) -> Sequence[Lesson]:
    """The lessons that somebody gave, or that another gave for them, between two moments, by time."""
    was_held = (CourseClass.state == ClassState.PUBLISHED) | (CourseClass.dissolved_at > Lesson.starts_at)
    found = select(Lesson).join(Lesson.course_class)
    found = found.where(
        (Lesson.lecturer_id == lecturer_id) | (Lesson.substitute_for_id == lecturer_id),
        was_held,
        Lesson.ends_at > first,
        Lesson.ends_at <= last,
    )
    found = found.options(
        joinedload(Lesson.course_class).joinedload(CourseClass.course),
        joinedload(Lesson.course_class).joinedload(CourseClass.point),
        joinedload(Lesson.lecturer),
        joinedload(Lesson.substitute_for),
    )
    return session.scalars(found.order_by(Lesson.starts_at, Lesson.id).limit(1000)).all()


def list_listed(session: Session, lesson_ids: Collection[int]) -> set[int]:
    """Which of these lessons have a list that somebody has been through."""
    found = select(LessonRecord.lesson_id).where(LessonRecord.lesson_id.in_(lesson_ids))
    return set(session.scalars(found.where(LessonRecord.listed_at.is_not(None))))
