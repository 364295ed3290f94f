"""Certificates of contests: the numbered register."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.contests.models.teams import TeamMember
from sciencepop.core.certificates import Certificate, rules_of
from sciencepop.core.db import Base, Id


class ContestCertificate(Certificate, Base):
    """A member's award, or that they took part. A member has at most one that holds."""

    __tablename__ = "contest_certificate"
    __table_args__ = rules_of("contest_certificate", "member_id")
    SERIES = "KPJS"
    """科普竞赛."""
    PURPOSE = "contest-certificate"

    member_id: Mapped[int] = mapped_column(Id, ForeignKey("contest_member.id"), index=True)

    member: Mapped[TeamMember] = relationship()
