"""All that decides which supplier gets an order, as plain values: what a dispatch is worked out from.

Whoever works out a dispatch needs nothing else: `read_task` gives it everything, `services.dispatch` carries it out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bases.rules.points import Point
from sciencepop.bookings.rules.codes import CODE
from sciencepop.core import clock
from sciencepop.core.reference import get_reference
from sciencepop.delivery.models import DeliveryOrder, MenuItem, OrderOffer, OrderWindow, Supplier
from sciencepop.delivery.queries.dispatch_runs import busy_of_lecturers, had_of_towns
from sciencepop.delivery.queries.menu import lecturers_for, menu_items, on_menu, with_lecturers
from sciencepop.delivery.queries.orders import capacity_of_items, fill_of_towns, orders, used_of_items
from sciencepop.delivery.queries.window_draws import places_in_line
from sciencepop.delivery.rules.items import LENT
from sciencepop.delivery.rules.line import barred, is_kept
from sciencepop.delivery.rules.orders import TO_DISPATCH
from sciencepop.delivery.rules.policy import Policy
from sciencepop.delivery.rules.task import Task, TaskItem, TaskOrder

ONE_DAY = timedelta(days=1)


def read_task(
    session: Session,
    window: OrderWindow,
    policy: Policy,
    now: datetime,
    *,
    only: Collection[str] | None = None,
    items: Collection[str] | None = None,
) -> Task:
    """The dispatch of a window as it stands; `only` limits it to these orders, `items` to these of the menu.

    Decide with the window's row held.
    """
    today = clock.local(now).date()
    rows = _waiting(session, window, only)
    on_offer = menu_items().where(*on_menu(today), MenuItem.kind.not_in(LENT))
    if items is not None:
        on_offer = on_offer.where(MenuItem.code.in_([code for code in items if CODE.fullmatch(code)]))
    found = _given_by_somebody(session, session.scalars(on_offer.order_by(MenuItem.code)).all())
    most = capacity_of_items(session, window, found, policy)
    used = used_of_items(session, window, list(most))
    towns = get_reference().towns
    fills = fill_of_towns(session, window, towns, policy)
    room = {item.code: max(0, most[item.id] - used.get(item.id, 0)) for item in found}
    lines = places_in_line(session, window.id)
    kept = {item for item, places in lines.items() if is_kept(places, room.get(item, 0))}
    must_wait = {item: barred(places, room.get(item, 0)) for item, places in lines.items()}
    lecturers = lecturers_for(session, [item.id for item in found])
    able = {item_id: tuple(one.id for one in them) for item_id, them in lecturers.items()}
    return Task(
        today,
        tuple(_order(row, asked, must_wait) for row, asked in _with_asked(session, rows)),
        tuple(_item(item, room[item.code], able.get(item.id, ()), item.code in kept) for item in found),
        {town: fill.free for town, fill in fills.items()},
        had_of_towns(session, now),
        {code: policy.rural_weight for code, town in towns.items() if town.kind == "镇"},
        _busy(session, rows, {one for them in able.values() for one in them}),
    )


def _given_by_somebody(session: Session, items: Sequence[MenuItem]) -> list[MenuItem]:
    """Without those whose lecturers have all left: no supplier could accept an order for them."""
    ids = [item.id for item in items]
    named, coming = with_lecturers(session, ids), lecturers_for(session, ids)
    return [item for item in items if item.id in coming or item.id not in named]


def _waiting(session: Session, window: OrderWindow, only: Collection[str] | None) -> Sequence[DeliveryOrder]:
    found = orders().where(DeliveryOrder.window_id == window.id, DeliveryOrder.state.in_(TO_DISPATCH))
    if only is not None:
        found = found.where(DeliveryOrder.code.in_(only))
    return session.scalars(found.order_by(DeliveryOrder.id)).unique().all()


def _busy(
    session: Session, rows: Sequence[DeliveryOrder], lecturer_ids: Collection[int]
) -> dict[int, list[tuple[datetime, datetime]]]:
    """What lecturers have on the days that are wished."""
    wished = [slot.starts_at for row in rows for slot in row.slots]
    if not wished:
        return {}
    return busy_of_lecturers(session, lecturer_ids, min(wished) - ONE_DAY, max(wished) + ONE_DAY)


def _with_asked(session: Session, rows: Sequence[DeliveryOrder]) -> list[tuple[DeliveryOrder, frozenset[str]]]:
    found = select(OrderOffer.order_id, Supplier.code).join(MenuItem, MenuItem.id == OrderOffer.item_id)
    found = found.join(Supplier, Supplier.id == MenuItem.supplier_id)
    asked: dict[int, set[str]] = {}
    for order_id, code in session.execute(found.where(OrderOffer.order_id.in_([row.id for row in rows]))):
        asked.setdefault(order_id, set()).add(code)
    return [(row, frozenset(asked.get(row.id, ()))) for row in rows]


def _order(row: DeliveryOrder, asked: frozenset[str], must_wait: Mapping[str, frozenset[str]]) -> TaskOrder:
    town = get_reference().towns.get(row.town_code)
    return TaskOrder(
        code=row.code,
        item=row.item.code,
        kind=row.item.kind,
        town=row.town_code,
        point=row.point or (Point(town.lat, town.lon) if town else None),
        audience=row.audience,
        people=row.people,
        slots=tuple(slot.starts_at for slot in row.slots),
        days=tuple(clock.local(slot.starts_at).date() for slot in row.slots),
        asked=asked,
        submitted_at=row.submitted_at or row.created_at,
        orderer=row.organisation_id,
        is_barred=row.code in must_wait.get(row.item.code, frozenset()),
    )


def _item(item: MenuItem, capacity: int, lecturers: tuple[int, ...], is_kept: bool) -> TaskItem:
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
        lecturers=lecturers,
        is_kept=is_kept,
    )
