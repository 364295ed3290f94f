"""Runs of the auto-roster, and what each of them would change."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.bases.models import ScienceBase
from sciencepop.core.db import Base, Id, choice
from sciencepop.volunteers.models.shifts import Need


class RunState(StrEnum):
    """queued → running → draft → publishing → published; a draft may be discarded, a run may fail."""

    QUEUED = "queued"
    RUNNING = "running"
    DRAFT = "draft"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    DISCARDED = "discarded"
    FAILED = "failed"


class ChangeKind(StrEnum):
    ADD = "add"
    DROP = "drop"


class ChangeState(StrEnum):
    """`left_out`: a rule stood against it when it was published; `reason` is the refusal."""

    OPEN = "open"
    DONE = "done"
    LEFT_OUT = "left_out"


class RosterRun(Base):
    """One run over the shifts of a base (of all bases where None) on some days, with all that is needed to repeat it.

    `asks_unknown`: also people who said nothing of those days; `most_moved`: how many may lose a place that they have.
    `objective` and `bound` are points of the roster's prices; `bound_by` says what proved the bound. `unfilled` are the
    empty places: need, seats, binding reason, how many people each reason keeps away.
    """

    __tablename__ = "roster_run"
    __table_args__ = (
        CheckConstraint("from_on <= until_on", name="days_in_order"),
        CheckConstraint("most_moved BETWEEN 0 AND 200", name="most_moved_sane"),
        CheckConstraint("objective <= bound", name="never_better_than_possible"),
        CheckConstraint("filled_before <= seats AND filled <= seats", name="filled_sane"),
        Index("ix_roster_run_base_id_id", "base_id", "id"),
        Index("ix_roster_run_state", "state"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    base_id: Mapped[int | None] = mapped_column(Id, ForeignKey("base.id"))
    from_on: Mapped[date]
    until_on: Mapped[date]
    asks_unknown: Mapped[bool] = mapped_column(default=False)
    most_moved: Mapped[int] = mapped_column(default=0)
    seed: Mapped[int] = mapped_column(default=1)
    state: Mapped[RunState] = mapped_column(choice(RunState, "state"), default=RunState.QUEUED)
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    input_digest: Mapped[str] = mapped_column(default="")
    seconds: Mapped[float | None] = mapped_column(Float)
    people: Mapped[int] = mapped_column(default=0)
    shifts: Mapped[int] = mapped_column(default=0)
    seats: Mapped[int] = mapped_column(default=0)
    filled_before: Mapped[int] = mapped_column(default=0)
    filled: Mapped[int] = mapped_column(default=0)
    objective: Mapped[int] = mapped_column(default=0)
    bound: Mapped[int] = mapped_column(default=0)
    bound_by: Mapped[str] = mapped_column(default="")
    gini: Mapped[float] = mapped_column(Float, default=0)
    without_shift: Mapped[int] = mapped_column(default=0)
    least_minutes: Mapped[int] = mapped_column(default=0)
    most_minutes: Mapped[int] = mapped_column(default=0)
    unfilled: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    is_sample: Mapped[bool] = mapped_column(default=False)

    base: Mapped[ScienceBase | None] = relationship()
    changes: Mapped[list[RosterChange]] = relationship(back_populates="run", order_by="RosterChange.id")

    @property
    def gap_percent(self) -> float:
        """How far, at most, the draft is from the best roster there is."""
        return 100 * (self.bound - self.objective) / self.bound if self.bound > 0 else 0.0


class RosterChange(Base):
    """A place that a run would give or take."""

    __tablename__ = "roster_change"
    __table_args__ = (
        UniqueConstraint("run_id", "person_id", "need_id"),
        CheckConstraint("(state = 'left_out') = (reason <> '')", name="left_out_with_a_reason"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    run_id: Mapped[int] = mapped_column(Id, ForeignKey("roster_run.id"))
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("volunteer.person_id"), index=True)
    need_id: Mapped[int] = mapped_column(Id, ForeignKey("need.id"), index=True)
    kind: Mapped[ChangeKind] = mapped_column(choice(ChangeKind, "kind"))
    state: Mapped[ChangeState] = mapped_column(choice(ChangeState, "state"), default=ChangeState.OPEN)
    reason: Mapped[str] = mapped_column(default="")

    run: Mapped[RosterRun] = relationship(back_populates="changes")
    need: Mapped[Need] = relationship()
    person: Mapped[Person] = relationship(primaryjoin="foreign(RosterChange.person_id) == Person.id", viewonly=True)
