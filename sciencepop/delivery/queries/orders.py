"""Reads of windows, quotas and orders."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Membership, Person
from sciencepop.bookings.rules.codes import CODE
from sciencepop.core import clock
from sciencepop.core.paging import Page, decode_cursor, encode_cursor
from sciencepop.delivery.models import (
    DeliveryOrder,
    MenuItem,
    OrderEvaluation,
    OrderOffer,
    OrderStep,
    OrderWindow,
    Supplier,
    TownQuota,
)
from sciencepop.delivery.queries.menu import count_submitted, suppliers_of
from sciencepop.delivery.rules.numbers import lowered
from sciencepop.delivery.rules.orders import DONE, LECTURERS, OPEN, PLANNED, TO_DISPATCH, USES, Act, OrderState, Side
from sciencepop.delivery.rules.policy import Policy

MOST, A_PAGE = 300, 25
_NEVER = date(9999, 12, 31)
_DUE: ColumnElement[date] = func.coalesce(DeliveryOrder.due_on, literal(_NEVER, Date))

counts_in_quota = or_(DeliveryOrder.state.in_(USES), DeliveryOrder.is_charged)
"""What takes a place in a town's quota."""


def get_window(session: Session, code: str, *, lock: bool = False) -> OrderWindow:
    found = select(OrderWindow).where(OrderWindow.code == code).options(selectinload(OrderWindow.quotas))
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    window = session.scalars(found).one_or_none() if CODE.fullmatch(code) else None
    if window is None:
        raise NotFound
    return window


def list_windows(session: Session) -> Sequence[OrderWindow]:
    """Newest first."""
    found = select(OrderWindow).order_by(OrderWindow.year.desc(), OrderWindow.quarter.desc())
    return session.scalars(found.limit(40)).all()


def find_overlapping(session: Session, first_on: date, last_on: date, *, besides: str) -> OrderWindow | None:
    """Another window that has one of these days, both included."""
    found = select(OrderWindow).where(
        OrderWindow.first_on <= last_on, OrderWindow.last_on >= first_on, OrderWindow.code != besides
    )
    return session.scalars(found.order_by(OrderWindow.first_on).limit(1)).one_or_none()


def open_windows(session: Session, now: datetime) -> Sequence[OrderWindow]:
    """Those that take orders now, the nearest first."""
    found = select(OrderWindow).where(OrderWindow.opens_at <= now, OrderWindow.closes_at > now)
    return session.scalars(found.order_by(OrderWindow.first_on).limit(8)).all()


def window_before(session: Session, window: OrderWindow) -> OrderWindow | None:
    """That of the quarter before."""
    year, quarter = (window.year - 1, 4) if window.quarter == 1 else (window.year, window.quarter - 1)
    found = select(OrderWindow).where(OrderWindow.year == year, OrderWindow.quarter == quarter)
    return session.scalars(found).one_or_none()


@dataclass(frozen=True)
class TownFill:
    """A town's quota of a window: what the data say, what absences left of it, and what is used."""

    planned: int
    quota: int
    used: int

    @property
    def free(self) -> int:
        return max(0, self.quota - self.used)


def fill_of_towns(session: Session, window: OrderWindow, towns: Collection[str], policy: Policy) -> dict[str, TownFill]:
    """Quota and use of each town. Only an answer got with the window's row held decides."""
    own = {key: count for key, count in session.execute(_quotas(window.id))}
    used = select(DeliveryOrder.town_code, func.count()).where(DeliveryOrder.window_id == window.id, counts_in_quota)
    counted = {key: count for key, count in session.execute(used.group_by(DeliveryOrder.town_code))}
    absent = _absences(session, window, DeliveryOrder.town_code, Side.RECEIVER)
    filled = {}
    for town in towns:
        planned = own.get(town, window.quota)
        filled[town] = TownFill(planned, lowered(planned, absent.get(town, 0), policy), counted.get(town, 0))
    return filled


def _quotas(window_id: int) -> Select[str, int]:
    return select(TownQuota.town_code, TownQuota.quota).where(TownQuota.window_id == window_id)


def _absences(session: Session, window: OrderWindow, by: InstrumentedAttribute[Any], side: Side) -> Mapping[Any, int]:
    """How often a side was absent in the quarter before, by town or by item."""
    before = window_before(session, window)
    if before is None:
        return {}
    found = select(by, func.count()).where(
        DeliveryOrder.window_id == before.id, DeliveryOrder.state == OrderState.NO_SHOW, DeliveryOrder.absent == side
    )
    return {key: count for key, count in session.execute(found.group_by(by))}


def used_of_items(session: Session, window: OrderWindow, item_ids: Collection[int]) -> dict[int, int]:
    """How many places of each item's capacity are taken."""
    found = select(DeliveryOrder.given_id, func.count()).where(
        DeliveryOrder.window_id == window.id, counts_in_quota, DeliveryOrder.given_id.in_(item_ids)
    )
    rows = session.execute(found.group_by(DeliveryOrder.given_id))
    return {item_id: count for item_id, count in rows if item_id is not None}


def capacity_of_items(
    session: Session, window: OrderWindow, items: Collection[MenuItem], policy: Policy
) -> dict[int, int]:
    """How often each item can be given in the quarter, after its supplier's absences in the one before."""
    absent = _absences(session, window, DeliveryOrder.given_id, Side.SUPPLIER)
    return {item.id: lowered(item.most_a_quarter, absent.get(item.id, 0), policy) for item in items}


def orders() -> Select[DeliveryOrder]:
    """Orders with what lists and pages show."""
    item = joinedload(DeliveryOrder.item).joinedload(MenuItem.supplier)
    given = joinedload(DeliveryOrder.given).joinedload(MenuItem.supplier)
    return select(DeliveryOrder).options(
        item.joinedload(Supplier.base),
        item.joinedload(Supplier.organisation),
        given.joinedload(Supplier.base),
        given.joinedload(Supplier.organisation),
        joinedload(DeliveryOrder.organisation),
        joinedload(DeliveryOrder.window),
        joinedload(DeliveryOrder.lecturer),
        selectinload(DeliveryOrder.slots),
    )


def get_order(session: Session, code: str) -> DeliveryOrder:
    """An order as it is now; NotFound where there is none."""
    found = orders().where(DeliveryOrder.code == code).execution_options(populate_existing=True)
    found = found.options(
        joinedload(DeliveryOrder.person).selectinload(Person.addresses),
        joinedload(DeliveryOrder.merged_into),
        selectinload(DeliveryOrder.offers).joinedload(OrderOffer.item),
        selectinload(DeliveryOrder.evaluations),
    )
    order = session.scalars(found).unique().one_or_none() if CODE.fullmatch(code) else None
    if order is None:
        raise NotFound
    return order


def list_steps(session: Session, order_id: int) -> Sequence[OrderStep]:
    found = select(OrderStep).where(OrderStep.order_id == order_id)
    return session.scalars(found.order_by(OrderStep.id).limit(MOST)).all()


def sides_of(session: Session, person: Person, order: DeliveryOrder) -> frozenset[Side]:
    """As whom somebody may look at an order and act on it. A draft is the orderer's alone."""
    sides = set()
    member = select(Membership.id).where(
        Membership.organisation_id == order.organisation_id,
        Membership.person_id == person.id,
        Membership.ended_at.is_(None),
    )
    if session.scalar(member) is not None:
        sides.add(Side.RECEIVER)
    if order.state is not OrderState.DRAFT:
        if person.desk_grant and person.desk_grant.town_code == order.town_code:
            sides.add(Side.TOWN)
        if person.is_officer:
            sides.add(Side.DISTRICT)
        if order.given and order.given.supplier_id in {one.id for one in suppliers_of(session, person)}:
            sides.add(Side.SUPPLIER)
    return frozenset(sides)


def gives(person: Person, order: DeliveryOrder) -> bool:
    """Whether somebody is the lecturer of an order that is planned or over: they read it and check it in.

    Who lectures for the supplier no more keeps what they gave; of anything else they see no contact any more.
    """
    if order.lecturer is None or order.lecturer.person_id != person.id:
        return False
    is_off = order.state in (OrderState.CANCELLED, OrderState.NO_SHOW)
    return order.state in DONE or (order.lecturer.ended_at is None and (is_off or order.state in PLANNED))


def sides_for(sides: frozenset[Side], person: Person, order: DeliveryOrder, act: Act | None) -> frozenset[Side]:
    """Somebody's sides for one act: who gives a delivery checks it in for the supplier."""
    return sides | {Side.SUPPLIER} if act in LECTURERS and gives(person, order) else sides


def page_of_orders(
    session: Session, *where: ColumnElement[bool], newest: bool = False, after: str = "", limit: int = A_PAGE
) -> Page[DeliveryOrder]:
    """A page of orders after a cursor, what is due first in front or newest first; the total is of all pages.

    What is due on no day comes last.
    """
    total = session.scalar(select(func.count(DeliveryOrder.id)).where(*where)) or 0
    by = [DeliveryOrder.id.desc()] if newest else [_DUE.asc(), DeliveryOrder.id.asc()]
    found = orders().where(*where, *_after(after, newest=newest)).order_by(*by)
    rows = session.scalars(found.limit(limit + 1)).unique().all()
    if len(rows) <= limit:
        return Page(rows, total=total)
    last = rows[limit - 1]
    return Page(rows[:limit], encode_cursor((last.due_on or _NEVER).toordinal(), last.id), total)


def _after(cursor: str, *, newest: bool) -> list[ColumnElement[bool]]:
    """What comes after a row; everything where the cursor is missing or forged."""
    day, number = decode_cursor(cursor, (int, int)) or (0, 0)
    if not (0 < day <= _NEVER.toordinal() and 0 < number < 2**63):
        return []
    if newest:
        return [DeliveryOrder.id < number]
    due = literal(date.fromordinal(day), Date)
    return [or_(due < _DUE, and_(due == _DUE, DeliveryOrder.id > number))]


def of_supplier(*supplier_ids: int) -> ColumnElement[bool]:
    """What was offered to these suppliers last."""
    return DeliveryOrder.given_id.in_(select(MenuItem.id).where(MenuItem.supplier_id.in_(supplier_ids)))


waits_for_town = DeliveryOrder.state == OrderState.SUBMITTED
waits_for_district = or_(
    DeliveryOrder.state.in_((OrderState.APPROVED, OrderState.WAITLISTED)),
    and_(DeliveryOrder.reported_at.is_not(None), DeliveryOrder.report_accepted_at.is_(None)),
    DeliveryOrder.is_late,
)
waits_for_supplier = or_(
    DeliveryOrder.state == OrderState.OFFERED,
    and_(DeliveryOrder.state.in_(PLANNED), or_(DeliveryOrder.lecturer_id.is_(None), DeliveryOrder.is_late)),
    and_(DeliveryOrder.state.in_((OrderState.HELD, OrderState.EVALUATED)), DeliveryOrder.reported_at.is_(None)),
    DeliveryOrder.move_by == Side.RECEIVER,
)
is_past = or_(
    DeliveryOrder.state.in_((OrderState.CLOSED, OrderState.CANCELLED, OrderState.NO_SHOW)),
    and_(DeliveryOrder.state.in_(DONE), DeliveryOrder.reported_at.is_not(None)),
)
"""What a supplier has nothing to do for any more."""
_RECEIVERS = (OrderState.DRAFT, OrderState.RETURNED, OrderState.ACCEPTED, OrderState.HELD)
waits_for_receiver = or_(DeliveryOrder.state.in_(_RECEIVERS), DeliveryOrder.move_by == Side.SUPPLIER)
waits_for_others = and_(
    DeliveryOrder.state.in_([state for state in OPEN if state not in _RECEIVERS]),
    DeliveryOrder.move_by.is_distinct_from(Side.SUPPLIER),
)
"""What a receiver has under way without having to do anything now."""


def scores_of_suppliers(session: Session) -> dict[int, list[int]]:
    """What receivers said of each supplier, by its number."""
    found = (
        select(MenuItem.supplier_id, OrderEvaluation.score)
        .join(DeliveryOrder, DeliveryOrder.id == OrderEvaluation.order_id)
        .join(MenuItem, MenuItem.id == DeliveryOrder.given_id)
        .where(OrderEvaluation.side == Side.RECEIVER)
    )
    scores: dict[int, list[int]] = {}
    for supplier_id, score in session.execute(found.order_by(OrderEvaluation.id)):
        scores.setdefault(supplier_id, []).append(score)
    return scores


def ordered_of_items(session: Session, window_id: int) -> dict[int, int]:
    """How often each item was wished in a window, whatever became of it."""
    found = select(DeliveryOrder.item_id, func.count()).where(
        DeliveryOrder.window_id == window_id, DeliveryOrder.submitted_at.is_not(None)
    )
    return {key: count for key, count in session.execute(found.group_by(DeliveryOrder.item_id))}


def has_same(session: Session, order: DeliveryOrder, states: Collection[OrderState]) -> bool:
    """Whether the same organisation has another order of the same item in the window."""
    found = select(DeliveryOrder.id).where(
        DeliveryOrder.organisation_id == order.organisation_id,
        DeliveryOrder.item_id == order.item_id,
        DeliveryOrder.window_id == order.window_id,
        DeliveryOrder.id != order.id,
        DeliveryOrder.state.in_(states),
    )
    return session.scalar(found.limit(1)) is not None


def list_mergeable(session: Session, order: DeliveryOrder) -> Sequence[DeliveryOrder]:
    """Other orders of the town for the same item that it could be joined to."""
    same = (
        DeliveryOrder.window_id == order.window_id,
        DeliveryOrder.town_code == order.town_code,
        DeliveryOrder.item_id == order.item_id,
        DeliveryOrder.id != order.id,
        DeliveryOrder.state.in_((OrderState.SUBMITTED, OrderState.APPROVED)),
    )
    found = orders().where(*same).order_by(DeliveryOrder.due_on, DeliveryOrder.id).limit(MOST)
    return session.scalars(found).unique().all()


def count_to_dispatch(session: Session, window_id: int) -> int:
    """How many orders of a window wait for a supplier."""
    found = select(func.count()).where(DeliveryOrder.window_id == window_id, DeliveryOrder.state.in_(TO_DISPATCH))
    return session.scalar(found) or 0


def due_codes(session: Session, today: date) -> list[tuple[int, str]]:
    """Orders of which something has not happened in time, with their windows."""
    late = or_(
        DeliveryOrder.due_on < today,
        DeliveryOrder.move_due_on < today,
        DeliveryOrder.report_due_on < today,
    )
    found = select(DeliveryOrder.window_id, DeliveryOrder.code).where(late).order_by(DeliveryOrder.id).limit(MOST)
    return [(window_id, code) for window_id, code in session.execute(found)]


def is_contact_over(now: datetime, policy: Policy) -> ColumnElement[bool]:
    """Whether nobody needs to call an order's contact any more, which is still there.

    It ended a while ago; or nobody ended it (no report, no check-in, a draft), but its day or its window is long over.
    """
    ended = DeliveryOrder.state.not_in((*OPEN, OrderState.HELD, OrderState.EVALUATED))
    at_last = now - timedelta(days=policy.contact_days_at_most)
    gone = select(OrderWindow.id).where(OrderWindow.last_on < clock.local(at_last).date())
    return and_(
        or_(DeliveryOrder.contact_name != "", DeliveryOrder.contact_phone != ""),
        or_(
            and_(ended, DeliveryOrder.changed_at < now - timedelta(days=policy.contact_days)),
            DeliveryOrder.starts_at < at_last,
            DeliveryOrder.window_id.in_(gone),
        ),
    )


def count_waiting(session: Session) -> int:
    """How much waits for the district: orders, reports, and items for review."""
    waiting = session.scalar(select(func.count(DeliveryOrder.id)).where(waits_for_district)) or 0
    return waiting + count_submitted(session)
