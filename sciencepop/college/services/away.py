"""“I cannot come” asks for leave from lessons: what bookings asks through its hook."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.bookings.hooks import Giver, Held
from sciencepop.bookings.rules.codes import CODE
from sciencepop.bookings.services.settle import Change
from sciencepop.college.models import ClassState, Enrolment, Lesson
from sciencepop.college.queries.enrolments import list_mine, source_of
from sciencepop.college.queries.teaching import leave_of
from sciencepop.college.rules import enrolments as states
from sciencepop.college.services.leave import add_request
from sciencepop.college.services.lock import lock_classes
from sciencepop.college.words import where
from sciencepop.core import clock
from sciencepop.core.db import db

PREFIX = "lesson:"


def list_between(person_id: int, from_on: date, until_on: date, now: datetime) -> Sequence[Held]:
    """The person's lessons on these days, both included, from which they have not asked for leave yet."""
    first, last = clock.day_bounds(from_on)[0], clock.day_bounds(until_on)[1]
    session = db.session()
    return [
        _held(row, lesson)
        for row in list_mine(session, person_id)
        for lesson in _askable(session, row, now)
        if lesson.starts_at < last and lesson.ends_at > first
    ]


def _askable(session: Session, row: Enrolment, now: datetime) -> list[Lesson]:
    """Lessons to come of somebody who has a seat, without those that they asked about."""
    one = row.course_class
    if row.state not in states.FIRM or one.state is not ClassState.PUBLISHED:
        return []
    asked = leave_of(session, row.id)
    return [lesson for lesson in one.lessons if lesson.starts_at > now and lesson.id not in asked]


def _held(row: Enrolment, lesson: Lesson) -> Held:
    one, course = row.course_class, row.course_class.course
    return Held(
        source_of(row, lesson),
        str(_("社区科普大学")),
        str(_("第 %(number)d 课", number=lesson.number)),
        course.title_zh,
        course.title_en or course.title_zh,
        lesson.starts_at,
        lesson.ends_at,
        where(one),
        str(_("向教学点请这一课的假，座位保留。没有准假的，记缺课。")),
    )


def no_occurrences(_session: Session, _person_id: int, _keys: Collection[str]) -> Collection[int]:
    """A lesson has no pools."""
    return ()


def ask_for_all(session: Session, person_id: int, keys: Collection[str], now: datetime) -> tuple[int, list[Change]]:
    """Ask for leave from these lessons. What has begun or was asked for since is left; NotFound for others'."""
    own = _own(person_id, keys)
    lock_classes(session, session.scalars(own.with_only_columns(Enrolment.class_id)).all())
    rows = session.scalars(own.execution_options(populate_existing=True)).all()
    if not {_code_of(key) for key in keys} <= {row.code for row in rows}:
        raise NotFound
    count = 0
    for row in rows:
        for lesson in _askable(session, row, now):
            if source_of(row, lesson) in keys:
                add_request(session, row, lesson, str(_("那几天去不了")), now)
                count += 1
    return count, []


def _own(person_id: int, keys: Collection[str]) -> Select[Enrolment]:
    codes = [code for key in keys if CODE.fullmatch(code := _code_of(key))]
    return select(Enrolment).where(Enrolment.code.in_(codes), Enrolment.person_id == person_id).order_by(Enrolment.id)


def _code_of(key: str) -> str:
    return key.removeprefix(PREFIX).split(":")[0]


GIVER = Giver(PREFIX, list_between, no_occurrences, ask_for_all)
