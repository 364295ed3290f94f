"""Reads of the jury: who judges, what, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Guardianship, Membership
from sciencepop.contests.models import Contest, Entry, Juror, JuryConflict, JuryTask, Objection, Team
from sciencepop.contests.queries.teams import LARGEST_ID
from sciencepop.contests.rules.jury import JurorFacts, TeamFacts, conflict_of


def list_jurors(session: Session, contest_id: int) -> Sequence[Juror]:
    """Who judges a contest now, invited or accepted, in the order in which they came."""
    found = select(Juror).where(Juror.contest_id == contest_id, Juror.ended_at.is_(None))
    return session.scalars(found.options(joinedload(Juror.person)).order_by(Juror.id)).all()


def find_juror(session: Session, contest_id: int, person_id: int) -> Juror | None:
    """As what somebody judges a contest, or None."""
    found = select(Juror).where(Juror.contest_id == contest_id, Juror.person_id == person_id, Juror.ended_at.is_(None))
    return session.scalars(found).one_or_none()


def was_ended(session: Session, contest_id: int, person_id: int, since: datetime) -> bool:
    """Whether somebody judged a contest, and it was ended since."""
    found = select(Juror.id).where(Juror.contest_id == contest_id, Juror.person_id == person_id)
    return session.scalar(found.where(Juror.ended_at > since).limit(1)) is not None


def list_judging(session: Session, person_id: int) -> Sequence[Juror]:
    """The contests that somebody judges, the newest first."""
    found = select(Juror).where(Juror.person_id == person_id, Juror.ended_at.is_(None))
    return session.scalars(found.options(joinedload(Juror.contest)).order_by(Juror.id.desc()).limit(100)).all()


def list_tasks(session: Session, juror_id: int) -> Sequence[JuryTask]:
    """What a juror judges, by round and blind number."""
    found = select(JuryTask).join(JuryTask.entry).where(JuryTask.juror_id == juror_id)
    found = found.options(joinedload(JuryTask.entry).joinedload(Entry.round), selectinload(JuryTask.scores))
    return session.scalars(found.order_by(Entry.round_id, Entry.number)).all()


def get_task(session: Session, task_id: int, person_id: int, *, lock: bool = False) -> JuryTask:
    """A task of this very juror; NotFound for everybody else."""
    if not 0 < task_id <= LARGEST_ID:
        raise NotFound
    found = (
        select(JuryTask)
        .join(JuryTask.juror)
        .where(JuryTask.id == task_id, Juror.person_id == person_id, Juror.ended_at.is_(None))
    )
    if lock:
        found = found.with_for_update(of=JuryTask).execution_options(populate_existing=True)
    task = session.scalars(found).one_or_none()
    if task is None:
        raise NotFound
    return task


def may_read(session: Session, entry_id: int, person_id: int) -> bool:
    """Whether somebody judges this entry."""
    found = select(JuryTask.id).join(JuryTask.juror)
    found = found.where(JuryTask.entry_id == entry_id, Juror.person_id == person_id, Juror.ended_at.is_(None))
    return session.scalar(found) is not None


def tasks_of_round(session: Session, round_id: int) -> Sequence[JuryTask]:
    """Every task of a round whose juror still judges, with the points."""
    found = select(JuryTask).join(JuryTask.entry).join(JuryTask.juror)
    found = found.where(Entry.round_id == round_id, Juror.ended_at.is_(None))
    found = found.options(
        joinedload(JuryTask.juror).joinedload(Juror.person), selectinload(JuryTask.scores), joinedload(JuryTask.entry)
    )
    return session.scalars(found.order_by(JuryTask.id).execution_options(populate_existing=True)).all()


def list_objections(session: Session, round_id: int) -> Sequence[Objection]:
    """What was objected to in a round, oldest first."""
    found = select(Objection).where(Objection.round_id == round_id)
    found = found.options(joinedload(Objection.entry).joinedload(Entry.team))
    return session.scalars(found.order_by(Objection.id)).all()


def list_barred(
    session: Session, contest: Contest, jurors: Sequence[Juror], entries: Sequence[Entry]
) -> set[tuple[int, int]]:
    """Pairs (juror, entry) that do not go together: by what is known of both, and by what jurors declared."""
    people = [one.person_id for one in jurors]
    children = _by_person(
        session.execute(
            select(Guardianship.person_id, Guardianship.child_id).where(
                Guardianship.person_id.in_(people), Guardianship.ended_at.is_(None)
            )
        )
    )
    houses = _by_person(
        session.execute(
            select(Membership.person_id, Membership.organisation_id).where(
                Membership.person_id.in_(people), Membership.ended_at.is_(None)
            )
        )
    )
    barred = {
        (one.juror_id, one.entry_id)
        for one in session.scalars(
            select(JuryConflict).where(JuryConflict.entry_id.in_([entry.id for entry in entries]))
        )
    }
    for juror in jurors:
        facts = JurorFacts(
            juror.person_id,
            frozenset(children.get(juror.person_id, ())),
            frozenset(houses.get(juror.person_id, ())),
            juror.person.town_code,
        )
        for entry in entries:
            if conflict_of(facts, facts_of(entry.team), towns_count=contest.towns_apart) is not None:
                barred.add((juror.id, entry.id))
    return barred


def facts_of(team: Team) -> TeamFacts:
    """What of a team decides about conflicts; those who left count too: their work may be in the entry."""
    people = {team.captain_id, *(one.answers for one in team.members if one.answers)}
    children = {one.child_id for one in team.members if one.child_id}
    return TeamFacts(frozenset(people), frozenset(children), team.organisation_id, team.town_code)


def _by_person(rows: Iterable[Any]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for person_id, other in rows:
        found.setdefault(person_id, set()).add(other)
    return found
