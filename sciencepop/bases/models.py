"""The science bases: what the public reads of a venue, and where its registration stands.

Designations are of feature accreditation; the public record carries the five fields of the school-visit list: name,
address, contact, opening hours, capacity.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.bases.rules.contacts import ContactRole
from sciencepop.bases.rules.filing import FilingState
from sciencepop.bases.rules.hours import FreeDays, RuleKind
from sciencepop.bases.rules.photos import PhotoState, Rights, Shows, small_width
from sciencepop.bases.rules.states import BaseState as BaseState
from sciencepop.core.db import Base, Id, choice
from sciencepop.core.pictures import THUMBNAIL_EDGE, KeptPicture
from sciencepop.core.uploads import Kept


class ScienceBase(Base):
    """A venue (科普基地). Coordinates are WGS-84 degrees, hours wall time; `slug` and `code` never change.

    `access` is what is there, `access_lacking` what is known to be missing; of all else nobody said anything. Exhibits
    are one a line. `point_source` is the system in which the coordinates were read off (`rules.points.Crs`), '' where
    nobody said.
    """

    __tablename__ = "base"
    __table_args__ = (
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="point_is_whole"),
        CheckConstraint("lat IS NULL OR (lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180)", name="point_on_earth"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_positive"),
        CheckConstraint("point_source IN ('', 'wgs84', 'gcj02', 'bd09')", name="point_source_known"),
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
    point_source: Mapped[str] = mapped_column(default="")
    directions_zh: Mapped[str] = mapped_column(Text, default="")
    directions_en: Mapped[str] = mapped_column(Text, default="")
    hours_note_zh: Mapped[str] = mapped_column(default="")
    hours_note_en: Mapped[str] = mapped_column(default="")
    capacity: Mapped[int | None]
    access: Mapped[list[str]] = mapped_column(default=list)
    access_lacking: Mapped[list[str]] = mapped_column(default=list)
    access_note_zh: Mapped[str] = mapped_column(default="")
    access_note_en: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    legal_person: Mapped[str] = mapped_column(default="")
    signature_zh: Mapped[str] = mapped_column(Text, default="")
    signature_en: Mapped[str] = mapped_column(Text, default="")
    exhibits_zh: Mapped[str] = mapped_column(Text, default="")
    exhibits_en: Mapped[str] = mapped_column(Text, default="")
    topics: Mapped[list[str]] = mapped_column(default=list)
    audiences: Mapped[list[str]] = mapped_column(default=list)
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
    contacts: Mapped[list[BaseContact]] = relationship(order_by="BaseContact.id")
    access_facts: Mapped[list[AccessFact]] = relationship(order_by="AccessFact.slug", cascade="all, delete-orphan")
    former_names: Mapped[list[FormerName]] = relationship(order_by="FormerName.id.desc()")


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


class BaseContact(Base):
    """Whom to ask for what at a base; in public, or for its managers and the district alone."""

    __tablename__ = "base_contact"
    __table_args__ = (CheckConstraint("phone <> '' OR email <> ''", name="can_be_reached"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    base_id: Mapped[int] = mapped_column(Id, ForeignKey("base.id"), index=True)
    role: Mapped[ContactRole] = mapped_column(choice(ContactRole, "role"))
    name: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    is_public: Mapped[bool]


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


class BaseList(Kept, Base):
    """A table of bases that an officer sent: to be looked through, then imported once as a whole or given up.

    `choices` has what was decided by the number of a row, `crs` what positions are in where a row does not say. The
    file goes after some time; who sent what, by its sum, and what came of it stay.
    """

    __tablename__ = "base_list"
    __table_args__ = (
        CheckConstraint("(imported_at IS NULL) = (imported_by IS NULL)", name="imported_by_somebody"),
        CheckConstraint("imported_at IS NULL OR dropped_at IS NULL", name="imported_or_dropped"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    crs: Mapped[str] = mapped_column(default="")
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    sent_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    sent_at: Mapped[datetime] = mapped_column(index=True)
    imported_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    imported_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def is_open(self) -> bool:
        return self.imported_at is None and self.dropped_at is None


class BaseFiling(Base):
    """A change that a base asks for (变更备案): `wanted` has the new values by field, `was` those when it was filed.

    It is applied on `effective_on` or when it is approved, whichever is later. A contact in it is the
    organisation's, so it stays when an account is closed.
    """

    __tablename__ = "base_filing"
    __table_args__ = (
        CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decided_by_somebody"),
        CheckConstraint("(state = 'applied') = (applied_at IS NOT NULL)", name="applied_once"),
        Index(
            "uq_base_filing_open",
            "base_id",
            unique=True,
            sqlite_where=text("state IN ('submitted', 'returned', 'approved')"),
            postgresql_where=text("state IN ('submitted', 'returned', 'approved')"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    base_id: Mapped[int] = mapped_column(Id, ForeignKey("base.id"), index=True)
    state: Mapped[FilingState] = mapped_column(choice(FilingState, "state"), index=True)
    wanted: Mapped[dict[str, Any]]
    was: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text)
    effective_on: Mapped[date]
    filed_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    filed_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]

    base: Mapped[ScienceBase] = relationship()
    paper: Mapped[FilingPaper | None] = relationship(back_populates="filing")


class FilingPaper(Kept, Base):
    """The document that shows a change. Read by the base's managers and officers only."""

    __tablename__ = "filing_paper"

    filing_id: Mapped[int] = mapped_column(Id, ForeignKey("base_filing.id"), primary_key=True, autoincrement=False)

    filing: Mapped[BaseFiling] = relationship(back_populates="paper")


class BasePhoto(KeptPicture, Base):
    """A photograph of a base or of an exhibit, drawn anew, with words for who cannot see it; in public once an officer
    saw it.

    `agreed_at` is when whoever added it said that the people in it agreed, in the words of the form. `place` is its
    place among the base's photographs. What is taken away is deleted, bytes and all; the trail keeps that it was there.
    """

    __tablename__ = "base_photo"
    __table_args__ = (
        CheckConstraint("alt_zh <> ''", name="told_in_words"),
        CheckConstraint("author <> ''", name="is_somebodys"),
        CheckConstraint("rights <> 'permitted' OR permission <> ''", name="permitted_by_somebody"),
        CheckConstraint("width > 0 AND height > 0", name="size_real"),
        CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decided_by_somebody"),
        CheckConstraint("state <> 'shown' OR decided_at IS NOT NULL", name="shown_once_seen"),
        CheckConstraint("state <> 'returned' OR note <> ''", name="returned_with_a_word"),
        Index("ix_base_photo_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    base_id: Mapped[int] = mapped_column(Id, ForeignKey("base.id"), index=True)
    place: Mapped[int]
    shows: Mapped[Shows] = mapped_column(choice(Shows, "shows"))
    alt_zh: Mapped[str]
    alt_en: Mapped[str] = mapped_column(default="")
    caption_zh: Mapped[str] = mapped_column(default="")
    caption_en: Mapped[str] = mapped_column(default="")
    author: Mapped[str]
    rights: Mapped[Rights] = mapped_column(choice(Rights, "rights"))
    permission: Mapped[str] = mapped_column(default="")
    agreed_at: Mapped[datetime]
    state: Mapped[PhotoState] = mapped_column(choice(PhotoState, "state"), default=PhotoState.WAITING)
    note: Mapped[str] = mapped_column(Text, default="")
    added_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    added_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]

    base: Mapped[ScienceBase] = relationship()

    @property
    def small_width(self) -> int:
        """The width of its thumbnail, which a browser on a phone chooses by."""
        return small_width(self.width, self.height, THUMBNAIL_EDGE)


class AccessFact(Base):
    """What is to be known of one thing of `access` or `access_lacking`, and when somebody of the base looked last.

    Whether it is there stands in those lists, which filters read; a row of something that stands in neither says
    nothing.
    """

    __tablename__ = "base_access"
    __table_args__ = (
        CheckConstraint("note_zh <> '' OR note_en <> '' OR checked_on IS NOT NULL", name="says_something"),
    )

    base_id: Mapped[int] = mapped_column(Id, ForeignKey("base.id"), primary_key=True, autoincrement=False)
    slug: Mapped[str] = mapped_column(primary_key=True)
    note_zh: Mapped[str] = mapped_column(default="")
    note_en: Mapped[str] = mapped_column(default="")
    checked_on: Mapped[date | None]


class FormerName(Base):
    """What a base was called until a day, which was the first of its next name."""

    __tablename__ = "base_former_name"
    __table_args__ = (CheckConstraint("name_zh <> ''", name="is_a_name"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    base_id: Mapped[int] = mapped_column(Id, ForeignKey("base.id"), index=True)
    name_zh: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    until_on: Mapped[date]
