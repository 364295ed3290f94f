"""Contests, their rounds, what is looked at in a round, and awards."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.bases.models import ScienceBase
from sciencepop.contests.rules.ranking import Average, Promotion
from sciencepop.contests.rules.states import ContestState, RoundState
from sciencepop.core.clock import local
from sciencepop.core.db import Base, Id, choice
from sciencepop.festival.models import Edition


class Contest(Base):
    """A contest of a base, or of the district where `base_id` is None. Taking part costs nothing.

    It may be part of an edition of the festival. `age_max` None: anybody older too. `towns_apart`: a juror does not
    judge teams of the town they live in.
    """

    __tablename__ = "contest"
    __table_args__ = (
        CheckConstraint("age_min BETWEEN 0 AND 120", name="age_min_real"),
        CheckConstraint("age_max IS NULL OR age_max BETWEEN age_min AND 120", name="ages_in_order"),
        CheckConstraint("team_min BETWEEN 1 AND team_max AND team_max <= 30", name="team_sane"),
        CheckConstraint("objection_days BETWEEN 1 AND 30", name="objection_days_sane"),
        CheckConstraint("(state = 'cancelled') = (state_reason <> '')", name="cancelled_with_a_reason"),
        Index("ix_contest_state", "state"),
        Index("ix_contest_base_id", "base_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    base_id: Mapped[int | None] = mapped_column(Id, ForeignKey("base.id"))
    edition_id: Mapped[int | None] = mapped_column(Id, ForeignKey("edition.id"), index=True)
    title_zh: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    about_zh: Mapped[str] = mapped_column(Text, default="")
    about_en: Mapped[str] = mapped_column(Text, default="")
    rules_zh: Mapped[str] = mapped_column(Text, default="")
    rules_en: Mapped[str] = mapped_column(Text, default="")
    age_min: Mapped[int]
    age_max: Mapped[int | None]
    team_min: Mapped[int] = mapped_column(default=1)
    team_max: Mapped[int] = mapped_column(default=1)
    towns_apart: Mapped[bool] = mapped_column(default=False)
    objection_days: Mapped[int] = mapped_column(default=5)
    state: Mapped[ContestState] = mapped_column(choice(ContestState, "state"), default=ContestState.DRAFT)
    state_reason: Mapped[str] = mapped_column(Text, default="")
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    base: Mapped[ScienceBase | None] = relationship()
    edition: Mapped[Edition | None] = relationship()
    rounds: Mapped[list[ContestRound]] = relationship(back_populates="contest", order_by="ContestRound.number")
    awards: Mapped[list[Award]] = relationship(order_by="Award.position", cascade="all, delete-orphan")

    @property
    def counts_on(self) -> date | None:
        """The day on which ages are counted: the one on which the first round closes."""
        return local(self.rounds[0].closes_at).date() if self.rounds else None

    @property
    def present_round(self) -> ContestRound | None:
        """The first round that does not stand yet."""
        return next((one for one in self.rounds if one.state is not RoundState.FINAL), None)


class ContestRound(Base):
    """A round: entries from `opens_at` until `closes_at`, then judging. `seed` makes numbers and jurors repeatable.

    `promote_bound` is a number of entries, or a mark in hundredths. `media_types` are the kinds of files taken.
    """

    __tablename__ = "contest_round"
    __table_args__ = (
        UniqueConstraint("contest_id", "number"),
        CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
        CheckConstraint("files_most BETWEEN 1 AND 10", name="files_sane"),
        CheckConstraint("megabytes BETWEEN 1 AND 7", name="megabytes_sane"),
        CheckConstraint("scores_needed BETWEEN 1 AND 9", name="scores_sane"),
        CheckConstraint("promote_bound BETWEEN 0 AND 10000", name="bound_sane"),
        CheckConstraint("(published_at IS NULL) = (objections_until_at IS NULL)", name="published_may_be_objected_to"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    contest_id: Mapped[int] = mapped_column(Id, ForeignKey("contest.id"))
    number: Mapped[int]
    title_zh: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    task_zh: Mapped[str] = mapped_column(Text, default="")
    task_en: Mapped[str] = mapped_column(Text, default="")
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    media_types: Mapped[list[str]] = mapped_column(default=list)
    files_most: Mapped[int] = mapped_column(default=3)
    megabytes: Mapped[int] = mapped_column(default=5)
    scores_needed: Mapped[int] = mapped_column(default=3)
    average: Mapped[Average] = mapped_column(choice(Average, "average"), default=Average.TRIMMED)
    promotion: Mapped[Promotion] = mapped_column(choice(Promotion, "promotion"), default=Promotion.NONE)
    promote_bound: Mapped[int] = mapped_column(default=0)
    seed: Mapped[str]
    state: Mapped[RoundState] = mapped_column(choice(RoundState, "state"), default=RoundState.ENTRIES)
    published_at: Mapped[datetime | None]
    objections_until_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]

    contest: Mapped[Contest] = relationship(back_populates="rounds")
    criteria: Mapped[list[RoundCriterion]] = relationship(
        order_by="RoundCriterion.position", cascade="all, delete-orphan"
    )


class RoundCriterion(Base):
    """What the jury of a round looks at: points from 0 to `most`, weighing `weight` against the others."""

    __tablename__ = "round_criterion"
    __table_args__ = (
        UniqueConstraint("round_id", "position"),
        CheckConstraint("weight BETWEEN 1 AND 100 AND most BETWEEN 1 AND 100", name="numbers_sane"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    round_id: Mapped[int] = mapped_column(Id, ForeignKey("contest_round.id"))
    position: Mapped[int]
    name_zh: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    weight: Mapped[int]
    most: Mapped[int]


class Award(Base):
    """An award and how many places of the last round's ranking it is for, from the highest down."""

    __tablename__ = "contest_award"
    __table_args__ = (
        UniqueConstraint("contest_id", "position"),
        CheckConstraint("places BETWEEN 1 AND 999", name="places_sane"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    contest_id: Mapped[int] = mapped_column(Id, ForeignKey("contest.id"))
    position: Mapped[int]
    name_zh: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    places: Mapped[int]
