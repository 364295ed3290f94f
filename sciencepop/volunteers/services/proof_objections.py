"""Objections to proofs while they are published internally: made by whoever may read the list, decided by an officer.

An open one keeps the proof from being issued. The volunteer learns that somebody objected and what was decided, never
who it was; officers and whoever objected write to each other through the site, so that nobody sees an address.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import new_code
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers import hours_letters
from sciencepop.volunteers.models import ObjectionMessage, ProofObjection
from sciencepop.volunteers.queries import proof_objections as queries
from sciencepop.volunteers.rules.hours import refuse_words
from sciencepop.volunteers.rules.proofs import (
    MOST_MESSAGES,
    Outcome,
    ProofRefusal,
    ProofState,
    refuse_decision,
    refuse_objection,
)
from sciencepop.volunteers.services.objection_end import end_objection
from sciencepop.volunteers.services.proofs import end_proof, lock_proof


def object_to(proof_id: int, words: str, *, by: Person, now: datetime) -> str:
    """Say that a published proof is wrong; returns the objection's code. The caller asked whether `by` is inside.

    Refuses NOT_NOW, OWN_PROOF, OBJECTED_ALREADY, TOO_MANY_OBJECTIONS, REASON_MISSING. NotFound unless it is published.
    """
    with write() as session:
        proof = lock_proof(session, queries.get_published(session, proof_id).code)
        refused = refuse_objection(
            state=proof.state,
            is_own=proof.person_id == by.id,
            has_objected=queries.find_open(session, proof.id, by.id) is not None,
            open_objections=queries.count_open(session, by.id),
        )
        if refused or refuse_words(words):
            raise RuleBroken(refused or ProofRefusal.REASON_MISSING)
        objection = ProofObjection(code=new_code(), proof_id=proof.id, person_id=by.id, words=words, created_at=now)
        session.add(objection)
        audit.record(session, by=by.id, at=now, action="objection.made", subject=objection)
        attempts.remember(objection.code)
        return objection.code


def decide(code: str, *, is_upheld: bool, words: str, by: Person, now: datetime) -> None:
    """An officer decides. Upheld: the proof is refused, and all other objections to it with it; the others go on.

    Refuses DECIDED_ALREADY, OWN_OBJECTION, OWN_PROOF, REASON_MISSING.
    """
    with write() as session:
        objection = _lock(session, code)
        refused = refuse_decision(
            is_decided=objection.outcome is not None,
            is_own_objection=objection.person_id == by.id,
            is_own_proof=objection.proof.person_id == by.id,
        )
        if refused or refuse_words(words):
            raise RuleBroken(refused or ProofRefusal.REASON_MISSING)
        if is_upheld:
            end_proof(session, objection.proof, ProofState.REFUSED, words, by=by, now=now)
        else:
            end_objection(session, objection, Outcome.DISMISSED, words, by=by.id, now=now)
        attempts.remember(code)


def ask(code: str, words: str, *, by: Person, now: datetime) -> None:
    """An officer's question, passed on to who objected. Refuses as `decide` does, and TOO_MANY_MESSAGES."""
    with write() as session:
        objection = _lock(session, code)
        is_own = objection.person_id == by.id
        refused = refuse_decision(
            is_decided=objection.outcome is not None,
            is_own_objection=is_own,
            is_own_proof=objection.proof.person_id == by.id,
        )
        if refused:
            raise RuleBroken(refused)
        message = _pass_on(session, objection, words, by=by, now=now)
        hours_letters.tell_question(session, objection, message, now=now)


def answer(code: str, words: str, *, by: Person, now: datetime) -> None:
    """Whoever objected adds something, or answers. NotFound for others' objections.

    Refuses DECIDED_ALREADY, TOO_MANY_MESSAGES, REASON_MISSING.
    """
    with write() as session:
        queries.get_objection(session, code, by.id)
        objection = _lock(session, code)
        if objection.outcome is not None:
            raise RuleBroken(ProofRefusal.DECIDED_ALREADY)
        _pass_on(session, objection, words, by=by, now=now)


def _pass_on(session: Session, objection: ProofObjection, words: str, *, by: Person, now: datetime) -> ObjectionMessage:
    if refuse_words(words):
        raise RuleBroken(ProofRefusal.REASON_MISSING)
    if len(objection.relayed) >= MOST_MESSAGES:
        raise RuleBroken(ProofRefusal.TOO_MANY_MESSAGES)
    message = ObjectionMessage(objection_id=objection.id, sent_by=by.id, words=words, sent_at=now)
    session.add(message)
    audit.record(session, by=by.id, at=now, action="objection.message", subject=objection)
    attempts.remember(objection.code)
    return message


def _lock(session: Session, code: str) -> ProofObjection:
    """An objection as it is now, with its proof alone."""
    lock_proof(session, queries.get_objection(session, code).proof.code)
    found = select(ProofObjection).where(ProofObjection.code == code).execution_options(populate_existing=True)
    return session.scalars(found.with_for_update()).one()
