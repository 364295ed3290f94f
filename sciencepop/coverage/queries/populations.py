"""The populations that hold: those of the data and those that officers entered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from sciencepop.coverage.models import Population
from sciencepop.coverage.rules.populations import Count, Known, known_on
from sciencepop.coverage.settings import settings

MOST = 5_000
SHOWN = 200


def read_known(session: Session, day: date) -> Known:
    """What holds on a day. An officer's number goes before one of the data from the same day."""
    rows = session.scalars(select(Population).order_by(Population.valid_from.desc(), Population.id.desc()).limit(MOST))
    entered = [
        Count(row.town_code, row.group, row.year, row.people, row.source, row.valid_from)
        for row in reversed(rows.all())
    ]
    return known_on([*settings().counts, *entered], day)


def list_entered(session: Session) -> Sequence[Population]:
    """What officers entered, the latest first."""
    found = select(Population).options(joinedload(Population.officer)).order_by(Population.id.desc())
    return session.scalars(found.limit(SHOWN)).all()
