"""Who was at a lesson: signing in by the code on the screen, keeping the list, and putting a mark right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bookings.tickets import is_screen_code, screen_code
from sciencepop.college.models import (
    ClassState,
    CourseClass,
    Enrolment,
    Lesson,
    LessonMark,
    LessonRecord,
    Mark,
    MarkCorrection,
    MarkSource,
)
from sciencepop.college.queries.enrolments import get_enrolment, list_in_class
from sciencepop.college.queries.teaching import find_mark, leave_of
from sciencepop.college.rules import enrolments as states
from sciencepop.college.rules.attendance import (
    CAME,
    TeachingRefusal,
    is_sign_in_open,
    mark_of_coming,
    refuse_correction,
    refuse_list,
)
from sciencepop.college.services.lock import class_of, lock_class
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken

R = TeachingRefusal
_SCREEN = "lesson"


def lesson_code(lesson: Lesson, now: datetime) -> str:
    """The six digits of this minute on the room's screen."""
    return screen_code(_SCREEN, lesson.id, now)


def lesson_of(one: CourseClass, number: int) -> Lesson:
    """A lesson by its number. NotFound where there is none."""
    lesson = next((lesson for lesson in one.lessons if lesson.number == number), None)
    if lesson is None:
        raise NotFound
    return lesson


def lesson_now(one: CourseClass, now: datetime) -> Lesson | None:
    """The lesson for which learners may sign in at this moment."""
    if one.state is not ClassState.PUBLISHED:
        return None
    return next((lesson for lesson in one.lessons if is_sign_in_open(lesson.starts_at, lesson.ends_at, now)), None)


def sign_in(code: str, typed: str, *, by: Person, now: datetime) -> None:
    """A learner in the room signs in with the digits on its screen; the caller limits how often somebody may try.

    Refuses NO_LESSON_NOW, NOT_ENROLLED, WRONG_CODE, HERE_ALREADY. NotFound for another's enrolment.
    """
    person_id = by.id
    with write() as session:
        one = lock_class(session, class_of(session, code, person_id))
        enrolment = get_enrolment(session, code, person_id)
        lesson = lesson_now(one, now)
        if lesson is None:
            raise RuleBroken(R.NO_LESSON_NOW)
        if enrolment.state not in states.FIRM:
            raise RuleBroken(R.NOT_ENROLLED)
        if not is_screen_code(_SCREEN, lesson.id, typed, now):
            raise RuleBroken(R.WRONG_CODE)
        row = find_mark(session, lesson.id, enrolment.id)
        if row is not None and row.mark in CAME:
            raise RuleBroken(R.HERE_ALREADY)
        set_mark(
            session, lesson, enrolment, mark_of_coming(lesson.starts_at, now), MarkSource.CODE, by=person_id, now=now
        )
        attempts.remember(code)


def keep_list(class_code: str, number: int, marks: Mapping[str, Mark], *, by: Person, now: datetime) -> int:
    """Whoever teaches has been through the list: by enrolment code, and ABSENT for whom nobody marked yet.

    Returns how many came. Whom it does not name keeps the mark they have: they may have signed in since the page was
    opened. What was said before stays with whoever said it; nobody ticks themselves. The caller has
    asked whether `by` teaches there. Refuses CLASS_OFF, LIST_TOO_EARLY, LIST_CLOSED, and LEAVE_NOT_GRANTED.
    """
    staff_id = by.id
    with write() as session:
        one = lock_class(session, class_code)
        lesson = lesson_of(one, number)
        refused = why_list_closed(session, lesson, now)
        if one.state is not ClassState.PUBLISHED or refused:
            raise RuleBroken(refused or R.CLASS_OFF)
        came = 0
        for enrolment in list_in_class(session, one.id, Enrolment.state.in_(states.FIRM)):
            if enrolment.person_id == staff_id:
                continue
            known = find_mark(session, lesson.id, enrolment.id)
            mark = marks.get(enrolment.code) or (known.mark if known else Mark.ABSENT)
            if mark is Mark.LEAVE and not _has_leave(session, lesson, enrolment):
                raise RuleBroken(R.LEAVE_NOT_GRANTED)
            came += mark in CAME
            set_mark(session, lesson, enrolment, mark, MarkSource.LIST, by=staff_id, now=now)
        record = record_for(session, lesson, now)
        record.listed_at, record.listed_by = now, staff_id
        audit.record(session, by=staff_id, at=now, action="college.list", subject=one, lesson=number, came=came)
        attempts.remember(class_code)
        return came


def correct_mark(
    class_code: str, number: int, enrolment_code: str, after: Mark, reason: str, *, by: Person, now: datetime
) -> None:
    """A second person puts a mark right once the list is closed. Refuses what `refuse_correction` refuses.

    NotFound for an enrolment of another class.
    """
    staff_id = by.id
    with write() as session:
        one = lock_class(session, class_code)
        lesson = lesson_of(one, number)
        enrolment = get_enrolment(session, enrolment_code)
        if enrolment.class_id != one.id or enrolment.state not in states.FIRM:
            raise NotFound
        row = find_mark(session, lesson.id, enrolment.id)
        refused = refuse_correction(
            before=row.mark if row else None,
            after=after,
            marked_by=row.marked_by if row else None,
            by=staff_id,
            learner=enrolment.person_id,
            reason=reason,
            is_list_open=why_list_closed(session, lesson, now) is not R.LIST_CLOSED,
        )
        if refused:
            raise RuleBroken(refused)
        correction = MarkCorrection(
            lesson_id=lesson.id,
            enrolment_id=enrolment.id,
            before=row.mark if row else None,
            after=after,
            marked_by=row.marked_by if row else None,
            corrected_by=staff_id,
            corrected_at=now,
            reason=reason,
        )
        session.add(correction)
        set_mark(session, lesson, enrolment, after, MarkSource.LIST, by=staff_id, now=now)
        facts = {"lesson": number, "after": after.value, "reason": reason}
        audit.record(session, by=staff_id, at=now, action="college.correct", subject=enrolment, **facts)
        attempts.remember(class_code)


def why_list_closed(session: Session, lesson: Lesson, now: datetime) -> TeachingRefusal | None:
    """Why the list of a lesson cannot be kept now, or None."""
    record = session.get(LessonRecord, lesson.id, populate_existing=True)
    was_kept = record is not None and record.listed_at is not None
    return refuse_list(lesson.starts_at, lesson.ends_at, now, was_kept=was_kept)


def set_mark(
    session: Session, lesson: Lesson, enrolment: Enrolment, mark: Mark, source: MarkSource, *, by: int, now: datetime
) -> None:
    """Write a mark, with the class locked; one that says the same already is left with whoever made it."""
    row = find_mark(session, lesson.id, enrolment.id)
    if row is None:
        row = LessonMark(lesson_id=lesson.id, enrolment_id=enrolment.id)
        session.add(row)
    elif row.mark is mark:
        return
    row.mark, row.source, row.marked_by, row.marked_at = mark, source, by, now
    session.flush()


def record_for(session: Session, lesson: Lesson, now: datetime) -> LessonRecord:
    """The record of a lesson whose class is locked, made where there is none."""
    record = session.get(LessonRecord, lesson.id, populate_existing=True)
    if record is None:
        record = LessonRecord(lesson_id=lesson.id)
        session.add(record)
    record.changed_at = now
    return record


def _has_leave(session: Session, lesson: Lesson, enrolment: Enrolment) -> bool:
    asked = leave_of(session, enrolment.id).get(lesson.id)
    return asked is not None and asked.is_granted is True
