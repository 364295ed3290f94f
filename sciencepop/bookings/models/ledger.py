"""The one ledger of people's time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.bookings.models.claims import Booking
from sciencepop.bookings.rules.ledger import CommitmentKind as CommitmentKind
from sciencepop.core.db import Base, Id, choice
from sciencepop.programme.models import Occurrence


class Commitment(Base):
    """The time `[starts_at, ends_at)` of one person or one child, taken by something that they attend or do.

    A row exists only while it holds; what it came from keeps the history. It is firm once it is certain; an open offer
    takes time too, but may still be declined. It is for an occurrence, whose times it has and moves with, or comes from
    a feature above (a shift, a lesson), which names itself in `source` ("shift:CODE") and says here what it is called,
    where it is and which page shows it. Only `services.ledger` writes here.
    """

    __tablename__ = "commitment"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (child_id IS NULL)", name="one_whose_time_it_is"),
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        UniqueConstraint("person_id", "occurrence_id", "kind"),
        UniqueConstraint("child_id", "occurrence_id"),
        UniqueConstraint("source"),
        CheckConstraint("(occurrence_id IS NULL) = (source IS NOT NULL)", name="one_thing_that_takes_it"),
        CheckConstraint("(source IS NULL) = (title_zh = '')", name="source_has_a_title"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="point_whole"),
        Index("ix_commitment_person_id_ends_at", "person_id", "ends_at"),
        Index("ix_commitment_child_id_ends_at", "child_id", "ends_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    child_id: Mapped[int | None] = mapped_column(Id, ForeignKey("child.id"))
    kind: Mapped[CommitmentKind] = mapped_column(choice(CommitmentKind, "kind"))
    is_firm: Mapped[bool]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    occurrence_id: Mapped[int | None] = mapped_column(Id, ForeignKey("occurrence.id"), index=True)
    booking_id: Mapped[int | None] = mapped_column(Id, ForeignKey("booking.id"), index=True)
    source: Mapped[str | None]
    title_zh: Mapped[str] = mapped_column(default="")
    title_en: Mapped[str] = mapped_column(default="")
    path: Mapped[str] = mapped_column(default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]

    person: Mapped[Person | None] = relationship()
    occurrence: Mapped[Occurrence | None] = relationship()
    booking: Mapped[Booking | None] = relationship()

    @property
    def named(self) -> Any:
        """What has the title, in both languages, of what takes the time."""
        return self.occurrence.event if self.occurrence else self
