"""Who gives a lesson when the lecturer cannot."""

from __future__ import annotations

from datetime import datetime

from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.college.hooks import followers
from sciencepop.college.letters import News, tell
from sciencepop.college.models import ClassState
from sciencepop.college.queries.courses import get_lecturer
from sciencepop.college.queries.enrolments import list_holding
from sciencepop.college.rules.refusals import Refusal
from sciencepop.college.services.classes import lock_class_and_lecturers
from sciencepop.college.services.teaching import refuse_busy_lecturer, settle_teaching
from sciencepop.college.services.timetable import refuse_lecturer_clash
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken


def substitute(code: str, number: int, lecturer_id: int, reason: str, *, by: Person, now: datetime) -> None:
    """Have another lecturer give one lesson, for a reason that learners are told; or the class's own one again.

    Refuses LESSON_OVER, SAME_LECTURER, REASON_MISSING, WRONG_STATE, LECTURER_CLASH, LECTURER_BUSY.
    """
    staff_id = by.id
    with write() as session:
        one = lock_class_and_lecturers(session, code, lecturer_id)
        lecturer = get_lecturer(session, lecturer_id)
        lesson = next((lesson for lesson in one.lessons if lesson.number == number), None)
        if lesson is None:
            raise NotFound
        if one.state is ClassState.DISSOLVED:
            raise RuleBroken(Refusal.WRONG_STATE)
        if lesson.starts_at <= now:
            raise RuleBroken(Refusal.LESSON_OVER)
        if lesson.lecturer_id == lecturer_id:
            raise RuleBroken(Refusal.SAME_LECTURER)
        is_own = lecturer_id == one.lecturer_id
        if not is_own and not reason:
            raise RuleBroken(Refusal.REASON_MISSING)
        lesson.lecturer = lecturer
        lesson.substitute_for = None if is_own else one.lecturer
        lesson.substitute_reason = "" if is_own else reason
        lesson.sequence, lesson.changed_at = lesson.sequence + 1, now
        session.flush()
        if one.state is ClassState.PUBLISHED:
            refuse_lecturer_clash(session, one)
            refuse_busy_lecturer(session, one, now)
            settle_teaching(session, one, now)
            for follower in followers():
                follower.substituted(session, lesson, now)
        for enrolment in list_holding(session, [one.id]).get(one.id, []):
            tell(session, enrolment, one, News.SUBSTITUTED, now=now, lesson=lesson)
        facts = {"lesson": number, "lecturer": lecturer_id}
        audit.record(session, by=staff_id, at=now, action="college.substitute", subject=one, **facts)
        attempts.remember(code)
