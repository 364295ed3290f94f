"""Certificates: issued to everybody who handed something in, once the contest is over, and revoked with a reason."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import new_code
from sciencepop.contests.certificate_paper import kind_of, payload_of
from sciencepop.contests.letters import tell_team
from sciencepop.contests.models import Contest, ContestCertificate, ContestState, Entry, EntryState, Team, TeamMember
from sciencepop.contests.queries import certificates as queries
from sciencepop.contests.queries.contests import get_contest
from sciencepop.contests.queries.teams import list_teams
from sciencepop.contests.rules.states import Refusal
from sciencepop.core import attempts, audit, documents
from sciencepop.core.certificates import LANGS
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken


def issue_certificates(code: str, *, by: Person, now: datetime) -> int:
    """A certificate for every member who has none that holds; returns how many. Refuses WRONG_STATE, NONE_OWED."""
    staff_id = by.id
    with write() as session:
        contest = get_contest(session, code, lock=True)
        if contest.state is not ContestState.FINISHED:
            raise RuleBroken(Refusal.WRONG_STATE)
        owed = list_owed(session, contest)
        if not owed:
            raise RuleBroken(Refusal.NONE_OWED)
        for member, entry in owed:
            sign_certificate(session, contest, member, entry, code=new_code() + new_code(), by=staff_id, now=now)
        teams: dict[int, Team] = {member.team_id: member.team for member, _entry in owed}
        for team in teams.values():
            tell_team(session, team, "certificate", now=now)
        audit.record(session, by=staff_id, at=now, action="contest.certify", subject=contest, issued=len(owed))
        attempts.remember(code)
        return len(owed)


def list_owed(session: Session, contest: Contest) -> list[tuple[TeamMember, Entry]]:
    """Members with a name and no certificate that holds, each with the last entry of the team that stood."""
    held = {row.member_id for row in queries.list_of_contest(session, contest.id) if row.revoked_at is None}
    owed = []
    for team in list_teams(session, contest.id):
        stood = [one for one in team.entries if one.state is EntryState.HANDED_IN]
        if stood:
            best = max(stood, key=lambda one: one.round.number)
            owed += [(one, best) for one in team.present if one.id not in held and one.name]
    return owed


def sign_certificate(
    session: Session, contest: Contest, member: TeamMember, entry: Entry, *, code: str, by: int, now: datetime
) -> ContestCertificate:
    """One certificate with the next number of the year, signed; its files are wanted. The contest is held."""
    row = ContestCertificate(code=code, member_id=member.id, issued_at=now, issued_by=by, is_sample=contest.is_sample)
    row.number(session, now)
    row.sign(payload_of(contest, member, entry, code=code, serial=row.serial, now=now))
    session.add(row)
    session.flush()
    for lang in LANGS:
        documents.want(session, kind_of(lang), code, now=now)
    return row


def revoke_certificate(code: str, reason: str, *, by: Person, now: datetime) -> None:
    """Have its code say that it no longer holds, and why. Refuses REVOKED_ALREADY, REASON_MISSING."""
    staff_id = by.id
    with write() as session:
        row = queries.get_certificate(session, code, lock=True)
        if row.revoked_at is not None:
            raise RuleBroken(Refusal.REVOKED_ALREADY)
        if not reason:
            raise RuleBroken(Refusal.REASON_MISSING)
        row.revoked_at, row.revoked_by, row.reason = now, staff_id, reason
        session.flush()
        for lang in LANGS:
            documents.drop(session, kind_of(lang), code)
        tell_team(session, row.member.team, "revoked", now=now, reason=reason)
        audit.record(session, by=staff_id, at=now, action="contest.revoke", subject=row, serial=row.serial)
        attempts.remember(code)
