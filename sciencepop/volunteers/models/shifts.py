"""Shifts, what each of them needs, and the templates that they are made from."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.bases.models import ScienceBase
from sciencepop.college.models import CourseClass, Lesson, TeachingPoint
from sciencepop.core.db import Base, Id, choice
from sciencepop.festival.models import Venue
from sciencepop.programme.models import Event, Occurrence

Host = ScienceBase | TeachingPoint
"""Who runs a shift: see `hosts`."""


def one_of(*columns: str, most: str = "= 1") -> str:
    """Exactly one of these columns is filled, or `most` of them, for both databases."""
    return " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in columns) + f" {most}"


class ShiftState(StrEnum):
    """draft → open → rostered; each may end cancelled. Rostered: people are set, sign-up is over."""

    DRAFT = "draft"
    OPEN = "open"
    ROSTERED = "rostered"
    CANCELLED = "cancelled"


class NeedMode(StrEnum):
    """What a sign-up gives: a place at once, a request for the coordinator to answer, a wish for the roster, or a place
    in the silent reserve."""

    INSTANT = "instant"
    REQUEST = "request"
    ROSTER = "roster"
    WAITLIST_ONLY = "waitlist_only"


class ShiftTemplate(Base):
    """Makes the same shifts again: one for each session of an event, lesson of a class or day of a festival's venue, or
    one for each weekday.

    For the former the shift begins `before_minutes` before each of them and ends `after_minutes` after it.
    Else `weekdays` ("0" is Monday), `from_time` and `minutes` say when, from `from_on` until `until_on`. `needs` are
    the fields of `NeedWish` as JSON. Making them again adds and changes, and never deletes (`rules.templates`).
    """

    __tablename__ = "shift_template"
    __table_args__ = (
        CheckConstraint(one_of("base_id", "point_id"), name="one_host"),
        CheckConstraint(one_of("event_id", "class_id", "festival_venue_id", "from_time"), name="made_for_one"),
        CheckConstraint("event_id IS NULL OR base_id IS NOT NULL", name="event_at_a_base"),
        CheckConstraint("class_id IS NULL OR point_id IS NOT NULL", name="class_at_a_point"),
        CheckConstraint("festival_venue_id IS NULL OR base_id IS NOT NULL", name="festival_at_a_base"),
        CheckConstraint(
            "(from_time IS NULL) = (minutes IS NULL) AND (from_time IS NULL) = (from_on IS NULL)"
            " AND (from_time IS NULL) = (until_on IS NULL)",
            name="weekdays_whole",
        ),
        CheckConstraint("minutes BETWEEN 15 AND 1440", name="minutes_sane"),
        CheckConstraint("from_on <= until_on", name="dates_in_order"),
        CheckConstraint("before_minutes BETWEEN 0 AND 720 AND after_minutes BETWEEN 0 AND 720", name="margins_sane"),
        CheckConstraint("meet_minutes BETWEEN 0 AND 120", name="meet_minutes_sane"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    base_id: Mapped[int | None] = mapped_column(Id, ForeignKey("base.id"), index=True)
    point_id: Mapped[int | None] = mapped_column(Id, ForeignKey("teaching_point.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(Id, ForeignKey("event.id"), index=True)
    class_id: Mapped[int | None] = mapped_column(Id, ForeignKey("course_class.id"), index=True)
    festival_venue_id: Mapped[int | None] = mapped_column(Id, ForeignKey("edition_venue.id"), index=True)
    title_zh: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    before_minutes: Mapped[int] = mapped_column(default=30)
    after_minutes: Mapped[int] = mapped_column(default=15)
    weekdays: Mapped[list[str]] = mapped_column(default=list)
    from_time: Mapped[time | None]
    minutes: Mapped[int | None]
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    meet_minutes: Mapped[int] = mapped_column(default=0)
    meet_zh: Mapped[str] = mapped_column(default="")
    meet_en: Mapped[str] = mapped_column(default="")
    risk_zh: Mapped[str] = mapped_column(Text, default="")
    risk_en: Mapped[str] = mapped_column(Text, default="")
    insurance_needed: Mapped[bool] = mapped_column(default=False)
    opens_days: Mapped[int] = mapped_column(default=30)
    closes_minutes: Mapped[int] = mapped_column(default=720)
    needs: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)

    base: Mapped[ScienceBase | None] = relationship()
    point: Mapped[TeachingPoint | None] = relationship()
    event: Mapped[Event | None] = relationship()
    course_class: Mapped[CourseClass | None] = relationship()
    festival_venue: Mapped[Venue | None] = relationship()

    @property
    def host(self) -> Host:
        return host_of(self)


class Shift(Base):
    """The time `[starts_at, ends_at)` for which its host needs people, alone or for something (`queries.causes`).

    It is at the host unless `place_zh` names another place. `sequence` rises when time, place or state change, `uid` is
    its calendar name. `template_key` tells which of its template's shifts it is, so that none is ever made twice.
    `risk_zh` is accepted by whoever signs up, and its wording kept. People gather at `meet_at` (at the start where
    None), which is neither served nor taken from their time: who wants it counted begins the shift earlier.
    """

    __tablename__ = "shift"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        CheckConstraint("opens_at <= closes_at AND closes_at <= starts_at", name="opens_before_it_closes"),
        CheckConstraint("(state = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled_has_a_time"),
        CheckConstraint("(template_id IS NULL) = (template_key IS NULL)", name="template_has_a_key"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="point_whole"),
        CheckConstraint("meet_at < starts_at", name="meets_before_it_starts"),
        CheckConstraint(one_of("base_id", "point_id"), name="one_host"),
        CheckConstraint(one_of("occurrence_id", "lesson_id", "festival_venue_id", most="<= 1"), name="for_one_thing"),
        CheckConstraint("occurrence_id IS NULL OR base_id IS NOT NULL", name="occurrence_at_a_base"),
        CheckConstraint("lesson_id IS NULL OR point_id IS NOT NULL", name="lesson_at_a_point"),
        CheckConstraint("(festival_venue_id IS NULL) = (festival_on IS NULL)", name="festival_day_whole"),
        CheckConstraint("festival_venue_id IS NULL OR base_id IS NOT NULL", name="festival_at_a_base"),
        Index("ix_shift_starts_at_id", "starts_at", "id"),
        Index("ix_shift_base_id_starts_at", "base_id", "starts_at"),
        Index("ix_shift_point_id_starts_at", "point_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    base_id: Mapped[int | None] = mapped_column(Id, ForeignKey("base.id"))
    point_id: Mapped[int | None] = mapped_column(Id, ForeignKey("teaching_point.id"))
    occurrence_id: Mapped[int | None] = mapped_column(Id, ForeignKey("occurrence.id"), index=True)
    lesson_id: Mapped[int | None] = mapped_column(Id, ForeignKey("lesson.id"), index=True)
    festival_venue_id: Mapped[int | None] = mapped_column(Id, ForeignKey("edition_venue.id"), index=True)
    festival_on: Mapped[date | None]
    title_zh: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    meet_at: Mapped[datetime | None]
    meet_zh: Mapped[str] = mapped_column(default="")
    meet_en: Mapped[str] = mapped_column(default="")
    place_zh: Mapped[str] = mapped_column(default="")
    place_en: Mapped[str] = mapped_column(default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    insurance_needed: Mapped[bool] = mapped_column(default=False)
    risk_zh: Mapped[str] = mapped_column(Text, default="")
    risk_en: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[ShiftState] = mapped_column(choice(ShiftState, "state"), default=ShiftState.DRAFT)
    cancel_reason: Mapped[str] = mapped_column(default="")
    cancelled_at: Mapped[datetime | None]
    template_id: Mapped[int | None] = mapped_column(Id, ForeignKey("shift_template.id"), index=True)
    template_key: Mapped[str | None] = mapped_column(unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)

    base: Mapped[ScienceBase | None] = relationship()
    point: Mapped[TeachingPoint | None] = relationship()
    occurrence: Mapped[Occurrence | None] = relationship()
    lesson: Mapped[Lesson | None] = relationship()
    festival_venue: Mapped[Venue | None] = relationship()
    template: Mapped[ShiftTemplate | None] = relationship()
    needs: Mapped[list[Need]] = relationship(back_populates="shift", order_by="Need.id")

    @property
    def host(self) -> Host:
        return host_of(self)

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


def host_of(row: Shift | ShiftTemplate) -> Host:
    """Who runs it; the database lets none be without."""
    host = row.base or row.point
    assert host is not None
    return host


def columns_of(host: Host) -> dict[str, int]:
    """The column that names a host, with its number."""
    return {"base_id": host.id} if isinstance(host, ScienceBase) else {"point_id": host.id}


class Need(Base):
    """A role of a shift: below `minimum` it is in danger, `target` is wanted, and there are never more than `maximum`.

    `skills` are needed all together. From `opens_at` (the shift's own where None) people sign up; until `everyone_at`
    only those may who have no other shift in that week, so that popular shifts come round to many. Before
    `nobody_until` the worker looks for no substitutes: it found nobody.
    """

    __tablename__ = "need"
    __table_args__ = (
        UniqueConstraint("shift_id", "role"),
        CheckConstraint("0 <= minimum AND minimum <= target AND target <= maximum", name="numbers_in_order"),
        CheckConstraint("maximum BETWEEN 1 AND 500", name="maximum_sane"),
        CheckConstraint("age_min IS NULL OR age_min BETWEEN 14 AND 80", name="age_min_sane"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    shift_id: Mapped[int] = mapped_column(Id, ForeignKey("shift.id"))
    role: Mapped[str]
    minimum: Mapped[int]
    target: Mapped[int]
    maximum: Mapped[int]
    skills: Mapped[list[str]] = mapped_column(default=list)
    age_min: Mapped[int | None]
    mode: Mapped[NeedMode] = mapped_column(choice(NeedMode, "mode"), default=NeedMode.INSTANT)
    opens_at: Mapped[datetime | None]
    everyone_at: Mapped[datetime | None]
    nobody_until: Mapped[datetime | None]

    shift: Mapped[Shift] = relationship(back_populates="needs")
