"""Whom a supplier asked to give its lectures."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.core.db import Base, Id
from sciencepop.delivery.models.menu import DeliveryLecturer


class LecturerInvitation(Base):
    """That an address was asked. Nothing here says whether it has an account, and neither address nor link is kept.

    `contact_hash` is keyed, so that whoever proves the address finds the invitation; `veiled` is what the supplier sees
    of what it typed. `is_written`: a letter went out.
    """

    __tablename__ = "lecturer_invitation"
    __table_args__ = (
        CheckConstraint("invited_at < expires_at", name="expires_later"),
        Index("ix_lecturer_invitation_contact_hash", "contact_hash", "invited_at"),
        Index("ix_lecturer_invitation_lecturer_id", "lecturer_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    lecturer_id: Mapped[int] = mapped_column(Id, ForeignKey("delivery_lecturer.id"))
    contact_hash: Mapped[str]
    veiled: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    is_written: Mapped[bool]
    invited_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    invited_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    lecturer: Mapped[DeliveryLecturer] = relationship()
