"""What of contests goes along with a person's data, what ends with an account or a guardian, and what is forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.contests.models import Contest, ContestRound, ContestState, Entry, EntryFile, Team, TeamMember
from sciencepop.contests.queries.contests import get_contest
from sciencepop.contests.queries.jury import list_judging
from sciencepop.contests.queries.teams import list_mine, list_present_of_child
from sciencepop.contests.services.jury import end
from sciencepop.contests.services.teams import let_go, take_out
from sciencepop.core.db import write

KEPT = timedelta(days=90)
"""How long after a contest its files stay, and names that nobody let be published (reference 8: three months)."""


def export_contests(session: Session, person: Person) -> dict[str, Any] | None:
    """Teams, members that the person answers for, and contests they judge, as JSON values."""
    teams, judging = list_mine(session, person.id), list_judging(session, person.id)
    if not teams and not judging:
        return None
    return {
        "teams": [
            {
                "contest": team.contest.title_zh,
                "team": team.name,
                "is_captain": team.captain_id == person.id,
                "members": [one.name for one in team.present if one.answers == person.id],
                "entries": [
                    {"title": entry.title, "about": entry.about, "state": entry.state.value}
                    for entry in team.entries
                    if team.captain_id == person.id
                ],
            }
            for team in teams
        ],
        "judging": [{"contest": one.contest.title_zh, "since": one.invited_at.isoformat()} for one in judging],
    }


def leave_contests(session: Session, person: Person, now: datetime) -> None:
    """An account is closed: its memberships end, its teams are withdrawn from what is not judged, it judges no more."""
    for juror in list_judging(session, person.id):
        end(session, get_contest(session, juror.contest.code, lock=True), juror, now)
    for team in list_mine(session, person.id):
        for member in team.present:
            if member.person_id == person.id:
                let_go(session, member, now)
        is_over = team.withdrawn_at or team.contest.state is not ContestState.PUBLISHED
        if team.captain_id == person.id and not is_over:
            take_out(session, team, now)


def child_left(session: Session, child_id: int, guardian_id: int | None, now: datetime) -> None:
    """What a guardian consented to has ended, and with it the child's place in teams; None ends all of it."""
    for member in list_present_of_child(session, child_id):
        if guardian_id is None or member.guardian_id == guardian_id:
            let_go(session, member, now)


def forget_finished(now: datetime) -> int:
    """Three months after a contest its files go, and every name that may not be published; returns how many files."""
    over = select(Contest.id).where(Contest.finished_at < now - KEPT)
    with write() as session:
        files = session.scalars(
            select(EntryFile)
            .join(Entry, EntryFile.entry_id == Entry.id)
            .join(ContestRound, Entry.round_id == ContestRound.id)
            .where(ContestRound.contest_id.in_(over))
        ).all()
        for row in files:
            session.delete(row)
        names = select(TeamMember).join(Team, TeamMember.team_id == Team.id)
        names = names.where(Team.contest_id.in_(over), TeamMember.name != "", TeamMember.names_consent_id.is_(None))
        for member in session.scalars(names):
            member.name = ""
        return len(files)
