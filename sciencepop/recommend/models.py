"""What the recommender keeps: a person's choices about it, counters over everybody, what bases were shown, weights."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from sciencepop.core.db import Base, Id


class TasteSetting(Base):
    """That somebody switched recommendations off, or on again. Without a row they are on."""

    __tablename__ = "taste_setting"

    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), primary_key=True)
    is_off: Mapped[bool]
    changed_at: Mapped[datetime]


class ForgottenVisit(Base):
    """A booking that must not count for its holder's recommendations any more. The booking itself stays."""

    __tablename__ = "taste_forgotten"

    booking_id: Mapped[int] = mapped_column(Id, ForeignKey("booking.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    forgotten_at: Mapped[datetime]


class CountSnapshot(Base):
    """The counters over everybody as they were at `taken_at` (`engine.snapshot`); only the newest two are kept.

    `digest` is of what was counted: the same visits must give the same counters.
    """

    __tablename__ = "recommend_counts"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    taken_at: Mapped[datetime]
    visits: Mapped[int]
    people: Mapped[int]
    digest: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class ExposureDay(Base):
    """What a base was shown on a day in recommended lists: the sum of 1 / log2(rank + 1) over its places."""

    __tablename__ = "exposure_day"
    __table_args__ = (CheckConstraint("worth >= 0", name="worth_not_negative"),)

    base_id: Mapped[int] = mapped_column(Id, ForeignKey("base.id"), primary_key=True)
    shown_on: Mapped[date] = mapped_column(primary_key=True)
    worth: Mapped[float]


class TrainedWeights(Base):
    """Weights that the worker found. `refusal` says why they are not used; without one, the newest rank lists."""

    __tablename__ = "recommend_weights"
    __table_args__ = (CheckConstraint("lists >= 0", name="lists_not_negative"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    trained_at: Mapped[datetime]
    lists: Mapped[int]
    validation: Mapped[float]
    refusal: Mapped[str | None]
    content: Mapped[str] = mapped_column(Text)
