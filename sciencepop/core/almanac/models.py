"""What an officer entered from a notice: the arrangement of a calendar year, or the holidays of a school year."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.core.almanac.notice import SpanKind
from sciencepop.core.db import Base, Id, choice

FIRST_YEAR, LAST_YEAR = 2000, 2100


class YearKind(StrEnum):
    PUBLIC = "public"
    SCHOOL = "school"


class AlmanacYear(Base):
    """It stands for the whole year: what the package or the files say of that year does not count beside it.

    `year` of a school year is that of its autumn; `source` names the notice.
    """

    __tablename__ = "almanac_year"
    __table_args__ = (
        UniqueConstraint("kind", "year"),
        CheckConstraint(f"year BETWEEN {FIRST_YEAR} AND {LAST_YEAR}", name="year_is_planned"),
        CheckConstraint("source <> ''", name="source_is_told"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[YearKind] = mapped_column(choice(YearKind, "kind"))
    year: Mapped[int]
    source: Mapped[str]
    entered_at: Mapped[datetime]

    spans: Mapped[list[AlmanacSpan]] = relationship(order_by="AlmanacSpan.first_on", cascade="all, delete-orphan")


class AlmanacSpan(Base):
    """Days of one kind, both included."""

    __tablename__ = "almanac_span"
    __table_args__ = (CheckConstraint("first_on <= last_on", name="first_before_last"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    year_id: Mapped[int] = mapped_column(Id, ForeignKey("almanac_year.id"), index=True)
    kind: Mapped[SpanKind] = mapped_column(choice(SpanKind, "kind"))
    first_on: Mapped[date]
    last_on: Mapped[date]
    name_zh: Mapped[str]
