"""Groups: what an event asks of them, their visits, and the names of who comes.

A visit is one request of one organisation; each session that it uses is a booking of its own (`GroupPart`), so that
seats, ledger and calendars know groups as they know everybody. Names are of children under fourteen: they go as soon
as the visit is off, and thirty days after it in any case.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Organisation, Person
from sciencepop.bookings.models.claims import Booking
from sciencepop.core.db import Base, Id


class GroupTerms(Base):
    """That an event takes groups, and on which terms (see `rules.groups.Terms`). No row: it takes none."""

    __tablename__ = "group_terms"
    __table_args__ = (
        CheckConstraint("smallest BETWEEN 1 AND 500", name="smallest_sane"),
        CheckConstraint("pupils_per_adult BETWEEN 1 AND 50", name="pupils_per_adult_sane"),
        CheckConstraint("notice_days BETWEEN 0 AND 90", name="notice_days_sane"),
        CheckConstraint("confirm_hours BETWEEN 1 AND 240", name="confirm_hours_sane"),
    )

    event_id: Mapped[int] = mapped_column(Id, ForeignKey("event.id"), primary_key=True, autoincrement=False)
    smallest: Mapped[int]
    pupils_per_adult: Mapped[int]
    notice_days: Mapped[int]
    confirm_hours: Mapped[int]
    updated_at: Mapped[datetime]


class GroupVisit(Base):
    """A group's request for one or more sessions of a base on one day, made by `person` for an organisation.

    `confirm_by` is set while the base owes an answer. `pupils` counts heads by level (data/levels.csv). The leader is
    named for this visit alone; the telephone number goes with the names.
    """

    __tablename__ = "group_visit"
    __table_args__ = (
        CheckConstraint("adults BETWEEN 0 AND 500", name="adults_sane"),
        CheckConstraint("buses BETWEEN 0 AND 20", name="buses_sane"),
        CheckConstraint("confirm_by IS NULL OR decided_at IS NULL", name="open_until_decided"),
        Index(
            "ix_group_visit_confirm_by",
            "confirm_by",
            sqlite_where=text("confirm_by IS NOT NULL"),
            postgresql_where=text("confirm_by IS NOT NULL"),
        ),
        Index("ix_group_visit_names_due_at", "names_due_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    leader_name: Mapped[str]
    leader_phone: Mapped[str]
    pupils: Mapped[dict[str, Any]]
    adults: Mapped[int]
    buses: Mapped[int] = mapped_column(default=0)
    needs: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(default="zh")
    created_at: Mapped[datetime]
    confirm_by: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    names_due_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    parts: Mapped[list[GroupPart]] = relationship(
        back_populates="visit", order_by="GroupPart.round, GroupPart.group, GroupPart.booking_id"
    )
    names: Mapped[list[GroupName]] = relationship(order_by="GroupName.position")


class GroupPart(Base):
    """One booking of a visit: in round `round`, sub-group `group` (both from 0) with so many of each level."""

    __tablename__ = "group_part"

    booking_id: Mapped[int] = mapped_column(Id, ForeignKey("booking.id"), primary_key=True, autoincrement=False)
    visit_id: Mapped[int] = mapped_column(Id, ForeignKey("group_visit.id"), index=True)
    group: Mapped[int] = mapped_column("sub_group")
    round: Mapped[int] = mapped_column("round_number")
    pupils: Mapped[dict[str, Any]]
    adults: Mapped[int]

    visit: Mapped[GroupVisit] = relationship(back_populates="parts")
    booking: Mapped[Booking] = relationship()


class GroupName(Base):
    """A name on the list of a visit, as its leader uploaded it."""

    __tablename__ = "group_name"
    __table_args__ = (UniqueConstraint("visit_id", "position"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    visit_id: Mapped[int] = mapped_column(Id, ForeignKey("group_visit.id"))
    position: Mapped[int]
    name: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
