"""What of the yearly check goes along when somebody takes their data."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.yearcheck.queries.files import list_own_seats


def export_scores(session: Session, person: Person) -> dict[str, Any]:
    """How somebody scored, as JSON values."""
    return {"scores": [{"scores": row.scores, "words": row.words} for row in list_own_seats(session, person.id)]}
