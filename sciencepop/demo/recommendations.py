"""Counters of the season's visits, and what bases were shown in the last fortnight, so that lists and ledger speak."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from sciencepop.demo.chance import moment, stream
from sciencepop.demo.plan import Season
from sciencepop.programme.models import Event, EventState
from sciencepop.recommend.models import ExposureDay
from sciencepop.recommend.services.count import take_counters

DAYS = 14


def write_recommendations(session: Session, season: Season) -> None:
    """Count, and invent a ledger: some bases were shown a lot, every ninth hardly at all."""
    take_counters(moment(season.today))
    rng = stream("exposure", season.today)
    published = select(Event.base_id).where(Event.state == EventState.PUBLISHED)
    bases = session.scalars(published.distinct().order_by(Event.base_id)).all()
    rows = [
        {
            "base_id": base,
            "shown_on": season.today - timedelta(days=days),
            "worth": round(rng.uniform(0.2, 6) * (0.05 if number % 9 == 8 else 1), 2),
        }
        for number, base in enumerate(bases)
        for days in range(1, DAYS)
    ]
    session.execute(insert(ExposureDay), rows)
