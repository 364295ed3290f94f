"""What of this feature goes along with a person's data, and what ends with their account."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from sciencepop.accounts.consents import CAMPAIGNS, DIGEST, FEEDBACK
from sciencepop.accounts.models import Person
from sciencepop.campaigns.models import Campaign, SentLetter
from sciencepop.campaigns.queries.campaigns import fate_of, find_reader, letters_to, list_forgettable
from sciencepop.campaigns.services.readers import end_consents, forget
from sciencepop.campaigns.settings import settings
from sciencepop.core.db import write


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
        "general_while_off": reader.wants_general,
        "feedback": reader.gives_feedback,
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
        end_consents(session, person.id, (DIGEST, CAMPAIGNS, FEEDBACK), now)


def forget_letters(now: datetime) -> int:
    """Of what was sent long ago keep the counts, and forget who got it; returns of how many things."""
    with write() as session:
        old = list_forgettable(session, now - settings().letters_kept)
        for thing in old:
            thing.fate = asdict(fate_of(session, thing))
        campaigns = [thing.id for thing in old if isinstance(thing, Campaign)]
        digests = [thing.id for thing in old if not isinstance(thing, Campaign)]
        theirs = or_(SentLetter.campaign_id.in_(campaigns), SentLetter.digest_id.in_(digests))
        session.execute(delete(SentLetter).where(theirs), execution_options={"synchronize_session": False})
        return len(old)
