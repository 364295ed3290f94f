"""Certificates of completion: the numbered register."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.college.models.enrolments import Enrolment
from sciencepop.core.db import Base, Id

_HOLDS = text("revoked_at IS NULL")


class CourseCertificate(Base):
    """`code` opens the page that checks it. `payload` is all that the paper says, with its digest and signature.

    Nothing of it ever changes but a revocation. An enrolment has at most one that holds.
    """

    __tablename__ = "course_certificate"
    __table_args__ = (
        UniqueConstraint("serial_year", "serial_number"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revoked_by_somebody"),
        CheckConstraint("(revoked_at IS NULL) = (reason = '')", name="revoked_with_a_reason"),
        Index(
            "uq_course_certificate_holds",
            "enrolment_id",
            unique=True,
            sqlite_where=_HOLDS,
            postgresql_where=_HOLDS,
        ),
        Index("ix_course_certificate_enrolment_id", "enrolment_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    enrolment_id: Mapped[int] = mapped_column(Id, ForeignKey("enrolment.id"))
    serial_year: Mapped[int]
    serial_number: Mapped[int]
    serial: Mapped[str] = mapped_column(unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    digest: Mapped[str]
    signature: Mapped[str]
    issued_at: Mapped[datetime]
    issued_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    is_sample: Mapped[bool] = mapped_column(default=False)

    enrolment: Mapped[Enrolment] = relationship()
