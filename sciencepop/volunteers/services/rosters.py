"""Runs of the auto-roster: asked for, published or discarded by a coordinator. The worker does the rest."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import delete, select

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import new_code
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers.models import RosterChange, RosterRun, RunState
from sciencepop.volunteers.queries.roster_problem import list_to_roster
from sciencepop.volunteers.queries.rosters import get_run, is_under_way
from sciencepop.volunteers.rules.rosters import RosterRefusal, refuse_run

KEPT = timedelta(days=90)


def ask_for_roster(
    base_id: int | None,
    from_on: date,
    until_on: date,
    *,
    asks_unknown: bool,
    most_moved: int,
    by: Person,
    now: datetime,
) -> str:
    """Let the worker make a roster for these days; returns the run's code.

    The caller has asked whether `by` manages the base, or all of them. Refuses what `rules.rosters.refuse_run` refuses.
    """
    staff_id = by.id
    with write() as session:
        shifts = list_to_roster(session, base_id, from_on, until_on, now)
        under_way = is_under_way(session, base_id)
        refused = refuse_run(from_on, until_on, shifts=len(shifts), is_under_way=under_way)
        if refused:
            raise RuleBroken(refused)
        run = RosterRun(
            code=new_code(),
            base_id=base_id,
            from_on=from_on,
            until_on=until_on,
            asks_unknown=asks_unknown,
            most_moved=most_moved,
            created_by=staff_id,
            created_at=now,
        )
        session.add(run)
        audit.record(session, by=staff_id, at=now, action="roster.ask", subject=run)
        attempts.remember(run.code)
        return run.code


def publish_roster(code: str, *, by: Person, now: datetime) -> None:
    """Let the worker give and take the places of a draft. Refuses NO_DRAFT."""
    _decide(code, RunState.PUBLISHING, by, now)


def discard_roster(code: str, *, by: Person, now: datetime) -> None:
    """Nothing comes of a draft. Refuses NO_DRAFT."""
    _decide(code, RunState.DISCARDED, by, now)


def _decide(code: str, state: RunState, by: Person, now: datetime) -> None:
    staff_id = by.id
    with write() as session:
        run = get_run(session, code, lock=True)
        if run.state is not RunState.DRAFT:
            raise RuleBroken(RosterRefusal.NO_DRAFT)
        run.state, run.decided_by, run.decided_at = state, staff_id, now
        audit.record(session, by=staff_id, at=now, action=f"roster.{state}", subject=run)
        attempts.remember(code)


def forget_rosters(now: datetime) -> int:
    """Drop who would have got which place once a run was decided long ago; its figures stay. Returns how many rows."""
    with write() as session:
        old = select(RosterRun.id).where(
            RosterRun.state.in_((RunState.PUBLISHED, RunState.DISCARDED)), RosterRun.decided_at < now - KEPT
        )
        gone = session.execute(delete(RosterChange).where(RosterChange.run_id.in_(old)))
        return int(gone.rowcount)  # type: ignore[attr-defined]
