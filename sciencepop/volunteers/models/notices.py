"""What volunteers have not been told yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from sciencepop.core.db import Base, Id


class ShiftNotice(Base):
    """Somebody has not been told that their shift was moved along with a bundle (programme `OccurrenceChange.bundle`).

    The times are those that they know. One row however often it moves; it goes when the letter is written, or when the
    shift is again as they know it. Only `services.bundles` writes here.
    """

    __tablename__ = "shift_notice"

    assignment_id: Mapped[int] = mapped_column(Id, ForeignKey("assignment.id"), primary_key=True, autoincrement=False)
    bundle: Mapped[str] = mapped_column(index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    meet_at: Mapped[datetime | None]
    due_at: Mapped[datetime] = mapped_column(index=True)
