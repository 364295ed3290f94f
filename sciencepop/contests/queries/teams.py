"""Reads of teams, members, entries and files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import CODE
from sciencepop.contests.models import (
    ContestRound,
    Entry,
    EntryFile,
    EntryState,
    Objection,
    Team,
    TeamInvitation,
    TeamMember,
)
from sciencepop.core.tokens import hash_token, is_token

LARGEST_ID = 2**63 - 1


def get_team(session: Session, code: str, *, lock: bool = False) -> Team:
    """A team by its code, held where asked; NotFound where there is none."""
    if not CODE.fullmatch(code):
        raise NotFound
    if lock:
        session.execute(select(Team.id).where(Team.code == code).with_for_update())
    found = select(Team).where(Team.code == code).options(joinedload(Team.contest), selectinload(Team.members))
    team = session.scalars(found.execution_options(populate_existing=lock)).one_or_none()
    if team is None:
        raise NotFound
    return team


def is_of(team: Team, person: Person) -> bool:
    """Whether somebody belongs to a team: its captain, a member, or a member's guardian."""
    return person.id == team.captain_id or any(person.id == one.answers for one in team.present)


def list_mine(session: Session, person_id: int) -> Sequence[Team]:
    """The teams that somebody belongs to, the newest first."""
    mine = select(TeamMember.team_id).where(
        TeamMember.left_at.is_(None), or_(TeamMember.person_id == person_id, TeamMember.guardian_id == person_id)
    )
    found = select(Team).where(or_(Team.captain_id == person_id, Team.id.in_(mine)))
    return session.scalars(found.options(joinedload(Team.contest)).order_by(Team.id.desc()).limit(200)).all()


def list_teams(session: Session, contest_id: int) -> Sequence[Team]:
    """The teams of a contest in the order in which they came."""
    found = select(Team).where(Team.contest_id == contest_id)
    found = found.options(selectinload(Team.members), selectinload(Team.entries).joinedload(Entry.round))
    return session.scalars(found.order_by(Team.id)).all()


def find_present(
    session: Session, contest_id: int, *, person_id: int | None = None, child_id: int | None = None
) -> TeamMember | None:
    """As what somebody takes part in a contest now, or None."""
    who = TeamMember.person_id == person_id if person_id is not None else TeamMember.child_id == child_id
    found = select(TeamMember).where(TeamMember.contest_id == contest_id, TeamMember.left_at.is_(None), who)
    return session.scalars(found).one_or_none()


def list_present_of_child(session: Session, child_id: int) -> Sequence[TeamMember]:
    """Every team that a child is in."""
    return session.scalars(
        select(TeamMember).where(TeamMember.child_id == child_id, TeamMember.left_at.is_(None))
    ).all()


def find_invitation(session: Session, token: str, now: datetime) -> TeamInvitation | None:
    """The invitation behind a link while it is good."""
    if not is_token(token):
        return None
    found = select(TeamInvitation).where(
        TeamInvitation.token_hash == hash_token(token), TeamInvitation.expires_at > now
    )
    return session.scalars(found.options(joinedload(TeamInvitation.team).joinedload(Team.contest))).one_or_none()


def find_entry(session: Session, round_id: int, team_id: int) -> Entry | None:
    """What a team has for a round, or None."""
    return session.scalars(select(Entry).where(Entry.round_id == round_id, Entry.team_id == team_id)).one_or_none()


def list_entries(session: Session, round_id: int) -> Sequence[Entry]:
    """Everything of a round with its teams, by rank, then by number."""
    found = select(Entry).where(Entry.round_id == round_id)
    found = found.options(
        joinedload(Entry.team).selectinload(Team.members), joinedload(Entry.award), selectinload(Entry.files)
    )
    rows = session.scalars(found.execution_options(populate_existing=True)).all()
    return sorted(rows, key=lambda one: (one.rank or LARGEST_ID, one.number or LARGEST_ID, one.id))


def list_judged(session: Session, round_id: int) -> list[Entry]:
    """What was handed in and still stands."""
    return [one for one in list_entries(session, round_id) if one.state is EntryState.HANDED_IN]


def is_through(session: Session, round: ContestRound, team_id: int) -> bool:
    """Whether a team may take part in a round: it is the first, or the one before promoted it."""
    if round.number == 1:
        return True
    before = select(Entry.is_through).join(Entry.round)
    before = before.where(
        ContestRound.contest_id == round.contest_id, ContestRound.number == round.number - 1, Entry.team_id == team_id
    )
    return bool(session.scalar(before))


def get_file(session: Session, file_id: int) -> tuple[EntryFile, Entry]:
    """A file with its entry; NotFound for numbers that no file has."""
    row = session.get(EntryFile, file_id) if 0 < file_id <= LARGEST_ID else None
    if row is None:
        raise NotFound
    return row, session.get_one(Entry, row.entry_id)


def objections_of(session: Session, entry_ids: Sequence[int]) -> dict[int, Objection]:
    """What teams objected to, by entry."""
    rows = session.scalars(select(Objection).where(Objection.entry_id.in_(entry_ids))) if entry_ids else ()
    return {row.entry_id: row for row in rows}
