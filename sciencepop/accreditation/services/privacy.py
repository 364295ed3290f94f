"""What of recognition goes along when somebody takes their data or closes their account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.accreditation.models import RoundExpert
from sciencepop.accreditation.queries.cases import list_own_scores, list_own_steps


def export_steps(session: Session, person: Person) -> dict[str, Any]:
    """What somebody did in cases, and how they scored, as JSON values."""
    return {
        "steps": [
            {"act": row.act.value, "side": row.side.value, "reason": row.reason, "at": row.at.isoformat()}
            for row in list_own_steps(session, person.id)
        ],
        "scores": [
            {"scores": row.scores, "words": row.words, "recommends": row.recommends}
            for row in list_own_scores(session, person.id)
        ],
    }


def leave_rounds(session: Session, person: Person, now: datetime) -> None:
    """An expert who leaves is asked no more. The name stays with what was decided on their scores."""
    live = update(RoundExpert).where(RoundExpert.person_id == person.id, RoundExpert.ended_at.is_(None))
    session.execute(live.values(ended_at=now), execution_options={"synchronize_session": False})
