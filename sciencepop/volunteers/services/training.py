"""Passing courses: a quiz that marks itself, attendance that somebody enters, and the skills that follow from both.

What a skill of a course stands at is reckoned anew from all live records of the person, so that a renewal never
shortens it and a record entered by mistake takes back what it gave. What an officer granted by hand for longer stays.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import new_code
from sciencepop.bookings.services.lock import lock_person
from sciencepop.core import attempts, audit
from sciencepop.core.clock import day_bounds, local
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers import care_letters
from sciencepop.volunteers.care_policy import care_policy
from sciencepop.volunteers.models import (
    CourseKind,
    CourseState,
    SkillGrant,
    SkillSource,
    TrainingCourse,
    TrainingRecord,
    TrainingTry,
)
from sciencepop.volunteers.queries import training as queries
from sciencepop.volunteers.queries.assignments import is_volunteer
from sciencepop.volunteers.queries.people import find_grant
from sciencepop.volunteers.rules.care import CareRefusal
from sciencepop.volunteers.rules.training import ends_on, last_stretch, later, mark
from sciencepop.volunteers.services.skills import settle_skilled

_QUIET = {"synchronize_session": False}


def answer_quiz(
    course_id: int, answers: Mapping[int, Collection[int]], *, by: Person, now: datetime, seen: str | None = None
) -> str:
    """Answer a quiz; whoever passes has the course, with its skills, at once. Returns the try's code.

    `answers` are the places of what was chosen, by the question's number; `seen` is the `version` that was read.
    Refuses COURSE_NOT_OPEN, NOT_A_VOLUNTEER, TOO_MANY_TRIES, COURSE_CHANGED, UNANSWERED where a question was left out.
    """
    person_id = by.id
    with write() as session:
        lock_person(session, person_id)
        course = queries.get_course(session, course_id, lock=True)
        if course.state is not CourseState.OPEN or course.kind is not CourseKind.QUIZ:
            raise RuleBroken(CareRefusal.COURSE_NOT_OPEN)
        if not is_volunteer(session, person_id):
            raise RuleBroken(CareRefusal.NOT_A_VOLUNTEER)
        today = local(now).date()
        tried = queries.count_tries(session, person_id, course_id, day_bounds(today)[0])
        if tried >= (course.tries_a_day or 0):
            raise RuleBroken(CareRefusal.TOO_MANY_TRIES, tries=course.tries_a_day)
        if seen is not None and seen != course.version:
            raise RuleBroken(CareRefusal.COURSE_CHANGED)
        if any(not answers.get(question.id) for question in course.questions):
            raise RuleBroken(CareRefusal.UNANSWERED)
        marked = mark({question.id: question.right for question in course.questions}, answers)
        done = TrainingTry(
            code=new_code(),
            course_id=course_id,
            person_id=person_id,
            at=now,
            score=marked.right,
            total=marked.total,
            is_passed=marked.reaches(course.pass_percent or 0),
            answers={str(question.id): sorted(answers[question.id]) for question in course.questions},
        )
        session.add(done)
        if done.is_passed and not queries.has_passed(session, course_id, person_id, today):
            _pass(session, course, person_id, today, recorded_by=None, by=person_id, now=now)
        attempts.remember(done.code)
        return done.code


def record_attendance(
    course_id: int,
    lines: Collection[str],
    came_on: date,
    *,
    base_ids: Collection[int] | None,
    by: Person,
    now: datetime,
) -> int:
    """Write down who came to a course on a day; returns how many are new. All of them or nobody.

    Each line is the city's number or the whole name of a volunteer; with `base_ids` of somebody who signed up at these
    bases. Refuses COURSE_NOT_OPEN, FUTURE, OWN_TRAINING, NOT_FOUND_ALONE with the lines that name nobody, or several.
    """
    with write() as session:
        course = queries.get_course(session, course_id)
        if course.state is not CourseState.OPEN or course.kind is not CourseKind.ATTENDANCE:
            raise RuleBroken(CareRefusal.COURSE_NOT_OPEN)
        if not lines or came_on > local(now).date():
            raise RuleBroken(CareRefusal.FUTURE if lines else CareRefusal.NOT_FOUND_ALONE, lines="—")
        found = {line: queries.find_by_line(session, line, base_ids) for line in lines}
        unclear = [line for line, people in found.items() if len(people) != 1]
        if unclear:
            raise RuleBroken(CareRefusal.NOT_FOUND_ALONE, lines=" / ".join(unclear))
        people = sorted({people[0] for people in found.values()})
        if by.id in people:
            raise RuleBroken(CareRefusal.OWN_TRAINING)
        for person_id in people:
            lock_person(session, person_id)
        new = [number for number in people if not queries.has_passed(session, course_id, number, came_on)]
        for person_id in new:
            record = _pass(session, course, person_id, came_on, recorded_by=by.id, by=by.id, now=now)
            care_letters.tell_trained(session, record, course, now=now)
        attempts.remember(str(len(new)))
        return len(new)


def void_record(code: str, *, by: Person, now: datetime) -> None:
    """Take back a record that was entered by mistake, and what only it granted. The caller asked whether `by` may.

    Refuses OWN_TRAINING.
    """
    with write() as session:
        lock_person(session, queries.get_record(session, code).person_id)
        record = queries.get_record(session, code)
        if record.person_id == by.id:
            raise RuleBroken(CareRefusal.OWN_TRAINING)
        if record.voided_at is None:
            record.voided_at, record.voided_by = now, by.id
            audit.record(session, by=by.id, at=now, action="training.voided", subject=record)
            _settle(session, record.person_id, record.skills, by=by.id, now=now)
        attempts.remember(code)


def _pass(
    session: Session,
    course: TrainingCourse,
    person_id: int,
    came_on: date,
    *,
    recorded_by: int | None,
    by: int,
    now: datetime,
) -> TrainingRecord:
    record = TrainingRecord(
        code=new_code(),
        course_id=course.id,
        person_id=person_id,
        came_on=came_on,
        expires_on=ends_on(came_on, course.months),
        skills=list(course.skills),
        recorded_by=recorded_by,
        recorded_at=now,
    )
    session.add(record)
    audit.record(session, by=by, at=now, action="training.passed", subject=record, course=course.id)
    _settle(session, person_id, record.skills, by=by, now=now)
    return record


def _settle(session: Session, person_id: int, skills: Collection[str], *, by: int, now: datetime) -> None:
    """Let each skill stand as the person's trainings say. Call with the person locked."""
    session.flush()
    records = queries.list_records(session, person_id)
    for skill in skills:
        stretch = last_stretch((row.came_on, row.expires_on) for row in records if skill in row.skills)
        grant = find_grant(session, person_id, skill)
        if stretch is None:
            if grant and grant.source is SkillSource.COURSE:
                grant.revoked_at, grant.revoked_by = now, by
            continue
        is_by_hand = grant is not None and grant.source is SkillSource.MANUAL and grant.issued_on is not None
        if grant and is_by_hand and later(grant.expires_on, stretch[1]) == grant.expires_on:
            continue
        if grant is None:
            grant = SkillGrant(person_id=person_id, skill=skill, claimed_at=now)
            session.add(grant)
        grant.issued_on, grant.expires_on = stretch
        grant.source, grant.granted_by = SkillSource.COURSE, by if by != person_id else None
    session.flush()
    settle_skilled(session, person_id, by, now)


def tell_expiring(now: datetime) -> int:
    """Write to those whose training ends soon and was not renewed, once each; returns to how many."""
    today = local(now).date()
    until_on = today + timedelta(days=care_policy().expiry_told_days)
    return sum(_tell_expiring(number, now) for number in queries.list_expiring(db.session(), today, until_on))


def _tell_expiring(record_id: int, now: datetime) -> bool:
    with write() as session:
        record = session.get_one(TrainingRecord, record_id, with_for_update=True, populate_existing=True)
        if record.told_at is not None or record.voided_at is not None:
            return False
        record.told_at = now
        care_letters.tell_expiring(session, record, record.course, now=now)
        return True


def forget_tries(now: datetime) -> int:
    """Delete how quizzes were answered long ago; what was passed stays. Harmless to run twice."""
    old = delete(TrainingTry).where(TrainingTry.at < now - timedelta(days=care_policy().try_kept_days))
    with write() as session:
        return int(getattr(session.execute(old, execution_options=_QUIET), "rowcount", 0))
