"""Classes that stay below their minimum: warned of and opened to all, then dissolved; learners hear of both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.college.hooks import followers
from sciencepop.college.letters import News, tell
from sciencepop.college.models import ClassState, CourseClass, Enrolment, EnrolmentSource, EnrolmentState
from sciencepop.college.queries.classes import Fill, fill_of
from sciencepop.college.queries.enrolments import list_in_class
from sciencepop.college.queries.terms import get_term
from sciencepop.college.rules import enrolments as states
from sciencepop.college.rules.classes import SmallStep, WayIn, small_step
from sciencepop.college.rules.refusals import Refusal
from sciencepop.college.services.become import become
from sciencepop.college.services.line import displace
from sciencepop.college.services.lock import lock_class, lock_classes
from sciencepop.college.services.teaching import settle_teaching
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken


def step_of(one: CourseClass, fill: Fill, now: datetime) -> SmallStep:
    """What may be done about a class by how full it is now."""
    return small_step(
        way=one.way,
        state=one.state,
        enrolled=fill.firm,
        minimum=one.minimum,
        open_from=one.term.leftovers_at if one.way is WayIn.DRAW else one.opens_at,
        warned_at=one.warned_at,
        has_begun=one.has_begun_at(now),
        now=now,
    )


def warn_small(term_code: str, *, by: Person, now: datetime) -> int:
    """The first pass over a term: classes below their minimum are opened to all, their learners told. How many."""
    return _pass(term_code, SmallStep.WARN, "", by, now)


def dissolve_small(term_code: str, reason: str, *, by: Person, now: datetime) -> int:
    """The second pass: what was warned of and is still too small ends, with letters. How many.

    Refuses REASON_MISSING.
    """
    if not reason:
        raise RuleBroken(Refusal.REASON_MISSING)
    return _pass(term_code, SmallStep.DISSOLVE, reason, by, now)


def _pass(term_code: str, step: SmallStep, reason: str, by: Person, now: datetime) -> int:
    staff_id = by.id
    with write() as session:
        term = get_term(session, term_code)
        found = select(CourseClass.id).where(CourseClass.term_id == term.id, CourseClass.state == ClassState.PUBLISHED)
        classes = lock_classes(session, session.scalars(found).all())
        fills = fill_of(session, classes)
        chosen = [one for one in classes if step_of(one, fills[one.id], now) is step]
        for follower in followers() if step is SmallStep.DISSOLVE else ():
            follower.changing(session, [one.id for one in chosen])
        for one in chosen:
            if step is SmallStep.WARN:
                _warn(session, one, staff_id, now)
            else:
                call_off(session, one, reason, by=staff_id, now=now)
        attempts.remember(term_code)
        return len(chosen)


def dissolve_class(code: str, reason: str, *, by: Person, now: datetime) -> int:
    """End a class for whatever reason; returns how many are told. Refuses WRONG_STATE, REASON_MISSING."""
    staff_id = by.id
    with write() as session:
        one = lock_class(session, code)
        if one.state is not ClassState.PUBLISHED or one.ends_at <= now:
            raise RuleBroken(Refusal.WRONG_STATE)
        if not reason:
            raise RuleBroken(Refusal.REASON_MISSING)
        told = call_off(session, one, reason, by=staff_id, now=now)
        attempts.remember(code)
        return told


def call_off(session: Session, one: CourseClass, reason: str, *, by: int, now: datetime) -> int:
    """As above, within a unit of work in which the class is locked; everybody's time is given back."""
    one.state, one.dissolved_at, one.dissolve_reason, one.changed_at = ClassState.DISSOLVED, now, reason, now
    for lesson in one.lessons:
        if lesson.ends_at > now:
            lesson.sequence, lesson.changed_at = lesson.sequence + 1, now
    settle_teaching(session, one, now)
    ended: Sequence[Enrolment] = list_in_class(session, one.id, Enrolment.state.in_(states.OPEN))
    for enrolment in ended:
        become(session, enrolment, one, EnrolmentState.DISSOLVED, now=now, reason=reason)
        tell(session, enrolment, one, News.DISSOLVED, now=now)
    for follower in followers():
        follower.dissolved(session, one, by, now)
    displace(session, one, [row.person_id for row in ended if row.source is EnrolmentSource.DRAW])
    audit.record(session, by=by, at=now, action="college.dissolve", subject=one, told=len(ended))
    return len(ended)


def _warn(session: Session, one: CourseClass, staff_id: int, now: datetime) -> None:
    one.warned_at = one.changed_at = now
    for enrolment in list_in_class(session, one.id):
        tell(session, enrolment, one, News.WARNED, now=now)
    audit.record(session, by=staff_id, at=now, action="college.warn", subject=one)
