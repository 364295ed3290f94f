"""When orders are taken for a quarter, and how many each town may have."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.core.db import Base, Id
from sciencepop.delivery.rules.slots import Window


class OrderWindow(Base):
    """Orders of a quarter, taken in `[opens_at, closes_at)` for days from `first_on` until `last_on`.

    No day lies in two windows: PostgreSQL holds that itself, on SQLite the one writer asks first. `quota` is what a
    town may have that has no row of its own. Whoever changes what counts in a quota or a capacity holds this row.
    """

    __tablename__ = "order_window"
    __table_args__ = (
        UniqueConstraint("year", "quarter"),
        CheckConstraint("quarter BETWEEN 1 AND 4", name="quarter_real"),
        CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
        CheckConstraint("first_on <= last_on", name="days_in_order"),
        CheckConstraint("quota BETWEEN 0 AND 1000", name="quota_sane"),
        ExcludeConstraint((text("daterange(first_on, last_on, '[]')"), "&&"), name="ex_order_window_days").ddl_if(
            dialect="postgresql"
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    year: Mapped[int]
    quarter: Mapped[int]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    first_on: Mapped[date]
    last_on: Mapped[date]
    quota: Mapped[int]
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)

    quotas: Mapped[list[TownQuota]] = relationship(order_by="TownQuota.town_code")

    @property
    def window(self) -> Window:
        return Window(self.opens_at, self.closes_at, self.first_on, self.last_on)


class TownQuota(Base):
    """How many orders of a window a town may have, before what absences take away."""

    __tablename__ = "town_quota"
    __table_args__ = (CheckConstraint("quota BETWEEN 0 AND 1000", name="quota_sane"),)

    window_id: Mapped[int] = mapped_column(Id, ForeignKey("order_window.id"), primary_key=True, autoincrement=False)
    town_code: Mapped[str] = mapped_column(primary_key=True)
    quota: Mapped[int]
