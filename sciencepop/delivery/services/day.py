"""The day itself: check-in by the receiver's digits with who came, or somebody was not there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sciencepop.accounts.models import Person
from sciencepop.core import attempts, clock
from sciencepop.core.almanac.known import get_almanac
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.signing import same
from sciencepop.delivery.check_in_codes import digits_for
from sciencepop.delivery.models import DeliveryOrder
from sciencepop.delivery.policy import policy
from sciencepop.delivery.rules.orders import Act, OrderState, Side, refuse_absent, refuse_check_in
from sciencepop.delivery.rules.refusals import Refusal
from sciencepop.delivery.services.become import become
from sciencepop.delivery.services.lock import lock_order
from sciencepop.delivery.services.move import OTHER


def check_in(code: str, digits: str, heads: Mapping[str, int], side: Side, *, by: Person, now: datetime) -> None:
    """It takes place: with the digits that the receiver was told, and how many came of each audience.

    An officer puts it down afterwards without them. Refuses NOT_YET, TOO_LATE, WRONG_DIGITS, NOBODY_CAME.
    """
    person_id, today = by.id, clock.local(now).date()
    with write() as session:
        order = lock_order(session, code)
        starts_at, ends_at = _times(order)
        is_same_day = today == clock.local(starts_at).date() or side is Side.DISTRICT
        if refused := refuse_check_in(starts_at, ends_at, now, same_day=is_same_day):
            raise RuleBroken(refused)
        if side is not Side.DISTRICT and not same(digits.replace(" ", ""), digits_for(order.code)):
            raise RuleBroken(Refusal.WRONG_DIGITS)
        order.heads = {slug: count for slug, count in heads.items() if count > 0}
        if not order.heads:
            raise RuleBroken(Refusal.NOBODY_CAME)
        order.held_at = now
        order.report_due_on = get_almanac().after(today, policy().report_workdays)
        become(session, order, Act.CHECK_IN, side=side, by=person_id, now=now)
        attempts.remember(code)


def say_absent(code: str, reason: str, side: Side, *, by: Person, now: datetime) -> None:
    """The other side was not there. It counts against that side; the district can take it back.

    Refuses NOT_YET, TOO_LATE, and as `become`.
    """
    person_id = by.id
    with write() as session:
        order = lock_order(session, code)
        starts_at, _ends_at = _times(order)
        if refused := refuse_absent(starts_at, now):
            raise RuleBroken(refused)
        order.absent = OTHER[side]
        become(session, order, Act.ABSENT, side=side, by=person_id, now=now, reason=reason)
        order.is_charged = order.absent is Side.RECEIVER
        attempts.remember(code)


def _times(order: DeliveryOrder) -> tuple[datetime, datetime]:
    if order.state is not OrderState.CONFIRMED or order.starts_at is None or order.ends_at is None:
        raise RuleBroken(Refusal.WRONG_STATE)
    return order.starts_at, order.ends_at
