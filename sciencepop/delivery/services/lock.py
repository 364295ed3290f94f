"""Holding what an order's change decides on.

Dangerous: quotas of towns and capacities of items are counted with the window's row held, and every verb that changes
an order holds its window, so orders of a quarter change one after the other. One order everywhere: the lecturer's
account, the lecturer, the window, the order. On SQLite the unit of work already holds the one write lock.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bookings.services.lock import lock_person
from sciencepop.core.errors import RuleBroken
from sciencepop.delivery.models import DeliveryLecturer, DeliveryOrder, OrderWindow
from sciencepop.delivery.queries.lecturers import lock_lecturer_row
from sciencepop.delivery.queries.orders import get_order, sides_for, sides_of
from sciencepop.delivery.rules.lecturers import Consent
from sciencepop.delivery.rules.orders import Act, Side
from sciencepop.delivery.rules.refusals import Refusal


def lock_windows(session: Session, window_ids: Collection[int]) -> None:
    """Several windows by their numbers; lecturers first."""
    held = select(OrderWindow.id).where(OrderWindow.id.in_(window_ids)).order_by(OrderWindow.id)
    session.execute(held.with_for_update()).all()


def lock_order(session: Session, code: str, *also: int) -> DeliveryOrder:
    """An order as it is, with its window held, and with `also` others' windows. NotFound where there is none."""
    window_id = session.scalar(select(DeliveryOrder.window_id).where(DeliveryOrder.code == code))
    if window_id is None:
        raise NotFound
    lock_windows(session, {window_id, *also})
    return get_order(session, code)


def refuse_stranger(
    session: Session, order: DeliveryOrder, side: Side, person_id: int | None, act: Act | None = None
) -> None:
    """Raise NOT_YOURS unless the person stands on this side of the order now, for this act, under the lock.

    A page may be older than the lock: an order that one supplier was looking at may be another's by now.
    """
    if side is Side.CLOCK:
        return
    person = session.get(Person, person_id) if person_id is not None else None
    if person is None or side not in sides_for(sides_of(session, person, order), person, order, act):
        raise RuleBroken(Refusal.NOT_YOURS)


def lock_lecturer(session: Session, lecturer_id: int | None) -> DeliveryLecturer | None:
    """A lecturer, with their account before them, so that nobody gives two deliveries at once."""
    found = session.get(DeliveryLecturer, lecturer_id) if lecturer_id and lecturer_id < 2**63 else None
    if found is None or found.consent is Consent.ASKED:  # whose account it is shows with their answer
        return None
    if found.person_id is not None:
        lock_person(session, found.person_id)
    return lock_lecturer_row(session, found.id)


def lock_order_and_lecturer(session: Session, code: str) -> DeliveryOrder:
    """As `lock_order`, with whoever gives it now."""
    lock_lecturer(session, session.scalar(select(DeliveryOrder.lecturer_id).where(DeliveryOrder.code == code)))
    return lock_order(session, code)
