"""Another time for what is planned: one side asks, the other agrees."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.ical import Method
from sciencepop.bookings.services import ledger
from sciencepop.core import attempts, audit, clock
from sciencepop.core.almanac.known import get_almanac
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.delivery.letter_words import News
from sciencepop.delivery.letters import tell, tell_joined
from sciencepop.delivery.models import DeliveryOrder
from sciencepop.delivery.policy import policy
from sciencepop.delivery.rules.items import refuse_day
from sciencepop.delivery.rules.orders import PLANNED, OrderState, Side, due_on
from sciencepop.delivery.rules.refusals import Refusal
from sciencepop.delivery.services.answer import refuse_busy, work_of
from sciencepop.delivery.services.become import dates_of
from sciencepop.delivery.services.lock import lock_order, lock_order_and_lecturer, refuse_stranger

OTHER = {Side.RECEIVER: Side.SUPPLIER, Side.SUPPLIER: Side.RECEIVER}


def ask_move(code: str, to: datetime, reason: str, side: Side, *, by: Person, now: datetime) -> None:
    """Ask the other side for another time. Refuses WRONG_STATE, MOVE_OPEN, REASON_MISSING, SLOT_TOO_SOON, and a day on
    which the item is not given."""
    person_id, today, day = by.id, clock.local(now).date(), clock.local(to).date()
    with write() as session:
        order = lock_order(session, code)
        refuse_stranger(session, order, side, person_id)
        if order.state not in PLANNED or side not in OTHER:
            raise RuleBroken(Refusal.WRONG_STATE)
        if order.move_to_at is not None:
            raise RuleBroken(Refusal.MOVE_OPEN)
        if not reason:
            raise RuleBroken(Refusal.REASON_MISSING)
        if day <= today or order.starts_at is None or order.starts_at <= now:
            raise RuleBroken(Refusal.SLOT_TOO_SOON, days=1)
        if not order.window.first_on <= day <= order.window.last_on:
            raise RuleBroken(Refusal.SLOT_OUTSIDE, window=order.window)
        if refused := refuse_day(order.shown.offered, day):
            raise RuleBroken(refused)
        order.move_to_at, order.move_by, order.move_reason = to, side, reason
        order.move_due_on = get_almanac().after(today, policy().move_workdays)
        audit.record(session, by=person_id, at=now, action="delivery.move_ask", subject=order)
        tell(session, order, News.MOVE_ASKED, [OTHER[side]], key=_key(order, "ask", now), now=now)
        attempts.remember(code)


def answer_move(code: str, agrees: bool, side: Side, *, by: Person, now: datetime) -> None:
    """The other side agrees, and the time changes for everybody; or not. Refuses NO_MOVE, LECTURER_BUSY."""
    person_id = by.id
    with write() as session:
        order = lock_order_and_lecturer(session, code)
        refuse_stranger(session, order, side, person_id)
        if order.move_to_at is None or order.move_by is None or OTHER[order.move_by] is not side:
            raise RuleBroken(Refusal.NO_MOVE)
        if order.move_to_at <= now or order.state not in PLANNED:
            raise RuleBroken(Refusal.TOO_LATE)
        if agrees:
            _move(session, order, order.move_to_at, now)
        else:
            end_move(session, order, now)
        action = "delivery.move" if agrees else "delivery.move_refuse"
        audit.record(session, by=person_id, at=now, action=action, subject=order)
        attempts.remember(code)


def _move(session: Session, order: DeliveryOrder, to: datetime, now: datetime) -> None:
    assert order.starts_at is not None and order.ends_at is not None
    order.starts_at, order.ends_at = to, to + (order.ends_at - order.starts_at)
    order.sequence, order.changed_at = order.sequence + 1, now
    if order.lecturer:
        refuse_busy(session, order, order.lecturer)
    is_firm = order.state is OrderState.CONFIRMED
    if order.lecturer and order.lecturer.person_id is not None:
        ledger.renew_for(session, work_of(order), is_firm=is_firm)
    order.due_on = due_on(order.state, dates_of(order, now), policy(), get_almanac())
    _forget(order)
    session.flush()
    method = Method.REQUEST if is_firm else None
    tell(session, order, News.MOVED, OTHER, key=_key(order, "moved", now), now=now, method=method)
    if is_firm:
        tell_joined(session, order, News.JOINED_ON, key=_key(order, "moved", now), now=now)


def end_move(session: Session, order: DeliveryOrder, now: datetime) -> None:
    """The time stays; whoever asked is told."""
    asked = order.move_by
    _forget(order)
    session.flush()
    if asked:
        tell(session, order, News.MOVE_OVER, [asked], key=_key(order, "stays", now), now=now)


def _forget(order: DeliveryOrder) -> None:
    order.move_to_at = order.move_by = order.move_due_on = None
    order.move_reason = ""


def _key(order: DeliveryOrder, what: str, now: datetime) -> str:
    return f"{what}-{order.sequence}-{int(now.timestamp())}"
