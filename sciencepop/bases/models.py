"""The science bases: what the public reads of a venue, and where its registration stands.

Designations are of feature accreditation; the public record carries the five fields of the school-visit list: name,
address, contact, opening hours, capacity.
"""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.bases.rules.hours import FreeDays, RuleKind
from sciencepop.bases.rules.states import BaseState as BaseState
from sciencepop.core.db import Base, Id, choice


class ScienceBase(Base):
    """A venue (科普基地). Coordinates are WGS-84 degrees, hours wall time; `slug` and `code` never change."""

    __tablename__ = "base"
    __table_args__ = (
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="point_is_whole"),
        CheckConstraint("lat IS NULL OR (lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180)", name="point_on_earth"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_positive"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str | None] = mapped_column(unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str] = mapped_column(index=True)
    name_en: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]
    summary_zh: Mapped[str] = mapped_column(Text, default="")
    summary_en: Mapped[str] = mapped_column(Text, default="")
    town_code: Mapped[str | None] = mapped_column(index=True)
    address_zh: Mapped[str] = mapped_column(default="")
    address_en: Mapped[str] = mapped_column(default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    directions_zh: Mapped[str] = mapped_column(Text, default="")
    directions_en: Mapped[str] = mapped_column(Text, default="")
    hours_note_zh: Mapped[str] = mapped_column(default="")
    hours_note_en: Mapped[str] = mapped_column(default="")
    capacity: Mapped[int | None]
    access: Mapped[list[str]] = mapped_column(default=list)
    access_note_zh: Mapped[str] = mapped_column(default="")
    access_note_en: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    state: Mapped[BaseState] = mapped_column(choice(BaseState, "state"), default=BaseState.DRAFT, index=True)
    is_sample: Mapped[bool] = mapped_column(default=False)
    registrant_id: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]

    opening_rules: Mapped[list[OpeningRule]] = relationship(back_populates="base", order_by="OpeningRule.id")
    decisions: Mapped[list[BaseDecision]] = relationship(back_populates="base", order_by="BaseDecision.id")
    evidence: Mapped[list[EvidenceFile]] = relationship(back_populates="base", order_by="EvidenceFile.id")
    confirmation: Mapped[BaseConfirmation | None] = relationship(back_populates="base")


class OpeningRule(Base):
    """What a base says of its hours (`rules.hours.HoursRule`).

    Rules are ended (`ended_on` is the first day on which one holds no more), not deleted, so that past days stay as
    they were told. One that was announced too late for the days that it closes has its reason in `urgent_reason`.
    `uid` is its calendar entry's; `changed_at` when it was announced or ended.
    """

    __tablename__ = "opening_rule"
    __table_args__ = (
        CheckConstraint(
            "from_on IS NULL OR until_on IS NULL OR from_on <= until_on OR every_year", name="ends_in_order"
        ),
        CheckConstraint("weekday IS NULL OR weekday BETWEEN 0 AND 6", name="weekday_exists"),
        CheckConstraint("(weekday IS NOT NULL) = (kind = 'rest' OR free_days = 'weekday')", name="weekday_where_asked"),
        CheckConstraint(
            "kind <> 'exception' OR (from_on IS NOT NULL AND from_on = until_on)", name="exception_is_a_day"
        ),
        CheckConstraint("kind <> 'closure' OR (from_on IS NOT NULL AND until_on IS NOT NULL)", name="closure_ends"),
        CheckConstraint("NOT every_year OR (from_on IS NOT NULL AND until_on IS NOT NULL)", name="season_has_ends"),
        CheckConstraint(
            "last_entry_minutes IS NULL OR last_entry_minutes BETWEEN 0 AND 240", name="last_entry_in_bounds"
        ),
        Index(
            "uq_opening_rule_first_week",
            "base_id",
            unique=True,
            sqlite_where=text("kind = 'week' AND from_on IS NULL AND ended_on IS NULL"),
            postgresql_where=text("kind = 'week' AND from_on IS NULL AND ended_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    base_id: Mapped[int] = mapped_column(Id, ForeignKey("base.id"), index=True)
    kind: Mapped[RuleKind] = mapped_column(choice(RuleKind, "kind"))
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    every_year: Mapped[bool] = mapped_column(default=False)
    weekday: Mapped[int | None]
    moves: Mapped[bool] = mapped_column(default=False)
    free_days: Mapped[FreeDays] = mapped_column(choice(FreeDays, "free_days"), default=FreeDays.ALL)
    last_entry_minutes: Mapped[int | None]
    reason_zh: Mapped[str] = mapped_column(default="")
    reason_en: Mapped[str] = mapped_column(default="")
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    since_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    announced_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    urgent_reason: Mapped[str] = mapped_column(default="")

    base: Mapped[ScienceBase] = relationship(back_populates="opening_rules")
    stretches: Mapped[list[OpeningStretch]] = relationship(
        order_by="OpeningStretch.weekday, OpeningStretch.opens", cascade="all, delete-orphan"
    )

    def is_over(self, on: date) -> bool:
        """Whether it was ended, or all its days lie before this one."""
        return self.ended_on is not None or (self.until_on is not None and self.until_on < on and not self.every_year)


class OpeningStretch(Base):
    """Open from `opens` until `closes` (wall time) on a weekday: 0 is Monday, 7 any. No later: on the next day."""

    __tablename__ = "opening_stretch"
    __table_args__ = (CheckConstraint("weekday BETWEEN 0 AND 7", name="weekday_exists"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    rule_id: Mapped[int] = mapped_column(Id, ForeignKey("opening_rule.id"), index=True)
    weekday: Mapped[int]
    opens: Mapped[time]
    closes: Mapped[time]


class BaseConfirmation(Base):
    """When somebody of a base said last that the five facts of the list for schools are true, and was reminded last."""

    __tablename__ = "base_confirmation"
    __table_args__ = (
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by IS NULL)", name="confirmed_by_somebody"),
        CheckConstraint("confirmed_at IS NOT NULL OR reminded_at IS NOT NULL", name="says_something"),
    )

    base_id: Mapped[int] = mapped_column(Id, ForeignKey("base.id"), primary_key=True, autoincrement=False)
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    reminded_at: Mapped[datetime | None]

    base: Mapped[ScienceBase] = relationship(back_populates="confirmation")


class BaseDecision(Base):
    """What the district decided on a registration: the state it led to, reason and corrections."""

    __tablename__ = "base_decision"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    base_id: Mapped[int] = mapped_column(Id, ForeignKey("base.id"), index=True)
    state: Mapped[BaseState] = mapped_column(choice(BaseState, "state"))
    reason: Mapped[str] = mapped_column(Text, default="")
    corrections: Mapped[list[str]] = mapped_column(default=list)
    decided_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    decided_at: Mapped[datetime]

    base: Mapped[ScienceBase] = relationship(back_populates="decisions")


class EvidenceFile(Base):
    """A paper handed in with a registration (PDF or picture). Read by its registrant and officers only."""

    __tablename__ = "evidence_file"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    base_id: Mapped[int] = mapped_column(Id, ForeignKey("base.id"), index=True)
    filename: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    uploaded_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]

    base: Mapped[ScienceBase] = relationship(back_populates="evidence")
