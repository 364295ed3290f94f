"""Certificates of completion: the numbered register."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.college.models.enrolments import Enrolment
from sciencepop.core.certificates import Certificate, rules_of
from sciencepop.core.db import Base, Id


class CourseCertificate(Certificate, Base):
    """An enrolment has at most one that holds."""

    __tablename__ = "course_certificate"
    __table_args__ = (
        *rules_of("course_certificate", "enrolment_id"),
        Index("ix_course_certificate_enrolment_id", "enrolment_id"),
    )
    SERIES = "KPDX"
    """科普大学."""
    PURPOSE = "course-certificate"

    enrolment_id: Mapped[int] = mapped_column(Id, ForeignKey("enrolment.id"))

    enrolment: Mapped[Enrolment] = relationship()
