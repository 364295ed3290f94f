"""Personal calendar addresses, and when each feed's content last changed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.core.db import Base, Id


class FeedToken(Base):
    """A secret calendar address of a person, one a device or purpose. Only the token's SHA-256 (hex) is kept.

    It shows the person's own calendar, or the deliveries of a supplier or of an organisation that they act for.
    """

    __tablename__ = "feed_token"
    __table_args__ = (CheckConstraint("supplier_id IS NULL OR organisation_id IS NULL", name="one_side"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    supplier_id: Mapped[int | None] = mapped_column(Id, ForeignKey("supplier.id"))
    organisation_id: Mapped[int | None] = mapped_column(Id, ForeignKey("organisation.id"))
    label: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="zh")
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class FeedState(Base):
    """What a feed's body was when it last changed: its digest, and the moment, which never goes back.

    `key` is a scope and language (`base:chenshan:zh`) or a personal address (`token:7:zh`). `version` is the stamp
    and `built_on` the day that the body with this digest was made from.
    """

    __tablename__ = "feed_state"

    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    version: Mapped[int] = mapped_column(default=0)
    built_on: Mapped[date]
    changed_at: Mapped[datetime]
