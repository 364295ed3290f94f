"""The worker's part of a dispatch: read the task, have it solved in a process of its own, keep the draft."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.core.db import db, write
from sciencepop.delivery.dispatch import apart
from sciencepop.delivery.models import DeliveryOrder, DispatchLine, DispatchRun, DispatchState, MenuItem
from sciencepop.delivery.policy import policy
from sciencepop.delivery.queries.dispatch import read_task
from sciencepop.delivery.queries.dispatch_runs import get_run, list_left_behind, list_lines, list_queued

LONGEST = timedelta(minutes=10)
Solver = Callable[..., apart.Plan]
_log = logging.getLogger(__name__)


def work_off(now: datetime, solve: Solver) -> int:
    """All runs that wait, one after the other; returns how many. `solve` calls a function of `dispatch.apart`."""
    codes = list_queued(db.session())
    for code in codes:
        try:
            _work(code, now, solve)
        except Exception:
            _log.exception("dispatch %s failed", code)
            _fail(code, now)
    return len(codes)


def end_left_behind(now: datetime) -> int:
    """Runs whose worker died have failed; returns how many. Harmless to run twice."""
    codes = list_left_behind(db.session(), now - LONGEST)
    for code in codes:
        _fail(code, now)
    return len(codes)


def _work(code: str, now: datetime, solve: Solver) -> None:
    """Claim a run, unless another worker has it, and solve it without holding anything."""
    with write() as session:
        run = get_run(session, code, lock=True)
        if run.state is not DispatchState.QUEUED:
            return
        run.state, run.started_at = DispatchState.RUNNING, now
    session = db.session()
    run = get_run(session, code)
    task = read_task(session, run.window, policy(), now)
    pins, present = _standing(session, run)
    seed = run.seed
    db.session.rollback()
    started = monotonic()
    plan = solve(apart.plan, task, policy(), seed, pins=pins, present=present)
    with write() as session:
        run = get_run(session, code, lock=True)
        if run.state is not DispatchState.RUNNING:  # it took so long that it was given up meanwhile
            return
        run.seconds = round(monotonic() - started, 2)
        run.state, run.finished_at = DispatchState.DRAFT, now
        keep_draft(session, run, plan, pins)


def _standing(session: Session, run: DispatchRun) -> tuple[frozenset[apart.Given], frozenset[apart.Given]]:
    """What was pinned in the run before, and all of what it proposed."""
    if run.based_on_id is None:
        return frozenset(), frozenset()
    lines = [line for line in list_lines(session, run.based_on_id) if line.item and line.slot]
    given = {line: (line.order.code, line.item.code, line.slot - 1) for line in lines if line.item and line.slot}
    return frozenset(given[line] for line in lines if line.is_pinned), frozenset(given.values())


def keep_draft(session: Session, run: DispatchRun, plan: apart.Plan, pins: frozenset[apart.Given]) -> None:
    """Write down what was asked, how good the proposal is, and what each order gets."""
    found = plan.figures
    run.input_digest, run.objective, run.bound = plan.digest, found.objective, plan.bound
    run.asked, run.met, run.as_ordered = found.asked, found.met, found.as_ordered
    run.first_slot, run.towns_reached, run.gini = found.first_slot, found.towns_reached, found.gini
    orders = {
        code: number
        for number, code in session.execute(
            select(DeliveryOrder.id, DeliveryOrder.code).where(DeliveryOrder.window_id == run.window_id)
        )
    }
    items = {code: number for number, code in session.execute(select(MenuItem.id, MenuItem.code))}
    session.add_all(
        DispatchLine(
            run_id=run.id, order_id=orders[order], item_id=items[item], slot=slot + 1,
            is_pinned=(order, item, slot) in pins,
        )
        for order, item, slot in plan.given
    )  # fmt: skip
    session.add_all(
        DispatchLine(
            run_id=run.id,
            order_id=orders[one.order],
            reason=one.reason.value,
            counts={why.value: count for why, count in sorted(one.counts.items())},
        )
        for one in plan.unmet
    )


def _fail(code: str, now: datetime) -> None:
    with write() as session:
        run = get_run(session, code, lock=True)
        if run.state in (DispatchState.QUEUED, DispatchState.RUNNING):
            run.state, run.finished_at = DispatchState.FAILED, now
