"""Who may read about coverage: the district, and whoever speaks for a department of the joint conference."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.festival.models import Call, CallReviewer, Edition

A_YEAR = timedelta(days=366)


def may_read(session: Session, person: Person, today: date) -> bool:
    """Officers and leads; a department's reviewer until a year after the edition for which they were named."""
    if person.is_officer or person.is_lead:
        return True
    named = (
        exists()
        .where(CallReviewer.person_id == person.id, CallReviewer.call_id == Call.id)
        .where(Call.edition_id == Edition.id, Edition.until_on >= today - A_YEAR)
    )
    return bool(session.scalar(select(named)))
