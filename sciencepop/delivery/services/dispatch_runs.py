"""Proposals for a whole window: asked for, pinned and worked out anew, taken over or discarded by an officer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import new_code
from sciencepop.core import attempts, audit
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken
from sciencepop.delivery.models import DispatchLine, DispatchRun, DispatchState, LineState
from sciencepop.delivery.queries.dispatch_runs import (
    find_under_way,
    get_run,
    lines_to_change,
    list_chosen,
    list_offering,
)
from sciencepop.delivery.queries.orders import get_window
from sciencepop.delivery.rules.refusals import Refusal
from sciencepop.delivery.services.dispatch import offer_matched
from sciencepop.delivery.services.lock import lock_order

PORTION, _QUIET = 50, {"synchronize_session": False}


def ask_for_dispatch(window_code: str, *, by: Person, now: datetime) -> str:
    """Let the worker propose who meets the orders of a window that wait; returns the run's code.

    Refuses DISPATCH_UNDER_WAY.
    """
    staff_id = by.id
    with write() as session:
        window = get_window(session, window_code, lock=True)
        if find_under_way(session, window.id):
            raise RuleBroken(Refusal.DISPATCH_UNDER_WAY)
        return _queue(session, window.id, None, by=staff_id, now=now)


def ask_again(code: str, pinned: Collection[str], *, by: Person, now: datetime) -> str:
    """Work a draft out anew with the lines of these orders kept; the draft is discarded. Refuses NO_DRAFT."""
    staff_id = by.id
    with write() as session:
        run = _draft(session, code)
        session.execute(lines_to_change(run.id).values(is_pinned=False), execution_options=_QUIET)
        session.execute(lines_to_change(run.id, pinned).values(is_pinned=True), execution_options=_QUIET)
        run.state, run.decided_by, run.decided_at = DispatchState.DISCARDED, staff_id, now
        return _queue(session, run.window_id, run.id, by=staff_id, now=now)


def take_over(code: str, order_codes: Collection[str], *, by: Person, now: datetime) -> int:
    """Let the worker offer these orders of a draft to the suppliers that it names; returns how many there are.

    Refuses NO_DRAFT, NOTHING_CHOSEN.
    """
    staff_id = by.id
    with write() as session:
        run = _draft(session, code)
        taken = lines_to_change(run.id, order_codes).values(state=LineState.CHOSEN)
        count = int(getattr(session.execute(taken, execution_options=_QUIET), "rowcount", 0))
        if not count:
            raise RuleBroken(Refusal.NOTHING_CHOSEN)
        _decide(session, run, DispatchState.OFFERING, staff_id, now)
        return count


def offer_chosen(now: datetime) -> int:
    """Offer what officers chose, a portion at a time; returns how many orders were gone through.

    What does not fit any more is left, with the refusal written down.
    """
    count = 0
    for code in list_offering(db.session()):
        while gone := _offer_portion(code, now):
            count += gone
    return count


def _offer_portion(code: str, now: datetime) -> int:
    with write() as session:
        run = _lock(session, code)
        lines = list_chosen(session, run.id, PORTION)
        for line in lines:
            _offer_line(session, run, line, now)
        if not lines and run.state is DispatchState.OFFERING:
            run.state = DispatchState.DECIDED
        return len(lines)


def _offer_line(session: Session, run: DispatchRun, line: DispatchLine, now: datetime) -> None:
    assert line.item and run.decided_by
    try:
        with session.begin_nested():
            order = lock_order(session, line.order.code)
            offer_matched(session, order, line.item.code, slot=line.slot, by=run.decided_by, now=now)
        line.state = LineState.OFFERED
    except RuleBroken as broken:
        line.state, line.reason = LineState.LEFT_OUT, str(broken.code.value)


def discard_dispatch(code: str, *, by: Person, now: datetime) -> None:
    """Nothing comes of a draft. Refuses NO_DRAFT."""
    staff_id = by.id
    with write() as session:
        _decide(session, _draft(session, code), DispatchState.DISCARDED, staff_id, now)


def _lock(session: Session, code: str) -> DispatchRun:
    """With the window held before the run, as everywhere."""
    get_window(session, get_run(session, code).window.code, lock=True)
    return get_run(session, code, lock=True)


def _draft(session: Session, code: str) -> DispatchRun:
    run = _lock(session, code)
    if run.state is not DispatchState.DRAFT:
        raise RuleBroken(Refusal.NO_DRAFT)
    return run


def _queue(session: Session, window_id: int, based_on: int | None, *, by: int, now: datetime) -> str:
    run = DispatchRun(code=new_code(), window_id=window_id, based_on_id=based_on, created_by=by, created_at=now)
    session.add(run)
    audit.record(session, by=by, at=now, action="delivery.dispatch_ask", subject=run)
    attempts.remember(run.code)
    return run.code


def _decide(session: Session, run: DispatchRun, state: DispatchState, by: int, now: datetime) -> None:
    run.state, run.decided_by, run.decided_at = state, by, now
    audit.record(session, by=by, at=now, action=f"delivery.dispatch_{state}", subject=run)
    attempts.remember(run.code)
