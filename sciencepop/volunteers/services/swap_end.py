"""Swap offers end with the assignment that they give."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from sciencepop.core.db import write
from sciencepop.volunteers.models import SwapOffer, SwapState

_QUIET = {"synchronize_session": False}


def end_swaps(
    session: Session, assignment_ids: Collection[int], now: datetime, state: SwapState = SwapState.WITHDRAWN
) -> None:
    """End the open offers of these assignments."""
    ended = update(SwapOffer).where(SwapOffer.assignment_id.in_(assignment_ids), SwapOffer.state == SwapState.OPEN)
    session.execute(ended.values(state=state, changed_at=now), execution_options=_QUIET)


def expire_swaps(now: datetime) -> int:
    """End the offers whose hour has passed. Harmless to run twice."""
    with write() as session:
        ended = update(SwapOffer).where(SwapOffer.state == SwapState.OPEN, SwapOffer.ends_at <= now)
        done = session.execute(ended.values(state=SwapState.EXPIRED, changed_at=now), execution_options=_QUIET)
        return int(getattr(done, "rowcount", 0))
