"""What happens when somebody's time has passed: the worker asks every minute. Harmless to run twice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.core import clock
from sciencepop.core.db import db, write
from sciencepop.delivery.letter_words import News
from sciencepop.delivery.letters import tell
from sciencepop.delivery.models import DeliveryOrder
from sciencepop.delivery.policy import policy
from sciencepop.delivery.queries.orders import due_codes
from sciencepop.delivery.rules.orders import Act, AutoReason, OrderState, Side, last_chance
from sciencepop.delivery.services.after import settle
from sciencepop.delivery.services.become import become, dates_of
from sciencepop.delivery.services.dispatch import dispatch_again
from sciencepop.delivery.services.lock import lock_order
from sciencepop.delivery.services.move import end_move

RESPONSIBLE = {
    OrderState.SUBMITTED: (Side.TOWN, Side.DISTRICT),
    OrderState.APPROVED: (Side.DISTRICT,),
    OrderState.CONFIRMED: (Side.RECEIVER, Side.SUPPLIER, Side.DISTRICT),
}
"""Who is reminded where nothing can be done without them."""


def act_on_due(now: datetime) -> int:
    """Offers that nobody answered go on, confirmations that did not come end, and so forth; how many orders."""
    today, count = clock.local(now).date(), 0
    for _window, code in due_codes(db.session(), today):
        with write() as session:
            order = lock_order(session, code)
            if order.move_due_on and order.move_due_on < today:
                end_move(session, order, now)
            if order.report_due_on and order.report_due_on < today:
                _remind_of_report(session, order, now)
            if order.due_on and order.due_on < today:
                _pass(session, order, now)
            count += 1
    return count


def _pass(session: Session, order: DeliveryOrder, now: datetime) -> None:
    """The time of the present state is over."""
    match order.state:
        case OrderState.OFFERED:
            _tick(session, order, Act.LAPSE, AutoReason.NO_ANSWER, now)
            dispatch_again(session, order, now)
        case OrderState.ACCEPTED:
            _tick(session, order, Act.EXPIRE, AutoReason.NOT_CONFIRMED, now)
        case OrderState.HELD:
            settle(session, order, now)
        case OrderState.WAITLISTED:
            _tick(session, order, Act.REJECT, AutoReason.NO_TIME, now)
        case OrderState.SUBMITTED | OrderState.APPROVED if order.is_late:
            _tick(session, order, Act.REJECT, AutoReason.NO_TIME, now)
        case _:
            _remind(session, order, now)


def _tick(session: Session, order: DeliveryOrder, act: Act, reason: AutoReason, now: datetime) -> None:
    become(session, order, act, side=Side.CLOCK, by=None, now=now, reason=reason.value)


def _remind(session: Session, order: DeliveryOrder, now: datetime) -> None:
    """Tell those who let it pass, once. A town's and the district's orders wait on until their days are too near."""
    is_planned = order.state is OrderState.CONFIRMED
    order.is_late = True
    order.due_on = None if is_planned else last_chance(dates_of(order, now), policy())
    session.flush()
    tell(session, order, News.LATE, RESPONSIBLE.get(order.state, ()), key=f"late-{order.sequence}", now=now)


def _remind_of_report(session: Session, order: DeliveryOrder, now: datetime) -> None:
    order.is_late, order.report_due_on = True, None
    session.flush()
    key = f"report-due-{int(now.timestamp())}"
    tell(session, order, News.REPORT_DUE, [Side.SUPPLIER, Side.DISTRICT], key=key, now=now)
