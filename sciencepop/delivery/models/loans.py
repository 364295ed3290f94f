"""Units of what is lent, and who has them when."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Organisation, Person
from sciencepop.core.db import Base, Id, choice
from sciencepop.delivery.models.menu import MenuItem
from sciencepop.delivery.rules.loans import Condition, LoanState


class LentUnit(Base):
    """One of several of the same: a set of panels, a box. What is broken or lost is lent to nobody."""

    __tablename__ = "lent_unit"
    __table_args__ = (UniqueConstraint("item_id", "label"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    item_id: Mapped[int] = mapped_column(Id, ForeignKey("menu_item.id"))
    label: Mapped[str]
    condition: Mapped[Condition] = mapped_column(choice(Condition, "condition"), default=Condition.GOOD)
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]

    item: Mapped[MenuItem] = relationship()


class Loan(Base):
    """A unit for an organisation from `from_on` until `until_on`, both included.

    No two that hold a unit overlap: whoever adds one holds the item's row. The condition is what it came back in.
    """

    __tablename__ = "loan"
    __table_args__ = (
        CheckConstraint("from_on <= until_on", name="days_in_order"),
        CheckConstraint("state <> 'refused' OR reason <> ''", name="refused_with_a_reason"),
        CheckConstraint("(state IN ('out', 'returned')) = (out_at IS NOT NULL)", name="out_at_a_time"),
        CheckConstraint("(state = 'returned') = (returned_at IS NOT NULL)", name="returned_at_a_time"),
        CheckConstraint("(state = 'returned') = (came_back IS NOT NULL)", name="returned_is_checked"),
        Index("ix_loan_unit_id_from_on", "unit_id", "from_on"),
        Index("ix_loan_state_until_on", "state", "until_on"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    unit_id: Mapped[int] = mapped_column(Id, ForeignKey("lent_unit.id"))
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    town_code: Mapped[str]
    place: Mapped[str]
    purpose: Mapped[str] = mapped_column(default="")
    from_on: Mapped[date]
    until_on: Mapped[date]
    state: Mapped[LoanState] = mapped_column(choice(LoanState, "state"), default=LoanState.BOOKED)
    reason: Mapped[str] = mapped_column(default="")
    out_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    came_back: Mapped[Condition | None] = mapped_column(choice(Condition, "came_back"))
    note: Mapped[str] = mapped_column(default="")
    reminded_on: Mapped[date | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)

    unit: Mapped[LentUnit] = relationship()
    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship()
