"""The jury: who judges, what, how, and what teams object to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.contests.models.contests import Contest, ContestRound, RoundCriterion
from sciencepop.contests.models.teams import Entry
from sciencepop.core.db import Base, Id


class Juror(Base):
    """That a person judges a contest. Nothing is shown to them before they accepted its rules."""

    __tablename__ = "contest_juror"
    __table_args__ = (
        Index(
            "uq_contest_juror_live",
            "contest_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_contest_juror_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    contest_id: Mapped[int] = mapped_column(Id, ForeignKey("contest.id"))
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    invited_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    invited_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    contest: Mapped[Contest] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class JuryConflict(Base):
    """A juror says that they know whose entry this is; they never get it (again)."""

    __tablename__ = "jury_conflict"
    __table_args__ = (UniqueConstraint("juror_id", "entry_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    juror_id: Mapped[int] = mapped_column(Id, ForeignKey("contest_juror.id"))
    entry_id: Mapped[int] = mapped_column(Id, ForeignKey("contest_entry.id"), index=True)
    declared_at: Mapped[datetime]


class JuryTask(Base):
    """That a juror judges an entry. `scored_at` is None until every criterion has its points."""

    __tablename__ = "jury_task"
    __table_args__ = (
        UniqueConstraint("juror_id", "entry_id"),
        Index("ix_jury_task_entry_id", "entry_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    juror_id: Mapped[int] = mapped_column(Id, ForeignKey("contest_juror.id"))
    entry_id: Mapped[int] = mapped_column(Id, ForeignKey("contest_entry.id"))
    comment: Mapped[str] = mapped_column(Text, default="")
    assigned_at: Mapped[datetime]
    scored_at: Mapped[datetime | None]

    juror: Mapped[Juror] = relationship()
    entry: Mapped[Entry] = relationship()
    scores: Mapped[list[JuryScore]] = relationship(cascade="all, delete-orphan")


class JuryScore(Base):
    """A juror's points for one criterion of one entry."""

    __tablename__ = "jury_score"
    __table_args__ = (CheckConstraint("points BETWEEN 0 AND 100", name="points_real"),)

    task_id: Mapped[int] = mapped_column(Id, ForeignKey("jury_task.id"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(Id, ForeignKey("round_criterion.id"), primary_key=True)
    points: Mapped[int]

    criterion: Mapped[RoundCriterion] = relationship()


class Objection(Base):
    """A team says that a published result is wrong; the organiser answers, once."""

    __tablename__ = "contest_objection"
    __table_args__ = (
        UniqueConstraint("entry_id"),
        CheckConstraint("(is_upheld IS NULL) = (answered_at IS NULL)", name="answered_has_a_time"),
        CheckConstraint("(is_upheld IS NULL) = (answered_by IS NULL)", name="answered_by_somebody"),
        Index("ix_contest_objection_round_id", "round_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    round_id: Mapped[int] = mapped_column(Id, ForeignKey("contest_round.id"))
    entry_id: Mapped[int] = mapped_column(Id, ForeignKey("contest_entry.id"))
    words: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime]
    said_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    is_upheld: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))

    round: Mapped[ContestRound] = relationship()
    entry: Mapped[Entry] = relationship()
