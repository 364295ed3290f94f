"""Publishing a roster: each place is given or taken by the coordinator's own verbs, with their locks and rules.

A rule that has come to stand against a place since the draft leaves that place out, and the run says so. Nobody is
forced: who asked for the shift is confirmed, everybody else gets an offer. At night nobody is asked; it goes on at 8.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.promotion import is_quiet
from sciencepop.bookings.services.lock import lock_person
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers.models import (
    AssignmentSource,
    AssignmentState,
    ChangeKind,
    ChangeState,
    RosterChange,
    RosterRun,
    RunState,
)
from sciencepop.volunteers.queries.rosters import find_live, get_run, list_in_state, list_open_changes
from sciencepop.volunteers.queries.shifts import get_need
from sciencepop.volunteers.rules.refusals import Refusal
from sciencepop.volunteers.services.coordinate import assign, say_no, say_yes

ASKED = (AssignmentState.APPLIED, AssignmentState.WAITING)
AT_ONCE = 100
"""Places of one run in one turn, so that the other jobs of the minute get theirs."""


def publish_due(now: datetime) -> int:
    """Go on with the runs that are being published; returns how many places were given or taken. Harmless twice."""
    if is_quiet(now):
        return 0
    return sum(_publish(code, now) for code in list_in_state(db.session(), RunState.PUBLISHING))


def _publish(code: str, now: datetime) -> int:
    run = get_run(db.session(), code)
    left = [change.id for change in list_open_changes(db.session(), run.id)]
    for number in left[:AT_ONCE]:
        try:
            _carry_out(number, now)
        except RuleBroken as broken:
            _leave_out(number, broken.code.value)
    if len(left) <= AT_ONCE:
        _finish(code)
    return min(len(left), AT_ONCE)


def _carry_out(number: int, now: datetime) -> None:
    """The person before any shift: somebody may leave a line of a shift and get a place in it in one go."""
    with write() as session:
        change, run = _lock(session, number)
        lock_person(session, change.person_id)
        if change.state is ChangeState.OPEN:
            by = session.get_one(Person, run.decided_by)
            change.state = ChangeState.DONE
            (_give if change.kind is ChangeKind.ADD else _take)(session, change, by, now)


def _lock(session: Session, number: int) -> tuple[RosterChange, RosterRun]:
    change = session.get_one(RosterChange, number, with_for_update=True, populate_existing=True)
    return change, session.get_one(RosterRun, change.run_id)


def _give(session: Session, change: RosterChange, by: Person, now: datetime) -> None:
    need = get_need(session, change.need_id)
    has = find_live(session, change.person_id, need)
    if has is None:
        assign(need.id, change.person_id, by=by, now=now, source=AssignmentSource.SOLVER)
    elif has.state in ASKED and has.need_id == need.id:
        say_yes(has.code, by=by, now=now)
    elif has.state in ASKED:
        say_no(has.code, "", by=by, now=now)
        assign(need.id, change.person_id, by=by, now=now, source=AssignmentSource.SOLVER)
    else:
        raise RuleBroken(Refusal.ALREADY_THERE)


def _take(session: Session, change: RosterChange, by: Person, now: datetime) -> None:
    has = find_live(session, change.person_id, get_need(session, change.need_id))
    if has is None or has.need_id != change.need_id or has.is_pinned:
        raise RuleBroken(Refusal.WRONG_STATE)
    say_no(has.code, "", by=by, now=now)


def _leave_out(number: int, reason: str) -> None:
    with write() as session:
        change, _run = _lock(session, number)
        change.state, change.reason = ChangeState.LEFT_OUT, reason


def _finish(code: str) -> None:
    with write() as session:
        run = get_run(session, code, lock=True)
        if not list_open_changes(session, run.id):
            run.state = RunState.PUBLISHED
