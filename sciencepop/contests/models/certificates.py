"""Certificates of contests: the numbered register."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.contests.models.teams import TeamMember
from sciencepop.core.db import Base, Id

_HOLDS = text("revoked_at IS NULL")


class ContestCertificate(Base):
    """A member's award, or that they took part. Signed, checked by `code`; nothing changes it but a revocation."""

    __tablename__ = "contest_certificate"
    __table_args__ = (
        UniqueConstraint("serial_year", "serial_number"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revoked_by_somebody"),
        CheckConstraint("(revoked_at IS NULL) = (reason = '')", name="revoked_with_a_reason"),
        Index(
            "uq_contest_certificate_holds",
            "member_id",
            unique=True,
            sqlite_where=_HOLDS,
            postgresql_where=_HOLDS,
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    member_id: Mapped[int] = mapped_column(Id, ForeignKey("contest_member.id"), index=True)
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

    member: Mapped[TeamMember] = relationship()
