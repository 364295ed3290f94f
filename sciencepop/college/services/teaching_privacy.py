"""What of lessons goes along when somebody takes their data or closes their account.

The register of certificates stays, with the name that each was issued to, so that a paper on a wall can be checked for
good; marks stay, because results stand on them. Reasons for leave, words of evaluations and files go.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload

from sciencepop.accounts.models import Person
from sciencepop.college.certificate_paper import kind_of
from sciencepop.college.models import (
    ClassEvaluation,
    CourseCertificate,
    CourseClass,
    Enrolment,
    LeaveRequest,
    LessonMark,
    MarkCorrection,
)
from sciencepop.college.queries.certificates import list_own_certificates
from sciencepop.college.services.certificates import want_batch
from sciencepop.core import documents
from sciencepop.core.certificates import LANGS

_QUIET = {"synchronize_session": False}


def export_teaching(session: Session, person: Person) -> dict[str, Any]:
    """Marks, leave, corrections, evaluations and certificates of a person, as JSON values."""
    mine = select(Enrolment.id).where(Enrolment.person_id == person.id)
    leave = select(LeaveRequest).where(LeaveRequest.enrolment_id.in_(mine)).options(joinedload(LeaveRequest.lesson))
    put_right = select(MarkCorrection).where(MarkCorrection.enrolment_id.in_(mine))
    return {
        "leave": [
            {
                "lesson": row.lesson.starts_at.isoformat(),
                "reason": row.reason,
                "granted": row.is_granted,
                "answer": row.answer,
            }
            for row in session.scalars(leave.order_by(LeaveRequest.id))
        ],
        "corrections": [
            {"after": row.after.value, "reason": row.reason, "at": row.corrected_at.isoformat()}
            for row in session.scalars(put_right.order_by(MarkCorrection.id))
        ],
        "evaluations": [
            {"teaching": row.teaching, "content": row.content, "words": row.words}
            for row in session.scalars(select(ClassEvaluation).where(ClassEvaluation.enrolment_id.in_(mine)))
        ],
        "certificates": [
            {"code": row.code, "serial": row.serial, "payload": row.payload, "revoked": row.reason}
            for row in list_own_certificates(session, person.id)
        ],
    }


def marks_for_export(session: Session, person: Person) -> dict[int, list[dict[str, str]]]:
    """The marks of a person by enrolment."""
    found = select(LessonMark).join(LessonMark.enrolment).where(Enrolment.person_id == person.id)
    marks: dict[int, list[dict[str, str]]] = {}
    for row in session.scalars(found.options(joinedload(LessonMark.lesson)).order_by(LessonMark.id)):
        told = {"lesson": row.lesson.starts_at.isoformat(), "mark": row.mark.value, "source": row.source.value}
        marks.setdefault(row.enrolment_id, []).append(told)
    return marks


def leave_teaching(session: Session, person: Person, now: datetime) -> None:
    """Who closes their account takes back what waits, their own words and their files."""
    mine = select(Enrolment.id).where(Enrolment.person_id == person.id)
    asked = LeaveRequest.enrolment_id.in_(mine)
    session.execute(delete(LeaveRequest).where(asked, LeaveRequest.is_granted.is_(None)), execution_options=_QUIET)
    session.execute(update(LeaveRequest).where(asked).values(reason="", answer=""), execution_options=_QUIET)
    said = update(ClassEvaluation).where(ClassEvaluation.enrolment_id.in_(mine))
    session.execute(said.values(words=""), execution_options=_QUIET)
    codes = session.scalars(select(CourseCertificate.code).where(CourseCertificate.enrolment_id.in_(mine))).all()
    for code in codes:
        for lang in LANGS:
            documents.drop(session, kind_of(lang), code)
    certified = select(Enrolment.class_id).join(CourseCertificate, CourseCertificate.enrolment_id == Enrolment.id)
    certified = certified.where(Enrolment.person_id == person.id)
    for one in session.scalars(select(CourseClass).where(CourseClass.id.in_(certified))):
        want_batch(session, one, now, besides=person.id)
