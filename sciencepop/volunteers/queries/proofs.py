"""Reads of the register of proofs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, joinedload

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import CODE
from sciencepop.core.paging import Page, decode_cursor, encode_cursor
from sciencepop.volunteers.models import HoursEntry, ProofObjection, ServiceProof
from sciencepop.volunteers.queries.there import there
from sciencepop.volunteers.rules.proofs import NUMBERED, UNDER_WAY, ProofState

PER_PAGE = 50
MOST = 300
LARGEST_ID = 2**63 - 1


def list_own(session: Session, person_id: int) -> Sequence[ServiceProof]:
    """A person's proofs and requests, newest first."""
    found = select(ServiceProof).where(ServiceProof.person_id == person_id)
    return session.scalars(found.order_by(ServiceProof.id.desc()).limit(200)).all()


def get_own(session: Session, code: str, person_id: int) -> ServiceProof:
    """A proof of this person; NotFound for anybody else's."""
    found = select(ServiceProof).where(ServiceProof.code == code, ServiceProof.person_id == person_id)
    return there(session.scalar(found) if CODE.fullmatch(code) else None)


def get_proof(session: Session, code: str) -> ServiceProof:
    """A proof in any state, for staff. NotFound for no proof's code."""
    found = select(ServiceProof).options(joinedload(ServiceProof.person)).where(ServiceProof.code == code)
    return there(session.scalar(found) if CODE.fullmatch(code) else None)


def get_issued(session: Session, code: str) -> ServiceProof:
    """A proof that was issued, revoked since or not, for whoever was given its code. NotFound for all others."""
    found = select(ServiceProof).where(ServiceProof.code == code, ServiceProof.state.in_(NUMBERED))
    return there(session.scalar(found) if CODE.fullmatch(code) else None)


def find_successor(session: Session, proof: ServiceProof) -> ServiceProof | None:
    """The proof that was issued in place of a revoked one."""
    found = select(ServiceProof).where(ServiceProof.supersedes_id == proof.id, ServiceProof.state.in_(NUMBERED))
    return session.scalar(found)


def count_under_way(session: Session, person_id: int) -> int:
    """How many of a person's requests are neither issued nor ended."""
    mine = ServiceProof.person_id == person_id, ServiceProof.state.in_(UNDER_WAY)
    return int(session.scalar(select(func.count(ServiceProof.id)).where(*mine)) or 0)


def list_in(session: Session, state: ProofState) -> Sequence[ServiceProof]:
    """Proofs in a state, the oldest first, at most MOST."""
    found = select(ServiceProof).options(joinedload(ServiceProof.person)).where(ServiceProof.state == state)
    return session.scalars(found.order_by(ServiceProof.id).limit(MOST)).all()


def page_of_published(session: Session, cursor: str) -> Page[ServiceProof]:
    """The internal publication, the latest first: all of it can be read."""
    return _page(session, select(ServiceProof).where(ServiceProof.state == ProofState.PUBLISHED), cursor)


def is_objected_to() -> ColumnElement[bool]:
    """Whether an objection to a proof waits for its decision."""
    return exists().where(ProofObjection.proof_id == ServiceProof.id, ProofObjection.outcome.is_(None))


def page_of_register(session: Session, cursor: str) -> Page[ServiceProof]:
    """The register: every proof that got a number, the latest first."""
    found = select(ServiceProof).where(ServiceProof.state.in_(NUMBERED)).options(joinedload(ServiceProof.person))
    return _page(session, found, cursor)


def _page(session: Session, found: Select[ServiceProof], cursor: str) -> Page[ServiceProof]:
    key = decode_cursor(cursor, (int,))
    if key and 0 < key[0] <= LARGEST_ID:
        found = found.where(ServiceProof.id < key[0])
    rows = session.scalars(found.order_by(ServiceProof.id.desc()).limit(PER_PAGE + 1)).all()
    more = len(rows) > PER_PAGE
    return Page(rows[:PER_PAGE], encode_cursor(rows[PER_PAGE - 1].id) if more else "")


def who_needs_proof(
    session: Session, from_on: date, until_on: date, base_id: int | None, *, besides: int, most: int
) -> Sequence[int]:
    """Who has half an hour or more in these days, at a base or anywhere, but no proof of exactly them yet."""
    same = ServiceProof.from_on == from_on, ServiceProof.until_on == until_on
    alive = ServiceProof.state.in_((*UNDER_WAY, ProofState.ISSUED))
    has_one = exists().where(ServiceProof.person_id == HoursEntry.person_id, alive, *same)
    found = (
        select(HoursEntry.person_id)
        .join(Person, Person.id == HoursEntry.person_id)
        .where(
            HoursEntry.served_on.between(from_on, until_on),
            Person.closed_at.is_(None),
            Person.name != "",
            Person.id != besides,
            ~has_one,
        )
    )
    if base_id is not None:
        found = found.where(HoursEntry.base_id == base_id)
    enough = func.sum(HoursEntry.minutes) >= 30
    found = found.group_by(HoursEntry.person_id).having(enough).order_by(HoursEntry.person_id)
    return session.scalars(found.limit(most)).all()
