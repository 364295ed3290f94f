"""Schools, enterprises and societies, and who acts for them. An organisation never signs in; its people do."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models.people import Person
from sciencepop.core.db import Base, Id, choice


class OrganisationKind(StrEnum):
    SCHOOL = "school"
    ENTERPRISE = "enterprise"
    COMMUNITY = "community"
    SOCIETY = "society"
    PARK = "park"
    UNIVERSITY = "university"
    TEAM = "team"
    OTHER = "other"


class MemberRole(StrEnum):
    """A lead changes what the organisation says of itself and lets others in; both book."""

    LEAD = "lead"
    MEMBER = "member"


class Organisation(Base):
    """Who a group belongs to. Anybody may register one; `verified_at` says that an officer knows it to be real.

    What it says of itself was verified, so a change of name or kind takes the mark away.
    """

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("(verified_at IS NULL) = (verified_by IS NULL)", name="verified_by_somebody"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str]
    kind: Mapped[OrganisationKind] = mapped_column(choice(OrganisationKind, "kind"))
    town_code: Mapped[str | None]
    contact: Mapped[str] = mapped_column(default="")
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))

    memberships: Mapped[list[Membership]] = relationship(back_populates="organisation", order_by="Membership.id")


class Membership(Base):
    """That a person acts for an organisation, from `created_at` until `ended_at`."""

    __tablename__ = "membership"
    __table_args__ = (
        Index(
            "uq_membership_live",
            "person_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_membership_organisation_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    role: Mapped[MemberRole] = mapped_column(choice(MemberRole, "role"))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(back_populates="memberships")
    person: Mapped[Person] = relationship()


class OrganisationInvitation(Base):
    """A link by which a lead lets a colleague in. Only the link's hash is kept; it is good once and for days."""

    __tablename__ = "organisation_invitation"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
