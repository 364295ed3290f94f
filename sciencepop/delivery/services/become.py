"""The one place where an order's state changes, and with it deadlines, offers, the ledger, and who is told."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from sciencepop.bookings.ical import Method
from sciencepop.bookings.services import ledger
from sciencepop.core import audit, clock
from sciencepop.core.almanac.known import get_almanac
from sciencepop.core.errors import RuleBroken
from sciencepop.delivery.letter_words import News
from sciencepop.delivery.letters import tell, tell_joined
from sciencepop.delivery.models import DeliveryOrder, OfferAnswer, OrderStep
from sciencepop.delivery.policy import policy
from sciencepop.delivery.rules.orders import (
    PLANNED,
    Act,
    Dates,
    OrderState,
    Side,
    due_on,
    is_charged,
    step_of,
)
from sciencepop.delivery.rules.refusals import Refusal
from sciencepop.delivery.services.lock import refuse_stranger

ANSWERED = {
    Act.ACCEPT: OfferAnswer.ACCEPTED,
    Act.DECLINE: OfferAnswer.DECLINED,
    Act.LAPSE: OfferAnswer.SILENT,
    Act.CANCEL: OfferAnswer.DROPPED,
    Act.WITHDRAW: OfferAnswer.WITHDRAWN,
}


def source_of(order: DeliveryOrder) -> str:
    """The name of a delivery in the ledger of people's time."""
    return f"deliver:{order.code}"


def dates_of(order: DeliveryOrder, now: datetime) -> Dates:
    """What deadlines hang on."""
    last = max((slot.starts_at for slot in order.slots), default=now)
    return Dates(clock.local(now).date(), clock.local(last).date(), held_on(order))


def held_on(order: DeliveryOrder) -> date | None:
    return clock.local(order.starts_at).date() if order.starts_at else None


def become(
    session: Session, order: DeliveryOrder, act: Act, *, side: Side, by: int | None, now: datetime, reason: str = ""
) -> None:
    """Take a step with the order locked. Refuses WRONG_STATE, NOT_YOURS, REASON_MISSING.

    What a step needs besides (a time, an item) is written before.
    """
    before, step = order.state, step_of(order.state, act, side)
    if isinstance(step, Refusal):
        raise RuleBroken(step)
    with session.no_autoflush:  # what the step needs is written already, the state not yet
        refuse_stranger(session, order, side, by, act)
    if step.needs_reason and not reason:
        raise RuleBroken(Refusal.REASON_MISSING)
    if step.after is OrderState.CANCELLED:
        order.is_charged = is_charged(before, side, held_on(order), clock.local(now).date(), policy())
    _answer_offer(order, act, reason, now)
    order.state, order.state_reason, order.changed_at, order.is_late = step.after, reason, now, False
    order.sequence += 1
    order.due_on = due_on(step.after, dates_of(order, now), policy(), get_almanac())
    if before in PLANNED and step.after not in PLANNED:
        _end_plan(session, order, step.after)
    row = OrderStep(order_id=order.id, act=act, side=side, after=step.after, reason=reason, by=by, at=now)
    session.add(row)
    audit.record(session, by=by, at=now, action=f"delivery.{act.value}", subject=order, code=order.code)
    tell(session, order, act, step.tells, key=str(row.id), now=now, method=_method(before, step.after))
    if joined := _joined_news(before, step.after):
        tell_joined(session, order, joined, key=str(row.id), now=now)


def _method(before: OrderState, after: OrderState) -> Method | None:
    """Calendars get an entry once it is certain, and hear that it is off."""
    if after is OrderState.CONFIRMED:
        return Method.REQUEST
    is_off = after not in (OrderState.HELD, OrderState.NO_SHOW)
    return Method.CANCEL if before is OrderState.CONFIRMED and is_off else None


def _joined_news(before: OrderState, after: OrderState) -> News | None:
    """What those whose orders were merged into this one have to know: it is certain, or it is off."""
    if after is OrderState.CONFIRMED:
        return News.JOINED_ON
    is_off = after in (OrderState.CANCELLED, OrderState.REJECTED) and before is not OrderState.NO_SHOW
    is_open_again = before is OrderState.CONFIRMED and after is OrderState.APPROVED
    return News.JOINED_OFF if is_off or is_open_again else None


def _end_plan(session: Session, order: DeliveryOrder, after: OrderState) -> None:
    """The plan is over. Whoever holds it now is still there until its end; otherwise the lecturer is free again."""
    order.move_to_at = order.move_by = order.move_due_on = None
    order.move_reason = ""
    if after is not OrderState.HELD:
        ledger.release_for(session, source_of(order))


def _answer_offer(order: DeliveryOrder, act: Act, reason: str, now: datetime) -> None:
    """An offer is answered by the step; an acceptance is taken back by withdrawing."""
    answer = ANSWERED.get(act)
    asked = OfferAnswer.ACCEPTED if act is Act.WITHDRAW else OfferAnswer.OPEN
    for offer in order.offers:
        if answer and offer.answer is asked and offer.item_id == order.given_id:
            offer.answer, offer.reason, offer.answered_at = answer, reason, now
