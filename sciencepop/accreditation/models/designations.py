"""Designations (命名): which authority named a base what, by which document, for which days, and what became of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accreditation.rules.designations import Change, Status, Term, is_in_force, status_on
from sciencepop.bases.models import ScienceBase
from sciencepop.core.db import Base, Id, choice


class Designation(Base):
    """One of the many that a base may have. Never deleted; authority and level are those of the day of recording.

    `until_on` is its last day. What happened to it since stands in `changes`. `reminded` is the reminder of its end
    that was sent last.
    """

    __tablename__ = "designation"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR from_on <= until_on", name="days_in_order"),
        Index("ix_designation_days", "from_on", "until_on"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    base_id: Mapped[int] = mapped_column(Id, ForeignKey("base.id"), index=True)
    authority: Mapped[str]
    scheme: Mapped[str]
    category: Mapped[str] = mapped_column(default="")
    level: Mapped[str]
    document_number: Mapped[str] = mapped_column(default="")
    plaque_number: Mapped[str] = mapped_column(default="")
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text, default="")
    recorded_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    reminded: Mapped[str] = mapped_column(default="")
    is_sample: Mapped[bool] = mapped_column(default=False)

    base: Mapped[ScienceBase] = relationship()
    changes: Mapped[list[DesignationChange]] = relationship(order_by="DesignationChange.id")

    @property
    def term(self) -> Term:
        return Term(self.from_on, self.until_on)

    @property
    def said(self) -> list[Change]:
        return [Change(row.status, row.from_on) for row in self.changes]

    def status_on(self, day: date) -> Status:
        return status_on(self.said, day)

    def is_in_force(self, day: date) -> bool:
        return is_in_force(self.term, self.said, day)


class DesignationChange(Base):
    """That a designation has a status from a day on, and why. Never changed."""

    __tablename__ = "designation_change"
    __table_args__ = (Index("ix_designation_change_designation_id", "designation_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    designation_id: Mapped[int] = mapped_column(Id, ForeignKey("designation.id"))
    status: Mapped[Status] = mapped_column(choice(Status, "status"))
    from_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text, default="")
    recorded_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
