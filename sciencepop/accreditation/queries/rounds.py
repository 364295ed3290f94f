"""Reads of rounds and their experts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from werkzeug.exceptions import NotFound

from sciencepop.accreditation.models import AccreditationRound, RoundExpert

MOST = 100


def get_round(session: Session, code: str) -> AccreditationRound:
    """A round with its experts; NotFound for none."""
    found = select(AccreditationRound).where(AccreditationRound.code == code)
    row = session.scalars(found.options(selectinload(AccreditationRound.experts))).one_or_none()
    if row is None:
        raise NotFound
    return row


def list_rounds(session: Session, *, open_at: datetime | None = None) -> Sequence[AccreditationRound]:
    """Rounds, the newest first; those alone that take applications at a moment."""
    found = select(AccreditationRound).order_by(AccreditationRound.closes_at.desc(), AccreditationRound.id.desc())
    if open_at:
        found = found.where(AccreditationRound.opens_at <= open_at, AccreditationRound.closes_at > open_at)
    return session.scalars(found.limit(MOST)).all()


def live_experts(round: AccreditationRound) -> list[RoundExpert]:
    """Who may be asked to score now."""
    return [one for one in round.experts if one.ended_at is None]
