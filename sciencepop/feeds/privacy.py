"""What feeds know of a person, and what becomes of it when they leave."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.feeds.models import FeedToken
from sciencepop.feeds.services.tokens import forget_person


def export(session: Session, person: Person) -> list[dict[str, Any]]:
    """The person's calendar addresses; the secrets themselves are not known here."""
    query = select(FeedToken).where(FeedToken.person_id == person.id).order_by(FeedToken.id)
    return [
        {
            "label": token.label,
            "language": token.language,
            "created_at": token.created_at.isoformat(),
            "used_at": token.used_at.isoformat() if token.used_at else None,
            "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
        }
        for token in session.scalars(query)
    ]


def close(session: Session, person: Person, now: datetime) -> None:
    """End the person's addresses."""
    forget_person(session, person.id, now)
