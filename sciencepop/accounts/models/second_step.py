"""What a person takes the second step of signing in with, and the browsers in which they are signed in."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models.people import Person
from sciencepop.core.db import Base, Id


class SecondStep(Base):
    """One row for whoever has a second factor or is about to: the sealed seed of their app, and what was tried.

    `app_step` is the last time step whose code was taken; none up to it is taken again. `challenge` is what a passkey
    has to sign, once. Held by the lock of the person.
    """

    __tablename__ = "second_step"
    __table_args__ = (
        CheckConstraint("tries >= 0", name="tries_not_negative"),
        CheckConstraint("(challenge IS NULL) = (challenge_at IS NULL)", name="challenge_has_a_time"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), unique=True)
    app_secret: Mapped[str | None]
    app_step: Mapped[int] = mapped_column(Id, default=0)
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    challenge: Mapped[str | None]
    challenge_at: Mapped[datetime | None]

    def __repr__(self) -> str:
        return f"<SecondStep {self.id}>"


class Passkey(Base):
    """A key pair that a device keeps (WebAuthn); the site has the public half. `credential` is its base64url name."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    credential: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(Id, default=0)
    name: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code on paper, good once. Only its keyed hash is kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("person_id", "code_hash"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]


class BrowserSignIn(Base):
    """A browser in which a person is signed in: `code` is random and stands in its cookie.

    It counts while it has not ended and the person's epoch is still its own.
    """

    __tablename__ = "browser_sign_in"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    code: Mapped[str] = mapped_column(unique=True)
    epoch: Mapped[int]
    name: Mapped[str] = mapped_column(default="")
    began_at: Mapped[datetime] = mapped_column(index=True)
    seen_on: Mapped[date]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    def __repr__(self) -> str:
        return f"<BrowserSignIn {self.id}>"
