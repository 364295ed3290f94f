"""Terms and the days on which they do not teach."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.college.rules.terms import Season as Season
from sciencepop.core.db import Base, Id, choice

STEPS = (
    "catalogue_at",
    "wishes_from_at",
    "wishes_until_at",
    "commit_at",
    "draw_at",
    "confirm_until_at",
    "leftovers_at",
)
"""The enrolment calendar of a term in its order."""


class Term(Base):
    """A spring or autumn term, `from_on` until `until_on`, with its enrolment calendar (`STEPS`).

    Nobody sees it before `catalogue_at`. A person is in at most `most_classes` of it.
    """

    __tablename__ = "term"
    __table_args__ = (
        UniqueConstraint("year", "season"),
        CheckConstraint("from_on <= until_on", name="days_in_order"),
        CheckConstraint(" AND ".join(f"{a} < {b}" for a, b in pairwise(STEPS)), name="in_order"),
        CheckConstraint("most_classes BETWEEN 1 AND 20", name="most_classes_sane"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    year: Mapped[int]
    season: Mapped[Season] = mapped_column(choice(Season, "season"))
    from_on: Mapped[date]
    until_on: Mapped[date]
    catalogue_at: Mapped[datetime]
    wishes_from_at: Mapped[datetime]
    wishes_until_at: Mapped[datetime]
    commit_at: Mapped[datetime]
    draw_at: Mapped[datetime]
    confirm_until_at: Mapped[datetime]
    leftovers_at: Mapped[datetime]
    most_classes: Mapped[int] = mapped_column(default=2)
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)

    holidays: Mapped[list[TermHoliday]] = relationship(back_populates="term", order_by="TermHoliday.from_on")

    @property
    def steps(self) -> tuple[datetime, ...]:
        return tuple(getattr(self, name) for name in STEPS)


class TermHoliday(Base):
    """Days, both included, on which a term does not teach: a public holiday, or its own."""

    __tablename__ = "term_holiday"
    __table_args__ = (CheckConstraint("from_on <= until_on", name="days_in_order"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    term_id: Mapped[int] = mapped_column(Id, ForeignKey("term.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    name_zh: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")

    term: Mapped[Term] = relationship(back_populates="holidays")
