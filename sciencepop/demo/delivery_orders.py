"""Orders of the sample season in every state that somebody may want to look at."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count

from PIL import Image, ImageOps
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Organisation
from sciencepop.bookings.services import ledger
from sciencepop.core.almanac.known import get_almanac
from sciencepop.core.pictures import draw_kept
from sciencepop.delivery.models import (
    DeliveryLecturer,
    DeliveryOrder,
    DeliveryPhoto,
    MenuItem,
    OfferAnswer,
    OrderEvaluation,
    OrderOffer,
    OrderSlot,
    OrderStep,
    OrderWindow,
)
from sciencepop.delivery.policy import policy
from sciencepop.delivery.queries.orders import get_order
from sciencepop.delivery.rules.orders import DONE, PLANNED, STEPS, Act, OrderState, Side, due_on
from sciencepop.delivery.rules.photos import Faces
from sciencepop.delivery.services.answer import work_of
from sciencepop.delivery.services.become import dates_of
from sciencepop.demo.chance import moment
from sciencepop.demo.people import APPLICANT

A, S, R, T, D, P, C = Act, OrderState, Side.RECEIVER, Side.TOWN, Side.DISTRICT, Side.SUPPLIER, Side.CLOCK
AFTERNOON = time(14)

POINTS = {0: (31.101, 121.193), 1: (31.038, 121.229), 3: (31.013, 121.22)}
"""Where the places of some orderers are; the others did not show theirs on the map."""

WAY = ((A.SUBMIT, R), (A.APPROVE, T), (A.MATCH, D), (A.ACCEPT, P), (A.CONFIRM, R), (A.CHECK_IN, P), (A.SETTLE, C))
"""How an order goes on when all is well; an order of the sample has come so many steps."""


@dataclass(frozen=True)
class Planned:
    """An order: who and what by their places, its day from today, how many steps of `WAY` it took, and its end."""

    orderer: int
    item: int
    day: int
    steps: int
    people: int = 40
    end: tuple[Act, Side, str] | None = None
    score: int = 5


PAST = (
    Planned(0, 0, -60, 7, 52, (A.CLOSE, D, "")),
    Planned(1, 3, -50, 7, 120, (A.CLOSE, D, ""), 4),
    Planned(2, 2, -45, 7, 66, (A.CLOSE, D, "")),
    Planned(3, 7, -40, 7, 35, (A.CLOSE, D, ""), 4),
    Planned(4, 10, -30, 7, 41, (A.CLOSE, D, "")),
    Planned(4, 5, -25, 5, 20, (A.ABSENT, P, "到了以后门锁着，没有人")),
)
NOW = (
    Planned(0, 10, 40, 0),
    Planned(1, 1, 45, 1, 28),
    Planned(4, 0, 48, 1, 30),
    Planned(3, 2, 50, 2, 60),
    Planned(2, 7, 52, 2, 30),
    Planned(0, 7, 44, 3, 30),
    Planned(0, 2, 38, 4, 40),
    Planned(0, 0, 30, 5, 45),
    Planned(1, 6, 33, 5, 40),
    Planned(0, 6, -3, 6, 36),
    Planned(3, 10, 3, 5, 25, (A.CANCEL, R, "场地临时被占")),
    Planned(1, 5, 55, 1, 20, (A.RETURN, T, "请写明是哪个年级")),
)


def write_orders(
    session: Session,
    past: OrderWindow,
    now: OrderWindow,
    items: list[MenuItem],
    lecturers: list[DeliveryLecturer],
    orderers: list[Organisation],
    today: date,
) -> None:
    """Write them all, what is planned into the ledger too."""
    numbers = count(1)
    by_supplier = {lecturer.supplier_id: lecturer for lecturer in lecturers}
    for window, rows in ((past, PAST), (now, NOW)):
        for planned in rows:
            item, organisation = items[planned.item], orderers[planned.orderer]
            lecturer = by_supplier[item.supplier_id]
            _write(session, next(numbers), planned, window, item, lecturer, organisation, today)


def _write(
    session: Session,
    number: int,
    planned: Planned,
    window: OrderWindow,
    item: MenuItem,
    lecturer: DeliveryLecturer,
    organisation: Organisation,
    today: date,
) -> None:
    held = moment(today + timedelta(days=planned.day), AFTERNOON)
    written = min(moment(today - timedelta(days=6)), held - timedelta(days=30))
    order = DeliveryOrder(
        code=f"SAMPLEDV{number:02d}",
        window_id=window.id,
        item_id=item.id,
        organisation_id=organisation.id,
        person_id=APPLICANT,
        town_code=organisation.town_code or "",
        place="二楼活动室",
        address="示例路1号",
        lat=POINTS.get(planned.orderer, (None, None))[0],
        lon=POINTS.get(planned.orderer, (None, None))[1],
        contact_name="示例联系人",
        contact_phone="021-5555 0300",
        people=planned.people,
        audience=item.audiences[0],
        need="希望讲得慢一点，多互动。",
        submitted_at=written if planned.steps else None,
        created_at=written,
        changed_at=written,
        is_sample=True,
    )
    session.add(order)
    session.flush()
    for place in (1, 2):
        session.add(OrderSlot(order_id=order.id, place=place, starts_at=held + timedelta(days=place - 1)))
    session.flush()
    taken = [(act, side, "") for act, side in WAY[: planned.steps]] + ([planned.end] if planned.end else [])
    for place, (act, side, reason) in enumerate(taken):
        _step(session, order, act, side, reason, item, lecturer, held, written + timedelta(hours=place))
    _settle(session, get_order(session, order.code), planned, item, held, today)
    if planned.steps == WAY.index((A.CHECK_IN, P)) + 1:
        _photograph(session, order, written)


def _photograph(session: Session, order: DeliveryOrder, at: datetime) -> None:
    """A picture that shows nobody: evening sky over a field."""
    sky = Image.linear_gradient("L").resize((640, 427))
    file = io.BytesIO()
    ImageOps.colorize(sky, black="#12314a", mid="#e08a3c", white="#20402f").save(file, "JPEG", quality=70)
    session.add(
        DeliveryPhoto(
            order_id=order.id,
            person_id=APPLICANT,
            faces=Faces.NONE,
            caption="开场前的空地",
            added_at=at,
            **draw_kept(file.getvalue()),
        )
    )


def _step(
    session: Session,
    order: DeliveryOrder,
    act: Act,
    side: Side,
    reason: str,
    item: MenuItem,
    lecturer: DeliveryLecturer,
    held: datetime,
    at: datetime,
) -> None:
    """One step, with what it brings along."""
    after = STEPS[order.state, act].after
    if act is Act.MATCH:
        order.given_id = item.id
        session.add(OrderOffer(order_id=order.id, item_id=item.id, offered_at=at))
        session.flush()
    if act is Act.ACCEPT:
        order.starts_at, order.ends_at = held, held + timedelta(minutes=item.minutes)
        order.lecturer_id, order.risk = lecturer.id, "请备一个插座和一张桌子。"
        for offer in get_order(session, order.code).offers:
            offer.answer, offer.answered_at = OfferAnswer.ACCEPTED, at
    if act is Act.ABSENT:
        order.absent, order.is_charged = Side.RECEIVER, True
    if act is Act.CLOSE:
        order.report, order.reported_at, order.report_accepted_at = "按计划送到，大家问了很多问题。", at, at
    order.state, order.state_reason = after, reason
    order.is_charged = order.is_charged or (act is Act.CANCEL and side is Side.RECEIVER and order.starts_at is not None)
    order.sequence += 1
    session.add(OrderStep(order_id=order.id, act=act, side=side, after=after, reason=reason, by=None, at=at))
    session.flush()


def _settle(
    session: Session, order: DeliveryOrder, planned: Planned, item: MenuItem, held: datetime, today: date
) -> None:
    """What follows from where it stands: heads, evaluations, deadlines, the ledger."""
    now = moment(today)
    if order.state in DONE:
        order.heads, order.held_at = {item.audiences[0]: planned.people}, held
    if order.state is OrderState.CLOSED:
        for side, score in ((Side.RECEIVER, planned.score), (Side.SUPPLIER, 5)):
            said = {"side": side, "score": score, "by": APPLICANT, "said_at": held}
            session.add(OrderEvaluation(order_id=order.id, words="讲得清楚。", **said))
    if order.state is OrderState.HELD:
        order.report_due_on = get_almanac().after(today, policy().report_workdays)
    order.due_on = due_on(order.state, dates_of(order, now), policy(), get_almanac())
    session.flush()
    is_coming = order.state in PLANNED and held > now
    if is_coming and order.lecturer and order.lecturer.person_id:
        is_firm = order.state is OrderState.CONFIRMED
        ledger.take_for(session, order.lecturer.person_id, work_of(order), is_firm=is_firm)
    session.flush()
