"""What one of the staff asks for and another grants.

Important roles, looks at what is known of children, and a fresh start for whoever lost their second factors.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models.people import Person, Role
from sciencepop.accounts.rules.minors import MinorsPurpose
from sciencepop.core.db import Base, Id, choice

_OPEN = "decided_at IS NULL"


def _four_eyes() -> list[CheckConstraint]:
    return [
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by OR NOT granted", name="four_eyes"),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided_has_a_time"),
        CheckConstraint("NOT granted OR decided_by IS NOT NULL", name="granted_by_somebody"),
    ]


class RoleProposal(Base):
    """An officer proposes somebody for a role that one officer alone does not give."""

    __tablename__ = "role_proposal"
    __table_args__ = (
        *_four_eyes(),
        CheckConstraint("decided_by IS NULL OR person_id <> decided_by", name="not_for_self"),
        CheckConstraint("role IN ('officer', 'lead')", name="role_needs_two"),
        Index(
            "uq_role_proposal_open",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    asked_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    granted: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class MinorsPermit(Base):
    """An officer may see what is known of the children at a base, or of one session there, until a day.

    Asked for with a purpose and a reason, granted by a lead, over by itself; `ended_at` is when it was given back.
    """

    __tablename__ = "minors_permit"
    __table_args__ = (
        *_four_eyes(),
        CheckConstraint("reason <> ''", name="asked_with_a_reason"),
        Index("ix_minors_permit_asked_by", "asked_by", "until_on"),
        Index("ix_minors_permit_asked_at", "asked_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    asked_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    purpose: Mapped[MinorsPurpose] = mapped_column(choice(MinorsPurpose, "purpose"))
    reason: Mapped[str] = mapped_column(Text)
    base_id: Mapped[int] = mapped_column(Id, ForeignKey("base.id"))
    occurrence_id: Mapped[int | None] = mapped_column(Id, ForeignKey("occurrence.id"))
    until_on: Mapped[date]
    decided_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    granted: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None]

    asker: Mapped[Person] = relationship(foreign_keys=[asked_by])


class FactorReset(Base):
    """An officer asks that somebody's second factors be taken away, and another officer does it or not."""

    __tablename__ = "factor_reset"
    __table_args__ = (
        *_four_eyes(),
        CheckConstraint(
            "person_id <> asked_by AND (decided_by IS NULL OR person_id <> decided_by)", name="not_for_self"
        ),
        Index("uq_factor_reset_open", "person_id", unique=True, sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    asked_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    reason: Mapped[str]
    decided_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    granted: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
