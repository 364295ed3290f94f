"""What limits an occurrence besides the size of its pools, and what an event gives each new occurrence of it.

Dangerous: a resource is shared by occurrences whose pools are locked by different people. Whoever changes a claim on an
occurrence that uses one holds all resources of that base too (see `services.lock`).
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.bases.models import ScienceBase
from sciencepop.bookings.rules.pools import PoolKind as PoolKind
from sciencepop.bookings.rules.resources import Per as Per
from sciencepop.bookings.rules.resources import ResourceKind as ResourceKind
from sciencepop.core.db import Base, Id, choice
from sciencepop.programme.models import Event, Occurrence


class DutyRole(StrEnum):
    GUIDE = "guide"


class DutyState(StrEnum):
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class Resource(Base):
    """A room, a guide or equipment of a base; `capacity` units can be in use at one moment. Rows are never deleted."""

    __tablename__ = "resource"
    __table_args__ = (
        UniqueConstraint("base_id", "name_zh"),
        CheckConstraint("capacity BETWEEN 0 AND 100000", name="capacity_sane"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    base_id: Mapped[int] = mapped_column(Id, ForeignKey("base.id"))
    kind: Mapped[ResourceKind] = mapped_column(choice(ResourceKind, "kind"))
    name_zh: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    capacity: Mapped[int]
    created_at: Mapped[datetime]

    base: Mapped[ScienceBase] = relationship()


class OccurrenceResource(Base):
    """An occurrence uses `units` of a resource of its base, for each taken seat or as a whole."""

    __tablename__ = "occurrence_resource"
    __table_args__ = (
        CheckConstraint("units BETWEEN 1 AND 100000", name="units_sane"),
        Index("ix_occurrence_resource_resource_id", "resource_id"),
    )

    occurrence_id: Mapped[int] = mapped_column(Id, ForeignKey("occurrence.id"), primary_key=True, autoincrement=False)
    resource_id: Mapped[int] = mapped_column(Id, ForeignKey("resource.id"), primary_key=True, autoincrement=False)
    per: Mapped[Per] = mapped_column(choice(Per, "per"))
    units: Mapped[int]

    occurrence: Mapped[Occurrence] = relationship()
    resource: Mapped[Resource] = relationship()


class EventResource(Base):
    """What each new occurrence of an event uses of a resource."""

    __tablename__ = "event_resource"
    __table_args__ = (
        CheckConstraint("units BETWEEN 1 AND 100000", name="units_sane"),
        Index("ix_event_resource_resource_id", "resource_id"),
    )

    event_id: Mapped[int] = mapped_column(Id, ForeignKey("event.id"), primary_key=True, autoincrement=False)
    resource_id: Mapped[int] = mapped_column(Id, ForeignKey("resource.id"), primary_key=True, autoincrement=False)
    per: Mapped[Per] = mapped_column(choice(Per, "per"))
    units: Mapped[int]

    event: Mapped[Event] = relationship()
    resource: Mapped[Resource] = relationship()


class EventReserve(Base):
    """Seats that each new occurrence of an event keeps; given free so many minutes before the start, or never."""

    __tablename__ = "event_reserve"
    __table_args__ = (
        UniqueConstraint("event_id", "name"),
        CheckConstraint("size BETWEEN 1 AND 100000", name="size_sane"),
        CheckConstraint("kind <> 'general'", name="kind_reserved"),
        CheckConstraint("(kind = 'town') = (town_code IS NOT NULL)", name="town_has_a_code"),
        CheckConstraint("release_minutes IS NULL OR release_minutes BETWEEN 0 AND 525600", name="release_sane"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    event_id: Mapped[int] = mapped_column(Id, ForeignKey("event.id"))
    name: Mapped[str]
    kind: Mapped[PoolKind] = mapped_column(choice(PoolKind, "kind"))
    town_code: Mapped[str | None]
    size: Mapped[int]
    release_minutes: Mapped[int | None]

    event: Mapped[Event] = relationship()


class Duty(Base):
    """Somebody guides an occurrence. Only qualified guides who are confirmed let seats be given.

    `person_id` is set where it comes from a volunteer's shift, which alone changes it then (`guides.put_on_duty`). Rows
    are never deleted.
    """

    __tablename__ = "duty"
    __table_args__ = (
        CheckConstraint("person_id IS NOT NULL OR name <> ''", name="somebody"),
        Index("ix_duty_occurrence_id_state", "occurrence_id", "state"),
        Index("ix_duty_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(Id, ForeignKey("occurrence.id"))
    person_id: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(default="")
    role: Mapped[DutyRole] = mapped_column(choice(DutyRole, "role"), default=DutyRole.GUIDE)
    is_qualified: Mapped[bool]
    state: Mapped[DutyState] = mapped_column(choice(DutyState, "state"), default=DutyState.CONFIRMED)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    occurrence: Mapped[Occurrence] = relationship()
    person: Mapped[Person | None] = relationship()
