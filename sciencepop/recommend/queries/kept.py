"""Counters, weights and exposure as they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from sciencepop.recommend.models import CountSnapshot, ExposureDay, TrainedWeights


def find_snapshot(session: Session) -> CountSnapshot | None:
    """The newest counters, with their content."""
    newest = select(CountSnapshot).order_by(CountSnapshot.id.desc()).limit(1)
    return session.scalar(newest.options(undefer(CountSnapshot.content)))


def find_weights(session: Session) -> TrainedWeights | None:
    """The weights of this site that are used: those taken over last."""
    used = select(TrainedWeights).where(TrainedWeights.taken_at.is_not(None))
    return session.scalar(used.order_by(TrainedWeights.taken_at.desc(), TrainedWeights.id.desc()).limit(1))


def find_waiting(session: Session) -> TrainedWeights | None:
    """The weights to compare with those in use: the oldest that are newer, may be used, and were not decided on."""
    used = find_weights(session)
    waiting = select(TrainedWeights).where(
        TrainedWeights.refusal.is_(None),
        TrainedWeights.taken_at.is_(None),
        TrainedWeights.set_aside_at.is_(None),
        TrainedWeights.id > (used.id if used else 0),
    )
    return session.scalar(waiting.order_by(TrainedWeights.id).limit(1))


def list_trainings(session: Session, most: int = 12) -> Sequence[TrainedWeights]:
    """The latest trainings, newest first, refused ones among them."""
    return session.scalars(select(TrainedWeights).order_by(TrainedWeights.id.desc()).limit(most)).all()


def read_exposure(session: Session, first: date) -> dict[int, float]:
    """What bases were shown since a day, by base."""
    rows = session.execute(
        select(ExposureDay.base_id, func.sum(ExposureDay.worth))
        .where(ExposureDay.shown_on >= first)
        .group_by(ExposureDay.base_id)
    )
    return {base: float(worth) for base, worth in rows}
