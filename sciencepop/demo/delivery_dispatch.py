"""A proposal of the sample season for the orders that wait, as the worker would have written it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.delivery.dispatch import apart
from sciencepop.delivery.models import DispatchRun, DispatchState, OrderWindow
from sciencepop.delivery.policy import policy
from sciencepop.delivery.queries.dispatch import read_task
from sciencepop.delivery.services.dispatch_work import keep_draft
from sciencepop.demo.people import OFFICER


def write_proposal(session: Session, window: OrderWindow, now: datetime) -> None:
    """A draft that waits for the officer; how long it took is nobody's to remember of a sample."""
    run = DispatchRun(
        code="SAMPLERUN1",
        window_id=window.id,
        state=DispatchState.DRAFT,
        seconds=0.0,
        created_by=OFFICER,
        created_at=now,
        started_at=now,
        finished_at=now,
        is_sample=True,
    )
    session.add(run)
    session.flush()
    task = read_task(session, window, policy(), now)
    keep_draft(session, run, apart.plan(task, policy(), run.seed), frozenset())
    session.flush()
