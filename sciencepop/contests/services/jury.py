"""The jury: invited, accepted, given entries, scoring; and what jurors know of whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Invitation, Person
from sciencepop.accounts.rules.refusals import Refusal as Asking
from sciencepop.accounts.services import invite
from sciencepop.contests.letters import tell_juror
from sciencepop.contests.models import (
    Contest,
    ContestRound,
    ContestState,
    Juror,
    JuryConflict,
    JuryScore,
    JuryTask,
    RoundState,
)
from sciencepop.contests.queries import jury as queries
from sciencepop.contests.queries.contests import get_contest, organises
from sciencepop.contests.queries.teams import list_judged
from sciencepop.contests.rules.jury import Plan, assign
from sciencepop.contests.rules.ranking import Criterion, are_points_right
from sciencepop.contests.rules.states import Refusal
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken

JUROR = "contest.juror"
"""What the invitations of a jury are called."""


def invite_juror(code: str, address: str, *, by: Person, now: datetime) -> None:
    """Ask an address to judge; whoever has it agrees first. Refuses what `accounts.services.invite` refuses."""
    staff_id = by.id
    with write() as session:
        contest = get_contest(session, code, lock=True)
        invite(session, JUROR, contest.id, address, by=staff_id, now=now)
        attempts.remember(code)


def become_juror(session: Session, contest: Contest, person: Person, invitation: Invitation, *, now: datetime) -> None:
    """Whoever was asked will judge, once they agree to the rules. Call with the contest held.

    Refuses JURY_CLOSED, JUROR_ORGANISES, ASKED_NO_MORE for a juror who was ended since. Who is one already stays one.
    """
    if contest.state in (ContestState.FINISHED, ContestState.CANCELLED):
        raise RuleBroken(Refusal.JURY_CLOSED)
    if organises(person, contest):
        raise RuleBroken(Refusal.JUROR_ORGANISES)
    if queries.was_ended(session, contest.id, person.id, invitation.invited_at):
        raise RuleBroken(Asking.ASKED_NO_MORE)
    if queries.find_juror(session, contest.id, person.id) is None:
        juror = Juror(contest_id=contest.id, person_id=person.id, invited_by=invitation.invited_by, invited_at=now)
        session.add(juror)
        session.flush()
        audit.record(session, by=person.id, at=now, action="contest.juror", subject=juror)


def end_juror(code: str, juror_id: int, *, by: Person, now: datetime) -> None:
    """Somebody judges no more: what they have not scored goes to others, what they have stands."""
    staff_id = by.id
    with write() as session:
        contest = get_contest(session, code, lock=True)
        juror = next((one for one in queries.list_jurors(session, contest.id) if one.id == juror_id), None)
        if juror is None:
            raise NotFound
        end(session, contest, juror, now)
        audit.record(session, by=staff_id, at=now, action="contest.juror_gone", subject=juror)
        attempts.remember(code)


def end(session: Session, contest: Contest, juror: Juror, now: datetime) -> None:
    """As above, inside a unit of work that holds the contest."""
    juror.ended_at = now
    for task in queries.list_tasks(session, juror.id):
        if task.scored_at is None:
            session.delete(task)
    session.flush()
    for round in contest.rounds:
        if round.state is RoundState.JUDGING:
            fill(session, contest, round, now)


def accept_jury(code: str, *, by: Person, now: datetime) -> None:
    """Agree to the rules of judging; only then is anything shown. NotFound for whoever was not asked."""
    person_id = by.id
    with write() as session:
        contest = get_contest(session, code, lock=True)
        juror = queries.find_juror(session, contest.id, person_id)
        if juror is None:
            raise NotFound
        juror.accepted_at = juror.accepted_at or now
        session.flush()
        audit.record(session, by=person_id, at=now, action="contest.jury_accept", subject=juror)
        attempts.remember(code)


def fill_round(code: str, number: int, *, by: Person, now: datetime) -> None:
    """Give jurors to entries that lack them. Refuses JUDGING_OVER, JURY_TOO_SMALL."""
    staff_id = by.id
    with write() as session:
        contest = get_contest(session, code, lock=True)
        round = next((one for one in contest.rounds if one.number == number), None)
        if round is None or round.state is not RoundState.JUDGING:
            raise RuleBroken(Refusal.JUDGING_OVER)
        plan = fill(session, contest, round, now)
        if plan.short:
            raise_short(session, round, plan)
        audit.record(session, by=staff_id, at=now, action="contest.fill", subject=contest, number=number)
        attempts.remember(code)


def fill(session: Session, contest: Contest, round: ContestRound, now: datetime) -> Plan:
    """Make the tasks that are missing, by the rule; jurors who get any hear of it. Call with the contest held."""
    entries = list_judged(session, round.id)
    here = [one for one in queries.list_jurors(session, contest.id) if one.accepted_at]
    kept: dict[int, set[int]] = {}
    for task in queries.tasks_of_round(session, round.id):
        kept.setdefault(task.entry_id, set()).add(task.juror_id)
    barred = queries.list_barred(session, contest, here, entries)
    gone = {juror_id for ids in kept.values() for juror_id in ids} - {one.id for one in here}
    barred |= {(one, entry.id) for one in gone for entry in entries if one not in kept.get(entry.id, ())}
    jurors = [*(one.id for one in here), *sorted(gone)]
    ids = [one.id for one in entries]
    plan = assign(ids, jurors, barred, needed=round.scores_needed, seed=round.seed, kept=kept)
    new = {one: 0 for one in jurors}
    for entry_id, chosen in plan.jurors_of.items():
        for juror_id in sorted(chosen - kept.get(entry_id, set())):
            session.add(JuryTask(juror_id=juror_id, entry_id=entry_id, assigned_at=now))
            new[juror_id] += 1
    session.flush()
    for juror in here:
        if new[juror.id]:
            tell_juror(session, contest, juror, count=new[juror.id], round=round, now=now)
    return plan


def raise_short(session: Session, round: ContestRound, plan: Plan) -> None:
    """Refuse JURY_TOO_SMALL with the numbers of the entries for which there are too few jurors."""
    numbers = [entry.number for entry in list_judged(session, round.id) if entry.id in plan.short]
    raise RuleBroken(Refusal.JURY_TOO_SMALL, count=round.scores_needed, numbers=numbers)


def score(task_id: int, points: Mapping[int, int], comment: str, *, by: Person, now: datetime) -> None:
    """A juror's points for an entry, as often as they like until judging ends. Refuses JUDGING_OVER, SCORE_WRONG."""
    person_id = by.id
    with write() as session:
        task = _own_task(session, task_id, person_id)
        criteria = criteria_of(task.entry.round)
        if not are_points_right(points, criteria):
            raise RuleBroken(Refusal.SCORE_WRONG)
        known = {row.criterion_id: row for row in task.scores}
        for criterion_id, given in points.items():
            if criterion_id in known:
                known[criterion_id].points = given
            else:
                task.scores.append(JuryScore(criterion_id=criterion_id, points=given))
        task.comment, task.scored_at = comment, now
        audit.record(session, by=person_id, at=now, action="contest.score", subject=task)
        attempts.remember(str(task_id))


def declare_conflict(task_id: int, *, by: Person, now: datetime) -> str:
    """A juror knows whose entry this is: it goes to somebody else, with any points they gave. Returns the contest."""
    person_id = by.id
    with write() as session:
        task = _own_task(session, task_id, person_id, alone=True)
        round = task.entry.round
        row = JuryConflict(juror_id=task.juror_id, entry_id=task.entry_id, declared_at=now)
        session.add(row)
        session.delete(task)
        audit.record(session, by=person_id, at=now, action="contest.conflict", subject=row)
        fill(session, round.contest, round, now)
        attempts.remember(round.contest.code)
        return round.contest.code


def criteria_of(round: ContestRound) -> list[Criterion]:
    """What a round's jury looks at, for the rules."""
    return [Criterion(row.id, row.weight, row.most) for row in round.criteria]


def _own_task(session: Session, task_id: int, person_id: int, *, alone: bool = False) -> JuryTask:
    """A juror's own task while judging goes on and nothing stands against it. The contest is shared, or held alone."""
    contest_id = queries.get_task(session, task_id, person_id).juror.contest_id
    code = session.scalars(select(Contest.code).where(Contest.id == contest_id)).one()
    contest = get_contest(session, code, lock=alone, share=not alone)
    task = queries.get_task(session, task_id, person_id, lock=True)
    round = next(one for one in contest.rounds if one.id == task.entry.round_id)
    if round.state is not RoundState.JUDGING:
        raise RuleBroken(Refusal.JUDGING_OVER)
    barred = queries.list_barred(session, contest, [task.juror], [task.entry])
    if not alone and ((task.juror_id, task.entry_id) in barred or organises(task.juror.person, contest)):
        raise RuleBroken(Refusal.CONFLICT)
    return task
