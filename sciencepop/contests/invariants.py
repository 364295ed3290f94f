"""What must always hold of contests; `flask doctor` asks."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from sciencepop.accounts.models import Consent
from sciencepop.contests.models import (
    Contest,
    ContestCertificate,
    ContestRound,
    ContestState,
    Entry,
    EntryState,
    Juror,
    JuryTask,
    RoundState,
    TeamMember,
)
from sciencepop.contests.rules.states import SEEN
from sciencepop.core.db import db

MOST = 20


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    return [sentence for check in CHECKS for sentence in check()]


def self_judged() -> list[str]:
    """Nobody judges a team that they or their children are in."""
    rows = db.session.scalars(
        select(JuryTask.id)
        .join(Juror, JuryTask.juror_id == Juror.id)
        .join(Entry, JuryTask.entry_id == Entry.id)
        .join(TeamMember, TeamMember.team_id == Entry.team_id)
        .where(
            JuryTask.scored_at.is_not(None),
            func.coalesce(TeamMember.person_id, TeamMember.guardian_id) == Juror.person_id,
        )
        .limit(MOST)
    )
    return [f"Jury task {number} is about a team of the juror's own." for number in rows]


def ranks() -> list[str]:
    """A round has ranks exactly from RANKED on, and a better mark never has a worse rank."""
    ranked = ContestRound.state.in_((RoundState.RANKED, *SEEN))
    rows = db.session.scalars(
        select(Entry.id)
        .join(Entry.round)
        .where(
            or_(
                and_(ranked, Entry.state == EntryState.HANDED_IN, Entry.rank.is_(None)),
                and_(~ranked, Entry.rank.is_not(None)),
            )
        )
        .limit(MOST)
    )
    wrong = [f"Entry {number}: its rank does not fit its round." for number in rows]
    other = aliased(Entry)
    pairs = db.session.execute(
        select(Entry.id, other.id)
        .join(other, and_(other.round_id == Entry.round_id, other.mark > Entry.mark, other.rank >= Entry.rank))
        .limit(MOST)
    )
    return wrong + [f"Entry {one} is ranked before entry {better}, which has a better mark." for one, better in pairs]


def ended_consents() -> list[str]:
    """Who is in a team has a consent that holds."""
    rows = db.session.scalars(
        select(TeamMember.id)
        .join(Consent, TeamMember.consent_id == Consent.id)
        .where(TeamMember.left_at.is_(None), Consent.ended_at.is_not(None))
        .limit(MOST)
    )
    return [f"Contest member {number} is in a team without a consent." for number in rows]


def unfinished() -> list[str]:
    """A contest is finished exactly when all its rounds stand."""
    open_round = select(ContestRound.id).where(
        ContestRound.contest_id == Contest.id, ContestRound.state != RoundState.FINAL
    )
    rows = db.session.scalars(
        select(Contest.code).where(Contest.state == ContestState.FINISHED, open_round.exists()).limit(MOST)
    )
    return [f"Contest {code} is finished, but one of its rounds is not." for code in rows]


def broken_certificates() -> list[str]:
    """What was signed is what is stored."""
    rows = db.session.scalars(select(ContestCertificate).order_by(ContestCertificate.id))
    return [f"Certificate {row.serial} is not what was signed." for row in rows if not row.is_intact][:MOST]


CHECKS: tuple[Callable[[], list[str]], ...] = (
    self_judged,
    ranks,
    ended_consents,
    unfinished,
    broken_certificates,
)
