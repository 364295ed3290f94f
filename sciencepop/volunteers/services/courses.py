"""What officers do with courses: write them, ask questions in them, open and close them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers.models import CourseKind, CourseState, TrainingCourse, TrainingQuestion
from sciencepop.volunteers.queries.training import get_course, get_question, is_used
from sciencepop.volunteers.rules.care import CareRefusal
from sciencepop.volunteers.rules.training import are_options
from sciencepop.volunteers.vocabulary import vocabulary


@dataclass(frozen=True)
class CourseWish:
    """A course as it is wished; the names are the columns of `TrainingCourse`."""

    kind: CourseKind
    title_zh: str
    minutes: int
    title_en: str = ""
    text_zh: str = ""
    text_en: str = ""
    skills: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    months: int | None = None
    pass_percent: int | None = None
    tries_a_day: int | None = None


@dataclass(frozen=True)
class Option:
    """One answer that a question offers."""

    zh: str
    en: str
    right: bool


@dataclass(frozen=True)
class QuestionWish:
    """A question as it is wished."""

    text_zh: str
    options: tuple[Option, ...]
    text_en: str = ""
    why_zh: str = ""
    why_en: str = ""


def save_course(course_id: int | None, wish: CourseWish, *, by: Person, now: datetime) -> int:
    """Write a new course as a draft, or change one; what people passed before stays as it was. Returns its number.

    Refuses SKILL_UNKNOWN, ROLE_WITHOUT_SKILL where roles are to ask for a course that grants nothing, COURSE_IN_USE
    where another kind is wished of what somebody has passed.
    """
    known = vocabulary()
    if set(wish.skills) - set(known.skills) or set(wish.roles) - set(known.roles):
        raise RuleBroken(CareRefusal.SKILL_UNKNOWN)
    if wish.roles and not wish.skills:
        raise RuleBroken(CareRefusal.ROLE_WITHOUT_SKILL)
    with write() as session:
        course = _course(session, course_id, wish.kind, by.id, now)
        for name, value in asdict(wish).items():
            setattr(course, name, list(value) if isinstance(value, tuple) else value)
        course.changed_at = now
        audit.record(session, by=by.id, at=now, action="course.save", subject=course)
        attempts.remember(str(course.id))
        return course.id


def _course(session: Session, course_id: int | None, kind: CourseKind, staff_id: int, now: datetime) -> TrainingCourse:
    if course_id is None:
        course = TrainingCourse(created_by=staff_id, created_at=now)
        session.add(course)
        return course
    course = get_course(session, course_id, lock=True)
    if course.kind is not kind and is_used(session, course_id):
        raise RuleBroken(CareRefusal.COURSE_IN_USE)
    return course


def set_course_state(course_id: int, state: CourseState, *, by: Person, now: datetime) -> None:
    """Let volunteers take a course, or no longer. Refuses NO_QUESTION for a quiz that asks nothing."""
    with write() as session:
        course = get_course(session, course_id, lock=True)
        if state is CourseState.OPEN and course.kind is CourseKind.QUIZ and not course.questions:
            raise RuleBroken(CareRefusal.NO_QUESTION)
        course.state, course.changed_at = state, now
        audit.record(session, by=by.id, at=now, action=f"course.{state.value}", subject=course)
        attempts.remember(str(course_id))


def save_question(course_id: int, question_id: int | None, wish: QuestionWish, *, by: Person, now: datetime) -> None:
    """Ask something new, or ask it in other words. Refuses OPTIONS_WRONG; NotFound for another course's question."""
    if not are_options([(option.zh, option.right) for option in wish.options]):
        raise RuleBroken(CareRefusal.OPTIONS_WRONG)
    with write() as session:
        course = get_course(session, course_id, lock=True)
        question = get_question(session, course_id, question_id) if question_id else None
        if question is None:
            question = TrainingQuestion(course_id=course_id)
            session.add(question)
        values: dict[str, Any] = asdict(wish) | {"options": [asdict(option) for option in wish.options]}
        for name, value in values.items():
            setattr(question, name, value)
        course.changed_at = now
        audit.record(session, by=by.id, at=now, action="course.question", subject=course)
        attempts.remember(str(course_id))


def drop_question(course_id: int, question_id: int, *, by: Person, now: datetime) -> None:
    """Ask something no longer. Refuses NO_QUESTION where an open quiz would be left without any."""
    with write() as session:
        course = get_course(session, course_id, lock=True)
        question = get_question(session, course_id, question_id)
        if course.state is CourseState.OPEN and len(course.questions) < 2:
            raise RuleBroken(CareRefusal.NO_QUESTION)
        session.delete(question)
        course.changed_at = now
        audit.record(session, by=by.id, at=now, action="course.question_dropped", subject=course)
        attempts.remember(str(course_id))
