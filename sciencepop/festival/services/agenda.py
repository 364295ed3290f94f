"""Stars that somebody keeps with their account, so that releases tell them of changes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete

from sciencepop.accounts.models import Person
from sciencepop.core import attempts
from sciencepop.core.db import write
from sciencepop.festival.models import Star
from sciencepop.festival.queries.editions import get_shown
from sciencepop.festival.queries.items import announced_ids
from sciencepop.festival.rules.agenda import MOST


def keep_stars(code: str, numbers: Collection[int], *, by: Person, now: datetime) -> int:
    """Keep these items of an edition's programme, and no others of it; returns how many are kept."""
    person_id = by.id
    with write() as session:
        edition = get_shown(session, code)
        announced = set(session.scalars(announced_ids(edition.id)))
        mine = delete(Star).where(Star.person_id == person_id, Star.occurrence_id.in_(announced))
        session.execute(mine, execution_options={"synchronize_session": "fetch"})
        kept = sorted(announced & set(numbers))[:MOST]
        session.add_all(Star(person_id=person_id, occurrence_id=number, kept_at=now) for number in kept)
        attempts.remember(code)
        return len(kept)
