"""Whom somebody asked, by an address, to take something on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from sciencepop.accounts.rules.invitations import Reply, reply_of
from sciencepop.core.db import Base, Id


class Invitation(Base):
    """That an address was asked. Nothing here says whether it has an account, and the address is not kept.

    `kind` names an undertaking (`accounts.undertakings`), `subject_id` what it is about, `terms` what else belongs to
    it. `contact_hash` is keyed, so that whoever proves the address finds the invitation; `veiled` is what whoever
    asked sees of what they typed. `is_written`: a letter went out.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("invited_at < expires_at", name="expires_later"),
        CheckConstraint("agreed IS NULL OR answered_at IS NOT NULL", name="agreed_has_a_time"),
        Index("ix_invitation_contact_hash", "contact_hash", "invited_at"),
        Index("ix_invitation_kind", "kind", "subject_id"),
        Index("ix_invitation_invited_by", "invited_by", "invited_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str]
    subject_id: Mapped[int] = mapped_column(Id)
    terms: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    contact_hash: Mapped[str]
    veiled: Mapped[str]
    is_written: Mapped[bool]
    invited_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    invited_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    agreed: Mapped[bool | None]

    def reply_at(self, now: datetime) -> Reply:
        """What became of it by then."""
        return reply_of(self.answered_at, self.agreed, self.expires_at, now)
