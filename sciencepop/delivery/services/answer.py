"""The supplier accepts or declines, the receiver confirms, the supplier may have to take it back; who comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import CommitmentKind
from sciencepop.bookings.queries.ledger import find_clash, list_around
from sciencepop.bookings.rules.ledger import Span
from sciencepop.bookings.services import ledger
from sciencepop.bookings.services.ledger import Work
from sciencepop.core import attempts, audit, clock
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.delivery.letter_words import News
from sciencepop.delivery.letters import tell, tell_lecturers
from sciencepop.delivery.models import DeliveryLecturer, DeliveryOrder
from sciencepop.delivery.policy import policy
from sciencepop.delivery.queries.menu import lecturers_for
from sciencepop.delivery.rules.items import refuse_day
from sciencepop.delivery.rules.orders import PLANNED, Act, OrderState, Side, may_be_in_time
from sciencepop.delivery.rules.refusals import Refusal
from sciencepop.delivery.services.become import become, source_of
from sciencepop.delivery.services.dispatch import dispatch_again
from sciencepop.delivery.services.lock import lock_lecturer, lock_order, refuse_stranger


@dataclass(frozen=True)
class Acceptance:
    """Which wish is taken, by its place from 1, who comes, what they bring, and what the receiver should know."""

    slot: int
    lecturer_id: int
    brings: str = ""
    risk: str = ""


def accept_order(code: str, how: Acceptance, *, by: Person, now: datetime) -> None:
    """The supplier will come; the lecturer's time is taken from now on.

    Refuses SLOT_MISSING, TOO_LATE, NOT_OWN_LECTURER, LECTURER_BUSY, what stands against the day, and as `become`.
    """
    person_id, today = by.id, clock.local(now).date()
    with write() as session:
        lecturer = lock_lecturer(session, how.lecturer_id)
        order = lock_order(session, code)
        if order.state is not OrderState.OFFERED:
            raise RuleBroken(Refusal.WRONG_STATE)
        slot = next((slot for slot in order.slots if slot.place == how.slot), None)
        if slot is None:
            raise RuleBroken(Refusal.SLOT_MISSING)
        day = clock.local(slot.starts_at).date()
        if not may_be_in_time(day, today, policy()):
            raise RuleBroken(Refusal.TOO_LATE)
        if refused := refuse_day(order.shown.offered, day):
            raise RuleBroken(refused)
        order.starts_at = slot.starts_at
        order.ends_at = slot.starts_at + timedelta(minutes=order.shown.minutes)
        order.brings, order.risk = how.brings, how.risk
        set_lecturer(session, order, lecturer, is_firm=False)
        become(session, order, Act.ACCEPT, side=Side.SUPPLIER, by=person_id, now=now)
        attempts.remember(code)


def decline_order(code: str, reason: str, *, by: Person, now: datetime) -> None:
    """The supplier cannot; the order goes on to the next. Refuses REASON_MISSING, WRONG_STATE."""
    person_id = by.id
    with write() as session:
        order = lock_order(session, code)
        become(session, order, Act.DECLINE, side=Side.SUPPLIER, by=person_id, now=now, reason=reason)
        dispatch_again(session, order, now)
        attempts.remember(code)


@dataclass(frozen=True)
class Confirmation:
    """What the receiver confirms, as it is by now."""

    address: str
    contact_name: str
    contact_phone: str


def confirm_order(code: str, how: Confirmation, *, by: Person, now: datetime) -> None:
    """The receiver confirms date, address, contact and the note on risks. Refuses as `become`."""
    person_id = by.id
    with write() as session:
        order = lock_order(session, code)
        order.address, order.contact_name, order.contact_phone = how.address, how.contact_name, how.contact_phone
        become(session, order, Act.CONFIRM, side=Side.RECEIVER, by=person_id, now=now)
        ledger.settle_many(session, [source_of(order)])
        attempts.remember(code)


def withdraw_order(code: str, reason: str, *, by: Person, now: datetime) -> None:
    """The supplier takes its acceptance back; the order goes on to the next who could still come.

    Refuses as `become`, and TOO_LATE once it has begun.
    """
    person_id = by.id
    with write() as session:
        order = lock_order(session, code)
        if order.starts_at and order.starts_at <= now:
            raise RuleBroken(Refusal.TOO_LATE)
        become(session, order, Act.WITHDRAW, side=Side.SUPPLIER, by=person_id, now=now, reason=reason)
        order.starts_at = order.ends_at = None
        order.lecturer = None
        order.brings = order.risk = ""
        dispatch_again(session, order, now)
        attempts.remember(code)


def send_lecturer(code: str, lecturer_id: int, *, by: Person, now: datetime) -> None:
    """Somebody else of the supplier comes; both lecturers are told, and the receiver, who knew of the other.

    Refuses WRONG_STATE, NOT_OWN_LECTURER, LECTURER_BUSY.
    """
    person_id = by.id
    with write() as session:
        lecturer = lock_lecturer(session, lecturer_id)
        order = lock_order(session, code)
        refuse_stranger(session, order, Side.SUPPLIER, person_id)
        if order.state not in PLANNED:
            raise RuleBroken(Refusal.WRONG_STATE)
        before, was = (order.lecturer.person, order.lecturer.id) if order.lecturer else (None, None)
        is_firm = order.state is OrderState.CONFIRMED
        set_lecturer(session, order, lecturer, is_firm=is_firm)
        order.sequence, order.changed_at = order.sequence + 1, now
        session.flush()
        if lecturer_id != was:
            tell(session, order, News.OTHER_LECTURER, [Side.RECEIVER], key=f"sent-{order.sequence}", now=now)
        if is_firm:  # before that, no lecturer was told
            tell_lecturers(session, order, before, key=f"sent-{order.sequence}", now=now)
        audit.record(session, by=person_id, at=now, action="delivery.send", subject=order, lecturer=lecturer_id)
        attempts.remember(code)


def set_lecturer(session: Session, order: DeliveryOrder, lecturer: DeliveryLecturer | None, *, is_firm: bool) -> None:
    """Have a locked lecturer of the item's come, at the time that the order has.

    Refuses NOT_OWN_LECTURER, LECTURER_BUSY.
    """
    known = {one.id for one in lecturers_for(session, [order.shown.id]).get(order.shown.id, [])}
    if lecturer is None or lecturer.id not in known:
        raise RuleBroken(Refusal.NOT_OWN_LECTURER)
    refuse_busy(session, order, lecturer)
    ledger.release_for(session, source_of(order))
    order.lecturer, order.lecturer_id = lecturer, lecturer.id
    if lecturer.person_id is not None:
        ledger.take_for(session, lecturer.person_id, work_of(order), is_firm=is_firm)


def refuse_busy(session: Session, order: DeliveryOrder, lecturer: DeliveryLecturer) -> None:
    """Raise LECTURER_BUSY where the lecturer's time is taken: by the ledger, and by other deliveries of theirs."""
    wish = span_of(order)
    if lecturer.person_id is not None:
        rows = list_around(session, wish.starts_at, wish.ends_at, [lecturer.person_id]).get(lecturer.person_id, [])
        if find_clash(wish, rows, CommitmentKind.DELIVER, besides=[source_of(order)]) is not None:
            raise RuleBroken(Refusal.LECTURER_BUSY)
    others = select(DeliveryOrder.id).where(
        DeliveryOrder.lecturer_id == lecturer.id,
        DeliveryOrder.id != order.id,
        DeliveryOrder.state.in_(PLANNED),
        DeliveryOrder.starts_at < wish.ends_at,
        DeliveryOrder.ends_at > wish.starts_at,
    )
    if session.scalar(others.limit(1)) is not None:
        raise RuleBroken(Refusal.LECTURER_BUSY)


def span_of(order: DeliveryOrder) -> Span:
    assert order.starts_at is not None and order.ends_at is not None
    return Span(order.starts_at, order.ends_at)


def work_of(order: DeliveryOrder) -> Work:
    """What the ledger says of a delivery."""
    return Work(
        source=source_of(order),
        kind=CommitmentKind.DELIVER,
        title_zh=order.shown.title_zh,
        title_en=order.shown.title_en,
        path=f"/delivery/orders/{order.code}",
        span=span_of(order),
    )
