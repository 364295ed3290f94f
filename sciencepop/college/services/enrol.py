"""Enrolling, waiting, answering an offer, leaving, and naming somebody for a class."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.accounts.services.invitations import invite
from sciencepop.bookings.services.lock import lock_person
from sciencepop.college.letters import News, tell
from sciencepop.college.models import CourseClass, Enrolment, EnrolmentSource, EnrolmentState
from sciencepop.college.queries.classes import get_class
from sciencepop.college.queries.enrolments import get_enrolment, list_in_class, list_offers_over, list_with_line
from sciencepop.college.rules import enrolments as states
from sciencepop.college.rules.refusals import (
    Refusal,
    refuse_accepting,
    refuse_class,
    refuse_enrolling,
    refuse_learner,
    refuse_nominating,
    refuse_withdrawing,
)
from sciencepop.college.services.become import add, become
from sciencepop.college.services.line import Cheaper, find_cheaper, stop_waiting
from sciencepop.college.services.lock import class_of, lock_class, lock_classes
from sciencepop.college.services.promote import promote
from sciencepop.college.services.weigh import broken, weigh, weigh_class
from sciencepop.core import attempts, audit
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken

AT_ONCE = 200


def enrol(class_code: str, *, by: Person, language: str, now: datetime, waiting_allowed: bool = False) -> str:
    """Take a seat of a class for all its lessons, or wait for one; returns the enrolment's code.

    Refuses what `rules.refusals.refuse_enrolling` refuses. With `waiting_allowed` a full class gives a place in its
    line.
    """
    person_id = by.id
    with write() as session:
        lock_person(session, person_id)
        one = lock_class(session, class_code)
        weighed = weigh(session, one, person_id, now)
        refused = refuse_enrolling(weighed.facts, weighed.learner)
        if refused and not (refused is Refusal.FULL and waiting_allowed):
            raise broken(refused, weighed)
        state = EnrolmentState.WAITING if refused else EnrolmentState.CONFIRMED
        enrolment = add(session, one, person_id, state, EnrolmentSource.SELF, language=language, by=person_id, now=now)
        tell(session, enrolment, one, News.WAITING if refused else News.CONFIRMED, now=now)
        attempts.remember(enrolment.code)
        return enrolment.code


NOMINEE = "college.nominee"
"""What a unit's nominations are called among invitations."""


def nominate(class_code: str, address: str, unit: str, *, by: Person, now: datetime) -> None:
    """A town or a unit names somebody for a class; their seat is taken once they agree.

    Refuses what stands against the class itself, and what `accounts.services.invite` refuses. What of a person stands
    in the way, they alone are told.
    """
    staff_id = by.id
    with write() as session:
        weighed = weigh_class(session, get_class(session, class_code), now)
        if refused := refuse_nominating(weighed.facts, weighed.learner):
            raise broken(refused, weighed)
        invite(session, NOMINEE, weighed.one.id, address, terms={"unit": unit}, by=staff_id, now=now)
        attempts.remember(class_code)


def take_nominated(
    session: Session, class_code: str, person: Person, unit: str, *, invited_by: int, now: datetime
) -> str:
    """Whoever was named, and is held, takes the seat. Refuses what `refuse_nominating` refuses; returns the code."""
    one = lock_class(session, class_code)
    weighed = weigh(session, one, person.id, now)
    if refused := refuse_nominating(weighed.facts, weighed.learner):
        raise broken(refused, weighed)
    enrolment = add(
        session,
        one,
        person.id,
        EnrolmentState.CONFIRMED,
        EnrolmentSource.NOMINATION,
        language=person.language,
        by=invited_by,
        now=now,
        unit=unit,
    )
    tell(session, enrolment, one, News.NOMINATED, now=now)
    audit.record(session, by=person.id, at=now, action="college.nominate", subject=enrolment, class_id=one.id)
    return enrolment.code


def accept(code: str, *, by: Person, now: datetime) -> None:
    """Turn an offer into a certain seat; everything about the person is asked again.

    Refuses OFFER_OVER, NOT_OFFERED and what `refuse_learner` refuses.
    """
    person_id = by.id
    with write() as session:
        lock_person(session, person_id)
        class_of(session, code, person_id)
        cheaper = find_cheaper(session, get_enrolment(session, code, person_id))
        one, less = _lock_with_cheaper(session, get_enrolment(session, code, person_id).class_id, cheaper)
        enrolment = get_enrolment(session, code, person_id)
        refused = refuse_accepting(enrolment.state, enrolment.offer_ends_at, closes_at=one.closes_at, now=now)
        if refused:
            raise RuleBroken(refused)
        for other in less:
            _give_up(session, other, person_id, now)
        weighed = weigh(session, one, person_id, now, own=enrolment)
        refused = refuse_class(weighed.facts) or refuse_learner(weighed.facts, weighed.learner)
        if refused:
            raise broken(refused, weighed)
        become(session, enrolment, one, EnrolmentState.CONFIRMED, now=now)
        if cheaper is not None:
            stop_waiting(session, cheaper)
        for other in less:
            promote(session, other, now)
        tell(session, enrolment, one, News.CONFIRMED, now=now)
        attempts.remember(code)


def _lock_with_cheaper(
    session: Session, class_id: int, cheaper: Cheaper | None
) -> tuple[CourseClass, list[CourseClass]]:
    """The class of an offer with those that its sheet wished less, all held by their ids."""
    found = lock_classes(session, {class_id, *(cheaper.class_ids if cheaper else ())})
    return next(one for one in found if one.id == class_id), [one for one in found if one.id != class_id]


def _give_up(session: Session, one: CourseClass, person_id: int, now: datetime) -> None:
    """One seat a draw: the seat of a wish that is less dear goes back when a dearer one is taken."""
    given = Enrolment.source == EnrolmentSource.DRAW
    for enrolment in list_in_class(session, one.id, Enrolment.person_id == person_id, given):
        if enrolment.state in states.OPEN:
            offered = enrolment.state is EnrolmentState.OFFERED
            gone = EnrolmentState.DECLINED if offered else EnrolmentState.WITHDRAWN
            become(session, enrolment, one, gone, now=now, reason="dearer")


def withdraw(code: str, *, by: Person, now: datetime, reason: str = "") -> None:
    """Leave a class, its line, or decline an offer; those who wait are asked at once. Refuses NOT_WITHDRAWABLE."""
    person_id = by.id
    with write() as session:
        lock_person(session, person_id)
        one = lock_class(session, class_of(session, code, person_id))
        step_back(session, get_enrolment(session, code, person_id), one, now=now, reason=reason)
        attempts.remember(code)


def step_back(session: Session, enrolment: Enrolment, one: CourseClass, *, now: datetime, reason: str = "") -> None:
    """As `withdraw`, within a unit of work in which the class is locked."""
    state = enrolment.state
    refused = refuse_withdrawing(state, ends_at=one.ends_at, now=now)
    if refused:
        raise RuleBroken(refused)
    gone = EnrolmentState.DECLINED if state is EnrolmentState.OFFERED else EnrolmentState.WITHDRAWN
    become(session, enrolment, one, gone, now=now, reason=reason)
    audit.record(session, by=enrolment.person_id, at=now, action="college.withdraw", subject=enrolment)
    if state in states.HOLDS:
        promote(session, one, now)


def expire_offers(now: datetime) -> int:
    """End the offers whose hour has passed and ask the next in line; returns how many. Harmless to run twice."""
    return sum(_expire_in(class_id, now) for class_id in list_offers_over(db.session(), now, AT_ONCE))


def _expire_in(class_id: int, now: datetime) -> int:
    with write() as session:
        one = lock_classes(session, [class_id])[0]
        over = list_in_class(session, class_id, Enrolment.offer_ends_at <= now)
        for enrolment in over:
            become(session, enrolment, one, EnrolmentState.EXPIRED, now=now)
            tell(session, enrolment, one, News.EXPIRED, now=now)
        if over:
            promote(session, one, now)
        return len(over)


def promote_due(now: datetime) -> int:
    """Ask those who wait wherever a seat is free; returns how many. For what only time brings, such as a morning."""
    asked, last = 0, 0
    while True:
        class_ids = list_with_line(db.session(), now, AT_ONCE, last)
        asked += sum(_promote_in(class_id, now) for class_id in class_ids)
        if len(class_ids) < AT_ONCE:
            return asked
        last = class_ids[-1]


def _promote_in(class_id: int, now: datetime) -> int:
    with write() as session:
        return promote(session, lock_classes(session, [class_id])[0], now)
