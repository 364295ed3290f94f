"""Reads of objections to published proofs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload
from werkzeug.exceptions import NotFound

from sciencepop.bookings.rules.codes import CODE
from sciencepop.volunteers.models import ProofObjection, ServiceProof
from sciencepop.volunteers.rules.proofs import ProofState

LARGEST_ID = 2**63 - 1


def get_published(session: Session, id: int) -> ServiceProof:
    """A proof while it is published, by the number that its line on the list has. NotFound for all others."""
    found = select(ServiceProof).where(ServiceProof.id == id, ServiceProof.state == ProofState.PUBLISHED)
    proof = session.scalar(found) if id <= LARGEST_ID else None
    if proof is None:
        raise NotFound
    return proof


def get_objection(session: Session, code: str, person_id: int | None = None) -> ProofObjection:
    """An objection with its proof and what was passed on, of this person where one is given. NotFound for others."""
    found = _whole().where(ProofObjection.code == code)
    if person_id is not None:
        found = found.where(ProofObjection.person_id == person_id)
    objection = session.scalar(found) if CODE.fullmatch(code) else None
    if objection is None:
        raise NotFound
    return objection


def list_of_proof(session: Session, proof_id: int) -> Sequence[ProofObjection]:
    """What was objected to a proof, in its order."""
    found = _whole().where(ProofObjection.proof_id == proof_id)
    return session.scalars(found.order_by(ProofObjection.id).limit(100)).all()


def list_by(session: Session, person_id: int) -> Sequence[ProofObjection]:
    """What a person objected to, newest first."""
    found = _whole().where(ProofObjection.person_id == person_id)
    return session.scalars(found.order_by(ProofObjection.id.desc()).limit(200)).all()


def find_open(session: Session, proof_id: int, person_id: int) -> ProofObjection | None:
    """The open objection of a person to a proof."""
    mine = ProofObjection.proof_id == proof_id, ProofObjection.person_id == person_id
    return session.scalar(select(ProofObjection).where(*mine, ProofObjection.outcome.is_(None)))


def count_open(session: Session, person_id: int | None = None) -> int:
    """How many objections wait for a decision, of one person or of everybody."""
    found = select(func.count(ProofObjection.id)).where(ProofObjection.outcome.is_(None))
    if person_id is not None:
        found = found.where(ProofObjection.person_id == person_id)
    return int(session.scalar(found) or 0)


def count_open_of(session: Session, proof_ids: Collection[int]) -> Counter[int]:
    """How many wait for a decision, by proof."""
    found = select(ProofObjection.proof_id, func.count(ProofObjection.id))
    found = found.where(ProofObjection.proof_id.in_(proof_ids), ProofObjection.outcome.is_(None))
    return Counter({proof_id: number for proof_id, number in session.execute(found.group_by(ProofObjection.proof_id))})


def _whole() -> Select[ProofObjection]:
    return select(ProofObjection).options(joinedload(ProofObjection.proof), selectinload(ProofObjection.relayed))
