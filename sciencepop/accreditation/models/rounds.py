"""Rounds in which bases apply, and the experts whom the district asked for them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.core.db import Base, Id


class AccreditationRound(Base):
    """A time (申报批次) in which bases hand in for one scheme, and the last day on which the district accepts."""

    __tablename__ = "accreditation_round"
    __table_args__ = (CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    scheme: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    accept_until: Mapped[date]
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)

    experts: Mapped[list[RoundExpert]] = relationship(order_by="RoundExpert.id")

    def is_open(self, now: datetime) -> bool:
        """Whether it takes applications."""
        return self.opens_at <= now < self.closes_at


class RoundExpert(Base):
    """Somebody who may be asked to score in a round. `employer` is shown to bases, who may ask for recusal."""

    __tablename__ = "round_expert"
    __table_args__ = (UniqueConstraint("round_id", "person_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    round_id: Mapped[int] = mapped_column(Id, ForeignKey("accreditation_round.id"))
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    name: Mapped[str]
    employer: Mapped[str] = mapped_column(default="")
    added_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    added_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
