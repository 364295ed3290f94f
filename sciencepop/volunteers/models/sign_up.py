"""Who serves where: assignments, calls for substitutes, and swaps.

Dangerous: nothing here counts places. What is free of a need is its maximum less what holds a place, asked with the
shift locked (`services.lock`). The constraints below are the last wall, not the first.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.core.db import Base, Id, choice
from sciencepop.volunteers.models.shifts import Need, Shift
from sciencepop.volunteers.rules.assignments import AssignmentState as AssignmentState


class AssignmentSource(StrEnum):
    """Who made it: the volunteer, a coordinator, the roster, a swap, the waiting list, or somebody at the door."""

    SELF = "self"
    COORDINATOR = "coordinator"
    SOLVER = "solver"
    SWAP = "swap"
    WAITLIST = "waitlist"
    WALK_IN = "walk_in"


class SwapState(StrEnum):
    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


_LIVE = text("state IN ('applied', 'waiting', 'offered', 'confirmed', 'checked_in', 'completed')")


class Assignment(Base):
    """A person's claim of a place in a need. Rows are never deleted; only `services.become` writes their state.

    `code` is its public, unguessable name. `queued_at` orders those who wait. `is_pinned`: the roster leaves it as it
    is. `sequence` belongs to its calendar entry and never falls, also over several assignments of a person to a shift.
    `risk_text` is what the person read and accepted. `reason` says why it ended. `exception` is the refusal that a
    coordinator set aside when a change of the shift would have taken the place (`rules.edits` says which can be).
    `reminded_on` is the day of the shift of which the person was reminded (`services.reminders`).
    """

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("(state = 'offered') = (offer_ends_at IS NOT NULL)", name="offer_has_an_end"),
        CheckConstraint("(risk_text = '') = (risk_accepted_at IS NULL)", name="risk_accepted_in_words"),
        Index("ix_assignment_need_id_state", "need_id", "state"),
        Index("ix_assignment_shift_id_state", "shift_id", "state"),
        Index("ix_assignment_person_id_state", "person_id", "state"),
        Index("uq_assignment_live", "person_id", "shift_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index(
            "ix_assignment_offer_ends_at",
            "offer_ends_at",
            sqlite_where=text("offer_ends_at IS NOT NULL"),
            postgresql_where=text("offer_ends_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    need_id: Mapped[int] = mapped_column(Id, ForeignKey("need.id"))
    shift_id: Mapped[int] = mapped_column(Id, ForeignKey("shift.id"))
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("volunteer.person_id"))
    state: Mapped[AssignmentState] = mapped_column(choice(AssignmentState, "state"))
    source: Mapped[AssignmentSource] = mapped_column(choice(AssignmentSource, "source"))
    is_pinned: Mapped[bool] = mapped_column(default=False)
    offer_ends_at: Mapped[datetime | None]
    queued_at: Mapped[datetime]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="zh")
    sequence: Mapped[int] = mapped_column(default=0)
    risk_text: Mapped[str] = mapped_column(Text, default="")
    risk_accepted_at: Mapped[datetime | None]
    exception: Mapped[str] = mapped_column(default="")
    reminded_on: Mapped[date | None]
    is_sample: Mapped[bool] = mapped_column(default=False)

    need: Mapped[Need] = relationship()
    shift: Mapped[Shift] = relationship()
    person: Mapped[Person] = relationship(primaryjoin="foreign(Assignment.person_id) == Person.id", viewonly=True)


class CallOut(Base):
    """Somebody was asked to step in for a need. Who was asked longest ago is asked next."""

    __tablename__ = "call_out"
    __table_args__ = (
        UniqueConstraint("need_id", "person_id"),
        Index("ix_call_out_person_id_asked_at", "person_id", "asked_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    need_id: Mapped[int] = mapped_column(Id, ForeignKey("need.id"))
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("volunteer.person_id"))
    asked_at: Mapped[datetime]


class SwapOffer(Base):
    """A confirmed assignment that its holder would give for any of the needs in `wishes`, until `ends_at`.

    Naming the needs is the consent: two or three offers that fit together are exchanged at once (`services.swap`).
    """

    __tablename__ = "swap_offer"
    __table_args__ = (
        Index(
            "uq_swap_offer_open",
            "assignment_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_swap_offer_state_ends_at", "state", "ends_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    assignment_id: Mapped[int] = mapped_column(Id, ForeignKey("assignment.id"))
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("volunteer.person_id"), index=True)
    state: Mapped[SwapState] = mapped_column(choice(SwapState, "state"), default=SwapState.OPEN)
    ends_at: Mapped[datetime]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    assignment: Mapped[Assignment] = relationship()
    wishes: Mapped[list[SwapWish]] = relationship(back_populates="offer", order_by="SwapWish.need_id")


class SwapWish(Base):
    """A need that the holder of the offer would take."""

    __tablename__ = "swap_wish"

    offer_id: Mapped[int] = mapped_column(Id, ForeignKey("swap_offer.id"), primary_key=True, autoincrement=False)
    need_id: Mapped[int] = mapped_column(Id, ForeignKey("need.id"), primary_key=True, autoincrement=False, index=True)

    offer: Mapped[SwapOffer] = relationship(back_populates="wishes")
    need: Mapped[Need] = relationship()
