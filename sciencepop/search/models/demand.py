"""What families asked for and did not find, and the drafts that were made of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.core.db import Base, Id, choice
from sciencepop.programme.models import Event
from sciencepop.search.rules.demand import DemandState, PartOfWeek


class DemandPool(Base):
    """Wishes of one subject and audience of which a draft was made. `offered_at`: its askers were asked first;
    `given_up_at`: nothing comes of it, and they wait anew."""

    __tablename__ = "demand_pool"
    __table_args__ = (
        CheckConstraint("families > 0 AND seats > 0", name="somebody_asked"),
        CheckConstraint("offered_at IS NULL OR given_up_at IS NULL", name="one_end"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    subject: Mapped[str] = mapped_column(index=True)
    audience: Mapped[str]
    event_id: Mapped[int] = mapped_column(Id, ForeignKey("event.id"), unique=True)
    families: Mapped[int]
    seats: Mapped[int]
    created_at: Mapped[datetime]
    offered_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()


class Demand(Base):
    """“有了告诉我”: what somebody would come to, with how many, and rather when. They agreed to be written to.

    `subject` is what makes wishes the same (`rules.demand.subject_of`), `wording` the version of the consent's words.
    The row is deleted after `until_on`.
    """

    __tablename__ = "demand"
    __table_args__ = (
        UniqueConstraint("person_id", "subject", "audience"),
        CheckConstraint("seats BETWEEN 1 AND 10", name="seats_sane"),
        Index("ix_demand_subject_state", "subject", "state"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    words: Mapped[str]
    subject: Mapped[str]
    audience: Mapped[str] = mapped_column(default="")
    town_code: Mapped[str | None]
    seats: Mapped[int]
    part_of_week: Mapped[PartOfWeek] = mapped_column(choice(PartOfWeek, "part_of_week"), default=PartOfWeek.ANY)
    state: Mapped[DemandState] = mapped_column(choice(DemandState, "state"), default=DemandState.OPEN)
    pool_id: Mapped[int | None] = mapped_column(Id, ForeignKey("demand_pool.id"), index=True)
    agreed_at: Mapped[datetime]
    wording: Mapped[str]
    until_on: Mapped[date] = mapped_column(index=True)

    person: Mapped[Person] = relationship()
    pool: Mapped[DemandPool | None] = relationship()
