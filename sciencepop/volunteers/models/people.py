"""Volunteers, what they can do and when they can come."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.core.db import Base, Id, choice


class NumberState(StrEnum):
    """Whether the city's volunteer number was looked up: none given, waiting for staff, found, not found."""

    UNVERIFIED = "unverified"
    PENDING = "pending"
    VERIFIED = "verified"
    REFUSED = "refused"


class SkillSource(StrEnum):
    MANUAL = "manual"
    COURSE = "course"


class AvailabilityKind(StrEnum):
    CAN = "can"
    CANNOT = "cannot"
    PREFER = "prefer"


class Volunteer(Base):
    """A resident who serves. No identity document is ever stored: the city's own number and its state take its place.

    `birth_year` and `birth_month` are told by minors alone (14 to 17); whoever is of age says just that. Categories and
    languages are slugs of the files in `data/`. `most_minutes_week` is the person's own limit, `wish_minutes` what they
    would like in a month. `vetted_on` is the day of the background check, `risk_version` the wording that they accepted
    (kept as a consent).
    """

    __tablename__ = "volunteer"
    __table_args__ = (
        CheckConstraint("(number = '') = (number_state = 'unverified')", name="number_has_a_state"),
        CheckConstraint("(birth_year IS NULL) = (birth_month IS NULL)", name="birth_whole"),
        CheckConstraint("birth_month BETWEEN 1 AND 12", name="month_real"),
        CheckConstraint("most_minutes_week BETWEEN 30 AND 10080", name="most_sane"),
        CheckConstraint("wish_minutes BETWEEN 0 AND 44640", name="wish_sane"),
        Index(
            "uq_volunteer_number",
            "number",
            unique=True,
            sqlite_where=text("number <> ''"),
            postgresql_where=text("number <> ''"),
        ),
    )

    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(default="")
    number_state: Mapped[NumberState] = mapped_column(
        choice(NumberState, "number_state"), default=NumberState.UNVERIFIED
    )
    birth_year: Mapped[int | None]
    birth_month: Mapped[int | None]
    categories: Mapped[list[str]] = mapped_column(default=list)
    languages: Mapped[list[str]] = mapped_column(default=list)
    town_codes: Mapped[list[str]] = mapped_column(default=list)
    most_minutes_week: Mapped[int | None]
    wish_minutes: Mapped[int | None]
    vetted_on: Mapped[date | None]
    insured_until: Mapped[date | None]
    risk_version: Mapped[str]
    risk_accepted_at: Mapped[datetime]
    joined_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship()

    @property
    def is_active(self) -> bool:
        """Neither pausing nor gone."""
        return self.paused_at is None and self.left_at is None


class GuardianConsent(Base):
    """That a guardian lets a minor of 14 to 17 serve: who, when, how and in which words (上海市志愿服务条例 art. 13).

    Given on the site by a guardian with an account, or on paper that `recorded_by` has seen.
    """

    __tablename__ = "guardian_consent"
    __table_args__ = (
        CheckConstraint("(guardian_id IS NULL) <> (recorded_by IS NULL)", name="online_or_on_paper"),
        Index(
            "uq_guardian_consent_live",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("volunteer.person_id"), index=True)
    guardian_id: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"), index=True)
    guardian_name: Mapped[str]
    recorded_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    version: Mapped[str]
    wording: Mapped[str] = mapped_column(Text)
    language: Mapped[str]
    given_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SkillGrant(Base):
    """A skill (`data/volunteer_skills.csv`) that somebody claims (`issued_on` is None) or was granted, until a day.

    It ends by `revoked_at`: taken back by staff, refused, or given up.
    """

    __tablename__ = "skill_grant"
    __table_args__ = (
        CheckConstraint("issued_on IS NOT NULL OR expires_on IS NULL", name="claims_never_expire"),
        CheckConstraint("expires_on IS NULL OR issued_on <= expires_on", name="dates_in_order"),
        Index(
            "uq_skill_grant_live",
            "person_id",
            "skill",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("volunteer.person_id"))
    skill: Mapped[str] = mapped_column(index=True)
    source: Mapped[SkillSource] = mapped_column(choice(SkillSource, "source"), default=SkillSource.MANUAL)
    claimed_at: Mapped[datetime]
    issued_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    granted_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))

    volunteer: Mapped[Volunteer] = relationship()


class Availability(Base):
    """When somebody can, cannot or would rather serve: each week on a weekday ("0" is Monday), or on one date.

    A date stands above its weekday. `until_time` None means until midnight.
    """

    __tablename__ = "availability"
    __table_args__ = (
        CheckConstraint("(weekday IS NULL) <> (on_date IS NULL)", name="weekly_or_dated"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_real"),
        CheckConstraint("until_time IS NULL OR from_time < until_time", name="times_in_order"),
        Index("ix_availability_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("volunteer.person_id"))
    kind: Mapped[AvailabilityKind] = mapped_column(choice(AvailabilityKind, "kind"))
    weekday: Mapped[int | None]
    on_date: Mapped[date | None]
    from_time: Mapped[time]
    until_time: Mapped[time | None]
