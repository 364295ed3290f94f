"""Sets of forms that were frozen, what officers enter into those that are not, and the plan of the joint conference.

What was frozen is never changed, which triggers on both databases hold; the migration writes the same ones.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DDL, BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.bases.models import ScienceBase
from sciencepop.core.db import Base, Id, choice


class ReturnState(StrEnum):
    """frozen → confirmed by a second officer, or given back so that it can be frozen anew."""

    FROZEN = "frozen"
    CONFIRMED = "confirmed"
    GIVEN_BACK = "given_back"


class SurveyReturn(Base):
    """One set of forms of a year as it was frozen: a venue's (`base_id`), or that of the district's unit.

    `digest` is of all its figures. A set that was given back stays, with the reason.
    """

    __tablename__ = "survey_return"
    __table_args__ = (
        CheckConstraint("year BETWEEN 2000 AND 2100", name="year_real"),
        CheckConstraint("decided_by IS NULL OR decided_by <> frozen_by", name="four_eyes"),
        CheckConstraint("(state = 'frozen') = (decided_by IS NULL)", name="decided_by_somebody"),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided_at_a_time"),
        CheckConstraint("(state = 'given_back') = (reason <> '')", name="given_back_with_a_reason"),
        Index(
            "uq_survey_return_live_venue",
            "year",
            "base_id",
            unique=True,
            sqlite_where=text("state <> 'given_back' AND base_id IS NOT NULL"),
            postgresql_where=text("state <> 'given_back' AND base_id IS NOT NULL"),
        ),
        Index(
            "uq_survey_return_live_district",
            "year",
            unique=True,
            sqlite_where=text("state <> 'given_back' AND base_id IS NULL"),
            postgresql_where=text("state <> 'given_back' AND base_id IS NULL"),
        ),
        Index("ix_survey_return_base_id", "base_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    year: Mapped[int]
    base_id: Mapped[int | None] = mapped_column(Id, ForeignKey("base.id"))
    name_zh: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    state: Mapped[ReturnState] = mapped_column(choice(ReturnState, "state"), default=ReturnState.FROZEN)
    digest: Mapped[str]
    unseen: Mapped[int]
    frozen_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    frozen_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    is_sample: Mapped[bool] = mapped_column(default=False)

    base: Mapped[ScienceBase | None] = relationship()
    freezer: Mapped[Person] = relationship(foreign_keys=[frozen_by])
    decider: Mapped[Person | None] = relationship(foreign_keys=[decided_by])
    figures: Mapped[list[SurveyFigure]] = relationship(order_by="SurveyFigure.place")


class SurveyFigure(Base):
    """A line of a frozen set, with all that made it: rule, parameters, how many rows and their digest."""

    __tablename__ = "survey_figure"
    __table_args__ = (
        UniqueConstraint("return_id", "slug"),
        CheckConstraint("value IS NULL OR NOT is_dash", name="number_or_dash"),
        CheckConstraint("value IS NULL OR value >= 0", name="value_not_negative"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    return_id: Mapped[int] = mapped_column(Id, ForeignKey("survey_return.id"))
    place: Mapped[int]
    slug: Mapped[str]
    form: Mapped[str]
    code: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    unit: Mapped[str]
    how: Mapped[str]
    rule: Mapped[str]
    whole: Mapped[str]
    parameters: Mapped[dict[str, Any]]
    value: Mapped[int | None] = mapped_column(BigInteger)
    is_dash: Mapped[bool]
    total: Mapped[int] = mapped_column(BigInteger)
    rows: Mapped[int]
    digest: Mapped[str]


class SurveyRow(Base):
    """A row behind a frozen figure, as it was called on that day."""

    __tablename__ = "survey_row"

    figure_id: Mapped[int] = mapped_column(Id, ForeignKey("survey_figure.id"), primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str]
    on: Mapped[date | None] = mapped_column("counted_on")
    title: Mapped[str]
    amount: Mapped[int] = mapped_column(BigInteger)


class SurveyEntry(Base):
    """What an officer entered into a set that is not frozen: a number, or a dash (`value` is None)."""

    __tablename__ = "survey_entry"
    __table_args__ = (
        CheckConstraint("year BETWEEN 2000 AND 2100", name="year_real"),
        CheckConstraint("value BETWEEN 0 AND 999999999999", name="value_sane"),
        Index(
            "uq_survey_entry_venue",
            "year",
            "base_id",
            "slug",
            unique=True,
            sqlite_where=text("base_id IS NOT NULL"),
            postgresql_where=text("base_id IS NOT NULL"),
        ),
        Index(
            "uq_survey_entry_district",
            "year",
            "slug",
            unique=True,
            sqlite_where=text("base_id IS NULL"),
            postgresql_where=text("base_id IS NULL"),
        ),
        Index("ix_survey_entry_base_id", "base_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    year: Mapped[int]
    base_id: Mapped[int | None] = mapped_column(Id, ForeignKey("base.id"))
    slug: Mapped[str]
    value: Mapped[int | None] = mapped_column(BigInteger)
    entered_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    entered_at: Mapped[datetime]


class Delegate(Base):
    """Somebody who sees and enters the plan's numbers of a department of the joint conference, until `ended_at`."""

    __tablename__ = "plan_delegate"
    __table_args__ = (
        Index(
            "uq_plan_delegate_live",
            "department",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_plan_delegate_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    department: Mapped[str]
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    named_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    named_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class PlanIndicator(Base):
    """An indicator of the plan, of one department. With `counted` (a computed indicator of the survey) its actual
    number is computed over the whole district; else the department enters it.
    """

    __tablename__ = "plan_indicator"
    __table_args__ = (Index("ix_plan_indicator_department", "department"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    department: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    unit_zh: Mapped[str]
    unit_en: Mapped[str] = mapped_column(default="")
    counted: Mapped[str] = mapped_column(default="")
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    numbers: Mapped[list[PlanNumber]] = relationship(order_by="PlanNumber.year", back_populates="indicator")


class PlanNumber(Base):
    """Target and actual of an indicator in a year, in hundredths, so that a share of 26.5 % is a whole number too.

    An actual number that is computed is written by the clock, with nobody in `changed_by` unless the target is theirs.
    """

    __tablename__ = "plan_number"
    __table_args__ = (
        CheckConstraint("year BETWEEN 2000 AND 2100", name="year_real"),
        CheckConstraint("target BETWEEN 0 AND 99999999999999", name="target_sane"),
        CheckConstraint("actual BETWEEN 0 AND 99999999999999", name="actual_sane"),
    )

    indicator_id: Mapped[int] = mapped_column(Id, ForeignKey("plan_indicator.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    target: Mapped[int | None] = mapped_column(BigInteger)
    actual: Mapped[int | None] = mapped_column(BigInteger)
    note: Mapped[str] = mapped_column(default="")
    changed_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    changed_at: Mapped[datetime]

    indicator: Mapped[PlanIndicator] = relationship(back_populates="numbers")


KEPT = ("survey_figure", "survey_row")
TRIGGERS = {
    "sqlite": [
        *(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'what was frozen is never changed'); END"
            for table in KEPT
            for verb in ("UPDATE", "DELETE")
        ),
        *(
            f"CREATE TRIGGER survey_return_no_{verb.lower()} BEFORE {verb} ON survey_return WHEN OLD.state <> 'frozen' "
            "BEGIN SELECT RAISE(ABORT, 'what was confirmed is never changed'); END"
            for verb in ("UPDATE", "DELETE")
        ),
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION survey_kept() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'what was frozen is never changed'; END $$",
        *(
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION survey_kept()"
            for table in KEPT
        ),
        "CREATE TRIGGER survey_return_kept BEFORE UPDATE OR DELETE ON survey_return FOR EACH ROW "
        "WHEN (OLD.state <> 'frozen') EXECUTE FUNCTION survey_kept()",
        *(
            f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION survey_kept()"
            for table in (*KEPT, "survey_return")
        ),
    ],
}


for _dialect, _statements in TRIGGERS.items():
    for _statement in _statements:
        _guard = DDL(_statement).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]
        event.listen(SurveyRow.__table__, "after_create", _guard)  # of the three tables, the one that is made last
