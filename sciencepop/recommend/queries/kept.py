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
    """The newest weights of this site that are used."""
    used = select(TrainedWeights).where(TrainedWeights.refusal.is_(None))
    return session.scalar(used.order_by(TrainedWeights.id.desc()).limit(1))


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
