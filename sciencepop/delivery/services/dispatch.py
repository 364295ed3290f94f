"""Who gets an order: by an officer's hand or by a proposal (`dispatch_runs`), and again where somebody declines."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core import attempts
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.delivery.models import DeliveryOrder, OrderOffer
from sciencepop.delivery.policy import policy
from sciencepop.delivery.queries.dispatch import read_task
from sciencepop.delivery.queries.menu import get_item
from sciencepop.delivery.rules.orders import Act, AutoReason, Side
from sciencepop.delivery.rules.refusals import Refusal
from sciencepop.delivery.rules.task import Task, candidates, refuse_pair
from sciencepop.delivery.services.become import become
from sciencepop.delivery.services.lock import lock_order


def match_order(code: str, item_code: str, *, by: Person, now: datetime) -> None:
    """Offer an order to the supplier of an item.

    Refuses QUOTA_USED, NOT_ON_MENU, what `refuse_pair` does, and as `become`.
    """
    person_id = by.id
    with write() as session:
        order = lock_order(session, code)
        offer_matched(session, order, item_code, by=person_id, now=now)
        attempts.remember(code)


def offer_matched(
    session: Session, order: DeliveryOrder, item_code: str, *, slot: int | None = None, by: int, now: datetime
) -> None:
    """As `match_order`, with the order locked."""
    task = _task_of(session, order, now, [item_code])
    if not task.orders:
        raise RuleBroken(Refusal.WRONG_STATE)
    if task.quotas.get(order.town_code, 0) < 1:
        raise RuleBroken(Refusal.QUOTA_USED)
    item = next(iter(task.items), None)
    refused = refuse_pair(task.orders[0], item, task.today, policy()) if item else Refusal.NOT_ON_MENU
    if refused:
        low, high = (item.offered.group_min, item.offered.group_max) if item else (0, 0)
        raise RuleBroken(refused, low=low, high=high)
    _offer(session, order, item_code, slot=slot, side=Side.DISTRICT, by=by, now=now)


def _offer(
    session: Session,
    order: DeliveryOrder,
    item_code: str,
    *,
    slot: int | None = None,
    side: Side,
    by: int | None,
    now: datetime,
) -> None:
    order.given = get_item(session, item_code)
    order.given_id = order.given.id
    order.offers.append(OrderOffer(order_id=order.id, item_id=order.given.id, slot=slot, offered_at=now))
    session.flush()
    become(session, order, Act.MATCH, side=side, by=by, now=now)


def _task_of(session: Session, order: DeliveryOrder, now: datetime, items: Collection[str] | None = None) -> Task:
    return read_task(session, order.window, policy(), now, only=[order.code], items=items)


def dispatch_again(session: Session, order: DeliveryOrder, now: datetime) -> None:
    """An approved order, with its window held, goes to the next supplier of the same kind, or to the waiting list.

    Who had it before has no business with it any more, and does not see its contact.
    """
    order.given, order.given_id = None, None
    session.flush()
    task = _task_of(session, order, now)
    best = next(iter(candidates(task.orders[0], task.items, task.today, policy())), None)
    if best and task.quotas.get(order.town_code, 0) > 0:
        _offer(session, order, best.code, side=Side.CLOCK, by=None, now=now)
    else:
        become(session, order, Act.WAITLIST, side=Side.CLOCK, by=None, now=now, reason=AutoReason.NO_SUPPLIER.value)
