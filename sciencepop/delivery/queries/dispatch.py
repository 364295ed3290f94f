"""All that decides which supplier gets an order, as plain values: what a dispatch is worked out from.

Whoever works out a dispatch needs nothing else: `read_task` gives it everything, `services.dispatch` carries it out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bases.rules.points import Point
from sciencepop.core import clock
from sciencepop.core.reference import get_reference
from sciencepop.delivery.models import DeliveryOrder, MenuItem, OrderOffer, OrderWindow, Supplier
from sciencepop.delivery.queries.menu import menu_items, on_menu
from sciencepop.delivery.queries.orders import capacity_of_items, fill_of_towns, orders, used_of_items
from sciencepop.delivery.rules.items import LENT
from sciencepop.delivery.rules.orders import OrderState
from sciencepop.delivery.rules.policy import Policy
from sciencepop.delivery.rules.task import Task, TaskItem, TaskOrder

MOST_ORDERS = 5000
TO_DISPATCH = (OrderState.APPROVED, OrderState.WAITLISTED)


def read_task(
    session: Session, window: OrderWindow, policy: Policy, today: date, *, only: Collection[str] | None = None
) -> Task:
    """The dispatch of a window as it stands; `only` limits it to these orders. Decide with the window's row held."""
    wanted = orders().where(DeliveryOrder.window_id == window.id, DeliveryOrder.state.in_(TO_DISPATCH))
    if only is not None:
        wanted = wanted.where(DeliveryOrder.code.in_(only))
    rows = session.scalars(wanted.order_by(DeliveryOrder.id).limit(MOST_ORDERS)).unique().all()
    found = menu_items().where(*on_menu(today), MenuItem.kind.not_in(LENT))
    items = session.scalars(found.order_by(MenuItem.code)).all()
    most = capacity_of_items(session, window, items, policy)
    used = used_of_items(session, window, list(most))
    towns = get_reference().towns
    fills = fill_of_towns(session, window, towns, policy)
    return Task(
        today,
        tuple(_order(row, asked) for row, asked in _with_asked(session, rows)),
        tuple(_item(item, max(0, most[item.id] - used.get(item.id, 0))) for item in items),
        {town: fill.free for town, fill in fills.items()},
    )


def _with_asked(session: Session, rows: Sequence[DeliveryOrder]) -> list[tuple[DeliveryOrder, frozenset[str]]]:
    found = select(OrderOffer.order_id, Supplier.code).join(MenuItem, MenuItem.id == OrderOffer.item_id)
    found = found.join(Supplier, Supplier.id == MenuItem.supplier_id)
    asked: dict[int, set[str]] = {}
    for order_id, code in session.execute(found.where(OrderOffer.order_id.in_([row.id for row in rows]))):
        asked.setdefault(order_id, set()).add(code)
    return [(row, frozenset(asked.get(row.id, ()))) for row in rows]


def _order(row: DeliveryOrder, asked: frozenset[str]) -> TaskOrder:
    town = get_reference().towns.get(row.town_code)
    return TaskOrder(
        code=row.code,
        item=row.item.code,
        kind=row.item.kind,
        town=row.town_code,
        point=Point(town.lat, town.lon) if town else None,
        audience=row.audience,
        people=row.people,
        slots=tuple(slot.starts_at for slot in row.slots),
        days=tuple(clock.local(slot.starts_at).date() for slot in row.slots),
        asked=asked,
        submitted_at=row.submitted_at or row.created_at,
    )


def _item(item: MenuItem, capacity: int) -> TaskItem:
    base, organisation = item.supplier.base, item.supplier.organisation
    point = Point(base.lat, base.lon) if base and base.lat is not None and base.lon is not None else None
    if organisation and (town := get_reference().towns.get(organisation.town_code or "")):
        point = Point(town.lat, town.lon)
    return TaskItem(
        code=item.code,
        supplier=item.supplier.code,
        minutes=item.minutes,
        audiences=frozenset(item.audiences),
        capacity=capacity,
        point=point,
        offered=item.offered,
    )
