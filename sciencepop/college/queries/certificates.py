"""Reads of the register of certificates."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.bookings.rules.codes import CODE
from sciencepop.college.models import CourseCertificate, Enrolment

MOST = 300


def get_certificate(session: Session, code: str, *, lock: bool = False) -> CourseCertificate:
    """A certificate by its code, revoked or not; NotFound where there is none."""
    found = select(CourseCertificate).where(CourseCertificate.code == code)
    found = found.options(joinedload(CourseCertificate.enrolment).joinedload(Enrolment.person))
    if lock:
        found = found.with_for_update(of=CourseCertificate).execution_options(populate_existing=True)
    row = session.scalars(found).one_or_none() if CODE.fullmatch(code) else None
    if row is None:
        raise NotFound
    return row


def list_of_class(session: Session, class_id: int) -> Sequence[CourseCertificate]:
    """The certificates of a class by number, revoked ones too."""
    found = select(CourseCertificate).join(CourseCertificate.enrolment).where(Enrolment.class_id == class_id)
    found = found.options(joinedload(CourseCertificate.enrolment).joinedload(Enrolment.person))
    order = CourseCertificate.serial_year, CourseCertificate.serial_number
    return session.scalars(found.order_by(*order).execution_options(populate_existing=True)).all()


def list_holding_certificates(session: Session, class_id: int) -> set[int]:
    """The enrolments of a class that have a certificate which holds."""
    found = select(CourseCertificate.enrolment_id).join(CourseCertificate.enrolment)
    return set(session.scalars(found.where(Enrolment.class_id == class_id, CourseCertificate.revoked_at.is_(None))))


def list_own_certificates(session: Session, person_id: int) -> Sequence[CourseCertificate]:
    """A person's certificates, newest first."""
    found = select(CourseCertificate).join(CourseCertificate.enrolment).where(Enrolment.person_id == person_id)
    found = found.options(joinedload(CourseCertificate.enrolment))
    return session.scalars(found.order_by(CourseCertificate.id.desc()).limit(MOST)).all()
