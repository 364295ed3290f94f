"""The end of a class: homework, results by the class's rule, what learners say of it, and what their units are told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.accounts.rules.addresses import AddressKind, read_address
from sciencepop.college.models import (
    ClassEvaluation,
    ClassState,
    CourseClass,
    Enrolment,
    EnrolmentState,
    HomeworkMark,
)
from sciencepop.college.queries.certificates import list_holding_certificates
from sciencepop.college.queries.enrolments import get_enrolment, list_in_class
from sciencepop.college.queries.teaching import marks_by_enrolment, records_of, who_did_homework
from sciencepop.college.rules import enrolments as states
from sciencepop.college.rules.attendance import TeachingRefusal
from sciencepop.college.rules.completion import Outcome, Progress, outcome_of, progress_of
from sciencepop.college.services.become import become
from sciencepop.college.services.lock import class_of, lock_class
from sciencepop.college.teaching_letters import tell_result, tell_unit
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken

R = TeachingRefusal
S = EnrolmentState


@dataclass(frozen=True)
class Standing:
    """Where a learner stands in a class."""

    enrolment: Enrolment
    progress: Progress
    has_homework: bool
    outcome: Outcome


def standings(session: Session, one: CourseClass) -> list[Standing]:
    """Everybody with a certain seat, in the order in which they enrolled."""
    rows = list_in_class(session, one.id, Enrolment.state.in_(states.FIRM))
    marks, homework = marks_by_enrolment(session, [row.id for row in rows]), who_did_homework(session, one.id)
    found = []
    for row in rows:
        progress, has_homework = progress_of(one.completion, marks[row.id]), row.id in homework
        outcome = outcome_of(one.completion, progress, has_homework=has_homework)
        found.append(Standing(row, progress, has_homework, outcome))
    return found


def missing_lists(session: Session, one: CourseClass) -> list[int]:
    """The numbers of the lessons whose list nobody has been through."""
    records = records_of(session, one.id)
    return [one_.number for one_ in one.lessons if one_.id not in records or records[one_.id].listed_at is None]


def mark_homework(class_code: str, codes: Collection[str], *, by: Person, now: datetime) -> None:
    """Whose homework is done; of whom it does not name, it is not. Refuses NO_HOMEWORK where the class has none."""
    staff_id = by.id
    with write() as session:
        one = lock_class(session, class_code)
        if not one.homework_needed:
            raise RuleBroken(R.NO_HOMEWORK)
        done = who_did_homework(session, one.id)
        for enrolment in list_in_class(session, one.id, Enrolment.state.in_(states.FIRM)):
            if enrolment.person_id == staff_id:
                continue
            if enrolment.code in codes and enrolment.id not in done:
                session.add(HomeworkMark(enrolment_id=enrolment.id, marked_by=staff_id, marked_at=now))
            elif enrolment.code not in codes and enrolment.id in done:
                session.delete(session.get_one(HomeworkMark, enrolment.id))
        audit.record(session, by=staff_id, at=now, action="college.homework", subject=one, done=len(set(codes)))
        attempts.remember(class_code)


def finish_class(class_code: str, *, by: Person, now: datetime) -> int:
    """Work out every learner's result by the class's rule and tell whom it is new to; returns how many completed.

    It may be done again after a correction. Refuses CLASS_OFF, NOT_OVER, LISTS_MISSING, and HAS_CERTIFICATE for who
    would no longer complete: their certificate is revoked first, by the school, with a reason.
    """
    staff_id = by.id
    with write() as session:
        one = lock_class(session, class_code)
        if one.state is not ClassState.PUBLISHED:
            raise RuleBroken(R.CLASS_OFF)
        if one.ends_at > now:
            raise RuleBroken(R.NOT_OVER)
        missing = missing_lists(session, one)
        if missing:
            raise RuleBroken(R.LISTS_MISSING, numbers=missing)
        certified, found = list_holding_certificates(session, one.id), standings(session, one)
        for standing in found:
            row, state = standing.enrolment, S.COMPLETED if standing.outcome is Outcome.COMPLETED else S.FAILED
            if state is S.FAILED and row.id in certified:
                raise RuleBroken(R.HAS_CERTIFICATE, name=row.person.name)
            if row.state is not state:
                become(session, row, one, state, now=now)
                tell_result(session, one, standing.enrolment, standing.progress, standing.outcome, now=now)
        completed = sum(standing.outcome is Outcome.COMPLETED for standing in found)
        audit.record(session, by=staff_id, at=now, action="college.finish", subject=one, completed=completed)
        attempts.remember(class_code)
        return completed


def evaluate(code: str, teaching: int, content: int, words: str, *, by: Person, now: datetime) -> None:
    """What a learner says of a class after its last lesson, once. Refuses NOT_ENROLLED, NOT_OVER, EVALUATED."""
    person_id = by.id
    with write() as session:
        one = lock_class(session, class_of(session, code, person_id))
        enrolment = get_enrolment(session, code, person_id)
        if enrolment.state not in states.FIRM or one.state is not ClassState.PUBLISHED:
            raise RuleBroken(R.NOT_ENROLLED)
        if one.ends_at > now:
            raise RuleBroken(R.NOT_OVER)
        if session.get(ClassEvaluation, enrolment.id, populate_existing=True) is not None:
            raise RuleBroken(R.EVALUATED)
        row = ClassEvaluation(enrolment_id=enrolment.id, teaching=teaching, content=content, words=words, said_at=now)
        session.add(row)
        attempts.remember(code)


def report_to_unit(class_code: str, unit: str, address: str, *, by: Person, now: datetime) -> int:
    """Write a unit's contact who of those it named completed the class; returns how many people the letter names.

    Refuses NO_SUCH_UNIT, ADDRESS_WRONG, and NOT_OVER until every one of them has a result.
    """
    staff_id = by.id
    with write() as session:
        one = lock_class(session, class_code)
        named = [row for row in standings(session, one) if row.enrolment.unit == unit] if unit else []
        if not named:
            raise RuleBroken(R.NO_SUCH_UNIT)
        if any(row.enrolment.state is S.CONFIRMED for row in named):
            raise RuleBroken(R.NOT_OVER)
        contact = read_address(address)
        if contact is None or contact.kind is not AddressKind.EMAIL:
            raise RuleBroken(R.ADDRESS_WRONG)
        lines = [(row.enrolment.person.name, row.progress, row.enrolment.state is S.COMPLETED) for row in named]
        tell_unit(session, one, unit, contact, lines, now=now)
        audit.record(session, by=staff_id, at=now, action="college.report", subject=one, unit=unit, people=len(named))
        attempts.remember(class_code)
        return len(named)


def get_evaluation(session: Session, enrolment: Enrolment) -> ClassEvaluation | None:
    """What a learner said of a class, or None."""
    return session.scalars(select(ClassEvaluation).where(ClassEvaluation.enrolment_id == enrolment.id)).one_or_none()


def own_standing(session: Session, one: CourseClass, enrolment: Enrolment) -> Standing:
    """Where one learner stands. NotFound for an enrolment of another class."""
    if enrolment.class_id != one.id:
        raise NotFound
    progress = progress_of(one.completion, marks_by_enrolment(session, [enrolment.id])[enrolment.id])
    has_homework = session.get(HomeworkMark, enrolment.id) is not None
    return Standing(enrolment, progress, has_homework, outcome_of(one.completion, progress, has_homework=has_homework))
