"""What must always hold of delivery; `flask doctor` asks."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from sciencepop.bookings.models import Commitment
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.delivery.models import (
    DeliveryLecturer,
    DeliveryOrder,
    DeliveryPhoto,
    LecturerInvitation,
    LentUnit,
    Loan,
    MenuItem,
    OfferAnswer,
    OrderOffer,
    OrderStep,
    OrderWindow,
)
from sciencepop.delivery.policy import policy
from sciencepop.delivery.queries.orders import is_contact_over
from sciencepop.delivery.rules.items import LENT
from sciencepop.delivery.rules.lecturers import A_DAY, COMES, KEPT, Consent
from sciencepop.delivery.rules.loans import HOLDS
from sciencepop.delivery.rules.orders import DONE, PLANNED, OrderState

MOST = 20
_SOURCE = "deliver:" + DeliveryOrder.code


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    return [sentence for check in CHECKS for sentence in check()]


def _codes(*where: ColumnElement[bool]) -> list[str]:
    return list(db.session.scalars(select(DeliveryOrder.code).where(*where).order_by(DeliveryOrder.id).limit(MOST)))


def left_alone() -> list[str]:
    """A deadline is acted on the day after it; one day later nothing is left."""
    before = clock.today() - timedelta(days=1)
    late = or_(DeliveryOrder.due_on < before, DeliveryOrder.move_due_on < before, DeliveryOrder.report_due_on < before)
    return [f"Order {code} is past its day: is the worker running?" for code in _codes(late)]


def offers_disagree() -> list[str]:
    """Exactly an offered order has an open offer, and it is of the item that it was given."""
    is_open = exists().where(
        OrderOffer.order_id == DeliveryOrder.id,
        OrderOffer.answer == OfferAnswer.OPEN,
        OrderOffer.item_id == DeliveryOrder.given_id,
    )
    any_open = exists().where(OrderOffer.order_id == DeliveryOrder.id, OrderOffer.answer == OfferAnswer.OPEN)
    wrong = or_(
        and_(DeliveryOrder.state == OrderState.OFFERED, ~is_open),
        and_(DeliveryOrder.state != OrderState.OFFERED, any_open),
    )
    return [f"Order {code} and its offers do not agree." for code in _codes(wrong)]


def steps_disagree() -> list[str]:
    """The last step of an order led to its state."""
    later = aliased(OrderStep)
    led = exists().where(
        OrderStep.order_id == DeliveryOrder.id,
        OrderStep.after == DeliveryOrder.state,
        ~exists().where(later.order_id == OrderStep.order_id, later.id > OrderStep.id),
    )
    wrong = and_(DeliveryOrder.state != OrderState.DRAFT, ~led)
    return [f"Order {code} is not where its last step led." for code in _codes(wrong)]


def time_not_taken() -> list[str]:
    """A planned delivery to come takes its lecturer's time in the ledger."""
    rows = db.session.scalars(
        select(DeliveryOrder.code)
        .join(DeliveryOrder.lecturer)
        .outerjoin(
            Commitment,
            and_(
                Commitment.source == _SOURCE,
                Commitment.person_id == DeliveryLecturer.person_id,
                Commitment.starts_at == DeliveryOrder.starts_at,
                Commitment.ends_at == DeliveryOrder.ends_at,
                Commitment.is_firm == (DeliveryOrder.state == OrderState.CONFIRMED),
            ),
        )
        .where(
            DeliveryOrder.state.in_(PLANNED),
            DeliveryLecturer.person_id.is_not(None),
            DeliveryOrder.starts_at > clock.now(),
            Commitment.id.is_(None),
        )
        .limit(MOST)
    )
    return [f"The lecturer's time for order {code} is not in the ledger as it is." for code in rows]


def time_taken_for_nothing() -> list[str]:
    """The ledger holds time for deliveries that are planned or took place, and for no others."""
    known = exists().where(Commitment.source == _SOURCE, DeliveryOrder.state.in_((*PLANNED, *DONE)))
    rows = db.session.scalars(
        select(Commitment.source)
        .where(Commitment.source.startswith("deliver:"), Commitment.ends_at > clock.now(), ~known)
        .limit(MOST)
    )
    return [f"The ledger takes time for {source}, which is not planned." for source in rows]


def two_places() -> list[str]:
    """No lecturer gives two deliveries at once."""
    other = aliased(DeliveryOrder)
    wrong = exists().where(
        other.lecturer_id == DeliveryOrder.lecturer_id,
        other.id > DeliveryOrder.id,
        other.state.in_(PLANNED),
        other.starts_at < DeliveryOrder.ends_at,
        other.ends_at > DeliveryOrder.starts_at,
    )
    return [
        f"The lecturer of order {code} gives another one at the same time."
        for code in _codes(DeliveryOrder.state.in_(PLANNED), wrong)
    ]


def lent_twice() -> list[str]:
    """Nobody holds a unit on a day on which somebody else does."""
    other = aliased(Loan)
    rows = db.session.scalars(
        select(Loan.code)
        .join(
            other,
            and_(
                other.unit_id == Loan.unit_id,
                other.id > Loan.id,
                other.from_on <= Loan.until_on,
                other.until_on >= Loan.from_on,
            ),
        )
        .where(Loan.state.in_(HOLDS), other.state.in_(HOLDS))
        .limit(MOST)
    )
    return [f"The unit of loan {code} is lent twice on the same day." for code in rows]


def wrong_kinds() -> list[str]:
    """What is lent is not ordered, and only what is lent has units."""
    lent = exists().where(MenuItem.id == DeliveryOrder.item_id, MenuItem.kind.in_(LENT))
    units = select(LentUnit.label).join(LentUnit.item).where(MenuItem.kind.not_in(LENT)).limit(MOST)
    found = [f"Order {code} is for something that is lent." for code in _codes(lent)]
    return found + [f"Unit {label} belongs to something that is not lent." for label in db.session.scalars(units)]


def comes_unasked() -> list[str]:
    """Nobody is to come who was asked and has not agreed, or who declined or left."""
    is_off = exists().where(DeliveryLecturer.id == DeliveryOrder.lecturer_id, DeliveryLecturer.consent.not_in(COMES))
    to_come = and_(DeliveryOrder.state.in_(PLANNED), DeliveryOrder.starts_at > clock.now())
    return [f"The lecturer of order {code} has not agreed." for code in _codes(to_come, is_off)]


def asked_for_ever() -> list[str]:
    """Who does not answer is asked no more once the day has passed, and old invitations are gone."""
    waits = and_(
        LecturerInvitation.expires_at < clock.now() - A_DAY,
        DeliveryLecturer.consent == Consent.ASKED,
        DeliveryLecturer.ended_at.is_(None),
    )
    old = and_(
        LecturerInvitation.invited_at < clock.now() - KEPT - A_DAY, LecturerInvitation.expires_at < clock.now() - A_DAY
    )
    rows = select(LecturerInvitation.id).join(LecturerInvitation.lecturer).where(or_(waits, old)).limit(MOST)
    return [f"Invitation {number} should be forgotten: is the worker running?" for number in db.session.scalars(rows)]


def kept_too_long() -> list[str]:
    """Contacts and pictures go when the district's days for them are over, whatever became of the order."""
    yesterday = clock.now() - A_DAY
    contacts = _codes(is_contact_over(yesterday, policy()))
    old = select(DeliveryPhoto.id).where(DeliveryPhoto.added_at < yesterday - timedelta(days=policy().photo_days))
    return [f"Order {code} has a contact that should be forgotten: is the worker running?" for code in contacts] + [
        f"Photograph {number} should be forgotten." for number in db.session.scalars(old.limit(MOST))
    ]


def days_in_two_windows() -> list[str]:
    """No day lies in two windows (PostgreSQL holds it itself)."""
    other = aliased(OrderWindow)
    rows = (
        select(OrderWindow.code)
        .join(other, and_(other.first_on <= OrderWindow.last_on, other.last_on >= OrderWindow.first_on))
        .where(OrderWindow.id < other.id)
        .limit(MOST)
    )
    return [f"Window {code} shares days with another." for code in db.session.scalars(rows)]


CHECKS = (
    left_alone,
    offers_disagree,
    steps_disagree,
    time_not_taken,
    time_taken_for_nothing,
    two_places,
    lent_twice,
    wrong_kinds,
    comes_unasked,
    asked_for_ever,
    kept_too_long,
    days_in_two_windows,
)
