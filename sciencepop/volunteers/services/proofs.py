"""Proofs of service: asked for, published internally, issued with a number, revoked with a reason.

A proof says what the ledger says on the day of issue. If that is not what was published, it is published again.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import new_code
from sciencepop.bookings.services.lock import lock_person
from sciencepop.core import attempts, audit, documents
from sciencepop.core.certificates import next_number
from sciencepop.core.clock import local
from sciencepop.core.db import db, hold_name, write
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers import hours_letters
from sciencepop.volunteers.hours_policy import proof_policy
from sciencepop.volunteers.models import HoursEntry, ServiceProof, Volunteer
from sciencepop.volunteers.proof_paper import KIND, entries_of, payload_of, sign_payload
from sciencepop.volunteers.queries import proofs as queries
from sciencepop.volunteers.queries.hours import list_entries_between, minutes_of
from sciencepop.volunteers.queries.proof_objections import count_open_of, find_open
from sciencepop.volunteers.rules.hours import refuse_words
from sciencepop.volunteers.rules.proofs import (
    Outcome,
    ProofRefusal,
    ProofState,
    digest_of,
    may_become,
    published_until,
    refuse_request,
    serial_of,
)
from sciencepop.volunteers.services.objection_end import end_objections

S = ProofState
AT_ONCE = 200
MOST_IN_BATCH = 200
log = logging.getLogger(__name__)


def request_proof(from_on: date, until_on: date, *, by: Person, now: datetime) -> str:
    """A volunteer asks for a proof of these days; returns its code.

    Refuses NAME_MISSING, DATES_WRONG, NOTHING_TO_PROVE, TOO_MANY.
    """
    with write() as session:
        lock_person(session, by.id)
        refused = refuse_request(
            has_name=bool(by.name.strip()),
            from_on=from_on,
            until_on=until_on,
            today=local(now).date(),
            minutes=_minutes(session, by.id, from_on, until_on),
            under_way=queries.count_under_way(session, by.id),
        )
        if refused:
            raise RuleBroken(refused)
        proof = _new(session, by.id, from_on, until_on, now)
        session.add(proof)
        audit.record(session, by=by.id, at=now, action="proof.requested", subject=proof)
        attempts.remember(proof.code)
        return proof.code


def withdraw_request(code: str, *, by: Person, now: datetime) -> None:
    """A volunteer does not want it any more. Refuses NOT_NOW once it is issued; NotFound for others'."""
    with write() as session:
        queries.get_own(session, code, by.id)
        proof = lock_proof(session, code)
        end_proof(session, proof, S.WITHDRAWN, "", by=by, now=now)


def publish(codes: Collection[str], *, by: Person, now: datetime) -> int:
    """Put requests up for the internal publication; returns how many.

    Nobody handles their own, and a proof without a name would be anybody's: those stay.
    """
    with write() as session:
        asked = sorted((queries.get_proof(session, code) for code in set(codes)), key=lambda proof: proof.person_id)
        found = [lock_proof(session, proof.code) for proof in asked]
        ready = [proof for proof in found if proof.state is S.REQUESTED and _may_publish(proof, by)]
        for proof in ready:
            _publish(session, proof, by=by, now=now)
        attempts.remember(str(len(ready)))
        return len(ready)


def _may_publish(proof: ServiceProof, by: Person) -> bool:
    return proof.person_id != by.id and bool(proof.person.name.strip())


def publish_batch(from_on: date, until_on: date, *, base_id: int | None, title: str, by: Person, now: datetime) -> int:
    """Publish a proof for everybody who served in these days, as at the end of a festival; returns how many.

    Who has one of exactly these days already gets no second. At most MOST_IN_BATCH at a time: asked again, it goes on.
    Refuses DATES_WRONG, NOTHING_TO_PROVE.
    """
    with write() as session:
        if not from_on <= until_on <= local(now).date():
            raise RuleBroken(ProofRefusal.DATES_WRONG)
        hold_name(session, "service_proof.batch")
        days = from_on, until_on
        people = queries.who_needs_proof(session, *days, base_id, besides=by.id, most=MOST_IN_BATCH)
        for person_id in people:
            if lock_person(session, person_id).closed_at is not None:
                continue
            proof = _new(session, person_id, from_on, until_on, now)
            proof.batch = title
            session.add(proof)
            _publish(session, proof, by=by, now=now)
        if not people:
            raise RuleBroken(ProofRefusal.NOTHING_TO_PROVE)
        attempts.remember(str(len(people)))
        return len(people)


def refuse_proof(code: str, reason: str, *, by: Person, now: datetime) -> None:
    """Say no to a request, also while it is published, as after an objection.

    Refuses NOT_NOW, REASON_MISSING, OWN_PROOF, and OWN_OBJECTION to who objected: somebody else decides.
    """
    with write() as session:
        end_proof(session, lock_proof(session, code), S.REFUSED, reason, by=by, now=now)


def revoke_proof(code: str, reason: str, *, is_made_anew: bool, by: Person, now: datetime) -> None:
    """Have its code say that it no longer holds, and why; the number stays in the register.

    With `is_made_anew` another one of the same days is requested in its place. Refuses as `refuse_proof` does.
    """
    with write() as session:
        proof = lock_proof(session, code)
        end_proof(session, proof, S.REVOKED, reason, by=by, now=now)
        documents.drop(session, KIND, proof.code)
        if is_made_anew and proof.person.closed_at is None:
            fresh = _new(session, proof.person_id, proof.from_on, proof.until_on, now)
            fresh.supersedes_id, fresh.batch = proof.id, proof.batch
            session.add(fresh)


def issue_due(now: datetime) -> int:
    """Issue what was published long enough and nobody objects to; returns how many. Harmless to run twice."""
    due = select(ServiceProof.code).where(ServiceProof.state == S.PUBLISHED, ServiceProof.publish_until <= now)
    due = due.where(~queries.is_objected_to())
    codes = db.session.scalars(due.order_by(ServiceProof.publish_until, ServiceProof.id).limit(AT_ONCE)).all()
    return sum(_try(code, now) for code in codes)


def _try(code: str, now: datetime) -> bool:
    """One that fails is left for the next minute, and does not keep the others from theirs."""
    try:
        return _issue(code, now=now)
    except Exception:
        log.exception("a proof could not be issued: %s", code)
        return False


def _issue(code: str, *, now: datetime) -> bool:
    with write() as session:
        proof = lock_proof(session, code)
        if proof.state is not S.PUBLISHED or proof.publish_until is None or proof.publish_until > now:
            return False
        if count_open_of(session, [proof.id])[proof.id]:
            return False
        entries = list_entries_between(session, proof.person_id, proof.from_on, proof.until_on)
        if sum(map(minutes_of, entries)) != proof.minutes:
            _become(proof, S.REQUESTED)
            audit.record(session, by=None, at=now, action="proof.changed", subject=proof)
            hours_letters.tell_proof(session, proof, now=now)
            return False
        sign(session, proof, entries, now)
        audit.record(session, by=None, at=now, action="proof.issued", subject=proof, serial=proof.serial)
        hours_letters.tell_proof(session, proof, now=now)
        return True


def sign(session: Session, proof: ServiceProof, entries: Sequence[HoursEntry], now: datetime) -> None:
    """Give a published proof the next number of the year, without gaps, and sign these entries of the ledger: the very
    ones that were compared with what was published, for another may be counted at this moment.

    Call inside a unit of work, with the proof locked; its file is wanted from then on.
    """
    year, number = next_number(session, ServiceProof, now)
    handler, volunteer = session.get(Person, proof.handled_by), session.get_one(Volunteer, proof.person_id)
    proof.issued_at, proof.serial_year, proof.serial_number = now, year, number
    proof.serial = serial_of(proof_policy(), year, number)
    with session.no_autoflush:
        proof.payload = payload_of(proof, volunteer, handler, entries_of(entries))
    proof.digest, proof.signature = digest_of(proof.payload), sign_payload(proof.payload)
    _become(proof, S.ISSUED)
    documents.want(session, KIND, proof.code, now=now)


def _publish(session: Session, proof: ServiceProof, *, by: Person, now: datetime) -> None:
    """Freeze name and minutes as everybody inside is shown them."""
    proof.name = session.get_one(Person, proof.person_id).name
    proof.minutes = _minutes(session, proof.person_id, proof.from_on, proof.until_on)
    proof.published_at, proof.publish_until = now, published_until(now, proof_policy())
    proof.handled_by, proof.reason = by.id, ""
    _become(proof, S.PUBLISHED)
    audit.record(session, by=by.id, at=now, action="proof.published", subject=proof)
    hours_letters.tell_proof(session, proof, now=now)


def end_proof(
    session: Session, proof: ServiceProof, state: ProofState, reason: str, *, by: Person, now: datetime
) -> None:
    """Refuse, revoke or take back a locked proof; objections to it end with it. Refuses as `refuse_proof` does."""
    if state is not S.WITHDRAWN:
        if proof.person_id == by.id:
            raise RuleBroken(ProofRefusal.OWN_PROOF)
        if refuse_words(reason):
            raise RuleBroken(ProofRefusal.REASON_MISSING)
    if not may_become(proof.state, state):
        raise RuleBroken(ProofRefusal.NOT_NOW)
    if state is S.REFUSED and find_open(session, proof.id, by.id):
        raise RuleBroken(ProofRefusal.OWN_OBJECTION)
    _become(proof, state)
    proof.ended_at, proof.ended_by, proof.reason = now, by.id, reason
    audit.record(session, by=by.id, at=now, action=f"proof.{state.value}", subject=proof)
    attempts.remember(proof.code)
    if state is not S.WITHDRAWN:
        hours_letters.tell_proof(session, proof, now=now)
    outcome = Outcome.UPHELD if state is S.REFUSED else Outcome.LAPSED
    end_objections(session, proof, outcome, reason, by=by.id, now=now)


def _become(proof: ServiceProof, state: ProofState) -> None:
    if not may_become(proof.state, state):
        raise ValueError(f"a proof that is {proof.state} never becomes {state}")
    proof.state = state


def lock_proof(session: Session, code: str) -> ServiceProof:
    """A proof as it is now, alone, with its volunteer. NotFound for no proof's code."""
    person_id = queries.get_proof(session, code).person_id
    lock_person(session, person_id)
    found = select(ServiceProof).where(ServiceProof.code == code).execution_options(populate_existing=True)
    return session.scalars(found.with_for_update()).one()


def _new(session: Session, person_id: int, from_on: date, until_on: date, now: datetime) -> ServiceProof:
    """A request. What a sample person is given stays a sample, on paper too."""
    volunteer = session.get(Volunteer, person_id)
    return ServiceProof(
        code=new_code() + new_code(),
        person_id=person_id,
        from_on=from_on,
        until_on=until_on,
        state=S.REQUESTED,
        requested_at=now,
        is_sample=volunteer is not None and volunteer.is_sample,
    )


def _minutes(session: Session, person_id: int, from_on: date, until_on: date) -> int:
    return sum(minutes_of(entry) for entry in list_entries_between(session, person_id, from_on, until_on))
