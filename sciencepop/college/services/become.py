"""The one place where an enrolment's state is written, with the time of every lesson that it takes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.bases.rules.points import Point
from sciencepop.bookings.models import CommitmentKind
from sciencepop.bookings.rules.codes import new_code
from sciencepop.bookings.rules.ledger import Span
from sciencepop.bookings.services import ledger
from sciencepop.bookings.services.ledger import Work
from sciencepop.college.models import Bucket, CourseClass, Enrolment, EnrolmentSource, EnrolmentState, Lesson
from sciencepop.college.queries.enrolments import highest_sequence, source_of
from sciencepop.college.rules import enrolments as states
from sciencepop.college.rules.refusals import Refusal
from sciencepop.core.errors import RuleBroken


def add(
    session: Session,
    one: CourseClass,
    person_id: int,
    state: EnrolmentState,
    source: EnrolmentSource,
    *,
    language: str,
    by: int | None,
    now: datetime,
    unit: str = "",
    bucket: Bucket | None = None,
    offer_ends_at: datetime | None = None,
) -> Enrolment:
    """A new enrolment in a locked class, in a live state. The caller has asked the rules."""
    before = highest_sequence(session, person_id, one.id)
    enrolment = Enrolment(
        code=new_code(),
        class_id=one.id,
        person_id=person_id,
        state=state,
        source=source,
        unit=unit,
        bucket=bucket,
        offer_ends_at=offer_ends_at,
        queued_at=now,
        created_at=now,
        changed_at=now,
        created_by=by,
        language=language,
        sequence=0 if before is None else before + 1,
        is_sample=one.is_sample,
    )
    session.add(enrolment)
    session.flush()
    if state in states.HOLDS:
        _take(session, enrolment, one, now)
    return enrolment


def become(
    session: Session,
    enrolment: Enrolment,
    one: CourseClass,
    state: EnrolmentState,
    *,
    now: datetime,
    reason: str = "",
    offer_ends_at: datetime | None = None,
) -> None:
    """Give an enrolment, whose class is locked, another state. Refuses WRONG_STATE."""
    if not states.may_become(enrolment.state, state):
        raise RuleBroken(Refusal.WRONG_STATE)
    held = enrolment.state in states.HOLDS
    enrolment.state = state
    enrolment.reason = reason
    enrolment.offer_ends_at = offer_ends_at
    enrolment.changed_at = now
    enrolment.sequence += 1
    session.flush()
    if state not in states.HOLDS:
        if held:
            ledger.release_many(session, sources_of(enrolment, one))
    elif held:
        ledger.settle_many(session, sources_of(enrolment, one))
    else:
        _take(session, enrolment, one, now)


def sources_of(enrolment: Enrolment, one: CourseClass) -> list[str]:
    """The names of all lessons of an enrolment in the ledger."""
    return [source_of(enrolment, lesson) for lesson in one.lessons]


def span_of(lesson: Lesson, one: CourseClass) -> Span:
    """When and where a lesson takes a person's time."""
    lat, lon = one.point.lat, one.point.lon
    return Span(lesson.starts_at, lesson.ends_at, Point(lat, lon) if lat is not None and lon is not None else None)


def _take(session: Session, enrolment: Enrolment, one: CourseClass, now: datetime) -> None:
    """Take the time of every lesson to come, all or none: what took place before is nobody's any more."""
    for lesson in one.lessons:
        if lesson.ends_at > now:
            work = work_of(enrolment, lesson, one)
            ledger.take_for(session, enrolment.person_id, work, is_firm=enrolment.state in states.FIRM)


def work_of(enrolment: Enrolment, lesson: Lesson, one: CourseClass) -> Work:
    """A learner's lesson as the ledger of people's time knows it."""
    course = one.course
    return Work(
        source=source_of(enrolment, lesson),
        kind=CommitmentKind.ATTEND,
        title_zh=course.title_zh,
        title_en=course.title_en,
        path=f"/college/mine/{enrolment.code}",
        span=span_of(lesson, one),
    )
