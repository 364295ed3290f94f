"""Sums of days in place of lists after thirty days; and what an officer decides of weights that were compared."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core import audit, clock
from sciencepop.core.db import after_commit, hold_name, write
from sciencepop.core.errors import RuleBroken
from sciencepop.recommend.models import Impression, ListBooking, ListDay, TrainedWeights
from sciencepop.recommend.queries.kept import find_waiting
from sciencepop.recommend.queries.online import read_sums, sum_lists, total
from sciencepop.recommend.rules.online import Sums, Verdict, verdict
from sciencepop.recommend.settings import settings
from sciencepop.recommend.shelf import get_shelves

KEPT = timedelta(days=30)
"""How long lists are kept one by one."""
_QUIET = {"synchronize_session": False}


class Refusal(StrEnum):
    """Why weights cannot be taken over or set aside."""

    NOT_WAITING = "not_waiting"
    NOT_DECIDED = "not_decided"
    WORSE = "worse"


def sum_up(now: datetime) -> None:
    """A job of the day, in its first hours: of lists as old as KEPT only sums stay, of bookings out of them nothing."""
    last = clock.local(now).date() - KEPT
    with write() as session:
        hold_name(session, "exposure")
        for cell, sums in sorted(sum_lists(session, Impression.shown_on <= last).items()):
            key = (cell.shown_on, cell.audience, cell.is_personal, cell.trial_id, cell.surface)
            row = session.get(ListDay, key)
            if row is None:
                row = ListDay(**vars(cell), **vars(Sums()))
                session.add(row)
            for name, more in vars(sums).items():
                setattr(row, name, getattr(row, name) + more)
        session.execute(delete(Impression).where(Impression.shown_on <= last), execution_options=_QUIET)
        session.execute(delete(ListBooking).where(ListBooking.booked_on <= last), execution_options=_QUIET)


def sums_of_trial(session: Session, weights: TrainedWeights) -> Sums:
    """Everything that was found out about weights that are compared."""
    found = read_sums(session, clock.local(weights.trained_at).date())
    return total(sums for cell, sums in found.items() if cell.trial_id == weights.id)


def take_over(weights_id: int, *, by: Person, now: datetime) -> None:
    """Rank by the weights that were compared, from now on. Refused before it was decided, and where they lost."""
    with write() as session:
        row = _waiting(session, weights_id)
        sums = sums_of_trial(session, row)
        match verdict(sums, settings().decided_lists):
            case Verdict.TOO_FEW:
                raise RuleBroken(Refusal.NOT_DECIDED, needed=settings().decided_lists)
            case Verdict.WORSE:
                raise RuleBroken(Refusal.WORSE)
        row.taken_at = now
        _record(session, row, "recommendations.taken_over", sums, by, now)


def set_aside(weights_id: int, *, by: Person, now: datetime) -> None:
    """Compare these weights no longer; those in use stay."""
    with write() as session:
        row = _waiting(session, weights_id)
        row.set_aside_at = now
        _record(session, row, "recommendations.set_aside", sums_of_trial(session, row), by, now)


def _waiting(session: Session, weights_id: int) -> TrainedWeights:
    row = find_waiting(session)
    if row is None or row.id != weights_id:
        raise RuleBroken(Refusal.NOT_WAITING)
    session.refresh(row, with_for_update=True)
    if find_waiting(session) is not row:  # somebody decided while this waited
        raise RuleBroken(Refusal.NOT_WAITING)
    return row


def _record(session: Session, row: TrainedWeights, action: str, sums: Sums, by: Person, now: datetime) -> None:
    audit.record(
        session, by=by.id, at=now, action=action, subject=row, won=sums.won_tried, lost=sums.won_used, lists=sums.lists
    )
    after_commit(get_shelves().clear)
