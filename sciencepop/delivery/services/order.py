"""An organisation writes an order, submits it, and may give it up; the town and the district step it on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import OrganisationKind, Person
from sciencepop.bases.rules.points import Point
from sciencepop.bookings.rules.codes import new_code
from sciencepop.core import attempts, clock
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.delivery.models import DeliveryOrder, OrderSlot, OrderWindow
from sciencepop.delivery.policy import policy
from sciencepop.delivery.queries.menu import get_item, is_on_menu, organisations_of
from sciencepop.delivery.queries.orders import has_same, list_mergeable
from sciencepop.delivery.rules.items import refuse_group
from sciencepop.delivery.rules.orders import EDITABLE, OPEN, Act, OrderState, Side
from sciencepop.delivery.rules.refusals import Refusal
from sciencepop.delivery.rules.slots import refuse_item_days, refuse_slots, refuse_soon
from sciencepop.delivery.services.become import become
from sciencepop.delivery.services.lock import lock_order, lock_windows

ORDERERS = (
    OrganisationKind.COMMUNITY,
    OrganisationKind.SCHOOL,
    OrganisationKind.ENTERPRISE,
    OrganisationKind.PARK,
    OrganisationKind.UNIVERSITY,
)
"""Who may order: never a resident, and never whoever mainly supplies."""

LIVE = tuple(state for state in OPEN if state not in EDITABLE)


@dataclass(frozen=True)
class OrderWish:
    """What an organisation wishes: an item by its code, up to three starts, where, for how many of whom, and why.

    `point` is WGS-84, None where nobody showed it.
    """

    item: str
    organisation_id: int
    slots: Sequence[datetime]
    town_code: str
    place: str
    address: str
    contact_name: str
    contact_phone: str
    people: int
    audience: str
    need: str = ""
    point: Point | None = None


def add_order(wish: OrderWish, *, by: Person, now: datetime, submit: bool, language: str = "zh") -> str:
    """Write a draft, and submit it where asked; returns its code.

    Refuses NOT_AN_ORDERER, LENT_ONLY, SLOT_OUTSIDE where no window has these days, and with `submit` what
    `_refuse_submit` does.
    """
    person_id, is_sample = by.id, by.is_sample
    with write() as session:
        _refuse_orderer(session, wish.organisation_id, person_id)
        window = _window_of(session, wish.slots)
        lock_windows(session, [window.id])
        order = DeliveryOrder(
            code=new_code(), person_id=person_id, language=language, created_at=now, changed_at=now, is_sample=is_sample
        )
        _write(session, order, wish, window)
        session.add(order)
        session.flush()
        if submit:
            _submit(session, order, by=person_id, now=now)
        attempts.remember(order.code)
        return order.code


def change_order(code: str, wish: OrderWish, *, by: Person, now: datetime, submit: bool) -> None:
    """Put a draft, or what was returned, right. Refuses as `add_order`, and WRONG_STATE."""
    person_id = by.id
    with write() as session:
        _refuse_orderer(session, wish.organisation_id, person_id)
        window = _window_of(session, wish.slots)
        order = lock_order(session, code, window.id)
        if order.state not in EDITABLE or order.organisation_id != wish.organisation_id:
            raise RuleBroken(Refusal.WRONG_STATE)
        order.slots.clear()
        session.flush()
        _write(session, order, wish, window)
        order.changed_at = now
        session.flush()
        if submit:
            _submit(session, order, by=person_id, now=now)
        attempts.remember(code)


def step_order(code: str, act: Act, side: Side, *, by: Person, now: datetime, reason: str = "") -> None:
    """Acts that need nothing but a reason: approve, return, waitlist, reject, forgive, cancel.

    The caller asked on which side `by` stands. Refuses as `become`, and TOO_LATE where the receiver cancels what has
    begun: that is an absence, or it is held.
    """
    person_id = by.id
    with write() as session:
        order = lock_order(session, code)
        has_begun = order.starts_at is not None and order.starts_at <= now
        if act is Act.CANCEL and side is Side.RECEIVER and has_begun:
            raise RuleBroken(Refusal.TOO_LATE)
        become(session, order, act, side=side, by=person_id, now=now, reason=reason)
        attempts.remember(code)


def merge_order(code: str, into: str, side: Side, *, by: Person, now: datetime) -> None:
    """Two orders of a town for the same item become one delivery for everybody.

    Refuses SAME_ORDER where they do not go together, GROUP_MISFIT where they would be too many.
    """
    person_id = by.id
    with write() as session:
        order = lock_order(session, code)
        other = next((one for one in list_mergeable(session, order) if one.code == into), None)
        if other is None:
            raise RuleBroken(Refusal.SAME_ORDER)
        if other.people + order.people > other.item.group_max:
            raise RuleBroken(Refusal.GROUP_MISFIT, low=other.item.group_min, high=other.item.group_max)
        other.people += order.people
        order.merged_into, order.merged_into_id = other, other.id
        become(session, order, Act.MERGE, side=side, by=person_id, now=now)
        attempts.remember(code)


def _refuse_orderer(session: Session, organisation_id: int, person_id: int) -> None:
    mine = {one.id: one for one in organisations_of(session, person_id)}
    if organisation_id not in mine or mine[organisation_id].kind not in ORDERERS:
        raise RuleBroken(Refusal.NOT_AN_ORDERER)


def _window_of(session: Session, slots: Sequence[datetime]) -> OrderWindow:
    """The window of the quarter in which the first wish lies."""
    if not slots:
        raise RuleBroken(Refusal.SLOT_MISSING)
    day = clock.local(slots[0]).date()
    found = select(OrderWindow).where(OrderWindow.first_on <= day, OrderWindow.last_on >= day)
    window = session.scalars(found.order_by(OrderWindow.first_on).limit(1)).one_or_none()
    if window is None:
        raise RuleBroken(Refusal.SLOT_OUTSIDE)
    return window


def _write(session: Session, order: DeliveryOrder, wish: OrderWish, window: OrderWindow) -> None:
    item = get_item(session, wish.item)
    if item.is_lent:
        raise RuleBroken(Refusal.LENT_ONLY)
    if refused := refuse_slots(wish.slots, days_of(wish.slots), window.window):
        raise RuleBroken(refused, window=window)
    order.window, order.item, order.organisation_id = window, item, wish.organisation_id
    order.town_code, order.place, order.address = wish.town_code, wish.place, wish.address
    order.lat, order.lon = wish.point or (None, None)
    order.contact_name, order.contact_phone = wish.contact_name, wish.contact_phone
    order.people, order.audience, order.need = wish.people, wish.audience, wish.need
    order.slots.extend(OrderSlot(place=place, starts_at=slot) for place, slot in enumerate(wish.slots, 1))


def days_of(slots: Sequence[datetime]) -> list[date]:
    return [clock.local(slot).date() for slot in slots]


def _submit(session: Session, order: DeliveryOrder, *, by: int, now: datetime) -> None:
    _refuse_submit(session, order, now)
    order.submitted_at = order.submitted_at or now
    become(session, order, Act.SUBMIT, side=Side.RECEIVER, by=by, now=now)


def _refuse_submit(session: Session, order: DeliveryOrder, now: datetime) -> None:
    """Whether it may be ordered now: the window, the menu, the group, the days, and nothing twice.

    What a town returned may come back after the window has closed.
    """
    item, window, today = order.item, order.window, clock.local(now).date()
    if order.state is OrderState.DRAFT and not window.window.is_open_at(now):
        raise RuleBroken(Refusal.WINDOW_CLOSED, window=window)
    if not is_on_menu(session, item, today):
        raise RuleBroken(Refusal.NOT_ON_MENU)
    days = days_of([slot.starts_at for slot in order.slots])
    if refused := refuse_group(item.offered, order.people, order.town_code):
        raise RuleBroken(refused, low=item.group_min, high=item.group_max)
    if refused := refuse_soon(days, today, policy()):
        raise RuleBroken(refused, days=policy().slot_notice_days)
    if refused := refuse_item_days(item.offered, days):
        raise RuleBroken(refused)
    if has_same(session, order, LIVE):
        raise RuleBroken(Refusal.SAME_ORDER)
