"""What of delivery goes along when somebody takes their data or closes their account."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core.db import write
from sciencepop.delivery.models import DeliveryLecturer, DeliveryOrder, Loan, OrderEvaluation
from sciencepop.delivery.rules.orders import OPEN, OrderState
from sciencepop.delivery.services.away import PREFIX, given_by, step_down

_QUIET = {"synchronize_session": False}
KEPT = timedelta(days=90)


def export_delivery(session: Session, person: Person) -> dict[str, Any]:
    """Orders and loans that somebody wrote, and what they said of deliveries, as JSON values."""
    orders = session.scalars(select(DeliveryOrder).where(DeliveryOrder.person_id == person.id))
    loans = session.scalars(select(Loan).where(Loan.person_id == person.id))
    said = session.scalars(select(OrderEvaluation).where(OrderEvaluation.by == person.id))
    return {
        "orders": [
            {
                "code": order.code,
                "item": order.item.title_zh,
                "organisation": order.organisation.name,
                "place": order.place,
                "address": order.address,
                "contact": order.contact_name,
                "phone": order.contact_phone,
                "need": order.need,
                "state": order.state.value,
                "written_at": order.created_at.isoformat(),
            }
            for order in orders
        ],
        "loans": [
            {"code": loan.code, "item": loan.unit.item.title_zh, "from": loan.from_on.isoformat()} for loan in loans
        ],
        "evaluations": [{"score": one.score, "words": one.words, "said_at": one.said_at.isoformat()} for one in said],
    }


def leave_delivery(session: Session, person: Person, now: datetime) -> None:
    """Deliveries to come are given back to their supplier, and the link to a lecturer ends.

    Orders are the organisation's: open ones keep their contact, so that the day still works; ended ones lose it.
    """
    coming = given_by(person.id).where(DeliveryOrder.starts_at > now)
    step_down(session, person.id, [PREFIX + order.code for order in session.scalars(coming)], now)
    mine = update(DeliveryLecturer).where(DeliveryLecturer.person_id == person.id)
    session.execute(mine.values(person_id=None), execution_options=_QUIET)
    ended = update(DeliveryOrder).where(DeliveryOrder.person_id == person.id, DeliveryOrder.state.not_in(OPEN))
    session.execute(ended.values(contact_name="", contact_phone=""), execution_options=_QUIET)
    words = update(OrderEvaluation).where(OrderEvaluation.by == person.id)
    session.execute(words.values(words=""), execution_options=_QUIET)


def forget_contacts(now: datetime) -> int:
    """Erase names and telephone numbers of orders that ended longer than `KEPT` ago; how many. Harmless twice."""
    with write() as session:
        old = update(DeliveryOrder).where(
            DeliveryOrder.state.not_in((*OPEN, OrderState.HELD, OrderState.EVALUATED)),
            DeliveryOrder.changed_at < now - KEPT,
            DeliveryOrder.contact_phone != "",
        )
        done = session.execute(old.values(contact_name="", contact_phone=""), execution_options=_QUIET)
        return int(getattr(done, "rowcount", 0))
