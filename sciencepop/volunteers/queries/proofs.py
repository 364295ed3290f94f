"""Reads of the register of proofs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.bookings.rules.codes import CODE
from sciencepop.core.paging import Page, decode_cursor, encode_cursor
from sciencepop.volunteers.models import HoursEntry, ServiceProof
from sciencepop.volunteers.rules.proofs import NUMBERED, UNDER_WAY, ProofState

PER_PAGE = 50
Row = TypeVar("Row")


def list_own(session: Session, person_id: int) -> Sequence[ServiceProof]:
    """A person's proofs and requests, newest first."""
    found = select(ServiceProof).where(ServiceProof.person_id == person_id)
    return session.scalars(found.order_by(ServiceProof.id.desc()).limit(200)).all()


def get_own(session: Session, code: str, person_id: int) -> ServiceProof:
    """A proof of this person; NotFound for anybody else's."""
    found = select(ServiceProof).where(ServiceProof.code == code, ServiceProof.person_id == person_id)
    return _there(session.scalar(found) if CODE.fullmatch(code) else None)


def get_proof(session: Session, code: str) -> ServiceProof:
    """A proof in any state, for staff. NotFound for no proof's code."""
    found = select(ServiceProof).options(joinedload(ServiceProof.person)).where(ServiceProof.code == code)
    return _there(session.scalar(found) if CODE.fullmatch(code) else None)


def get_issued(session: Session, code: str) -> ServiceProof:
    """A proof that was issued, revoked since or not, for whoever was given its code. NotFound for all others."""
    found = select(ServiceProof).where(ServiceProof.code == code, ServiceProof.state.in_(NUMBERED))
    return _there(session.scalar(found) if CODE.fullmatch(code) else None)


def find_successor(session: Session, proof: ServiceProof) -> ServiceProof | None:
    """The proof that was issued in place of a revoked one."""
    found = select(ServiceProof).where(ServiceProof.supersedes_id == proof.id, ServiceProof.state.in_(NUMBERED))
    return session.scalar(found)


def count_under_way(session: Session, person_id: int) -> int:
    """How many of a person's requests are neither issued nor ended."""
    mine = ServiceProof.person_id == person_id, ServiceProof.state.in_(UNDER_WAY)
    return int(session.scalar(select(func.count(ServiceProof.id)).where(*mine)) or 0)


def list_in(session: Session, states: Collection[ProofState]) -> Sequence[ServiceProof]:
    """Proofs in these states, the oldest first."""
    found = select(ServiceProof).options(joinedload(ServiceProof.person)).where(ServiceProof.state.in_(states))
    return session.scalars(found.order_by(ServiceProof.id).limit(300)).all()


def page_of_register(session: Session, cursor: str) -> Page[ServiceProof]:
    """The register: every proof that got a number, the latest first."""
    found = select(ServiceProof).where(ServiceProof.state.in_(NUMBERED)).order_by(ServiceProof.id.desc())
    key = decode_cursor(cursor, (int,))
    if key:
        found = found.where(ServiceProof.id < key[0])
    rows = session.scalars(found.options(joinedload(ServiceProof.person)).limit(PER_PAGE + 1)).all()
    more = len(rows) > PER_PAGE
    return Page(rows[:PER_PAGE], encode_cursor(rows[PER_PAGE - 1].id) if more else "")


def who_served(session: Session, from_on: date, until_on: date, base_id: int | None) -> Sequence[int]:
    """The volunteers who have half an hour or more in these days, at a base or anywhere."""
    found = select(HoursEntry.person_id).where(HoursEntry.served_on.between(from_on, until_on))
    if base_id is not None:
        found = found.where(HoursEntry.base_id == base_id)
    enough = func.sum(HoursEntry.minutes) >= 30
    return session.scalars(found.group_by(HoursEntry.person_id).having(enough).order_by(HoursEntry.person_id)).all()


def has_proof_of(session: Session, person_id: int, from_on: date, until_on: date) -> bool:
    """Whether a person has a proof of exactly these days that stands or is under way."""
    same = ServiceProof.from_on == from_on, ServiceProof.until_on == until_on
    alive = ServiceProof.state.in_((*UNDER_WAY, ProofState.ISSUED))
    found = select(ServiceProof.id).where(ServiceProof.person_id == person_id, alive, *same)
    return session.scalar(found.limit(1)) is not None


def last_serial(session: Session, year: int) -> int:
    """The last number given in a year; 0 when there is none. Call with the year's name held."""
    last = select(func.max(ServiceProof.serial_number)).where(ServiceProof.serial_year == year)
    return int(session.scalar(last) or 0)


def _there(found: Row | None) -> Row:
    if found is None:
        raise NotFound
    return found
