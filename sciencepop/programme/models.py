"""Events (what happens), their series and occurrences (when and where), and their science-content reviews."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.bases.models import ScienceBase
from sciencepop.core.db import Base, Id, choice
from sciencepop.programme.rules.changes import ChangeKind as ChangeKind
from sciencepop.programme.rules.duty import Checker, Ground, Risk


class EventState(StrEnum):
    """draft → submitted → (returned → submitted)* → published; published ↔ withdrawn; published → cancelled."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


class OccurrenceState(StrEnum):
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"


class BookingMode(StrEnum):
    """`seats`: a place must be booked; `drop_in`: come as you are."""

    SEATS = "seats"
    DROP_IN = "drop_in"


class WaitingPolicy(StrEnum):
    """Who of a waiting list is asked: `fill` the first party that fits, `strict` nobody before a larger one."""

    FILL = "fill"
    STRICT = "strict"


class Event(Base):
    """An event (活动) of a base. Ages in whole years, price in cents (fen) a person, times as rules for occurrences.

    `booking_opens_days` before the day (0 hours wall time) and `booking_closes_minutes` before the start give each new
    occurrence its own stated times. `seats` is what a new occurrence's pool gets; None for a drop-in.
    `minors_per_booking` limits the under-fourteens of one party. With `seats_per_guide` an occurrence gives no more
    seats than its confirmed guides can look after; 0 is off, and only feature bookings writes it.
    `changed_since_review` is set while a published event carries words that no officer has looked at yet.
    From `risk_ends_at` on nothing is booked: the risk assessment of its signed card has lapsed. Only
    `services.cards` writes it; None where no card was signed.
    """

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("age_min IS NULL OR age_min BETWEEN 0 AND 120", name="age_min_real"),
        CheckConstraint("age_max IS NULL OR age_max BETWEEN 0 AND 120", name="age_max_real"),
        CheckConstraint("age_min IS NULL OR age_max IS NULL OR age_min <= age_max", name="ages_in_order"),
        CheckConstraint("price_cents >= 0", name="price_not_negative"),
        CheckConstraint("seats IS NULL OR seats BETWEEN 1 AND 100000", name="seats_sane"),
        CheckConstraint("seats_per_booking BETWEEN 1 AND 50", name="seats_per_booking_sane"),
        CheckConstraint("minors_per_booking BETWEEN 0 AND 50", name="minors_per_booking_sane"),
        CheckConstraint("seats_per_guide BETWEEN 0 AND 1000", name="seats_per_guide_sane"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    base_id: Mapped[int] = mapped_column(Id, ForeignKey("base.id"), index=True)
    kind: Mapped[str]
    title_zh: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    summary_zh: Mapped[str] = mapped_column(default="")
    summary_en: Mapped[str] = mapped_column(default="")
    body_zh: Mapped[str] = mapped_column(Text, default="")
    body_en: Mapped[str] = mapped_column(Text, default="")
    access: Mapped[list[str]] = mapped_column(default=list)
    age_min: Mapped[int | None]
    age_max: Mapped[int | None]
    adult_needed: Mapped[bool] = mapped_column(default=False)
    price_cents: Mapped[int] = mapped_column(default=0)
    price_note_zh: Mapped[str] = mapped_column(default="")
    price_note_en: Mapped[str] = mapped_column(default="")
    rain_plan_zh: Mapped[str] = mapped_column(default="")
    rain_plan_en: Mapped[str] = mapped_column(default="")
    bring_zh: Mapped[str] = mapped_column(default="")
    bring_en: Mapped[str] = mapped_column(default="")
    source_note: Mapped[str] = mapped_column(default="")
    booking_mode: Mapped[BookingMode] = mapped_column(choice(BookingMode, "booking_mode"), default=BookingMode.SEATS)
    booking_opens_days: Mapped[int] = mapped_column(default=60)
    booking_closes_minutes: Mapped[int] = mapped_column(default=60)
    seats: Mapped[int | None]
    seats_per_booking: Mapped[int] = mapped_column(default=5)
    minors_per_booking: Mapped[int] = mapped_column(default=3)
    names_needed: Mapped[bool] = mapped_column(default=False)
    waiting_policy: Mapped[WaitingPolicy] = mapped_column(
        choice(WaitingPolicy, "waiting_policy"), default=WaitingPolicy.FILL
    )
    seats_per_guide: Mapped[int] = mapped_column(default=0)
    state: Mapped[EventState] = mapped_column(choice(EventState, "state"), default=EventState.DRAFT, index=True)
    state_reason: Mapped[str] = mapped_column(Text, default="")
    changed_since_review: Mapped[bool] = mapped_column(default=False)
    risk_ends_at: Mapped[datetime | None] = mapped_column(index=True)
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]

    base: Mapped[ScienceBase] = relationship()
    audience_rows: Mapped[list[EventAudience]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="EventAudience.slug"
    )
    audiences: AssociationProxy[list[str]] = association_proxy(
        "audience_rows", "slug", creator=lambda slug: EventAudience(slug=slug)
    )
    topic_rows: Mapped[list[EventTopic]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="EventTopic.slug"
    )
    topics: AssociationProxy[list[str]] = association_proxy(
        "topic_rows", "slug", creator=lambda slug: EventTopic(slug=slug)
    )
    occurrences: Mapped[list[Occurrence]] = relationship(
        back_populates="event", order_by="Occurrence.starts_at, Occurrence.id"
    )
    series: Mapped[list[Series]] = relationship(back_populates="event", order_by="Series.id")
    reviews: Mapped[list[ContentReview]] = relationship(back_populates="event", order_by="ContentReview.id")


class EventAudience(Base):
    """A group that an event is made for; `slug` as in data/audiences.csv."""

    __tablename__ = "event_audience"

    event_id: Mapped[int] = mapped_column(Id, ForeignKey("event.id"), primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True, index=True)


class EventTopic(Base):
    """What an event is about; `slug` as in data/topics.csv."""

    __tablename__ = "event_topic"

    event_id: Mapped[int] = mapped_column(Id, ForeignKey("event.id"), primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True, index=True)


class Series(Base):
    """A weekly rule in wall time and what it left out. Its occurrences are rows of their own.

    `weekdays` holds "0".."6", Monday first; `skipped` holds ISO dates that may be added again later.
    """

    __tablename__ = "series"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 5 AND 1440", name="minutes_sane"),
        CheckConstraint("from_on <= until_on", name="dates_in_order"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    event_id: Mapped[int] = mapped_column(Id, ForeignKey("event.id"), index=True)
    weekdays: Mapped[list[str]]
    starts: Mapped[time]
    minutes: Mapped[int]
    from_on: Mapped[date]
    until_on: Mapped[date]
    skipped: Mapped[list[str]] = mapped_column(default=list)

    event: Mapped[Event] = relationship(back_populates="series")


class Occurrence(Base):
    """One session (场次), `[starts_at, ends_at)`. It takes place at the event's base unless a place is named here.

    `uid` is its permanent iCalendar UID. `sequence` rises when time, place or status change (RFC 5546 2.1.4);
    `revision` rises whenever its calendar text changes, and `revised_at` tells when. `is_full` is the last fullness
    that pages and feeds were told; only feature bookings sets it, with the pool locked.
    """

    __tablename__ = "occurrence"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        CheckConstraint("sequence >= 0", name="sequence_not_negative"),
        CheckConstraint("(state = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled_has_a_time"),
        UniqueConstraint("event_id", "starts_at"),
        Index("ix_occurrence_starts_at_id", "starts_at", "id"),
        Index("ix_occurrence_ends_at", "ends_at"),
        Index("ix_occurrence_full", "id", sqlite_where=text("is_full"), postgresql_where=text("is_full")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    event_id: Mapped[int] = mapped_column(Id, ForeignKey("event.id"))
    series_id: Mapped[int | None] = mapped_column(Id, ForeignKey("series.id"), index=True)
    uid: Mapped[str] = mapped_column(unique=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    room_zh: Mapped[str] = mapped_column(default="")
    room_en: Mapped[str] = mapped_column(default="")
    place_zh: Mapped[str] = mapped_column(default="")
    place_en: Mapped[str] = mapped_column(default="")
    address_zh: Mapped[str] = mapped_column(default="")
    town_code: Mapped[str | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    booking_opens_at: Mapped[datetime]
    booking_closes_at: Mapped[datetime]
    state: Mapped[OccurrenceState] = mapped_column(choice(OccurrenceState, "state"), default=OccurrenceState.SCHEDULED)
    cancel_reason: Mapped[str] = mapped_column(default="")
    cancelled_at: Mapped[datetime | None]
    moved_from: Mapped[datetime | None]
    is_full: Mapped[bool] = mapped_column(default=False)
    sequence: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    revised_at: Mapped[datetime]

    @property
    def closes_at(self) -> datetime:
        """When booking closes: by its own hour, or earlier because the event's risk assessment ends."""
        ends_at = self.event.risk_ends_at
        return min(self.booking_closes_at, ends_at) if ends_at else self.booking_closes_at

    event: Mapped[Event] = relationship(back_populates="occurrences")
    vevents: Mapped[list[VEvent]] = relationship(back_populates="occurrence")


class VEvent(Base):
    """The occurrence's VEVENT as icalendar wrote it at `revision`, one row a language (`zh`, `en`); CRLF bytes."""

    __tablename__ = "vevent"

    occurrence_id: Mapped[int] = mapped_column(Id, ForeignKey("occurrence.id"), primary_key=True)
    lang: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)

    occurrence: Mapped[Occurrence] = relationship(back_populates="vevents")


class OccurrenceChange(Base):
    """What somebody changed of an occurrence: `before` and `after` as JSON, whatever can be taken back among it.

    A MOVE keeps an arrangement (`rules.changes`) and the columns that follow from it, a RESIZE the size of the general
    pool. `undo_until` is None for what cannot be taken back: it was told at once, or took another change back itself.
    Changes of one `bundle` are told together: everybody gets one letter about all of them.
    """

    __tablename__ = "occurrence_change"
    __table_args__ = (
        Index("ix_occurrence_change_occurrence_id", "occurrence_id", "id"),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone_by_somebody"),
        CheckConstraint("undone_at IS NULL OR undone_at < undo_until", name="undone_in_time"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(Id, ForeignKey("occurrence.id"))
    kind: Mapped[ChangeKind] = mapped_column(choice(ChangeKind, "kind"))
    made_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    made_at: Mapped[datetime]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    undo_until: Mapped[datetime | None]
    bundle: Mapped[str | None]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))

    occurrence: Mapped[Occurrence] = relationship()


class ContentReview(Base):
    """A science-content check (科普法 art. 35): who looked, when, and what they decided.

    What was taken down has its `ground`, whether bookings are kept until it is decided, and what the base objects.
    """

    __tablename__ = "content_review"
    __table_args__ = (CheckConstraint("(objection = '') = (objected_at IS NULL)", name="objected_in_words"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    event_id: Mapped[int] = mapped_column(Id, ForeignKey("event.id"), index=True)
    state: Mapped[EventState] = mapped_column(choice(EventState, "state"))
    reviewer_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    reviewer_name: Mapped[str]
    reviewed_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text, default="")
    ground: Mapped[Ground | None] = mapped_column(choice(Ground, "ground"))
    keeps_bookings: Mapped[bool] = mapped_column(default=True)
    objection: Mapped[str] = mapped_column(Text, default="")
    objected_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    objected_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship(back_populates="reviews")


class ReviewCard(Base):
    """The card of an event (审核卡): least age, materials, risk with measures, who checked it. The last signed counts.

    `walk_in` are people of a session who come without a seat. `told_days` is what the base was told last: so many days
    until the assessment ends, 0 that it has ended.
    """

    __tablename__ = "review_card"
    __table_args__ = (
        CheckConstraint("age_min BETWEEN 0 AND 120", name="age_min_real"),
        CheckConstraint("walk_in BETWEEN 0 AND 100000", name="walk_in_sane"),
        CheckConstraint("(checked_by IS NULL) = (checked_at IS NULL)", name="checked_by_somebody"),
        CheckConstraint("(checked_by IS NULL) = (checker IS NULL)", name="checked_as_somebody"),
        CheckConstraint("checked_by IS NULL OR checked_by <> written_by", name="four_eyes"),
        Index("ix_review_card_event_id", "event_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    event_id: Mapped[int] = mapped_column(Id, ForeignKey("event.id"))
    age_min: Mapped[int]
    materials: Mapped[str] = mapped_column(Text)
    risk: Mapped[Risk] = mapped_column(choice(Risk, "risk"))
    measures: Mapped[str] = mapped_column(Text)
    document_ref: Mapped[str]
    risk_until: Mapped[date]
    walk_in: Mapped[int] = mapped_column(default=0)
    written_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    written_at: Mapped[datetime]
    checker: Mapped[Checker | None] = mapped_column(choice(Checker, "checker"))
    checker_name: Mapped[str] = mapped_column(default="")
    checked_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    checked_at: Mapped[datetime | None]
    told_days: Mapped[int | None]

    event: Mapped[Event] = relationship()


class CrowdLicence(Base):
    """The police's licence for sessions of many people (大型群众性活动安全许可), as an officer recorded it.

    Rows are never changed: a change of place, time or capacity needs a licence of its own. Both days are included.
    """

    __tablename__ = "crowd_licence"
    __table_args__ = (
        CheckConstraint("valid_from <= valid_until", name="days_in_order"),
        CheckConstraint("max_people BETWEEN 1 AND 1000000", name="max_people_sane"),
        UniqueConstraint("event_id", "number"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    event_id: Mapped[int] = mapped_column(Id, ForeignKey("event.id"))
    number: Mapped[str]
    authority: Mapped[str]
    issued_on: Mapped[date]
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    max_people: Mapped[int]
    document_ref: Mapped[str]
    recorded_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    recorded_at: Mapped[datetime]

    event: Mapped[Event] = relationship()
