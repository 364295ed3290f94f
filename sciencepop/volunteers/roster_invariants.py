"""What must always hold of rosters; `flask doctor` asks."""

from __future__ import annotations

from sqlalchemy import select

from sciencepop.core.db import db
from sciencepop.volunteers.models import ChangeState, RosterChange, RosterRun, RunState

MOST = 20
MAY_HAVE = {
    ChangeState.OPEN: (RunState.DRAFT, RunState.PUBLISHING, RunState.DISCARDED),
    ChangeState.DONE: (RunState.PUBLISHING, RunState.PUBLISHED),
}


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    return [sentence for state, allowed in MAY_HAVE.items() for sentence in _changes_in(state, allowed)]


def _changes_in(state: ChangeState, allowed: tuple[RunState, ...]) -> list[str]:
    """A run that is over has nothing left to do, and one that was never published has done nothing."""
    rows = db.session.execute(
        select(RosterRun.code, RosterRun.state)
        .join(RosterChange, RosterChange.run_id == RosterRun.id)
        .where(RosterChange.state == state, RosterRun.state.not_in(allowed))
        .distinct()
        .limit(MOST)
    )
    return [f"Roster run {code} is {run_state}, but a change of it is {state}." for code, run_state in rows]
