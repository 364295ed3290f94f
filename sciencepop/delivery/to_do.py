"""What waits of deliveries: for a town, for the district, and for who gives them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from sciencepop.accounts.models import Person
from sciencepop.core import to_do
from sciencepop.core.clock import local
from sciencepop.core.i18n import tr
from sciencepop.core.to_do import Pile, Task, day_of
from sciencepop.delivery.models import (
    DeliveryOrder,
    DispatchRun,
    DispatchState,
    DrawState,
    MenuItem,
    WindowDraw,
)
from sciencepop.delivery.queries import menu, orders
from sciencepop.delivery.rules.items import ItemState

REVIEW_ENDS_SOON = timedelta(days=30)


def for_town(session: Session, person: Person, now: datetime) -> Pile | None:
    """Orders that a town's desk has to check."""
    town = person.desk_grant.town_code if person.desk_grant else None
    if not town:
        return None
    of_town = DeliveryOrder.town_code == town
    return _orders(session, _l("配送点单等街镇审核"), url_for("delivery.town"), orders.waits_for_town, of_town)


def for_district(session: Session, person: Person, now: datetime) -> Pile | None:
    """Orders to give out, reports to accept, and what is late."""
    if not person.is_officer:
        return None
    return _orders(session, _l("配送等区里办理"), url_for("delivery.office"), orders.waits_for_district)


def for_supplier(session: Session, person: Person, now: datetime) -> Pile | None:
    """Offers to answer, lecturers to name and reports to write, for the bases that somebody manages."""
    if not person.is_manager:
        return None
    mine = orders.of_supplier(*(one.id for one in menu.suppliers_of(session, person)))
    return _orders(session, _l("配送等您接单或办理"), url_for("delivery.desk"), orders.waits_for_supplier, mine)


def items(session: Session, person: Person, now: datetime) -> Pile | None:
    """Items of the menu that nobody has reviewed."""
    if not person.is_officer:
        return None
    found = select(MenuItem).where(MenuItem.state == ItemState.SUBMITTED).order_by(MenuItem.changed_at, MenuItem.id)
    return to_do.search(session, _l("配送菜单待审核"), url_for("delivery.office"), found, _item)


def items_lapsing(session: Session, person: Person, now: datetime) -> Pile | None:
    """Items whose scientific review ends soon or has ended."""
    if not person.is_officer:
        return None
    rows = menu.list_expiring(session, local(now).date() + REVIEW_ENDS_SOON)
    return to_do.pile(_l("配送菜单的审核快到期"), url_for("delivery.office"), rows, _item)


def dispatches(session: Session, person: Person, now: datetime) -> Pile | None:
    """Proposals of the dispatch that nobody has decided."""
    if not person.is_officer:
        return None
    found = select(DispatchRun).where(DispatchRun.state == DispatchState.DRAFT)
    found = found.options(joinedload(DispatchRun.window)).order_by(DispatchRun.id)

    def task(row: DispatchRun) -> Task:
        words = _("%(year)d 年第 %(quarter)d 季度", year=row.window.year, quarter=row.window.quarter)
        return Task(words, url_for("delivery.dispatch_run", code=row.code))

    return to_do.search(session, _l("配送方案等您定"), url_for("delivery.office"), found, task)


def draws(session: Session, person: Person, now: datetime) -> Pile | None:
    """Draws of a window whose number is known and that nobody has carried out."""
    if not person.is_officer:
        return None
    found = select(WindowDraw).where(WindowDraw.state == DrawState.SEALED, WindowDraw.entropy_due <= now)
    found = found.options(joinedload(WindowDraw.window)).order_by(WindowDraw.entropy_due, WindowDraw.id)

    def task(row: WindowDraw) -> Task:
        words = _("%(year)d 年第 %(quarter)d 季度", year=row.window.year, quarter=row.window.quarter)
        return Task(words, url_for("delivery.draw", code=row.code), day_of(row.entropy_due))

    return to_do.search(session, _l("配送抽签等开奖"), url_for("delivery.office"), found, task)


def _orders(session: Session, words: Any, url: str, *where: ColumnElement[bool]) -> Pile | None:
    found = select(DeliveryOrder).where(*where).options(joinedload(DeliveryOrder.item))
    found = found.order_by(DeliveryOrder.due_on.is_(None), DeliveryOrder.due_on, DeliveryOrder.id)

    def task(row: DeliveryOrder) -> Task:
        return Task(tr(row.item, "title"), url_for("delivery.order", code=row.code), row.due_on)

    return to_do.search(session, words, url, found, task)


def _item(row: MenuItem) -> Task:
    return Task(tr(row, "title"), url_for("delivery.item_desk", code=row.code), row.review_until)


SOURCES = (for_town, for_district, for_supplier, items, items_lapsing, dispatches, draws)
