"""Leave: a learner says before a lesson why they cannot come, and the point answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.college.models import ClassState, Enrolment, LeaveRequest, Lesson, Mark, MarkSource
from sciencepop.college.queries.enrolments import get_enrolment
from sciencepop.college.queries.teaching import find_mark, leave_of
from sciencepop.college.rules import enrolments as states
from sciencepop.college.rules.attendance import CAME, TeachingRefusal, refuse_leave
from sciencepop.college.services.attendance import lesson_of, set_mark
from sciencepop.college.services.lock import class_of, lock_class
from sciencepop.college.teaching_letters import tell_leave
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken

R = TeachingRefusal


def ask_leave(code: str, number: int, reason: str, *, by: Person, now: datetime) -> None:
    """Ask for leave from one lesson to come. Refuses NOT_ENROLLED, LEAVE_ASKED, LEAVE_TOO_LATE, WHY_MISSING."""
    person_id = by.id
    with write() as session:
        one = lock_class(session, class_of(session, code, person_id))
        enrolment, lesson = get_enrolment(session, code, person_id), lesson_of(one, number)
        if enrolment.state not in states.FIRM or one.state is not ClassState.PUBLISHED:
            raise RuleBroken(R.NOT_ENROLLED)
        refused = refuse_leave(lesson.starts_at, reason, now)
        if refused:
            raise RuleBroken(refused)
        if lesson.id in leave_of(session, enrolment.id):
            raise RuleBroken(R.LEAVE_ASKED)
        add_request(session, enrolment, lesson, reason, now)
        attempts.remember(code)


def add_request(session: Session, enrolment: Enrolment, lesson: Lesson, reason: str, now: datetime) -> None:
    """Write what was asked. Call with the class locked."""
    session.add(LeaveRequest(lesson_id=lesson.id, enrolment_id=enrolment.id, reason=reason, asked_at=now))


def take_back_leave(code: str, number: int, *, by: Person, now: datetime) -> None:
    """A learner comes after all. Refuses LEAVE_ANSWERED: whoever was given leave simply comes."""
    person_id = by.id
    with write() as session:
        one = lock_class(session, class_of(session, code, person_id))
        enrolment, lesson = get_enrolment(session, code, person_id), lesson_of(one, number)
        asked = leave_of(session, enrolment.id).get(lesson.id)
        if asked is None:
            raise NotFound
        if asked.is_granted is not None:
            raise RuleBroken(R.LEAVE_ANSWERED)
        session.delete(asked)
        attempts.remember(code)


def answer_leave(class_code: str, request_id: int, *, is_granted: bool, words: str, by: Person, now: datetime) -> None:
    """The point grants leave or not, also after the lesson; the learner is told. No needs a word of why.

    Refuses LEAVE_ANSWERED, WHY_MISSING, OWN_ATTENDANCE. NotFound for a request of another class.
    """
    staff_id = by.id
    with write() as session:
        one = lock_class(session, class_code)
        asked = session.scalars(
            select(LeaveRequest).where(LeaveRequest.id == request_id).execution_options(populate_existing=True)
        ).one_or_none()
        if asked is None or asked.lesson.class_id != one.id:
            raise NotFound
        if asked.is_granted is not None:
            raise RuleBroken(R.LEAVE_ANSWERED)
        if asked.enrolment.person_id == staff_id:
            raise RuleBroken(R.OWN_ATTENDANCE)
        if not is_granted and not words:
            raise RuleBroken(R.WHY_MISSING)
        asked.is_granted, asked.answer, asked.answered_by, asked.answered_at = is_granted, words, staff_id, now
        row = find_mark(session, asked.lesson_id, asked.enrolment_id)
        if is_granted and (row is None or row.mark not in CAME):
            set_mark(session, asked.lesson, asked.enrolment, Mark.LEAVE, MarkSource.LEAVE, by=staff_id, now=now)
        tell_leave(session, one, asked, now=now)
        audit.record(session, by=staff_id, at=now, action="college.leave", subject=asked, granted=is_granted)
        attempts.remember(class_code)
