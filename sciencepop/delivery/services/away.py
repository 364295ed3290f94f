"""“I cannot come” of a lecturer, or of the supplier in their place: the delivery stays, and somebody else is sent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager
from werkzeug.exceptions import NotFound

from sciencepop.bookings.hooks import Giver, Held
from sciencepop.bookings.rules.codes import CODE
from sciencepop.bookings.services import ledger
from sciencepop.bookings.services.settle import Change
from sciencepop.core import audit, clock
from sciencepop.core.db import db
from sciencepop.delivery.letter_words import News
from sciencepop.delivery.letters import tell, tell_lecturers
from sciencepop.delivery.models import DeliveryLecturer, DeliveryOrder
from sciencepop.delivery.queries.orders import get_order
from sciencepop.delivery.rules.orders import PLANNED, OrderState, Side
from sciencepop.delivery.services.become import source_of
from sciencepop.delivery.services.lock import lock_windows
from sciencepop.delivery.words import STATES

PREFIX = "deliver:"


def given_by(person_id: int) -> Select[DeliveryOrder]:
    """Planned deliveries that somebody gives, in the order of time."""
    found = select(DeliveryOrder).join(DeliveryOrder.lecturer).options(contains_eager(DeliveryOrder.lecturer))
    found = found.where(DeliveryLecturer.person_id == person_id, DeliveryOrder.state.in_(PLANNED))
    return found.order_by(DeliveryOrder.starts_at, DeliveryOrder.id)


def list_between(person_id: int, from_on: date, until_on: date, now: datetime) -> Sequence[Held]:
    """The deliveries that a person gives on these days, both included."""
    first, last = clock.day_bounds(from_on)[0], clock.day_bounds(until_on)[1]
    found = given_by(person_id).where(
        DeliveryOrder.starts_at < last, DeliveryOrder.ends_at > first, DeliveryOrder.starts_at > now
    )
    return [_held(order) for order in db.session.scalars(found)]


def _held(order: DeliveryOrder) -> Held:
    assert order.starts_at is not None and order.ends_at is not None
    return Held(
        source_of(order),
        str(_("科普配送")),
        str(STATES[order.state]),
        order.shown.title_zh,
        order.shown.title_en or order.shown.title_zh,
        order.starts_at,
        order.ends_at,
        order.place,
        str(_("通知配送方另派讲师；派不出人时由配送方退单。")),
    )


def no_occurrences(_session: Session, _person_id: int, _keys: Collection[str]) -> Collection[int]:
    """A delivery has no pools."""
    return ()


def step_down(session: Session, person_id: int, keys: Collection[str], now: datetime) -> tuple[int, list[Change]]:
    """Give these deliveries back to their supplier; what has begun is left. NotFound for others'."""
    codes = {code for key in keys if CODE.fullmatch(code := key.removeprefix(PREFIX))}
    mine = given_by(person_id).where(DeliveryOrder.code.in_(codes))
    rows = session.scalars(mine).all()
    if not codes <= {row.code for row in rows}:
        raise NotFound
    lock_windows(session, {row.window_id for row in rows})
    count = 0
    for code in sorted(codes):
        count += _let_go(session, get_order(session, code), person_id, now)
    return count, []


def _let_go(session: Session, order: DeliveryOrder, person_id: int, now: datetime) -> bool:
    """Whether the lecturer was still to come; under the lock."""
    is_theirs = order.lecturer is not None and order.lecturer.person_id == person_id
    if not is_theirs or order.state not in PLANNED or order.starts_at is None or order.starts_at <= now:
        return False
    _free(session, order, person_id, now)
    return True


def _free(session: Session, order: DeliveryOrder, by: int, now: datetime) -> None:
    ledger.release_for(session, source_of(order))
    order.lecturer, order.changed_at = None, now
    session.flush()
    audit.record(session, by=by, at=now, action="delivery.lecturer_away", subject=order)
    key = f"away-{by}-{int(now.timestamp())}"
    tell(session, order, News.LECTURER_AWAY, [Side.SUPPLIER], key=key, now=now)


def send_none(session: Session, lecturer: DeliveryLecturer, *, by: int, now: datetime) -> None:
    """The supplier sends this lecturer, whose account and row are held, no more: what is to come needs somebody else.

    Whoever was told to come hears that they need not.
    """
    coming = select(DeliveryOrder.code, DeliveryOrder.window_id).where(
        DeliveryOrder.lecturer_id == lecturer.id, DeliveryOrder.state.in_(PLANNED), DeliveryOrder.starts_at > now
    )
    rows = session.execute(coming.order_by(DeliveryOrder.id)).all()
    lock_windows(session, {window_id for _code, window_id in rows})
    for code, _window_id in rows:
        order = get_order(session, code)
        if order.lecturer_id != lecturer.id or order.state not in PLANNED:
            continue
        _free(session, order, by, now)
        order.sequence += 1
        if order.state is OrderState.CONFIRMED:  # before that, no lecturer was told
            tell_lecturers(session, order, lecturer.person, key=f"ended-{order.sequence}", now=now)


GIVER = Giver(PREFIX, list_between, no_occurrences, step_down)
