"""Runs of the dispatch, and what they are worked out from besides orders and items."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Update, case, func, select, update
from sqlalchemy.orm import Session, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.bookings.models import Commitment
from sciencepop.bookings.rules.codes import CODE
from sciencepop.delivery.models import (
    DeliveryLecturer,
    DeliveryOrder,
    DispatchLine,
    DispatchRun,
    DispatchState,
    LineState,
    MenuItem,
    Supplier,
)
from sciencepop.delivery.rules.orders import DONE, PLANNED

UNDER_WAY = (DispatchState.QUEUED, DispatchState.RUNNING, DispatchState.DRAFT, DispatchState.OFFERING)
LOOKS_BACK = timedelta(days=365)
MOST_RUNS = 20


def get_run(session: Session, code: str, *, lock: bool = False) -> DispatchRun:
    """A run by its code, as it is now; NotFound where there is none."""
    found = select(DispatchRun).where(DispatchRun.code == code).execution_options(populate_existing=True)
    found = found.with_for_update(of=DispatchRun) if lock else found.options(joinedload(DispatchRun.window))
    run = session.scalars(found).one_or_none() if CODE.fullmatch(code) else None
    if run is None:
        raise NotFound
    return run


def list_runs(session: Session, window_id: int) -> Sequence[DispatchRun]:
    """The latest of a window first."""
    found = select(DispatchRun).where(DispatchRun.window_id == window_id).order_by(DispatchRun.id.desc())
    return session.scalars(found.limit(MOST_RUNS)).all()


def find_under_way(session: Session, window_id: int) -> DispatchRun | None:
    """The run of a window that is not decided yet."""
    found = select(DispatchRun).where(DispatchRun.window_id == window_id, DispatchRun.state.in_(UNDER_WAY))
    return session.scalars(found.order_by(DispatchRun.id.desc()).limit(1)).one_or_none()


def get_based_on(session: Session, run: DispatchRun) -> DispatchRun | None:
    """The proposal that a run was worked out anew from."""
    return session.get(DispatchRun, run.based_on_id) if run.based_on_id else None


def list_queued(session: Session) -> Sequence[str]:
    """The codes of the runs that wait, oldest first."""
    found = select(DispatchRun.code).where(DispatchRun.state == DispatchState.QUEUED)
    return session.scalars(found.order_by(DispatchRun.id)).all()


def list_offering(session: Session) -> Sequence[str]:
    """The codes of the runs of which something is still to be offered, oldest first."""
    found = select(DispatchRun.code).where(DispatchRun.state == DispatchState.OFFERING)
    return session.scalars(found.order_by(DispatchRun.id)).all()


def list_chosen(session: Session, run_id: int, most: int) -> Sequence[DispatchLine]:
    """What an officer chose and nobody has offered yet."""
    found = select(DispatchLine).where(DispatchLine.run_id == run_id, DispatchLine.state == LineState.CHOSEN)
    found = found.options(joinedload(DispatchLine.order), joinedload(DispatchLine.item))
    return session.scalars(found.order_by(DispatchLine.id).limit(most)).all()


def list_left_behind(session: Session, before: datetime) -> Sequence[str]:
    """Runs that were begun before a moment and not ended: their worker must have died."""
    found = select(DispatchRun.code).where(DispatchRun.state == DispatchState.RUNNING, DispatchRun.started_at < before)
    return session.scalars(found.order_by(DispatchRun.id)).all()


@dataclass(frozen=True)
class TownLines:
    """How many orders of a town a run meets and does not meet, and how many could not be offered afterwards."""

    met: int
    unmet: int
    left_out: int


def count_lines(session: Session, run_id: int) -> dict[str, TownLines]:
    """By town, in the order of their codes."""
    is_met, is_left = DispatchLine.item_id.is_not(None), DispatchLine.state == LineState.LEFT_OUT
    ones = (func.count(case((condition, 1))) for condition in (is_met, ~is_met, is_left))
    found = select(DeliveryOrder.town_code, *ones).join(DispatchLine.order).where(DispatchLine.run_id == run_id)
    rows = session.execute(found.group_by(DeliveryOrder.town_code).order_by(DeliveryOrder.town_code))
    return {town: TownLines(*counts) for town, *counts in rows}


def towns_of_met(session: Session, run_id: int) -> dict[str, str]:
    """The orders that a run meets, by code, with their towns."""
    found = select(DeliveryOrder.code, DeliveryOrder.town_code).join(DispatchLine.order)
    found = found.where(DispatchLine.run_id == run_id, DispatchLine.item_id.is_not(None))
    return {code: town for code, town in session.execute(found)}


def lines_to_change(run_id: int, order_codes: Collection[str] | None = None) -> Update:
    """Those lines of a run that meet an order: of these orders alone where they are named."""
    found = update(DispatchLine).where(DispatchLine.run_id == run_id, DispatchLine.item_id.is_not(None))
    if order_codes is None:
        return found
    codes = [code for code in order_codes if CODE.fullmatch(code)]
    return found.where(DispatchLine.order_id.in_(select(DeliveryOrder.id).where(DeliveryOrder.code.in_(codes))))


def list_lines(
    session: Session, run_id: int, order_codes: Collection[str] | None = None, *, town: str | None = None
) -> Sequence[DispatchLine]:
    """What a run proposes, by town and order; of these orders or of this town alone where they are named."""
    item = joinedload(DispatchLine.item).joinedload(MenuItem.supplier)
    order = joinedload(DispatchLine.order)
    found = select(DispatchLine).where(DispatchLine.run_id == run_id).join(DispatchLine.order)
    if order_codes is not None:
        found = found.where(DeliveryOrder.code.in_([code for code in order_codes if CODE.fullmatch(code)]))
    if town is not None:
        found = found.where(DeliveryOrder.town_code == town)
    found = found.options(
        item.joinedload(Supplier.base),
        item.joinedload(Supplier.organisation),
        order.joinedload(DeliveryOrder.organisation),
        order.joinedload(DeliveryOrder.item),
        order.selectinload(DeliveryOrder.slots),
    )
    return session.scalars(found.order_by(DeliveryOrder.town_code, DeliveryOrder.id)).all()


def had_of_towns(session: Session, now: datetime) -> dict[str, int]:
    """How many deliveries each town had in the year before."""
    found = select(DeliveryOrder.town_code, func.count()).where(
        DeliveryOrder.state.in_(DONE), DeliveryOrder.starts_at >= now - LOOKS_BACK
    )
    return {town: count for town, count in session.execute(found.group_by(DeliveryOrder.town_code))}


def busy_of_lecturers(
    session: Session, lecturer_ids: Collection[int], first: datetime, last: datetime
) -> dict[int, list[tuple[datetime, datetime]]]:
    """What lecturers have already between two moments: deliveries, and with an account whatever the one ledger has."""
    people = select(DeliveryLecturer.id, DeliveryLecturer.person_id).where(DeliveryLecturer.id.in_(lecturer_ids))
    lecturers_of: dict[int | None, list[int]] = {}
    for number, person_id in session.execute(people):
        lecturers_of.setdefault(person_id, []).append(number)
    without_account = lecturers_of.pop(None, [])
    taken = select(Commitment.person_id, Commitment.starts_at, Commitment.ends_at).where(
        Commitment.person_id.in_(lecturers_of), Commitment.starts_at < last, Commitment.ends_at > first
    )
    given = select(DeliveryOrder.lecturer_id, DeliveryOrder.starts_at, DeliveryOrder.ends_at).where(
        DeliveryOrder.lecturer_id.in_(without_account),
        DeliveryOrder.state.in_(PLANNED),
        DeliveryOrder.starts_at < last,
        DeliveryOrder.ends_at > first,
    )
    found: dict[int, list[tuple[datetime, datetime]]] = {}
    for who, starts_at, ends_at in session.execute(taken.order_by(Commitment.starts_at)):
        for lecturer in lecturers_of[who]:
            found.setdefault(lecturer, []).append((starts_at, ends_at))
    for who, start, end in session.execute(given.order_by(DeliveryOrder.starts_at)):
        if who and start and end:
            found.setdefault(who, []).append((start, end))
    return found
