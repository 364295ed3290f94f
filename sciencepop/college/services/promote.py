"""Giving free seats to those who wait: down the order of a draw, then in the order in which they asked.

One function; everything that frees a seat calls it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.bookings.rules.promotion import offer_end
from sciencepop.college.letters import News, tell
from sciencepop.college.models import ClassState, CourseClass, Enrolment, EnrolmentState
from sciencepop.college.queries.classes import fill_of
from sciencepop.college.queries.enrolments import list_in_class
from sciencepop.college.services.become import become
from sciencepop.college.services.line import ask_line


def promote(session: Session, one: CourseClass, now: datetime) -> int:
    """Offer what is free in a locked class; returns how many were asked.

    Offers end at an hour at which people are awake (bookings `rules.promotion`); nobody is asked who could not answer.
    """
    ends_at = offer_end(now, one.closes_at)
    if one.state is not ClassState.PUBLISHED or ends_at is None:
        return 0
    session.flush()
    free = fill_of(session, [one])[one.id].free
    if free < 1:
        return 0
    asked = ask_line(session, one, free, ends_at, now)
    free -= asked
    waiting = list_in_class(session, one.id, Enrolment.state == EnrolmentState.WAITING)[:free]
    for enrolment in waiting:
        become(session, enrolment, one, EnrolmentState.OFFERED, now=now, offer_ends_at=ends_at)
        tell(session, enrolment, one, News.OFFERED, now=now)
    return asked + len(waiting)
