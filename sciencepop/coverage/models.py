"""The populations that officers enter."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.core.db import Base, Id


class Population(Base):
    """How many people of a group live in a town, or in the district by its code (`rules.populations.Count`).

    Rows are never changed: a later one from the same day takes a number's place, one without people takes it back.
    """

    __tablename__ = "population"
    __table_args__ = (
        CheckConstraint("people IS NULL OR people BETWEEN 1 AND 100000000", name="people_sane"),
        CheckConstraint("year BETWEEN 1900 AND 2100", name="year_sane"),
        CheckConstraint("source <> ''", name="source_told"),
        Index("ix_population_valid_from", "valid_from", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    town_code: Mapped[str]
    group: Mapped[str] = mapped_column("people_group", default="")
    year: Mapped[int]
    people: Mapped[int | None]
    source: Mapped[str]
    valid_from: Mapped[date]
    entered_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    entered_at: Mapped[datetime]

    officer: Mapped[Person] = relationship()
