"""An order from the menu to its close-out, with what was wished, offered, done and said."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Organisation, Person
from sciencepop.bases.rules.points import Point
from sciencepop.core.db import Base, Id, choice
from sciencepop.delivery.models.menu import DeliveryLecturer, MenuItem
from sciencepop.delivery.models.windows import OrderWindow
from sciencepop.delivery.rules.orders import Act, OrderState, Side, people_of


class OfferAnswer(StrEnum):
    """OPEN until the supplier answers; WITHDRAWN where the supplier took an acceptance back."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    SILENT = "silent"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"


class DeliveryOrder(Base):
    """What an organisation wishes to have brought to it. `item` is the wish, `given` what was offered for it last.

    `due_on` is the last day of the present state; past it, the job acts. `is_late` says that the district should look:
    a town, the district or a supplier let its time pass. `is_charged` makes an ended order use up quota all the same.
    `heads` counts who came by audience. `lat` and `lon` (WGS-84) are of the place where it was shown; without them ways
    are reckoned from the town's middle. `draw_place` is the place in the line for the item after a draw.
    Only `services.become` writes the state.
    """

    __tablename__ = "delivery_order"
    __table_args__ = (
        CheckConstraint("people BETWEEN 1 AND 2000", name="people_sane"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="point_is_whole"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="time_whole"),
        CheckConstraint("starts_at IS NULL OR starts_at < ends_at", name="starts_before_it_ends"),
        CheckConstraint("starts_at IS NULL OR given_id IS NOT NULL", name="time_has_an_item"),
        CheckConstraint(
            "state NOT IN ('accepted', 'confirmed', 'held', 'evaluated', 'closed') OR starts_at IS NOT NULL",
            name="planned_has_a_time",
        ),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_into_another"),
        CheckConstraint("state <> 'no_show' OR absent IS NOT NULL", name="absent_side_named"),
        CheckConstraint("NOT is_charged OR state IN ('cancelled', 'no_show')", name="charged_when_ended"),
        CheckConstraint("(report_accepted_at IS NULL) OR reported_at IS NOT NULL", name="accepted_what_was_reported"),
        CheckConstraint("state <> 'closed' OR report_accepted_at IS NOT NULL", name="closed_by_a_report"),
        CheckConstraint("(move_to_at IS NULL) = (move_by IS NULL)", name="move_by_a_side"),
        CheckConstraint("(move_to_at IS NULL) = (move_due_on IS NULL)", name="move_has_an_end"),
        Index("ix_delivery_order_window_id_town_code", "window_id", "town_code"),
        Index("ix_delivery_order_state_due_on", "state", "due_on"),
        Index("ix_delivery_order_given_id", "given_id"),
        Index("ix_delivery_order_organisation_id", "organisation_id"),
        Index("ix_delivery_order_lecturer_id_starts_at", "lecturer_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    window_id: Mapped[int] = mapped_column(Id, ForeignKey("order_window.id"))
    item_id: Mapped[int] = mapped_column(Id, ForeignKey("menu_item.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    town_code: Mapped[str]
    place: Mapped[str]
    address: Mapped[str]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    contact_name: Mapped[str]
    contact_phone: Mapped[str]
    people: Mapped[int]
    audience: Mapped[str]
    need: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(default="zh")
    state: Mapped[OrderState] = mapped_column(choice(OrderState, "state"), default=OrderState.DRAFT)
    state_reason: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date | None]
    is_late: Mapped[bool] = mapped_column(default=False)
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)
    submitted_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(Id, ForeignKey("delivery_order.id"))
    is_charged: Mapped[bool] = mapped_column(default=False)
    draw_place: Mapped[int | None]
    absent: Mapped[Side | None] = mapped_column(choice(Side, "absent"))

    given_id: Mapped[int | None] = mapped_column(Id, ForeignKey("menu_item.id"))
    lecturer_id: Mapped[int | None] = mapped_column(Id, ForeignKey("delivery_lecturer.id"))
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    brings: Mapped[str] = mapped_column(Text, default="")
    risk: Mapped[str] = mapped_column(Text, default="")
    move_to_at: Mapped[datetime | None]
    move_by: Mapped[Side | None] = mapped_column(choice(Side, "move_by"))
    move_reason: Mapped[str] = mapped_column(default="")
    move_due_on: Mapped[date | None]

    heads: Mapped[dict[str, Any]] = mapped_column(default=dict)
    held_at: Mapped[datetime | None]
    report: Mapped[str] = mapped_column(Text, default="")
    report_cents: Mapped[int] = mapped_column(default=0)
    report_due_on: Mapped[date | None]
    report_note: Mapped[str] = mapped_column(default="")
    reported_at: Mapped[datetime | None]
    report_accepted_at: Mapped[datetime | None]

    window: Mapped[OrderWindow] = relationship()
    item: Mapped[MenuItem] = relationship(foreign_keys=[item_id])
    given: Mapped[MenuItem | None] = relationship(foreign_keys=[given_id])
    lecturer: Mapped[DeliveryLecturer | None] = relationship()
    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship()
    merged_into: Mapped[DeliveryOrder | None] = relationship(remote_side=[id])
    slots: Mapped[list[OrderSlot]] = relationship(order_by="OrderSlot.place", cascade="all, delete-orphan")
    offers: Mapped[list[OrderOffer]] = relationship(order_by="OrderOffer.id")
    steps: Mapped[list[OrderStep]] = relationship(order_by="OrderStep.id")
    evaluations: Mapped[list[OrderEvaluation]] = relationship(order_by="OrderEvaluation.id")

    @property
    def shown(self) -> MenuItem:
        """The item that the order is about by now."""
        return self.given or self.item

    @property
    def point(self) -> Point | None:
        """Where the place is, if somebody showed it."""
        return Point(self.lat, self.lon) if self.lat is not None and self.lon is not None else None

    @property
    def came(self) -> int:
        return people_of(self.heads)


class OrderSlot(Base):
    """A time that would suit, the first preferred; it takes as long as the item."""

    __tablename__ = "order_slot"
    __table_args__ = (
        CheckConstraint("place BETWEEN 1 AND 3", name="place_sane"),
        UniqueConstraint("order_id", "place"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(Id, ForeignKey("delivery_order.id"))
    place: Mapped[int]
    starts_at: Mapped[datetime]


class OrderOffer(Base):
    """That an order was offered to the supplier of an item, and what came of it. One offer of an order is open.

    `slot` is the wish, from 1, at which a dispatch found the supplier free; they may take another.
    """

    __tablename__ = "order_offer"
    __table_args__ = (
        UniqueConstraint("order_id", "item_id"),
        CheckConstraint("(answer = 'open') = (answered_at IS NULL)", name="answered_at_a_time"),
        CheckConstraint("answer <> 'declined' OR reason <> ''", name="declined_with_a_reason"),
        Index("ix_order_offer_item_id", "item_id"),
        Index(
            "uq_order_offer_open",
            "order_id",
            unique=True,
            sqlite_where=text("answer = 'open'"),
            postgresql_where=text("answer = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(Id, ForeignKey("delivery_order.id"))
    item_id: Mapped[int] = mapped_column(Id, ForeignKey("menu_item.id"))
    answer: Mapped[OfferAnswer] = mapped_column(choice(OfferAnswer, "answer"), default=OfferAnswer.OPEN)
    reason: Mapped[str] = mapped_column(default="")
    slot: Mapped[int | None]
    offered_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    item: Mapped[MenuItem] = relationship()


class OrderStep(Base):
    """One row for every act: what an order's page tells of its way. Never changed. `by` is None where time acted."""

    __tablename__ = "order_step"
    __table_args__ = (Index("ix_order_step_order_id", "order_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(Id, ForeignKey("delivery_order.id"))
    act: Mapped[Act] = mapped_column(choice(Act, "act"))
    side: Mapped[Side] = mapped_column(choice(Side, "side"))
    after: Mapped[OrderState] = mapped_column(choice(OrderState, "after"))
    reason: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[int | None] = mapped_column("acted_by", Id, ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column("acted_at")


class OrderEvaluation(Base):
    """What one side says of the other, 1 to 5 with words. Nobody's silence is a score: then there is no row."""

    __tablename__ = "order_evaluation"
    __table_args__ = (
        UniqueConstraint("order_id", "side"),
        CheckConstraint("score BETWEEN 1 AND 5", name="score_real"),
        CheckConstraint("side IN ('receiver', 'supplier')", name="by_one_of_two"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(Id, ForeignKey("delivery_order.id"))
    side: Mapped[Side] = mapped_column(choice(Side, "who"))
    score: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[int] = mapped_column("said_by", Id, ForeignKey("person.id"))
    said_at: Mapped[datetime]
