"""Who supplies, and what stands on the menu."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Organisation, Person
from sciencepop.bases.models import ScienceBase
from sciencepop.core.db import Base, Id, choice
from sciencepop.delivery.rules.items import LENT, CostClass, ItemKind, ItemState, Offered
from sciencepop.delivery.rules.lecturers import COMES, Consent


class Supplier(Base):
    """A base or a verified organisation that delivers: its managers, or its members, act for it."""

    __tablename__ = "supplier"
    __table_args__ = (CheckConstraint("(base_id IS NULL) <> (organisation_id IS NULL)", name="one_who_supplies"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    base_id: Mapped[int | None] = mapped_column(Id, ForeignKey("base.id"), unique=True)
    organisation_id: Mapped[int | None] = mapped_column(Id, ForeignKey("organisation.id"), unique=True)
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)

    base: Mapped[ScienceBase | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()

    @property
    def name_zh(self) -> str:
        return self.base.name_zh if self.base else self.organisation.name if self.organisation else ""

    @property
    def name_en(self) -> str:
        return self.base.name_en if self.base else self.name_zh


class DeliveryLecturer(Base):
    """Who comes, or was asked to. With an account that agreed, their time is taken in the one ledger; without one, only
    their own orders are. Who left or declined, or is sent no more, has `ended_at`; past deliveries still name them.
    """

    __tablename__ = "delivery_lecturer"
    __table_args__ = (
        CheckConstraint("person_id IS NULL OR consent IN ('agreed', 'left')", name="nobody_without_consent"),
        CheckConstraint("consent <> 'agreed' OR person_id IS NOT NULL", name="agreed_is_somebody"),
        CheckConstraint("consent NOT IN ('declined', 'left') OR ended_at IS NOT NULL", name="gone_has_ended"),
        Index(
            "uq_delivery_lecturer_live",
            "supplier_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(Id, ForeignKey("supplier.id"), index=True)
    name_zh: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"), index=True)
    consent: Mapped[Consent] = mapped_column(choice(Consent, "consent"), default=Consent.NAMED)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    supplier: Mapped[Supplier] = relationship()
    person: Mapped[Person | None] = relationship()

    @property
    def comes(self) -> bool:
        """Whether they may be sent."""
        return self.ended_at is None and self.consent in COMES


class MenuItem(Base):
    """Something that can be ordered, or borrowed where its kind says so.

    Minutes are of the thing itself; `group_min` and `group_max` are people at once. `most_a_quarter` is how often it
    can be given in a quarter. `towns` are codes, none: all of them. `blackouts` are ISO days. The scientific review
    (科普法 art. 35) has a reviewer, a day and an end; what the supplier changes afterwards has not been reviewed.
    """

    __tablename__ = "menu_item"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 10 AND 480", name="minutes_sane"),
        CheckConstraint("1 <= group_min AND group_min <= group_max AND group_max <= 2000", name="group_sane"),
        CheckConstraint("age_from BETWEEN 0 AND 120", name="age_from_sane"),
        CheckConstraint("age_until IS NULL OR age_until BETWEEN age_from AND 120", name="ages_in_order"),
        CheckConstraint("most_a_quarter BETWEEN 1 AND 500", name="most_sane"),
        CheckConstraint("(reviewed_by IS NULL) = (reviewed_on IS NULL)", name="reviewed_on_a_day"),
        CheckConstraint("(reviewed_by IS NULL) = (review_until IS NULL)", name="reviewed_until_a_day"),
        CheckConstraint("(reviewed_by IS NULL) = (reviewer = '')", name="reviewed_by_somebody"),
        CheckConstraint("state <> 'approved' OR reviewed_by IS NOT NULL", name="approved_is_reviewed"),
        CheckConstraint("state <> 'returned' OR state_reason <> ''", name="returned_with_a_reason"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    supplier_id: Mapped[int] = mapped_column(Id, ForeignKey("supplier.id"), index=True)
    kind: Mapped[ItemKind] = mapped_column(choice(ItemKind, "kind"))
    title_zh: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    about_zh: Mapped[str] = mapped_column(Text, default="")
    about_en: Mapped[str] = mapped_column(Text, default="")
    audiences: Mapped[list[str]] = mapped_column(default=list)
    age_from: Mapped[int] = mapped_column(default=0)
    age_until: Mapped[int | None]
    minutes: Mapped[int]
    group_min: Mapped[int]
    group_max: Mapped[int]
    space: Mapped[str] = mapped_column(Text, default="")
    power: Mapped[str] = mapped_column(Text, default="")
    materials: Mapped[str] = mapped_column(Text, default="")
    safety: Mapped[str] = mapped_column(Text, default="")
    can_online: Mapped[bool] = mapped_column(default=False)
    cost: Mapped[CostClass] = mapped_column(choice(CostClass, "cost"))
    most_a_quarter: Mapped[int]
    towns: Mapped[list[str]] = mapped_column(default=list)
    blackouts: Mapped[list[str]] = mapped_column(default=list)
    valid_until: Mapped[date | None]
    state: Mapped[ItemState] = mapped_column(choice(ItemState, "state"), default=ItemState.DRAFT, index=True)
    state_reason: Mapped[str] = mapped_column(default="")
    reviewer: Mapped[str] = mapped_column(default="")
    reviewed_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    reviewed_on: Mapped[date | None]
    review_until: Mapped[date | None]
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)

    supplier: Mapped[Supplier] = relationship()
    lecturers: Mapped[list[DeliveryLecturer]] = relationship(
        secondary="item_lecturer", order_by="DeliveryLecturer.id", viewonly=True
    )
    """Everybody whom the supplier ticked; who `comes` is shown and sent."""

    @property
    def is_lent(self) -> bool:
        return self.kind in LENT

    @property
    def offered(self) -> Offered:
        """What decides whether it can be ordered."""
        return Offered(
            self.kind,
            self.state,
            self.review_until,
            self.valid_until,
            frozenset(date.fromisoformat(day) for day in self.blackouts),
            self.towns,
            self.group_min,
            self.group_max,
        )


class ItemLecturer(Base):
    """That a lecturer can give an item."""

    __tablename__ = "item_lecturer"

    item_id: Mapped[int] = mapped_column(Id, ForeignKey("menu_item.id"), primary_key=True, autoincrement=False)
    lecturer_id: Mapped[int] = mapped_column(
        Id, ForeignKey("delivery_lecturer.id"), primary_key=True, autoincrement=False
    )
