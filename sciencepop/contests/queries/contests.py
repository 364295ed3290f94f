"""Reads of contests and rounds, and the one order of locks: the contest, then teams, then tasks.

Teams and jurors share the contest (`share`) and do not wait for one another; whoever moves a round holds it alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import CODE
from sciencepop.contests.models import Contest, ContestRound, ContestState, Entry, EntryState, Team, TeamMember
from sciencepop.contests.rules.states import PUBLIC
from sciencepop.core.clock import local

MOST = 200
LISTED = (ContestState.PUBLISHED, ContestState.FINISHED)
"""What was cancelled is told on its own page alone."""


def get_contest(session: Session, code: str, *, lock: bool = False, share: bool = False) -> Contest:
    """A contest by its code with rounds and awards, held where asked; NotFound where there is none."""
    if not CODE.fullmatch(code):
        raise NotFound
    if lock or share:
        session.execute(select(Contest.id).where(Contest.code == code).with_for_update(read=not lock))
    found = select(Contest).where(Contest.code == code).options(selectinload(Contest.rounds))
    contest = session.scalars(found.execution_options(populate_existing=lock or share)).one_or_none()
    if contest is None:
        raise NotFound
    return contest


def get_public(session: Session, code: str) -> Contest:
    """A contest that everybody may see."""
    contest = get_contest(session, code)
    if contest.state not in PUBLIC:
        raise NotFound
    return contest


def get_round(contest: Contest, number: int) -> ContestRound:
    """A round by its number; NotFound where there is none."""
    found = next((one for one in contest.rounds if one.number == number), None)
    if found is None:
        raise NotFound
    return found


def list_public(session: Session) -> Sequence[Contest]:
    """Everything public, the newest first."""
    found = select(Contest).where(Contest.state.in_(LISTED))
    return session.scalars(
        found.options(selectinload(Contest.rounds), joinedload(Contest.base)).order_by(Contest.id.desc()).limit(MOST)
    ).all()


def list_of_edition(session: Session, edition_id: int) -> Sequence[Contest]:
    """The public contests of an edition of the festival, in the order in which they were begun."""
    found = select(Contest).where(Contest.edition_id == edition_id, Contest.state.in_(LISTED))
    return session.scalars(found.options(selectinload(Contest.rounds)).order_by(Contest.id)).all()


def list_managed(session: Session, person: Person) -> Sequence[Contest]:
    """What somebody organises, the newest first; officers organise everything."""
    found = select(Contest).options(selectinload(Contest.rounds), joinedload(Contest.base))
    if not person.is_officer:
        found = found.where(Contest.base_id.in_(person.managed_base_ids))
    return session.scalars(found.order_by(Contest.id.desc()).limit(MOST)).all()


def count_submitted(session: Session) -> int:
    """How many contests wait for an officer."""
    waiting = Contest.state == ContestState.SUBMITTED
    return int(session.scalar(select(func.count()).select_from(Contest).where(waiting)) or 0)


def organises(person: Person, contest: Contest) -> bool:
    """Whether somebody runs this contest: officers, and whoever manages its base."""
    return person.is_officer or (contest.base_id is not None and person.manages(contest.base_id))


@dataclass(frozen=True)
class TakenPart:
    """Who took part in a contest by the close of its first round. Teams that withdrew do not count."""

    contest: Contest
    closed_at: datetime
    teams: int
    people: int
    minors: int

    @property
    def on(self) -> date:
        """The day in the district."""
        return local(self.closed_at).date()


def list_taken_part(session: Session) -> list[TakenPart]:
    """The contests in which teams handed something in, by day."""
    first = select(ContestRound.contest_id, ContestRound.closes_at).where(ContestRound.number == 1).subquery()
    in_time = or_(TeamMember.left_at.is_(None), TeamMember.left_at > first.c.closes_at)
    handed = select(Entry.team_id).where(Entry.state.in_((EntryState.HANDED_IN, EntryState.RULED_OUT)))
    rows = session.execute(
        select(
            Contest,
            first.c.closes_at,
            func.count(TeamMember.team_id.distinct()),
            func.count(TeamMember.id),
            func.count(TeamMember.child_id),
        )
        .join(first, first.c.contest_id == Contest.id)
        .join(Team, Team.contest_id == Contest.id)
        .join(TeamMember, TeamMember.team_id == Team.id)
        .where(Contest.state.in_(LISTED), Team.id.in_(handed), in_time)
        .group_by(Contest.id, first.c.closes_at)
        .order_by(first.c.closes_at, Contest.id)
    ).all()
    return [TakenPart(contest, closes_at, *counts) for contest, closes_at, *counts in rows]


def numbers_by_year(session: Session) -> list[tuple[int, int, int, int, int]]:
    """For the year's statistics: year, contests, teams, people (of which minors), by the close of the first round.

    A person in two contests counts twice, as 人次 do.
    """
    years: dict[int, list[TakenPart]] = {}
    for one in list_taken_part(session):
        years.setdefault(one.on.year, []).append(one)
    return [
        (year, len(of), sum(one.teams for one in of), sum(one.people for one in of), sum(one.minors for one in of))
        for year, of in sorted(years.items(), reverse=True)
    ]
