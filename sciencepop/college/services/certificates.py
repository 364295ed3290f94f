"""Certificates: issued by the school to everybody who completed a class, and revoked with a reason."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import new_code
from sciencepop.college.certificate_paper import batch_kind, is_printed, kind_of, payload_of
from sciencepop.college.models import CourseCertificate, CourseClass, EnrolmentState
from sciencepop.college.queries import certificates as queries
from sciencepop.college.rules.attendance import TeachingRefusal
from sciencepop.college.services.completion import Standing, standings
from sciencepop.college.services.lock import lock_class
from sciencepop.college.teaching_letters import tell_certificate
from sciencepop.core import attempts, audit, documents
from sciencepop.core.certificates import LANGS
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken

R = TeachingRefusal


def issue_certificates(class_code: str, *, by: Person, now: datetime) -> int:
    """A certificate for everybody who completed and has none that holds; returns how many.

    Numbers have no gaps within a year. Nobody issues their own. Refuses NO_ONE_COMPLETED.
    """
    staff_id = by.id
    with write() as session:
        one = lock_class(session, class_code)
        certified = queries.list_holding_certificates(session, one.id)
        owed = [
            standing
            for standing in standings(session, one)
            if standing.enrolment.state is EnrolmentState.COMPLETED
            and standing.enrolment.id not in certified
            and standing.enrolment.person_id != staff_id
        ]
        if not owed:
            raise RuleBroken(R.NO_ONE_COMPLETED)
        for standing in owed:
            row = sign_certificate(session, one, standing, code=new_code() + new_code(), by=staff_id, now=now)
            tell_certificate(session, one, standing.enrolment, row, now=now)
        want_batch(session, one, now)
        audit.record(session, by=staff_id, at=now, action="college.certify", subject=one, issued=len(owed))
        attempts.remember(class_code)
        return len(owed)


def sign_certificate(
    session: Session, one: CourseClass, standing: Standing, *, code: str, by: int, now: datetime
) -> CourseCertificate:
    """One certificate with the next number of the year, signed; its files are wanted. The class is locked."""
    enrolment = standing.enrolment
    row = CourseCertificate(code=code, enrolment_id=enrolment.id, issued_at=now, issued_by=by, is_sample=one.is_sample)
    row.number(session, now)
    with session.no_autoflush:
        row.sign(payload_of(one, enrolment, standing.progress, code=code, serial=row.serial, now=now))
    session.add(row)
    session.flush()
    for lang in LANGS:
        documents.want(session, kind_of(lang), code, now=now)
    return row


def revoke_certificate(code: str, reason: str, *, by: Person, now: datetime) -> None:
    """Have its code say that it no longer holds, and why; the number stays in the register.

    A new one may be issued to whoever still stands as completed. Refuses WHY_MISSING, REVOKED_ALREADY, OWN_ATTENDANCE.
    """
    staff_id = by.id
    with write() as session:
        one = lock_class(session, queries.get_certificate(session, code).enrolment.course_class.code)
        row = queries.get_certificate(session, code, lock=True)
        if row.revoked_at is not None:
            raise RuleBroken(R.REVOKED_ALREADY)
        if row.enrolment.person_id == staff_id:
            raise RuleBroken(R.OWN_ATTENDANCE)
        if not reason:
            raise RuleBroken(R.WHY_MISSING)
        row.revoked_at, row.revoked_by, row.reason = now, staff_id, reason
        session.flush()
        for lang in LANGS:
            documents.drop(session, kind_of(lang), code)
        want_batch(session, one, now)
        tell_certificate(session, one, row.enrolment, row, now=now)
        facts = {"serial": row.serial, "reason": reason}
        audit.record(session, by=staff_id, at=now, action="college.revoke", subject=row, **facts)
        attempts.remember(code)


def want_batch(session: Session, one: CourseClass, now: datetime, *, besides: int | None = None) -> None:
    """The file of a whole class is made anew, without whoever closes their account, or dropped where it is empty."""
    rows = (row for row in queries.list_of_class(session, one.id) if is_printed(row))
    any_left = any(row.enrolment.person_id != besides for row in rows)
    for lang in LANGS:
        if any_left:
            documents.want(session, batch_kind(lang), one.code, now=now)
        else:
            documents.drop(session, batch_kind(lang), one.code)
