"""What waits of the community college: points, leave, and draws."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from sciencepop.accounts.models import Person
from sciencepop.college.models import (
    CourseClass,
    DrawRound,
    LeaveRequest,
    Lesson,
    PointState,
    RoundState,
    TeachingPoint,
)
from sciencepop.core import to_do
from sciencepop.core.i18n import tr
from sciencepop.core.to_do import Pile, Task, day_of


def points(session: Session, person: Person, now: datetime) -> Pile | None:
    """Teaching points that communities applied for."""
    if not person.is_officer:
        return None
    found = select(TeachingPoint).where(TeachingPoint.state == PointState.APPLIED).order_by(TeachingPoint.id)
    return to_do.search(
        session,
        _l("教学点待审核"),
        url_for("college.branch"),
        found,
        lambda row: Task(tr(row, "name"), url_for("college.point", code=row.code)),
    )


def leave(session: Session, person: Person, now: datetime) -> Pile | None:
    """Learners who asked for leave, at the points that somebody heads; before the lesson is the time to answer."""
    own = person.headed_point_ids
    if not own:
        return None
    found = (
        select(LeaveRequest)
        .join(LeaveRequest.lesson)
        .join(Lesson.course_class)
        .where(CourseClass.point_id.in_(own), LeaveRequest.is_granted.is_(None))
        .options(joinedload(LeaveRequest.lesson).joinedload(Lesson.course_class).joinedload(CourseClass.course))
        .order_by(Lesson.starts_at, LeaveRequest.id)
    )

    def task(row: LeaveRequest) -> Task:
        one = row.lesson.course_class
        words = _("%(course)s 第 %(number)d 课", course=tr(one.course, "title"), number=row.lesson.number)
        return Task(words, url_for("college.class_teach", code=one.code), day_of(row.lesson.starts_at))

    return to_do.search(session, _l("请假等您答复"), url_for("college.points"), found, task)


def rounds(session: Session, person: Person, now: datetime) -> Pile | None:
    """Rounds of a draw that are over and not closed, or closed with their number known and not drawn."""
    if not person.is_officer:
        return None
    is_over = (DrawRound.state == RoundState.OPEN) & (DrawRound.closes_at <= now)
    is_known = (DrawRound.state == RoundState.CLOSED) & (DrawRound.entropy_due <= now)
    found = select(DrawRound).where(or_(is_over, is_known))

    def task(row: DrawRound) -> Task:
        due = row.closes_at if row.state is RoundState.OPEN else row.entropy_due
        words = _("截止报名") if row.state is RoundState.OPEN else _("开奖")
        return Task(words, url_for("college.round_desk", code=row.code), day_of(due))

    return to_do.search(session, _l("报名抽签等您办理"), url_for("college.branch"), found.order_by(DrawRound.id), task)


SOURCES = (points, leave, rounds)
