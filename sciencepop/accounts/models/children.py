"""Children as their guardians describe them, apart from everything else, and what guardians consented to.

A child under 14 never has an account (个人信息保护法 art. 28, 31): a profile holds a nickname, the month of birth and
what the child needs, and nothing more. Only its guardians read it; staff see ages, and the rest for a reason that is
logged.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models.people import Person
from sciencepop.core.db import Base, Id


class Child(Base):
    """A minor's profile. Once erased the row keeps nothing of the child, so that counts survive."""

    __tablename__ = "child"
    __table_args__ = (
        CheckConstraint("birth_month BETWEEN 1 AND 12", name="month_real"),
        CheckConstraint(
            "erased_at IS NULL OR (nickname = '' AND needs = '' AND birth_year IS NULL AND birth_month IS NULL)",
            name="erased_is_empty",
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    nickname: Mapped[str]
    birth_year: Mapped[int | None]
    birth_month: Mapped[int | None]
    needs: Mapped[str] = mapped_column(default="")
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]

    guardianships: Mapped[list[Guardianship]] = relationship(back_populates="child", order_by="Guardianship.id")


class Guardianship(Base):
    """That a person answers for a child, from `created_at` until `ended_at`. A child may have several guardians."""

    __tablename__ = "guardianship"
    __table_args__ = (
        Index(
            "uq_guardianship_live",
            "child_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_guardianship_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    child_id: Mapped[int] = mapped_column(Id, ForeignKey("child.id"))
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    child: Mapped[Child] = relationship(back_populates="guardianships")
    person: Mapped[Person] = relationship()


class GuardianInvitation(Base):
    """A link by which a guardian lets another one in. Only the link's hash is kept; it is good once and for days."""

    __tablename__ = "guardian_invitation"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    child_id: Mapped[int] = mapped_column(Id, ForeignKey("child.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    child: Mapped[Child] = relationship()


class Consent(Base):
    """Who consented to what, when, and in which words they read it. Kept for three years after it ended.

    `kind` is one of `accounts.consents`; `wording` is the text as it was shown, in `language`. `recorded_by` is the
    staff who read it to somebody at a desk and heard them say yes.
    """

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    child_id: Mapped[int | None] = mapped_column(Id, ForeignKey("child.id"), index=True)
    kind: Mapped[str]
    version: Mapped[str]
    wording: Mapped[str] = mapped_column(Text)
    language: Mapped[str]
    recorded_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    given_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
