"""The science passport (科普护照): only what attended bookings do not say already.

A stamp of somebody who was marked as there is read off their booking. Rows exist for paper cards, for children whose
link to an event the law lets us keep three months only, and for certificates.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Child
from sciencepop.core.db import Base, Id


class PassportCard(Base):
    """A printed card of a person, or of a child of theirs, that is stamped where there is no telephone to show."""

    __tablename__ = "passport_card"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    child_id: Mapped[int | None] = mapped_column(Id, ForeignKey("child.id"), index=True)
    created_at: Mapped[datetime]

    child: Mapped[Child | None] = relationship()
    stamps: Mapped[list[PassportStamp]] = relationship(back_populates="card", order_by="PassportStamp.id")


class PassportStamp(Base):
    """A visit of a base: on a card with its session, or kept for a child whose guardian asked for it, without one."""

    __tablename__ = "passport_stamp"
    __table_args__ = (
        CheckConstraint("(card_id IS NULL) <> (child_id IS NULL)", name="one_whose_stamp_it_is"),
        CheckConstraint("(card_id IS NULL) = (occurrence_id IS NULL)", name="cards_name_the_session"),
        CheckConstraint("minutes > 0", name="takes_time"),
        UniqueConstraint("card_id", "occurrence_id"),
        Index("ix_passport_stamp_child_id", "child_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    card_id: Mapped[int | None] = mapped_column(Id, ForeignKey("passport_card.id"))
    child_id: Mapped[int | None] = mapped_column(Id, ForeignKey("child.id"))
    base_id: Mapped[int] = mapped_column(Id, ForeignKey("base.id"))
    occurrence_id: Mapped[int | None] = mapped_column(Id, ForeignKey("occurrence.id"))
    visited_on: Mapped[date]
    minutes: Mapped[int]
    stamped_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))

    card: Mapped[PassportCard | None] = relationship(back_populates="stamps")


class PassportCertificate(Base):
    """Visits and hours as they were counted on a day, for whoever is given the code. `initial` is all of the name.

    Its owner can revoke it, so that the code says so, or delete it, so that the code says nothing.
    """

    __tablename__ = "passport_certificate"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    child_id: Mapped[int | None] = mapped_column(Id, ForeignKey("child.id"), index=True)
    initial: Mapped[str]
    visits: Mapped[int]
    bases: Mapped[int]
    minutes: Mapped[int]
    issued_on: Mapped[date]
    revoked_at: Mapped[datetime | None]

    child: Mapped[Child | None] = relationship()
