"""The open call of an edition, its reviewers, proposals and scores."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Organisation, Person
from sciencepop.bases.models import ScienceBase
from sciencepop.core.db import Base, Id, choice
from sciencepop.festival.models.editions import Edition
from sciencepop.festival.rules.proposals import LEAST, MOST, ProposalState, ProposerKind
from sciencepop.programme.models import Event


class Call(Base):
    """A call for proposals (征集), open in `[opens_at, closes_at)`. Questions are lines, in both languages alike.

    A decision needs `scores_needed` scores.
    """

    __tablename__ = "festival_call"
    __table_args__ = (
        CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
        CheckConstraint("scores_needed BETWEEN 1 AND 20", name="scores_sane"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    edition_id: Mapped[int] = mapped_column(Id, ForeignKey("edition.id"), unique=True)
    about_zh: Mapped[str] = mapped_column(Text, default="")
    about_en: Mapped[str] = mapped_column(Text, default="")
    questions_zh: Mapped[list[str]] = mapped_column(default=list)
    questions_en: Mapped[list[str]] = mapped_column(default=list)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    scores_needed: Mapped[int] = mapped_column(default=2)
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    edition: Mapped[Edition] = relationship()
    reviewers: Mapped[list[CallReviewer]] = relationship(
        primaryjoin="and_(Call.id == CallReviewer.call_id, CallReviewer.ended_at.is_(None))",
        order_by="CallReviewer.department",
        viewonly=True,
    )
    """Who scores now."""


class CallReviewer(Base):
    """Somebody who scores for a department of the joint conference (data/festival_departments.csv).

    Who was ended stays a row, so that an older invitation does not bring them back.
    """

    __tablename__ = "festival_call_reviewer"

    call_id: Mapped[int] = mapped_column(Id, ForeignKey("festival_call.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), primary_key=True, index=True)
    department: Mapped[str]
    named_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    named_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    call: Mapped[Call] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Proposal(Base):
    """What somebody would contribute. `words` are the conditions or the reason that a decision came with.

    `answers` follow the call's questions. `proposer` is the name of who proposes, as it is told.
    """

    __tablename__ = "festival_proposal"
    __table_args__ = (
        CheckConstraint("people IS NULL OR people BETWEEN 1 AND 100000", name="people_sane"),
        CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decided_by_somebody"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    call_id: Mapped[int] = mapped_column(Id, ForeignKey("festival_call.id"), index=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    base_id: Mapped[int | None] = mapped_column(Id, ForeignKey("base.id"), index=True)
    proposer_kind: Mapped[ProposerKind] = mapped_column(choice(ProposerKind, "proposer_kind"))
    proposer: Mapped[str]
    kind: Mapped[str]
    title_zh: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    text_zh: Mapped[str] = mapped_column(Text)
    audiences: Mapped[list[str]] = mapped_column(default=list)
    people: Mapped[int | None]
    room: Mapped[str] = mapped_column(default="")
    power: Mapped[str] = mapped_column(default="")
    money: Mapped[str] = mapped_column(default="none")
    answers: Mapped[list[str]] = mapped_column(default=list)
    state: Mapped[ProposalState] = mapped_column(choice(ProposalState, "state"), default=ProposalState.SUBMITTED)
    words: Mapped[str] = mapped_column(Text, default="")
    event_id: Mapped[int | None] = mapped_column(Id, ForeignKey("event.id"))
    language: Mapped[str] = mapped_column(default="zh")
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]

    call: Mapped[Call] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    organisation: Mapped[Organisation | None] = relationship()
    base: Mapped[ScienceBase | None] = relationship()
    event: Mapped[Event | None] = relationship()
    scores: Mapped[list[ProposalScore]] = relationship(back_populates="proposal", order_by="ProposalScore.id")


class ProposalScore(Base):
    """What a reviewer gave, for the department that they scored for then."""

    __tablename__ = "festival_score"
    __table_args__ = (
        UniqueConstraint("proposal_id", "person_id"),
        CheckConstraint(f"points BETWEEN {LEAST} AND {MOST}", name="points_in_range"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    proposal_id: Mapped[int] = mapped_column(Id, ForeignKey("festival_proposal.id"))
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    department: Mapped[str]
    points: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    given_at: Mapped[datetime]

    proposal: Mapped[Proposal] = relationship(back_populates="scores")
    person: Mapped[Person] = relationship()
