"""Outings: several bookings of one person that were made together, all or none."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.core.db import Base, Id


class Outing(Base):
    """What holds the stops of a day together; each stop is a booking (`Booking.outing_id`), and all else is theirs.

    `keeps_rest`: when the organiser cancels one stop, the others stay; else they are given back along with it.
    """

    __tablename__ = "outing"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    keeps_rest: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship()
