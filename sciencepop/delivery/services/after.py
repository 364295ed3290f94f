"""Afterwards: both sides say how it was, the supplier reports, the district accepts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core import attempts, audit, clock
from sciencepop.core.almanac.known import get_almanac
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.delivery.letter_words import News
from sciencepop.delivery.letters import tell
from sciencepop.delivery.models import DeliveryOrder, OrderEvaluation
from sciencepop.delivery.policy import policy
from sciencepop.delivery.rules.orders import Act, OrderState, Side
from sciencepop.delivery.rules.refusals import Refusal
from sciencepop.delivery.services.become import become
from sciencepop.delivery.services.lock import lock_order, refuse_stranger
from sciencepop.delivery.services.move import OTHER

REPORTABLE = (OrderState.HELD, OrderState.EVALUATED)


def evaluate(code: str, score: int, words: str, side: Side, *, by: Person, now: datetime) -> None:
    """One side's score, 1 to 5, and words; once. Silence is no score. Refuses WRONG_STATE, RATED, RATED_TOO_LATE."""
    person_id = by.id
    with write() as session:
        order = lock_order(session, code)
        refuse_stranger(session, order, side, person_id)
        if order.state in (OrderState.EVALUATED, OrderState.CLOSED):
            raise RuleBroken(Refusal.RATED_TOO_LATE)
        if order.state is not OrderState.HELD or side not in OTHER:
            raise RuleBroken(Refusal.WRONG_STATE)
        if side in {one.side for one in order.evaluations}:
            raise RuleBroken(Refusal.RATED)
        said = {"side": side, "score": score, "words": words, "by": person_id, "said_at": now}
        order.evaluations.append(OrderEvaluation(order_id=order.id, **said))
        audit.record(session, by=person_id, at=now, action="delivery.evaluate", subject=order, side=side.value)
        if len(order.evaluations) == len(OTHER):
            settle(session, order, now)
        attempts.remember(code)


def settle(session: Session, order: DeliveryOrder, now: datetime) -> None:
    """Evaluation is over: both have spoken, or their time has passed. With an accepted report the order is closed."""
    become(session, order, Act.SETTLE, side=Side.CLOCK, by=None, now=now)
    if order.report_accepted_at is not None:
        become(session, order, Act.CLOSE, side=Side.CLOCK, by=None, now=now)


def report(code: str, words: str, cents: int, *, by: Person, now: datetime) -> None:
    """The supplier's close-out report: what was done, and what it cost. Refuses WRONG_STATE, REPORT_ACCEPTED."""
    person_id = by.id
    with write() as session:
        order = _reportable(session, code)
        refuse_stranger(session, order, Side.SUPPLIER, person_id)
        order.report, order.report_cents, order.reported_at, order.report_note = words, cents, now, ""
        order.report_due_on, order.is_late = None, False
        audit.record(session, by=person_id, at=now, action="delivery.report", subject=order)
        tell(session, order, News.REPORT_SENT, [Side.DISTRICT], key=f"report-{int(now.timestamp())}", now=now)
        attempts.remember(code)


def accept_report(code: str, *, by: Person, now: datetime) -> None:
    """The district accepts; the order is closed once evaluation is over. Refuses WRONG_STATE, REPORT_ACCEPTED."""
    person_id = by.id
    with write() as session:
        order = _reported(session, code)
        order.report_accepted_at = now
        audit.record(session, by=person_id, at=now, action="delivery.report_accept", subject=order)
        if order.state is OrderState.EVALUATED:
            become(session, order, Act.CLOSE, side=Side.DISTRICT, by=person_id, now=now)
        attempts.remember(code)


def return_report(code: str, reason: str, *, by: Person, now: datetime) -> None:
    """Something is missing; the supplier has the same time once more. Refuses REASON_MISSING and as above."""
    person_id = by.id
    with write() as session:
        order = _reported(session, code)
        if not reason:
            raise RuleBroken(Refusal.REASON_MISSING)
        order.report_note, order.reported_at = reason, None
        order.report_due_on = get_almanac().after(clock.local(now).date(), policy().report_workdays)
        audit.record(session, by=person_id, at=now, action="delivery.report_return", subject=order)
        key = f"report-back-{int(now.timestamp())}"
        tell(session, order, News.REPORT_RETURNED, [Side.SUPPLIER], key=key, now=now)
        attempts.remember(code)


def _reportable(session: Session, code: str) -> DeliveryOrder:
    order = lock_order(session, code)
    if order.report_accepted_at is not None:
        raise RuleBroken(Refusal.REPORT_ACCEPTED)
    if order.state not in REPORTABLE:
        raise RuleBroken(Refusal.WRONG_STATE)
    return order


def _reported(session: Session, code: str) -> DeliveryOrder:
    order = _reportable(session, code)
    if order.reported_at is None:
        raise RuleBroken(Refusal.WRONG_STATE)
    return order
