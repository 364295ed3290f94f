"""Taking hours and proofs along, and what stays of them when an account is closed.

The register and the ledger stay (志愿服务条例 art. 19 and 民政部令第67号 have them kept, true and complete); what
the volunteer wrote themselves, and the files, go.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core import documents
from sciencepop.volunteers.models import HoursClaim, ObjectionMessage, ProofObjection, ServiceProof
from sciencepop.volunteers.proof_paper import KIND
from sciencepop.volunteers.queries import hours, proof_objections, proofs
from sciencepop.volunteers.rules.proofs import UNDER_WAY, Outcome, ProofState
from sciencepop.volunteers.services.objection_end import end_objections

_QUIET = {"synchronize_session": False}


def export_hours(session: Session, person: Person) -> dict[str, Any]:
    """Every entry with its reason and corrections, what the person said about them, and proofs, as JSON values."""
    return {
        "entries": [
            {
                "kind": row.kind.value,
                "on": row.served_on.isoformat(),
                "what": row.what,
                "minutes": row.minutes,
                "credit_minutes": row.credit_minutes,
                "reason": row.reason,
                "corrections": [{"minutes": one.minutes, "reason": one.reason} for one in row.corrections],
            }
            for row in hours.list_entries(session, person.id)
        ],
        "claims": [
            {
                "kind": row.kind.value,
                "on": row.served_on.isoformat(),
                "minutes": row.minutes,
                "words": row.words,
                "answer": row.answer.value if row.answer else None,
                "answer_words": row.answer_words,
            }
            for row in hours.list_claims(session, person.id)
        ],
        "proofs": [
            {"code": row.code, "state": row.state.value, "serial": row.serial, "payload": row.payload}
            for row in proofs.list_own(session, person.id)
        ],
        "objections": [
            {
                "words": row.words,
                "at": row.created_at.isoformat(),
                "outcome": row.outcome.value if row.outcome else None,
                "outcome_words": row.outcome_words,
                "answers": [one.words for one in row.relayed if one.sent_by == person.id],
            }
            for row in proof_objections.list_by(session, person.id)
        ],
    }


def leave_hours(session: Session, person: Person, now: datetime) -> None:
    """Who closes their account takes back what waits, their own words and the files."""
    mine = HoursClaim.person_id == person.id
    session.execute(delete(HoursClaim).where(mine, HoursClaim.answer.is_(None)), execution_options=_QUIET)
    session.execute(update(HoursClaim).where(mine).values(words=""), execution_options=_QUIET)
    for proof in session.scalars(select(ServiceProof).where(ServiceProof.person_id == person.id)):
        documents.drop(session, KIND, proof.code)
        if proof.state in UNDER_WAY:
            proof.state, proof.ended_at, proof.ended_by = ProofState.WITHDRAWN, now, person.id
            end_objections(session, proof, Outcome.LAPSED, "", by=person.id, now=now)
    _leave_objections(session, person, now)


def _leave_objections(session: Session, person: Person, now: datetime) -> None:
    """What somebody objected to and nobody decided lapses; that they did, and what was decided, stays on record."""
    session.flush()
    mine = ProofObjection.person_id == person.id
    lapsed = update(ProofObjection).where(mine, ProofObjection.outcome.is_(None))
    session.execute(lapsed.values(outcome=Outcome.LAPSED, decided_at=now), execution_options=_QUIET)
    session.execute(update(ProofObjection).where(mine).values(words=""), execution_options=_QUIET)
    passed_on = update(ObjectionMessage).where(ObjectionMessage.sent_by == person.id)
    session.execute(passed_on.values(words=""), execution_options=_QUIET)
