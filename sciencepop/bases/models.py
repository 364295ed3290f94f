"""The science bases: what the public reads of a venue, and where its registration stands.

Designations, the hours engine and the full accreditation come later and attach to `ScienceBase`; the public
record carries the five fields of the school-visit list: name, address, contact, opening hours, capacity.
"""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

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

    hours: Mapped[list[OpeningHours]] = relationship(
        back_populates="base",
        order_by="OpeningHours.weekday, OpeningHours.opens",
        cascade="all, delete-orphan",
    )
    decisions: Mapped[list[BaseDecision]] = relationship(back_populates="base", order_by="BaseDecision.id")
    evidence: Mapped[list[EvidenceFile]] = relationship(back_populates="base", order_by="EvidenceFile.id")


class OpeningHours(Base):
    """One stretch of a weekly pattern: `weekday` 0 is Monday; `opens` < `closes`, both wall time."""

    __tablename__ = "opening_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_exists"),
        CheckConstraint("opens < closes", name="opens_before_it_closes"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    base_id: Mapped[int] = mapped_column(Id, ForeignKey("base.id"), index=True)
    weekday: Mapped[int]
    opens: Mapped[time]
    closes: Mapped[time]

    base: Mapped[ScienceBase] = relationship(back_populates="hours")


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
