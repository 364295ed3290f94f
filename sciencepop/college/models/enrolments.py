"""Who learns where.

Dangerous: nothing here counts seats. What is free of a class is its capacity less what holds a seat, asked with the
class locked (`services.lock`). The constraints below are the last wall, not the first.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.college.models.classes import CourseClass
from sciencepop.college.rules.classes import Bucket
from sciencepop.college.rules.enrolments import EnrolmentState as EnrolmentState
from sciencepop.core.db import Base, Id, choice


class EnrolmentSource(StrEnum):
    """Where it came from: the person, the unit that named them, or the draw."""

    SELF = "self"
    NOMINATION = "nomination"
    DRAW = "draw"


_LIVE = text("state IN ('waiting', 'offered', 'confirmed', 'completed', 'failed')")


class Enrolment(Base):
    """A person's claim of a seat in a class, for all its lessons. Only `services.become` writes its state.

    `code` is its public, unguessable name. `queued_at` orders those who wait. `unit` named the person; `bucket` is the
    part of the seats that a draw gave. `sequence` belongs to its calendar entries and never falls, also over several
    enrolments of a person in a class.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        CheckConstraint("(state = 'offered') = (offer_ends_at IS NOT NULL)", name="offer_has_an_end"),
        CheckConstraint("source <> 'nomination' OR unit <> ''", name="nominated_by_a_unit"),
        Index("ix_enrolment_class_id_state", "class_id", "state"),
        Index("ix_enrolment_person_id_state", "person_id", "state"),
        Index("uq_enrolment_live", "person_id", "class_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index(
            "ix_enrolment_offer_ends_at",
            "offer_ends_at",
            sqlite_where=text("offer_ends_at IS NOT NULL"),
            postgresql_where=text("offer_ends_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    class_id: Mapped[int] = mapped_column(Id, ForeignKey("course_class.id"))
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    state: Mapped[EnrolmentState] = mapped_column(choice(EnrolmentState, "state"))
    source: Mapped[EnrolmentSource] = mapped_column(choice(EnrolmentSource, "source"))
    unit: Mapped[str] = mapped_column(default="")
    bucket: Mapped[Bucket | None] = mapped_column(choice(Bucket, "bucket"))
    offer_ends_at: Mapped[datetime | None]
    queued_at: Mapped[datetime]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="zh")
    sequence: Mapped[int] = mapped_column(default=0)
    is_sample: Mapped[bool] = mapped_column(default=False)

    course_class: Mapped[CourseClass] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
