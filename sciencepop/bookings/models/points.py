"""Points for seats that stayed empty, each with its reason, its appeal and the decision of a human."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.bookings.models.claims import Booking
from sciencepop.bookings.rules.points import Decision as Decision
from sciencepop.bookings.rules.points import PointReason as PointReason
from sciencepop.core.db import Base, Id, choice


class NoShowPoint(Base):
    """Half points of a person for one booking, seen by that person and by whoever decides their appeal alone.

    A lifted one counts for nothing; `lifted_reason` is `undone` (the mark was) or `appeal`. `pause_until` stands on the
    point that reached the limit and ends the time without booking. Only `services.points` writes here, with the person
    locked; the daily job deletes what no longer matters.
    """

    __tablename__ = "no_show_point"
    __table_args__ = (
        CheckConstraint("half_points > 0", name="counts_for_something"),
        CheckConstraint("(appealed_at IS NULL) = (appeal_text = '')", name="appeal_in_words"),
        CheckConstraint("(decided_at IS NULL) = (decision IS NULL)", name="decision_has_a_time"),
        CheckConstraint("decided_at IS NULL OR appealed_at IS NOT NULL", name="only_appeals_are_decided"),
        CheckConstraint("lifted_at IS NULL OR pause_until IS NULL", name="lifted_pauses_nobody"),
        Index("ix_no_show_point_person_id", "person_id"),
        Index("ix_no_show_point_at", "at"),
        Index(
            "uq_no_show_point_live",
            "booking_id",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
        Index(
            "ix_no_show_point_open_appeal",
            "appealed_at",
            sqlite_where=text("appealed_at IS NOT NULL AND decided_at IS NULL"),
            postgresql_where=text("appealed_at IS NOT NULL AND decided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    booking_id: Mapped[int] = mapped_column(Id, ForeignKey("booking.id"))
    half_points: Mapped[int]
    reason: Mapped[PointReason] = mapped_column(choice(PointReason, "reason"))
    at: Mapped[datetime]
    pause_until: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    lifted_reason: Mapped[str] = mapped_column(default="")
    appeal_text: Mapped[str] = mapped_column(Text, default="")
    appealed_at: Mapped[datetime | None]
    decision: Mapped[Decision | None] = mapped_column(choice(Decision, "decision"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    decision_reason: Mapped[str] = mapped_column(Text, default="")

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    booking: Mapped[Booking] = relationship()
