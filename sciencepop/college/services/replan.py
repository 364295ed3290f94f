"""Planning the lessons of a term's classes anew around its days off: a diff that never touches what took place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bookings.rules.ledger import Span
from sciencepop.bookings.services import ledger
from sciencepop.college.hooks import Moved, followers
from sciencepop.college.letters import News, tell
from sciencepop.college.models import ClassState, CourseClass, Enrolment, Lesson, Term
from sciencepop.college.queries.classes import list_taught
from sciencepop.college.queries.enrolments import list_holding, source_of
from sciencepop.college.rules.lessons import Move, Off, Pattern, Slot, moves_between, plan_lessons
from sciencepop.college.rules.refusals import Refusal
from sciencepop.college.rules.timetable import Trouble, list_clashes
from sciencepop.college.services.become import span_of
from sciencepop.college.services.lock import lock_classes, lock_lecturers
from sciencepop.college.services.teaching import settle_teaching
from sciencepop.core import audit, clock
from sciencepop.core.errors import RuleBroken


@dataclass(frozen=True)
class ClassMoves:
    """A class with the lessons that move, and how many learners hear of it. Plain values, for after a rehearsal."""

    code: str
    title_zh: str
    title_en: str
    point_zh: str
    point_en: str
    moves: tuple[Move, ...]
    learners: int


def pattern_of(one: CourseClass, term: Term) -> Pattern:
    """When a class is taught, as the rules know it."""
    return Pattern(one.weekday, one.starts, one.minutes, one.lessons_planned, term.from_on, term.until_on)


def replan(session: Session, term: Term, off: Sequence[Off], *, by: int, now: datetime) -> list[ClassMoves]:
    """Plan all classes of a locked term anew; returns those that move. Refuses TOO_FEW_DAYS, LECTURER_CLASH."""
    found = select(CourseClass.id, CourseClass.lecturer_id).where(
        CourseClass.term_id == term.id, CourseClass.state != ClassState.DISSOLVED
    )
    rows = session.execute(found).all()
    lock_lecturers(session, {lecturer_id for _number, lecturer_id in rows})
    classes = lock_classes(session, [number for number, _lecturer in rows])
    planned = [(one, _moves(one, term, off, now)) for one in classes]
    moving = [(one, moves) for one, moves in planned if moves]
    learners = list_holding(session, [one.id for one, _moves_of_it in moving])
    for follower in followers():
        follower.changing(session, [one.id for one, _moves_of_it in moving])
    for one, moves in moving:
        _move(session, one, moves, now)
        settle_teaching(session, one, now)
        _tell(session, one, moves, learners.get(one.id, []), now)
        audit.record(session, by=by, at=now, action="college.lessons_moved", subject=one, lessons=len(moves))
    session.flush()
    _refuse_clashes(session, [one for one, _moves_of_it in moving], now)
    return [_plain(one, moves, len(learners.get(one.id, []))) for one, moves in moving]


def _moves(one: CourseClass, term: Term, off: Sequence[Off], now: datetime) -> list[Move]:
    slots = [Slot(lesson.number, lesson.starts_at, lesson.ends_at) for lesson in one.lessons]
    kept = [slot for slot in slots if slot.starts_at <= now]
    wanted = plan_lessons(pattern_of(one, term), off, kept, _first_day(one, now))
    if wanted is None:
        raise RuleBroken(Refusal.TOO_FEW_DAYS, one=one, lessons=one.lessons_planned)
    return moves_between(slots, wanted)


def _first_day(one: CourseClass, now: datetime) -> date:
    """The first day on which a lesson may still be put: today, unless its hour has passed."""
    local = clock.local(now)
    return local.date() if one.starts > local.time() else local.date() + timedelta(days=1)


def _move(session: Session, one: CourseClass, moves: Sequence[Move], now: datetime) -> None:
    """Each lesson keeps its number and UID. A substitute was found for the old day only, so the lecturer teaches."""
    lessons, moved = {lesson.number: lesson for lesson in one.lessons}, []
    for move in moves:
        lesson = lessons[move.number]
        moved.append(Moved(lesson, lesson.starts_at, lesson.ends_at, one.room_zh))
        lesson.starts_at, lesson.ends_at = move.after, move.after + timedelta(minutes=one.minutes)
        lesson.lecturer, lesson.substitute_for, lesson.substitute_reason = one.lecturer, None, ""
        lesson.sequence, lesson.changed_at = lesson.sequence + 1, now
    session.flush()
    for follower in followers():
        follower.moved(session, moved, now)


def _tell(
    session: Session, one: CourseClass, moves: Sequence[Move], learners: Sequence[Enrolment], now: datetime
) -> None:
    lessons: dict[int, Lesson] = {lesson.number: lesson for lesson in one.lessons}
    for move in moves:
        lesson = lessons[move.number]
        span: Span = span_of(lesson, one)
        ledger.move_many(session, [source_of(row, lesson) for row in learners], span)
    for row in learners:
        tell(session, row, one, News.MOVED, now=now, moves=moves)


def _refuse_clashes(session: Session, moved: Sequence[CourseClass], now: datetime) -> None:
    """No published class may move to an hour at which its lecturer teaches another one."""
    published = {one.id: one for one in moved if one.state is ClassState.PUBLISHED}
    if not published:
        return
    lecturers = {lesson.lecturer_id for one in published.values() for lesson in one.lessons}
    coming = CourseClass.state == ClassState.PUBLISHED, Lesson.lecturer_id.in_(lecturers), Lesson.ends_at > now
    for clash in list_clashes(list_taught(session, *coming)):
        one = published.get(clash.first.class_id) or published.get(clash.second.class_id)
        if clash.trouble is Trouble.LECTURER and one is not None:
            raise RuleBroken(Refusal.LECTURER_CLASH, lecturer=one.lecturer, when=clash.second.starts_at)


def _plain(one: CourseClass, moves: Sequence[Move], learners: int) -> ClassMoves:
    course, point = one.course, one.point
    return ClassMoves(one.code, course.title_zh, course.title_en, point.name_zh, point.name_en, tuple(moves), learners)
