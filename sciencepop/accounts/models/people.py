"""People, the addresses they sign in with, one-time codes, and roles granted to them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.rules.addresses import AddressKind as AddressKind
from sciencepop.core.db import Base, Id, choice


class Role(StrEnum):
    BASE_MANAGER = "base_manager"
    OFFICER = "officer"
    DESK = "desk"
    POINT_HEAD = "point_head"
    TOWN_OFFICER = "town_officer"
    LEAD = "lead"


class Person(Base):
    """A resident. What they tell of themselves is their own choice; nothing is inferred.

    `epoch` is part of every sign-in: raising it ends them all. A closed account keeps its row, without the person.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="zh")
    is_elder: Mapped[bool] = mapped_column(default=False)
    town_code: Mapped[str | None]
    audiences: Mapped[list[str]] = mapped_column(default=list)
    topics: Mapped[list[str]] = mapped_column(default=list)
    password_hash: Mapped[str | None]
    epoch: Mapped[int] = mapped_column(default=1)
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    addresses: Mapped[list[Address]] = relationship(back_populates="person", order_by="Address.id")
    grants: Mapped[list[Grant]] = relationship(
        back_populates="person", foreign_keys="Grant.person_id", order_by="Grant.id"
    )

    # What Flask-Login asks of a user.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        return self.closed_at is None

    def get_id(self) -> str:
        """The text in the session cookie; it is worth nothing once `epoch` has moved on."""
        return f"{self.id}.{self.epoch}"

    @property
    def is_officer(self) -> bool:
        return any(grant.role is Role.OFFICER for grant in self.live_grants)

    @property
    def is_manager(self) -> bool:
        return any(grant.role is Role.BASE_MANAGER for grant in self.live_grants)

    def manages(self, base_id: int) -> bool:
        """Whether this person may run that base: its manager, or an officer of the district."""
        return self.is_officer or base_id in self.managed_base_ids

    @property
    def managed_base_ids(self) -> set[int]:
        return {grant.base_id for grant in self.live_grants if grant.base_id is not None}

    @property
    def is_point_head(self) -> bool:
        return bool(self.headed_point_ids)

    @property
    def headed_point_ids(self) -> set[int]:
        """The teaching points of the college that this person heads."""
        return {grant.point_id for grant in self.live_grants if grant.point_id is not None}

    @property
    def office_towns(self) -> set[str]:
        """The towns for whose association of science and technology this person acts (街镇科协)."""
        towns = {grant.town_code for grant in self.live_grants if grant.role is Role.TOWN_OFFICER}
        return {town for town in towns if town}

    @property
    def is_lead(self) -> bool:
        """Whether this person decides for the district what its officers prepare."""
        return any(grant.role is Role.LEAD for grant in self.live_grants)

    @property
    def is_desk(self) -> bool:
        return self.desk_grant is not None

    @property
    def desk_grant(self) -> Grant | None:
        """The desk at which this person books for others; nobody sits at two."""
        return next((grant for grant in self.live_grants if grant.role is Role.DESK), None)

    @property
    def live_grants(self) -> list[Grant]:
        return [grant for grant in self.grants if grant.ended_at is None]


class Address(Base):
    """An e-mail address or mobile number that its owner has proved with a code. `value` is in canonical form."""

    __tablename__ = "address"
    __table_args__ = (UniqueConstraint("kind", "value"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    kind: Mapped[AddressKind] = mapped_column(choice(AddressKind, "kind"))
    value: Mapped[str]
    verified_at: Mapped[datetime]

    person: Mapped[Person] = relationship(back_populates="addresses")


class OneTimeCode(Base):
    """A code on its way to an address. Only its keyed hash is kept; it is good once, for minutes, for few tries.

    `purpose` is `sign_in`, `add_address` or `reset`; `person_id` is set where a signed-in person asked.
    """

    __tablename__ = "one_time_code"
    __table_args__ = (
        Index("ix_one_time_code_address", "kind", "value", "purpose"),
        CheckConstraint("tries >= 0", name="tries_not_negative"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[AddressKind] = mapped_column(choice(AddressKind, "kind"))
    value: Mapped[str]
    purpose: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    code_hash: Mapped[str]
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class Grant(Base):
    """A role with its scope: a manager of one base (`base_id`), an officer of the district, staff of a desk that books
    for others, of a town (`town_code`) or of the whole district, the head of a teaching point (`point_id`), an officer
    of a town, or a lead of the district, who decides.

    Grants end, they are never deleted.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("(role = 'base_manager') = (base_id IS NOT NULL)", name="scope_fits_role"),
        CheckConstraint("town_code IS NULL OR role IN ('desk', 'town_officer')", name="towns_have_desks"),
        CheckConstraint("role <> 'town_officer' OR town_code IS NOT NULL", name="town_officers_have_towns"),
        CheckConstraint("(role = 'point_head') = (point_id IS NOT NULL)", name="heads_have_points"),
        Index(
            "uq_role_grant_live_point",
            "person_id",
            "point_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND role = 'point_head'"),
            postgresql_where=text("ended_at IS NULL AND role = 'point_head'"),
        ),
        Index(
            "uq_role_grant_live_desk",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND role = 'desk'"),
            postgresql_where=text("ended_at IS NULL AND role = 'desk'"),
        ),
        Index(
            "uq_role_grant_live_base",
            "person_id",
            "role",
            "base_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    base_id: Mapped[int | None] = mapped_column(Id, ForeignKey("base.id"), index=True)
    town_code: Mapped[str | None]
    point_id: Mapped[int | None] = mapped_column(Id, ForeignKey("teaching_point.id"), index=True)
    granted_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    granted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(back_populates="grants", foreign_keys=[person_id])
