"""Letters that are still to be written, and what people answered to the last of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

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


class ChangeNotice(Base):
    """A booking has not been told of a change of time or place yet. One row however often the occurrence changes.

    `known` is the arrangement (programme `rules.changes`) that its holder was told last; once the occurrence is as they
    know it again, nothing is owed. `was_moved` and `promised_until` (the end of an offer) are what the booking gets
    back then. The row goes when the notice is written, when it is owed no more, and when the booking ends. What has a
    `bundle` is told with all else that its holder is owed of that bundle. Only `services.notices`, `services.bundles`
    and `bookings.letters` write here, with the booking's pools locked or the row itself.
    """

    __tablename__ = "change_notice"

    booking_id: Mapped[int] = mapped_column(Id, ForeignKey("booking.id"), primary_key=True, autoincrement=False)
    known: Mapped[dict[str, Any]]
    was_moved: Mapped[bool]
    promised_until: Mapped[datetime | None]
    due_at: Mapped[datetime] = mapped_column(index=True)
    bundle: Mapped[str | None] = mapped_column(index=True)


class EndNotice(Base):
    """A booking ended because its session was cancelled, and its holder has not been told of it yet.

    `was_confirmed`: a calendar has it. `known` is the arrangement that its holder was told last, where they had not
    been told of a change. The row goes when the notice is written. Only `services.called_off` writes here.
    """

    __tablename__ = "end_notice"

    booking_id: Mapped[int] = mapped_column(Id, ForeignKey("booking.id"), primary_key=True, autoincrement=False)
    was_confirmed: Mapped[bool]
    known: Mapped[dict[str, Any] | None]
    owed_at: Mapped[datetime]


class HoldNotice(Base):
    """An event was taken down, or is public again, and the holder of this booking has not been told of it yet.

    The row goes when the notice is written. Only `services.taken_down` writes here.
    """

    __tablename__ = "hold_notice"

    booking_id: Mapped[int] = mapped_column(Id, ForeignKey("booking.id"), primary_key=True, autoincrement=False)
    is_down: Mapped[bool]
    owed_at: Mapped[datetime]


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
