"""A case: one base's way from an application to the end of the designation that came of it.

A designation that was only recorded is taken up in a case of its own, which has no round and begins where it runs.
"""

from __future__ import annotations

from datetime import date, datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.accreditation.models.designations import Designation
from sciencepop.accreditation.models.rounds import AccreditationRound, RoundExpert
from sciencepop.accreditation.rules.steps import OPEN, Act, CaseState, Side
from sciencepop.bases.models import ScienceBase
from sciencepop.core import clock
from sciencepop.core.db import Base, Id, choice
from sciencepop.core.uploads import Kept

_STILL_OPEN = text(f"state IN ({', '.join(repr(state.value) for state in OPEN)})")


class AccreditationCase(Base):
    """`due_on` is the last day on which the state may last, `state_reason` why the case came to it. `renews_id` is the
    designation that is to go on.

    Only `services.become` writes the state. What the visit found stands beside what the base said (`measures`).
    """

    __tablename__ = "accreditation_case"
    __table_args__ = (
        CheckConstraint("state NOT IN ('named', 'active') OR designation_id IS NOT NULL", name="named_is_designated"),
        CheckConstraint("state <> 'notice' OR notice_until IS NOT NULL", name="notice_has_an_end"),
        CheckConstraint("round_id IS NOT NULL OR designation_id IS NOT NULL", name="came_from_somewhere"),
        Index(
            "uq_accreditation_case_open",
            "base_id",
            "scheme",
            unique=True,
            sqlite_where=_STILL_OPEN,
            postgresql_where=_STILL_OPEN,
        ),
        Index("ix_accreditation_case_state_due_on", "state", "due_on"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    base_id: Mapped[int] = mapped_column(Id, ForeignKey("base.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(Id, ForeignKey("accreditation_round.id"), index=True)
    scheme: Mapped[str]
    category: Mapped[str] = mapped_column(default="")
    renews_id: Mapped[int | None] = mapped_column(Id, ForeignKey("designation.id"))
    state: Mapped[CaseState] = mapped_column(choice(CaseState, "state"), default=CaseState.DRAFT)
    state_reason: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date | None]
    is_late: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(default=False)

    about: Mapped[str] = mapped_column(Text, default="")
    measures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    contact: Mapped[str] = mapped_column(default="")

    number: Mapped[str] = mapped_column(default="")
    visited_on: Mapped[date | None]
    visit_words: Mapped[str] = mapped_column(Text, default="")
    visit_measures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    decision_number: Mapped[str] = mapped_column(default="")
    notice_contact: Mapped[str] = mapped_column(default="")
    notice_until: Mapped[date | None]
    designation_id: Mapped[int | None] = mapped_column(Id, ForeignKey("designation.id"), unique=True)
    pause_until: Mapped[date | None]
    plaque_back_on: Mapped[date | None]

    base: Mapped[ScienceBase] = relationship()
    round: Mapped[AccreditationRound | None] = relationship()
    designation: Mapped[Designation | None] = relationship(foreign_keys=[designation_id])
    recusals: Mapped[list[CaseRecusal]] = relationship(order_by="CaseRecusal.id", cascade="all, delete-orphan")
    visitors: Mapped[list[CaseVisitor]] = relationship(order_by="CaseVisitor.id", cascade="all, delete-orphan")
    experts: Mapped[list[CaseExpert]] = relationship(order_by="CaseExpert.id")
    papers: Mapped[list[CasePaper]] = relationship(order_by="CasePaper.id")
    steps: Mapped[list[CaseStep]] = relationship(order_by="CaseStep.id")
    objections: Mapped[list[CaseObjection]] = relationship(order_by="CaseObjection.id")

    @property
    def came_at(self) -> datetime:
        """When it came to the state that it is in; acts that leave it there do not count."""
        stayed = takewhile(lambda step: step.after is self.state, reversed(self.steps))
        return min((step.at for step in stayed), default=self.created_at)

    @property
    def own_round(self) -> AccreditationRound:
        """The round of an application; nothing asks a designation that was taken up for one."""
        assert self.round is not None
        return self.round

    @property
    def ruled_on(self) -> date:
        """The day whose numbers hold for it: on which its round opened, or it was taken up."""
        return clock.local(self.round.opens_at if self.round else self.created_at).date()

    @property
    def is_renewal(self) -> bool:
        return self.renews_id is not None

    @property
    def sitting(self) -> list[CaseExpert]:
        """The experts who score, without those who stepped aside."""
        return [one for one in self.experts if one.aside_at is None]


class CaseRecusal(Base):
    """That a base asks that an expert does not score its case, and why."""

    __tablename__ = "case_recusal"
    __table_args__ = (UniqueConstraint("case_id", "expert_id"), CheckConstraint("reason <> ''", name="has_a_reason"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(Id, ForeignKey("accreditation_case.id"))
    expert_id: Mapped[int] = mapped_column(Id, ForeignKey("round_expert.id"))
    reason: Mapped[str]

    expert: Mapped[RoundExpert] = relationship()


class CaseVisitor(Base):
    """Somebody who goes and looks."""

    __tablename__ = "case_visitor"
    __table_args__ = (UniqueConstraint("case_id", "person_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(Id, ForeignKey("accreditation_case.id"))
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))

    person: Mapped[Person] = relationship()


class CaseExpert(Base):
    """That an expert of the round scores a case, and how. Who stepped aside does not score it."""

    __tablename__ = "case_expert"
    __table_args__ = (
        UniqueConstraint("case_id", "expert_id"),
        CheckConstraint("scored_at IS NULL OR aside_at IS NULL", name="scores_or_steps_aside"),
        CheckConstraint("(scored_at IS NULL) = (recommends IS NULL)", name="scored_recommends"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(Id, ForeignKey("accreditation_case.id"))
    expert_id: Mapped[int] = mapped_column(Id, ForeignKey("round_expert.id"), index=True)
    assigned_at: Mapped[datetime]
    aside_at: Mapped[datetime | None]
    scores: Mapped[dict[str, Any]] = mapped_column(default=dict)
    words: Mapped[str] = mapped_column(Text, default="")
    recommends: Mapped[bool | None]
    scored_at: Mapped[datetime | None]

    expert: Mapped[RoundExpert] = relationship()


class CasePaper(Kept, Base):
    """A file of a case. Of a kind the last version counts; the ones before are kept. For the sides of the case only."""

    __tablename__ = "case_paper"
    __table_args__ = (UniqueConstraint("case_id", "kind", "version"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(Id, ForeignKey("accreditation_case.id"))
    kind: Mapped[str]
    version: Mapped[int]
    uploaded_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]


class CaseStep(Base):
    """One row for every act: what a case's page tells of its way. Never changed. `by` is None where time acted, or
    somebody who objects."""

    __tablename__ = "case_step"
    __table_args__ = (Index("ix_case_step_case_id", "case_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(Id, ForeignKey("accreditation_case.id"))
    act: Mapped[Act] = mapped_column(choice(Act, "act"))
    side: Mapped[Side] = mapped_column(choice(Side, "side"))
    after: Mapped[CaseState] = mapped_column(choice(CaseState, "after"))
    reason: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[int | None] = mapped_column("acted_by", Id, ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column("acted_at")


class CaseObjection(Base):
    """What somebody objects to a naming that is on public notice. Name and contact are for the district's officers, and
    are forgotten a year later."""

    __tablename__ = "case_objection"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(Id, ForeignKey("accreditation_case.id"), index=True)
    name: Mapped[str]
    contact: Mapped[str]
    words: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime]
