"""Reads of the register of certificates."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.bookings.rules.codes import CODE
from sciencepop.contests.models import ContestCertificate, TeamMember


def get_certificate(session: Session, code: str, *, lock: bool = False) -> ContestCertificate:
    """A certificate by its code, revoked or not; NotFound where there is none."""
    found = select(ContestCertificate).where(ContestCertificate.code == code)
    found = found.options(joinedload(ContestCertificate.member).joinedload(TeamMember.team))
    if lock:
        found = found.with_for_update(of=ContestCertificate).execution_options(populate_existing=True)
    row = session.scalars(found).one_or_none() if CODE.fullmatch(code) else None
    if row is None:
        raise NotFound
    return row


def list_of_contest(session: Session, contest_id: int) -> Sequence[ContestCertificate]:
    """The certificates of a contest by number, revoked ones too."""
    found = select(ContestCertificate).join(ContestCertificate.member).where(TeamMember.contest_id == contest_id)
    order = ContestCertificate.serial_year, ContestCertificate.serial_number
    return session.scalars(found.order_by(*order)).all()


def list_of_team(session: Session, team_id: int) -> Sequence[ContestCertificate]:
    """The certificates of a team's members that hold."""
    found = select(ContestCertificate).join(ContestCertificate.member)
    found = found.where(TeamMember.team_id == team_id, ContestCertificate.revoked_at.is_(None))
    return session.scalars(found.options(joinedload(ContestCertificate.member)).order_by(ContestCertificate.id)).all()
