"""Documents that show what a volunteer can do, until an officer has decided."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.core.db import Base, Id
from sciencepop.volunteers.models.people import SkillGrant


class SkillPaper(Base):
    """One document (PDF or picture) of a skill that somebody claims; never an identity paper.

    Read by its owner and by officers. It goes a while after `decided_at`, or with the account (`services.evidence`).
    """

    __tablename__ = "skill_paper"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    grant_id: Mapped[int] = mapped_column(Id, ForeignKey("skill_grant.id"), unique=True)
    filename: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    uploaded_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    grant: Mapped[SkillGrant] = relationship()
