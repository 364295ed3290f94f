"""The worker's part of a run: read the problem, have it solved in a process of its own, keep the draft."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from sqlalchemy.orm import Session

from sciencepop.core.db import db, write
from sciencepop.volunteers.models import ChangeKind, RosterChange, RosterRun, RunState
from sciencepop.volunteers.queries.roster_problem import Question, list_to_roster, read_question
from sciencepop.volunteers.queries.rosters import get_run, list_in_state, list_left_behind
from sciencepop.volunteers.roster import apart
from sciencepop.volunteers.roster.evaluate import figures
from sciencepop.volunteers.roster.problem import Problem, Roster

LONGEST = timedelta(minutes=20)
Solver = Callable[..., Any]
_log = logging.getLogger(__name__)


def work_off(now: datetime, solve: Solver) -> int:
    """All runs that wait, one after the other; returns how many. `solve` calls a function of `roster.apart`."""
    codes = list_in_state(db.session(), RunState.QUEUED)
    for code in codes:
        try:
            if question := _begin(code, now):
                _plan(code, question, solve, now)
                _prove(code, question, solve)
        except Exception:
            _log.exception("roster run %s failed", code)
            _fail(code, now)
    return len(codes)


def _begin(code: str, now: datetime) -> Question | None:
    """Claim a run and read what it is about; None where another worker has it, or its shifts are over by now.

    Reading a large problem takes seconds, so it is done without the lock that the claim needs.
    """
    with write() as session:
        run = get_run(session, code, lock=True)
        if run.state is not RunState.QUEUED:
            return None
        run.state, run.started_at = RunState.RUNNING, now
    session = db.session()
    run = get_run(session, code)
    shifts = list_to_roster(session, run.base_id, run.from_on, run.until_on, now)
    if not shifts:
        _fail(code, now)
        return None
    return read_question(session, shifts, asks_unknown=run.asks_unknown, keeps_all=not run.most_moved)


def _plan(code: str, question: Question, solve: Solver, now: datetime) -> None:
    run = get_run(db.session(), code)
    seed, most_moved = run.seed, run.most_moved
    db.session.rollback()
    started = monotonic()
    plan: apart.Plan = solve(apart.plan, question.problem, seed, most_moved)
    with write() as session:
        run = get_run(session, code, lock=True)
        run.seconds = round(monotonic() - started, 2)
        run.state, run.finished_at = RunState.DRAFT, now
        keep_draft(session, run, question, plan)


def keep_draft(session: Session, run: RosterRun, question: Question, plan: apart.Plan) -> None:
    """Write down what was asked, how good the plan is, and what it would change."""
    run.bound, run.bound_by = plan.bound, "flow"
    _keep_question(run, question.problem)
    _keep_figures(run, plan, question)
    session.add_all(_changes(run, question, plan.roster))


def _keep_question(run: RosterRun, problem: Problem) -> None:
    run.shifts, run.people = len(problem.shifts), sum(1 for person in problem.people if person.windows)
    run.input_digest = problem.digest()
    before = figures(problem, problem.present)
    run.seats, run.filled_before = before.seats, before.filled


def _keep_figures(run: RosterRun, plan: apart.Plan, question: Question) -> None:
    found = plan.figures
    run.objective, run.filled = found.objective, found.filled
    run.gini, run.without_shift = found.gini, found.without_shift
    run.least_minutes, run.most_minutes = found.least_minutes, found.most_minutes
    run.unfilled = [
        {
            "need": question.need_ids[empty.need],
            "seats": empty.seats,
            "reason": empty.reason.value,
            "counts": {lack.value: count for lack, count in sorted(empty.counts.items())},
        }
        for empty in plan.unfilled
    ]


def _changes(run: RosterRun, question: Question, roster: Roster) -> list[RosterChange]:
    present = question.problem.present
    differing = [(seat, ChangeKind.DROP) for seat in sorted(present - roster)]
    differing += [(seat, ChangeKind.ADD) for seat in sorted(roster - present)]
    return [
        RosterChange(run_id=run.id, person_id=question.person_ids[who], need_id=question.need_ids[need], kind=kind)
        for (who, need), kind in differing
    ]


def _prove(code: str, question: Question, solve: Solver) -> None:
    """The tight bound, where it can be had; the draft can be looked at meanwhile."""
    keeps_all = not get_run(db.session(), code).most_moved
    db.session.rollback()
    bound: int | None = solve(apart.prove, question.problem, keeps_all=keeps_all)
    if bound is not None:
        with write() as session:
            run = get_run(session, code, lock=True)
            if run.objective <= bound < run.bound:
                run.bound, run.bound_by = bound, "lp"


def end_left_behind(now: datetime) -> int:
    """Runs whose worker died have failed; returns how many. Harmless to run twice."""
    codes = list_left_behind(db.session(), now - LONGEST)
    for code in codes:
        _fail(code, now)
    return len(codes)


def _fail(code: str, now: datetime) -> None:
    """Only a draft that was kept stays: the proof alone failed then."""
    with write() as session:
        run = get_run(session, code, lock=True)
        if run.state in (RunState.QUEUED, RunState.RUNNING):
            run.state, run.finished_at = RunState.FAILED, now
