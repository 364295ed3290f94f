"""Letters that are still to be written, and what people answered to the last of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sciencepop.bookings.rules.reminders import Planned as Planned
from sciencepop.core.db import Base, Id, choice


class PlannedLetter(Base):
    """A letter that a booking is owed at an hour to come. The row goes when it is written, or owed no more.

    What has been written is known by the outbox and the person's messages: their key holds the start for which it was.
    Only `services.plan` and `services.write_planned` write here.
    """

    __tablename__ = "planned_letter"
    __table_args__ = (UniqueConstraint("booking_id", "kind"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    booking_id: Mapped[int] = mapped_column(Id, ForeignKey("booking.id"))
    kind: Mapped[Planned] = mapped_column(choice(Planned, "kind"))
    due_at: Mapped[datetime] = mapped_column(index=True)


class Feedback(Base):
    """How a party found it: a score and, if they liked, a sentence. One a booking."""

    __tablename__ = "feedback"
    __table_args__ = (CheckConstraint("score BETWEEN 1 AND 5", name="score_in_range"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    booking_id: Mapped[int] = mapped_column(Id, ForeignKey("booking.id"), unique=True)
    score: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="")
    given_at: Mapped[datetime]
    changed_at: Mapped[datetime]
