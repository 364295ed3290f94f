"""What of delivery goes along when somebody takes their data or closes their account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core.db import write
from sciencepop.delivery.lecturer_letters import tell_supplier
from sciencepop.delivery.models import DeliveryLecturer, DeliveryOrder, DeliveryPhoto, Loan, OrderEvaluation
from sciencepop.delivery.policy import policy
from sciencepop.delivery.queries.lecturers import hashes_of, invitations_to, is_open, lock_lecturer_row
from sciencepop.delivery.queries.orders import is_contact_over
from sciencepop.delivery.rules.lecturers import Consent
from sciencepop.delivery.rules.orders import OPEN
from sciencepop.delivery.services.away import PREFIX, given_by, step_down

_QUIET = {"synchronize_session": False}


def export_delivery(session: Session, person: Person) -> dict[str, Any]:
    """Orders and loans that somebody wrote, what they said of deliveries, and for whom they lecture, as JSON values."""
    orders = session.scalars(select(DeliveryOrder).where(DeliveryOrder.person_id == person.id))
    loans = session.scalars(select(Loan).where(Loan.person_id == person.id))
    said = session.scalars(select(OrderEvaluation).where(OrderEvaluation.by == person.id))
    lectures = session.scalars(select(DeliveryLecturer).where(DeliveryLecturer.person_id == person.id))
    photos = session.scalars(select(DeliveryPhoto).where(DeliveryPhoto.person_id == person.id))
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
        "lectures_for": [
            {
                "supplier": one.supplier.name_zh,
                "name": one.name_zh,
                "since": one.created_at.isoformat(),
                "until": one.ended_at.isoformat() if one.ended_at else None,
            }
            for one in lectures
        ],
        "invitations_to_lecture": [
            {"supplier": one.lecturer.supplier.name_zh, "asked_at": one.invited_at.isoformat()}
            for one in session.scalars(invitations_to(hashes_of(person)))
        ],
        "photos": [{"caption": one.caption, "added_at": one.added_at.isoformat()} for one in photos],
        "evaluations": [{"score": one.score, "words": one.words, "said_at": one.said_at.isoformat()} for one in said],
    }


def leave_delivery(session: Session, person: Person, now: datetime) -> None:
    """Deliveries to come are given back to their supplier, the link to a lecturer ends, and so does all asking.

    Orders are the organisation's: open ones keep their contact, so that the day still works; ended ones lose it.
    """
    for invitation in session.scalars(invitations_to(hashes_of(person)).where(*is_open(now))).all():
        lecturer = lock_lecturer_row(session, invitation.lecturer_id)
        if lecturer.consent is Consent.ASKED:  # nobody else with the link answered meanwhile
            invitation.answered_at = lecturer.ended_at = now
            lecturer.consent = Consent.DECLINED
    coming = given_by(person.id).where(DeliveryOrder.starts_at > now)
    step_down(session, person.id, [PREFIX + order.code for order in session.scalars(coming)], now)
    for row in session.scalars(select(DeliveryLecturer).where(DeliveryLecturer.person_id == person.id)).all():
        if row.ended_at is None:
            tell_supplier(session, row, Consent.LEFT, now=now)
        row.person_id, row.consent, row.ended_at = None, Consent.LEFT, row.ended_at or now
    ended = update(DeliveryOrder).where(DeliveryOrder.person_id == person.id, DeliveryOrder.state.not_in(OPEN))
    session.execute(ended.values(contact_name="", contact_phone=""), execution_options=_QUIET)
    words = update(OrderEvaluation).where(OrderEvaluation.by == person.id)
    session.execute(words.values(words=""), execution_options=_QUIET)


def forget_contacts(now: datetime) -> int:
    """Erase names and telephone numbers of orders that nobody needs to call any more; how many. Harmless twice."""
    with write() as session:
        old = update(DeliveryOrder).where(is_contact_over(now, policy()))
        done = session.execute(old.values(contact_name="", contact_phone=""), execution_options=_QUIET)
        return int(getattr(done, "rowcount", 0))
