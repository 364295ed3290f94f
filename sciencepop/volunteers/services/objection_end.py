"""The end of objections, with a decision or because there is nothing to decide any more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.core import audit
from sciencepop.volunteers.hours_letters import tell_outcome
from sciencepop.volunteers.models import ProofObjection, ServiceProof
from sciencepop.volunteers.rules.proofs import Outcome


def end_objection(
    session: Session, objection: ProofObjection, outcome: Outcome, words: str, *, by: int | None, now: datetime
) -> None:
    """End an open objection whose proof is locked, and tell whom it concerns. `by`: the officer who decided."""
    objection.outcome, objection.outcome_words, objection.decided_at = outcome, words, now
    objection.decided_by = None if outcome is Outcome.LAPSED else by
    audit.record(session, by=by, at=now, action=f"objection.{outcome.value}", subject=objection)
    tell_outcome(session, objection, now=now)


def end_objections(
    session: Session, proof: ServiceProof, outcome: Outcome, words: str, *, by: int | None, now: datetime
) -> None:
    """End all that are open about a proof. The caller saw to it that nobody decides on their own."""
    found = select(ProofObjection).where(ProofObjection.proof_id == proof.id, ProofObjection.outcome.is_(None))
    for objection in session.scalars(found.order_by(ProofObjection.id)):
        end_objection(session, objection, outcome, words, by=by, now=now)
