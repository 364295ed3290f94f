"""Deliveries as calendars need them: of whoever gives them, of a supplier, and of an organisation that ordered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from sciencepop.delivery.models import DeliveryLecturer, DeliveryOrder
from sciencepop.delivery.queries.orders import of_supplier, orders
from sciencepop.delivery.rules.orders import DONE, PLANNED, OrderState


def given_by(person_id: int) -> ColumnElement[bool]:
    """What this person gives; where they lecture no more, what they gave (as `queries.orders.gives`)."""
    mine = select(DeliveryLecturer.id).where(DeliveryLecturer.person_id == person_id)
    stays = mine.where(DeliveryLecturer.ended_at.is_(None))
    gave = and_(DeliveryOrder.lecturer_id.in_(mine), DeliveryOrder.state.in_(DONE))
    return or_(DeliveryOrder.lecturer_id.in_(stays), gave)


def supplied_by(supplier_id: int) -> ColumnElement[bool]:
    return of_supplier(supplier_id)


def ordered_by(organisation_id: int) -> ColumnElement[bool]:
    return DeliveryOrder.organisation_id == organisation_id


def list_for_feed(
    session: Session,
    whose: ColumnElement[bool],
    first: datetime,
    last: datetime,
    *,
    cancelled_from: datetime,
    most: int,
) -> Sequence[DeliveryOrder]:
    """Those with a time in `[first, last)`, by time; what is off stays for a while, so that calendars hear of it."""
    is_off = DeliveryOrder.state.in_((OrderState.CANCELLED, OrderState.NO_SHOW))
    shown = or_(DeliveryOrder.state.in_((*PLANNED, *DONE)), and_(is_off, DeliveryOrder.starts_at >= cancelled_from))
    found = orders().where(whose, shown, DeliveryOrder.starts_at >= first, DeliveryOrder.starts_at < last)
    found = found.order_by(DeliveryOrder.starts_at.desc(), DeliveryOrder.id.desc()).limit(most)
    return session.scalars(found).unique().all()[::-1]
