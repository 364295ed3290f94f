"""Teams: registered, joined with consent, left, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.consents import CONTEST, CONTEST_CHILD, CONTEST_NAME, WORDINGS
from sciencepop.accounts.models import Consent, Person
from sciencepop.accounts.queries import lock_active
from sciencepop.accounts.queries.children import get_child
from sciencepop.accounts.queries.organisations import get_membership
from sciencepop.bookings.rules.codes import new_code
from sciencepop.contests.models import (
    Contest,
    ContestState,
    EntryState,
    RoundState,
    Team,
    TeamInvitation,
    TeamMember,
)
from sciencepop.contests.queries.contests import get_contest
from sciencepop.contests.queries.teams import find_invitation, find_present, get_team
from sciencepop.contests.rules.states import Refusal
from sciencepop.contests.rules.teams import MOST_TEAMS, age_of, refuse_member
from sciencepop.core import attempts, audit
from sciencepop.core.db import hold_name, write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.tokens import hash_token, new_token

LINK_DAYS = 14


@dataclass(frozen=True)
class TeamWish:
    """What a captain says of a team."""

    name: str
    organisation_id: int | None = None
    town_code: str | None = None


@dataclass(frozen=True)
class Joining:
    """Somebody who joins: the person themselves, or their child of this number. `may_publish`: the whole name."""

    name: str
    child_id: int | None = None
    consents: bool = False
    may_publish: bool = False


def register_team(contest_code: str, wish: TeamWish, *, language: str, by: Person, now: datetime) -> str:
    """Register a team and be its captain; returns its code. Refuses ENTRIES_CLOSED, MOST_TEAMS."""
    with write() as session:
        person = lock_active(session, by)
        contest = get_contest(session, contest_code, share=True)
        _refuse_closed(contest, now)
        mine = (
            select(func.count())
            .select_from(Team)
            .where(Team.contest_id == contest.id, Team.captain_id == person.id, Team.withdrawn_at.is_(None))
        )
        if (session.scalar(mine) or 0) >= MOST_TEAMS:
            raise RuleBroken(Refusal.MOST_TEAMS, count=MOST_TEAMS)
        if wish.organisation_id is not None:
            get_membership(session, wish.organisation_id, person.id)
        team = Team(
            **vars(wish),
            contest_id=contest.id,
            code=new_code(),
            captain_id=person.id,
            language=language,
            is_sample=person.is_sample,
            created_at=now,
        )
        session.add(team)
        audit.record(session, by=person.id, at=now, action="contest.team", subject=team)
        attempts.remember(team.code)
        return team.code


def invite_members(code: str, *, by: Person, now: datetime) -> str:
    """A secret for a link by which families join, good for two weeks; an earlier one ends. NotFound for others."""
    token, person_id = new_token(), by.id
    with write() as session:
        team = _own_team(session, code, person_id)
        session.execute(delete(TeamInvitation).where(TeamInvitation.team_id == team.id))
        session.add(
            TeamInvitation(
                team_id=team.id,
                token_hash=hash_token(token),
                created_at=now,
                expires_at=now + timedelta(days=LINK_DAYS),
            )
        )
        audit.record(session, by=person_id, at=now, action="contest.invite", subject=team)
    return token


def add_member(code: str, joining: Joining, *, language: str, by: Person, now: datetime) -> str:
    """A captain joins, or enters their child. Refuses what `_join` does; NotFound for others' teams."""
    with write() as session:
        person = lock_active(session, by)
        team = _own_team(session, code, person.id)
        _join(session, team, joining, person, language, now)
        return team.code


def join_team(token: str, joining: Joining, *, language: str, by: Person, now: datetime) -> str:
    """As above, by a link; returns the team's code. Refuses LINK_OVER besides."""
    with write() as session:
        person = lock_active(session, by)
        found = find_invitation(session, token, now)
        if found is None:
            raise RuleBroken(Refusal.LINK_OVER)
        get_contest(session, found.team.contest.code, share=True)
        team = get_team(session, found.team.code, lock=True)
        _join(session, team, joining, person, language, now)
        return team.code


def _join(session: Session, team: Team, joining: Joining, person: Person, language: str, now: datetime) -> None:
    """Refuses ENTRIES_CLOSED, TEAM_GONE, TEAM_FULL, NAME_MISSING, CONSENT_MISSING, IN_A_TEAM and unfit ages."""
    contest = team.contest
    _refuse_closed(contest, now)
    if team.withdrawn_at:
        raise RuleBroken(Refusal.TEAM_GONE)
    if len(team.present) >= contest.team_max:
        raise RuleBroken(Refusal.TEAM_FULL, count=contest.team_max)
    if not joining.name:
        raise RuleBroken(Refusal.NAME_MISSING)
    if not joining.consents:
        raise RuleBroken(Refusal.CONSENT_MISSING)
    _refuse_age(session, contest, joining, person)
    who = {"child_id": joining.child_id} if joining.child_id else {"person_id": person.id}
    hold_name(session, f"contest.{contest.id}.{who}")
    if find_present(session, contest.id, **who):
        raise RuleBroken(Refusal.IN_A_TEAM)
    kind = CONTEST_CHILD if joining.child_id else CONTEST
    consent = _consent(session, kind, person, joining.child_id, language, now)
    named = _consent(session, CONTEST_NAME, person, joining.child_id, language, now) if joining.may_publish else None
    session.add(
        TeamMember(
            contest_id=contest.id,
            team_id=team.id,
            guardian_id=person.id if joining.child_id else None,
            name=joining.name,
            consent_id=consent.id,
            names_consent_id=named.id if named else None,
            joined_at=now,
            **who,
        )
    )
    audit.record(session, by=person.id, at=now, action="contest.join", subject=team)
    attempts.remember(team.code)


def set_publishing(code: str, member_id: int, may: bool, *, language: str, by: Person, now: datetime) -> None:
    """Let the whole name stand in the result, or take that back; as easily as it was given. NotFound for others'."""
    with write() as session:
        person = lock_active(session, by)
        member = _own_member(session, get_team(session, code, lock=True), member_id, person.id)
        if member.names_consent is not None:
            member.names_consent.ended_at = now
            member.names_consent_id = None
        if may:
            named = _consent(session, CONTEST_NAME, person, member.child_id, language, now)
            member.names_consent_id = named.id
        audit.record(session, by=person.id, at=now, action="contest.name", subject=member, may=may)
        attempts.remember(code)


def leave_team(code: str, member_id: int, *, by: Person, now: datetime) -> None:
    """A member leaves, or a guardian takes their child out, whenever they want; captains take nobody out."""
    person_id = by.id
    with write() as session:
        member = _own_member(session, get_team(session, code, lock=True), member_id, person_id)
        let_go(session, member, now)
        audit.record(session, by=person_id, at=now, action="contest.leave", subject=member)
        attempts.remember(code)


def withdraw_team(code: str, *, by: Person, now: datetime) -> None:
    """A captain takes a team out of what is not judged yet. What has a result keeps it. Refuses TEAM_GONE."""
    person_id = by.id
    with write() as session:
        team = _own_team(session, code, person_id)
        if team.withdrawn_at or team.contest.state is not ContestState.PUBLISHED:
            raise RuleBroken(Refusal.TEAM_GONE)
        take_out(session, team, now)
        audit.record(session, by=person_id, at=now, action="contest.withdraw", subject=team)
        attempts.remember(code)


def let_go(session: Session, member: TeamMember, now: datetime) -> None:
    """End a membership with its consents; the name goes. Call inside a unit of work."""
    for consent in filter(None, (member.consent, member.names_consent)):
        consent.ended_at = consent.ended_at or now
    member.left_at, member.name = now, ""
    session.flush()


def take_out(session: Session, team: Team, now: datetime) -> None:
    """Withdraw a team and what it handed in, unless that was ranked. Its files go. Call inside a unit of work."""
    team.withdrawn_at = now
    for entry in team.entries:
        if entry.round.state in (RoundState.ENTRIES, RoundState.JUDGING) and entry.state is not EntryState.RULED_OUT:
            entry.state, entry.changed_at, entry.files = EntryState.WITHDRAWN, now, []
    session.flush()


def _own_team(session: Session, code: str, person_id: int) -> Team:
    """A captain's team, held, with its contest shared; NotFound for everybody else's."""
    get_contest(session, get_team(session, code).contest.code, share=True)
    team = get_team(session, code, lock=True)
    if team.captain_id != person_id:
        raise NotFound
    return team


def _own_member(session: Session, team: Team, member_id: int, person_id: int) -> TeamMember:
    found = next((one for one in team.present if one.id == member_id and one.answers == person_id), None)
    if found is None:
        raise NotFound
    return found


def _refuse_closed(contest: Contest, now: datetime) -> None:
    """Teams are registered and joined until the first round closes."""
    first = contest.rounds[0] if contest.rounds else None
    if contest.state is not ContestState.PUBLISHED or first is None or now >= first.closes_at:
        raise RuleBroken(Refusal.ENTRIES_CLOSED)


def _refuse_age(session: Session, contest: Contest, joining: Joining, person: Person) -> None:
    child = get_child(session, joining.child_id, person.id) if joining.child_id else None
    age = age_of(child.birth_year, child.birth_month, contest.counts_on) if child and contest.counts_on else None
    refused = refuse_member(age, age_min=contest.age_min, age_max=contest.age_max)
    if refused:
        raise RuleBroken(refused, low=contest.age_min, high=contest.age_max)


def _consent(
    session: Session, kind: str, person: Person, child_id: int | None, language: str, now: datetime
) -> Consent:
    wording = WORDINGS[kind]
    consent = Consent(
        person_id=person.id,
        child_id=child_id,
        kind=kind,
        version=wording.version,
        wording=wording.shown,
        language=language,
        given_at=now,
    )
    session.add(consent)
    session.flush()
    return consent
