"""What of this feature goes along with a person's data, and what ends with their account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.campaigns.queries.campaigns import find_reader, letters_to
from sciencepop.campaigns.services.readers import end_consents, forget


def export(session: Session, person: Person) -> dict[str, Any] | None:
    """What somebody chose and when they were written to, as JSON values."""
    reader = find_reader(session, person.id)
    if reader is None:
        return None
    return {
        "digest": reader.frequency.value,
        "campaigns_since": reader.campaigns_since_at.isoformat() if reader.campaigns_since_at else None,
        "carriers": sorted(reader.carriers),
        "audiences": reader.audiences,
        "ages": reader.ages,
        "letters": [
            {
                "at": letter.written_at.isoformat(),
                "kind": "campaign" if letter.campaign_id else "digest",
                "useful": letter.is_useful,
            }
            for letter in letters_to(session, reader.id)
        ],
    }


def close(session: Session, person: Person, now: datetime) -> None:
    """Nothing is left of what somebody chose."""
    reader = find_reader(session, person.id, lock=True)
    if reader is not None:
        forget(session, reader)
        end_consents(session, person.id, now)
