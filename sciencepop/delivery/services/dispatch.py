"""Who gets an order: by an officer's hand, by a proposal that an officer takes over, and again where somebody declines.

`dispatch_proposal` is where a better dispatch is joined: it needs nothing but a `Task`, and answers with `Proposed`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core import attempts, clock
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken
from sciencepop.delivery.models import DeliveryOrder, OrderOffer
from sciencepop.delivery.policy import policy
from sciencepop.delivery.queries.dispatch import read_task
from sciencepop.delivery.queries.menu import get_item
from sciencepop.delivery.queries.orders import get_window
from sciencepop.delivery.rules.orders import Act, AutoReason, Side
from sciencepop.delivery.rules.refusals import Refusal
from sciencepop.delivery.rules.task import Proposed, Task, candidates, in_turn, refuse_pair
from sciencepop.delivery.services.become import become
from sciencepop.delivery.services.lock import lock_order


def dispatch_proposal(window_code: str, now: datetime) -> tuple[Task, list[Proposed]]:
    """What would be offered to whom, and why not where nothing is. Changes nothing; an officer decides."""
    session = db.session()
    task = read_task(session, get_window(session, window_code), policy(), clock.local(now).date())
    return task, in_turn(task, policy())


def match_order(code: str, item_code: str, *, by: Person, now: datetime) -> None:
    """Offer an order to the supplier of an item.

    Refuses QUOTA_USED, NOT_ON_MENU, what `refuse_pair` does, and as `become`.
    """
    person_id = by.id
    with write() as session:
        order = lock_order(session, code)
        _match(session, order, item_code, by=person_id, now=now)
        attempts.remember(code)


def match_orders(window_code: str, codes: Collection[str], *, by: Person, now: datetime) -> int:
    """Take over the proposal for these orders; what does not fit any more is left. Returns how many were offered."""
    person_id, count = by.id, 0
    with write() as session:
        get_window(session, window_code, lock=True)
        _task, proposed = dispatch_proposal(window_code, now)
        for one in proposed:
            if one.item and one.order in codes:
                order = lock_order(session, one.order)
                _match(session, order, one.item, by=person_id, now=now)
                count += 1
        attempts.remember(str(count))
    return count


def _match(session: Session, order: DeliveryOrder, item_code: str, *, by: int, now: datetime) -> None:
    today = clock.local(now).date()
    task = _task_of(session, order, today)
    if not task.orders:
        raise RuleBroken(Refusal.WRONG_STATE)
    if task.quotas.get(order.town_code, 0) < 1:
        raise RuleBroken(Refusal.QUOTA_USED)
    item = next((item for item in task.items if item.code == item_code), None)
    refused = refuse_pair(task.orders[0], item, today, policy()) if item else Refusal.NOT_ON_MENU
    if refused:
        low, high = (item.offered.group_min, item.offered.group_max) if item else (0, 0)
        raise RuleBroken(refused, low=low, high=high)
    _offer(session, order, item_code, side=Side.DISTRICT, by=by, now=now)


def _offer(
    session: Session, order: DeliveryOrder, item_code: str, *, side: Side, by: int | None, now: datetime
) -> None:
    order.given = get_item(session, item_code)
    order.given_id = order.given.id
    order.offers.append(OrderOffer(order_id=order.id, item_id=order.given.id, offered_at=now))
    session.flush()
    become(session, order, Act.MATCH, side=side, by=by, now=now)


def _task_of(session: Session, order: DeliveryOrder, today: date) -> Task:
    return read_task(session, order.window, policy(), today, only=[order.code])


def dispatch_again(session: Session, order: DeliveryOrder, now: datetime) -> None:
    """An approved order, with its window held, goes to the next supplier of the same kind, or to the waiting list.

    Who had it before has no business with it any more, and does not see its contact.
    """
    order.given, order.given_id = None, None
    session.flush()
    today = clock.local(now).date()
    task = _task_of(session, order, today)
    best = next(iter(candidates(task.orders[0], task.items, today, policy())), None)
    if best and task.quotas.get(order.town_code, 0) > 0:
        _offer(session, order, best.code, side=Side.CLOCK, by=None, now=now)
    else:
        become(session, order, Act.WAITLIST, side=Side.CLOCK, by=None, now=now, reason=AutoReason.NO_SUPPLIER.value)
