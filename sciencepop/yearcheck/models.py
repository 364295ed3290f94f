"""Year-files (年度档案) of bases: what was said, what was frozen when it was filed, who scored, and what became of it.

Filed figures are never changed or deleted, which triggers on both databases hold. The migration writes the same
triggers; `TRIGGERS` is what a database made from these models gets.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import DDL, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.bases.models import ScienceBase
from sciencepop.core.db import Base, Id, choice
from sciencepop.core.uploads import Kept
from sciencepop.yearcheck.rules.scale import Scored, read_dimensions
from sciencepop.yearcheck.rules.scoring import Band
from sciencepop.yearcheck.rules.steps import Act, FileState, Side
from sciencepop.yearcheck.rules.weights import read_bands


class YearFile(Base):
    """One base's report on one year, and its check. `due_on` is the last day on which the state may last.

    `entries` are what the base says by figure (`rules.said`), `comments` its words beside any figure, `recusals` its
    reasons by the number of an account. `object_until` is the last day on which the base may object to the result; None
    once it did, or where it cannot. `version` rises with each saving, so that two who fill it in at once do not
    write over each other. `filing` counts filings; the last one's figures count. Points are hundredths. `marked` are
    the numbers of designations that this check marked itself, where no case of recognition does it.
    """

    __tablename__ = "year_file"
    __table_args__ = (
        UniqueConstraint("base_id", "year"),
        CheckConstraint("year BETWEEN 2000 AND 2100", name="year_sane"),
        CheckConstraint("state = 'open' OR filing > 0", name="filed_has_figures"),
        CheckConstraint("(filing = 0) = (filed_at IS NULL)", name="filed_has_a_time"),
        CheckConstraint("(decided_at IS NULL) = (grade = '')", name="decided_has_a_grade"),
        CheckConstraint("state <> 'objected' OR decided_at IS NOT NULL", name="objected_to_a_result"),
        CheckConstraint("bonus_points = 0 OR bonus_reason <> ''", name="bonus_has_a_reason"),
        Index("ix_year_file_year_state", "year", "state"),
        Index("ix_year_file_due_on", "due_on"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    base_id: Mapped[int] = mapped_column(Id, ForeignKey("base.id"))
    year: Mapped[int]
    state: Mapped[FileState] = mapped_column(choice(FileState, "state"), default=FileState.OPEN)
    state_reason: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date | None]
    is_late: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=0)
    entries: Mapped[dict[str, Any]] = mapped_column(default=dict)
    comments: Mapped[dict[str, Any]] = mapped_column(default=dict)
    recusals: Mapped[dict[str, Any]] = mapped_column(default=dict)
    filing: Mapped[int] = mapped_column(default=0)
    signed_name: Mapped[str] = mapped_column(default="")
    filed_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    filed_at: Mapped[datetime | None]
    bonus_points: Mapped[int] = mapped_column(default=0)
    bonus_reason: Mapped[str] = mapped_column(Text, default="")
    base_points: Mapped[int | None]
    expert_points: Mapped[int | None]
    grade: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decision_words: Mapped[str] = mapped_column(Text, default="")
    object_until: Mapped[date | None]
    marked: Mapped[list[str]] = mapped_column(default=list)
    inspected_on: Mapped[date | None]
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)

    base: Mapped[ScienceBase] = relationship()
    figures: Mapped[list[FrozenFigure]] = relationship(order_by="FrozenFigure.id")
    seats: Mapped[list[YearSeat]] = relationship(order_by="YearSeat.id")
    papers: Mapped[list[YearPaper]] = relationship(order_by="YearPaper.id")
    steps: Mapped[list[YearStep]] = relationship(order_by="YearStep.id")
    inspectors: Mapped[list[YearInspector]] = relationship(order_by="YearInspector.id")

    @property
    def total_points(self) -> int | None:
        """Expert mean, base points and bonus together, once it is decided."""
        if self.base_points is None or self.expert_points is None:
            return None
        return self.base_points + self.expert_points + self.bonus_points * 100

    @property
    def shown_grade(self) -> str:
        """The grade that everybody reads: the result, unless it is objected to and not answered yet."""
        return "" if self.state is FileState.OBJECTED else self.grade

    @property
    def deciders(self) -> set[int]:
        """Who has decided it so far, by number."""
        return {step.by for step in self.steps if step.act is Act.DECIDE}

    @property
    def sitting(self) -> list[YearSeat]:
        """The experts who score, without those who stepped aside."""
        return [seat for seat in self.seats if seat.aside_at is None]

    @property
    def frozen(self) -> dict[str, FrozenFigure]:
        """The figures of the last filing."""
        return {row.figure: row for row in self.figures if row.filing == self.filing}


class FrozenFigure(Base):
    """A figure as it was filed: value, the query that made it with its parameters, the rows' keys, their digest.

    A correction is another filing with rows of its own. `rows` has `{"keys": {...}}`, or `{}` where
    nothing was counted.
    """

    __tablename__ = "year_figure"
    __table_args__ = (UniqueConstraint("file_id", "filing", "figure"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    file_id: Mapped[int] = mapped_column(Id, ForeignKey("year_file.id"))
    filing: Mapped[int]
    figure: Mapped[str]
    said: Mapped[str] = mapped_column(Text)
    comment: Mapped[str] = mapped_column(Text, default="")
    computation: Mapped[str] = mapped_column(default="")
    how: Mapped[str] = mapped_column(default="")
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    rows: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True)
    digest: Mapped[str]
    frozen_at: Mapped[datetime]

    @property
    def keys(self) -> dict[str, int] | None:
        """How much each row adds, by its key; None where nothing was counted."""
        return self.rows.get("keys")


class YearSeat(Base):
    """That somebody scores a year-file, and how. Who stepped aside does not."""

    __tablename__ = "year_seat"
    __table_args__ = (
        UniqueConstraint("file_id", "person_id"),
        CheckConstraint("scored_at IS NULL OR aside_at IS NULL", name="scores_or_steps_aside"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    file_id: Mapped[int] = mapped_column(Id, ForeignKey("year_file.id"))
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    name: Mapped[str]
    assigned_at: Mapped[datetime]
    aside_at: Mapped[datetime | None]
    scores: Mapped[dict[str, Any]] = mapped_column(default=dict)
    words: Mapped[str] = mapped_column(Text, default="")
    scored_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    @property
    def total(self) -> int:
        return sum(self.scores.values())


class YearPaper(Kept, Base):
    """A file of the mending: plan or evidence. For the sides of the year-file only, never changed or deleted."""

    __tablename__ = "year_paper"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    file_id: Mapped[int] = mapped_column(Id, ForeignKey("year_file.id"), index=True)
    uploaded_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]


class YearInspector(Base):
    """Somebody who went and looked whether it was put right."""

    __tablename__ = "year_inspector"
    __table_args__ = (UniqueConstraint("file_id", "person_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    file_id: Mapped[int] = mapped_column(Id, ForeignKey("year_file.id"))
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))

    person: Mapped[Person] = relationship()


class YearStep(Base):
    """One row for every act: what the page tells of the file's way. Never changed."""

    __tablename__ = "year_step"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    file_id: Mapped[int] = mapped_column(Id, ForeignKey("year_file.id"), index=True)
    act: Mapped[Act] = mapped_column(choice(Act, "act"))
    side: Mapped[Side] = mapped_column(choice(Side, "side"))
    after: Mapped[FileState] = mapped_column(choice(FileState, "after"))
    reason: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[int] = mapped_column("acted_by", Id, ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column("acted_at")


class WeightSet(Base):
    """What the district said a figure weighs from a year on, until the next one of its figure: `bands` are
    lines as they are typed, none for a figure that weighs nothing. One without a `source` is a placeholder.
    """

    __tablename__ = "year_weight"
    __table_args__ = (CheckConstraint("from_year BETWEEN 2000 AND 2100", name="year_sane"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    figure: Mapped[str] = mapped_column(index=True)
    from_year: Mapped[int]
    bands: Mapped[list[str]] = mapped_column(default=list)
    source: Mapped[str] = mapped_column(default="")
    set_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    set_at: Mapped[datetime]

    setter: Mapped[Person] = relationship()

    @property
    def as_bands(self) -> tuple[Band, ...]:
        return read_bands("\n".join(self.bands)) or ()


class ScaleSet(Base):
    """The scale (`rules.scale`) that the district set from a year on, until the next one: `dimensions` are lines as
    they are typed, `limits` points by grade. One without a `source` is a placeholder.
    """

    __tablename__ = "year_scale"
    __table_args__ = (
        CheckConstraint("from_year BETWEEN 2000 AND 2100", name="year_sane"),
        CheckConstraint("base_points BETWEEN 0 AND 100", name="base_points_sane"),
        CheckConstraint("bonus_most BETWEEN 0 AND 50", name="bonus_sane"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    from_year: Mapped[int]
    base_points: Mapped[int]
    dimensions: Mapped[list[str]] = mapped_column(default=list)
    bonus_most: Mapped[int]
    limits: Mapped[dict[str, Any]] = mapped_column(default=dict)
    source: Mapped[str] = mapped_column(default="")
    set_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    set_at: Mapped[datetime]

    setter: Mapped[Person] = relationship()

    @property
    def scored(self) -> tuple[Scored, ...]:
        return read_dimensions("\n".join(self.dimensions)) or ()


TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER year_figure_kept BEFORE UPDATE ON year_figure"
        " BEGIN SELECT RAISE(ABORT, 'a filed figure is never changed'); END",
        "CREATE TRIGGER year_figure_not_deleted BEFORE DELETE ON year_figure"
        " BEGIN SELECT RAISE(ABORT, 'a filed figure is never deleted'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION year_figure_kept() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'a filed figure is never changed or deleted'; END $$",
        "CREATE TRIGGER year_figure_kept BEFORE UPDATE OR DELETE ON year_figure"
        " FOR EACH ROW EXECUTE FUNCTION year_figure_kept()",
        "CREATE TRIGGER year_figure_not_emptied BEFORE TRUNCATE ON year_figure"
        " FOR EACH STATEMENT EXECUTE FUNCTION year_figure_kept()",
    ),
}

for _dialect, _statements in TRIGGERS.items():
    for _statement in _statements:
        _guard = DDL(_statement).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]
        event.listen(FrozenFigure.__table__, "after_create", _guard)
