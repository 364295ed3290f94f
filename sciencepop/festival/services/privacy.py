"""What of the festival goes along when somebody takes their data or closes their account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.festival.models import CallReviewer, Proposal, ProposalScore, ProposalState, Star
from sciencepop.festival.queries.calls import list_own
from sciencepop.festival.rules.proposals import OPEN

_QUIET = {"synchronize_session": "fetch"}


def export(session: Session, person: Person) -> dict[str, Any] | None:
    """Stars, proposals and scores, as JSON values."""
    stars = session.scalars(select(Star.occurrence_id).where(Star.person_id == person.id).order_by(Star.occurrence_id))
    scores = session.scalars(select(ProposalScore).where(ProposalScore.person_id == person.id))
    found = {
        "stars": list(stars),
        "proposals": [
            {
                "code": row.code,
                "edition": row.call.edition.code,
                "title": row.title_zh,
                "text": row.text_zh,
                "answers": row.answers,
                "state": row.state.value,
                "made_at": row.created_at.isoformat(),
            }
            for row in list_own(session, person.id)
        ],
        "scores": [
            {"points": row.points, "note": row.note, "department": row.department, "given_at": row.given_at.isoformat()}
            for row in scores
        ],
    }
    return found if any(found.values()) else None


def leave(session: Session, person: Person, now: datetime) -> None:
    """Stars go, open proposals are withdrawn, and a team's name that was the person's own goes with them."""
    session.execute(delete(Star).where(Star.person_id == person.id), execution_options=_QUIET)
    session.execute(delete(CallReviewer).where(CallReviewer.person_id == person.id), execution_options=_QUIET)
    mine = Proposal.person_id == person.id
    withdrawn = update(Proposal).where(mine, Proposal.state.in_(OPEN))
    session.execute(withdrawn.values(state=ProposalState.WITHDRAWN, changed_at=now), execution_options=_QUIET)
    own = update(Proposal).where(mine, Proposal.organisation_id.is_(None), Proposal.base_id.is_(None))
    session.execute(own.values(proposer=""), execution_options=_QUIET)
