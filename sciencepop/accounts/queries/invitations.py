"""Reads of who was asked for what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Invitation, Person
from sciencepop.accounts.rules.addresses import Contact
from sciencepop.accounts.rules.invitations import A_DAY, A_MONTH, KEPT
from sciencepop.core.db import db
from sciencepop.core.signing import keyed_hash

MOST = 100
LARGEST_ID = 2**63 - 1


def hash_of(contact: Contact) -> str:
    """What an invitation keeps of an address: found again by whoever proves it, read by nobody."""
    return keyed_hash("invitation", contact.kind.value, contact.value)


def hashes_of(person: Person) -> list[str]:
    """Of every address that somebody has proved."""
    return [hash_of(Contact(address.kind, address.value)) for address in person.addresses]


def _is_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Invitation.answered_at.is_(None), Invitation.expires_at > now


def list_open_to(session: Session, person: Person, now: datetime) -> Sequence[Invitation]:
    """What was asked of somebody's addresses and waits for an answer, oldest first."""
    found = select(Invitation).where(Invitation.contact_hash.in_(hashes_of(person)), *_is_open(now))
    return session.scalars(found.order_by(Invitation.id).limit(MOST)).all()


def list_ever_to(session: Session, person: Person) -> Sequence[Invitation]:
    """All that was asked of somebody's addresses and is still known."""
    found = select(Invitation).where(Invitation.contact_hash.in_(hashes_of(person)))
    return session.scalars(found.order_by(Invitation.id).limit(MOST)).all()


def list_asked(
    session: Session, kinds: Collection[str], now: datetime, subject_id: int | None = None
) -> Sequence[Invitation]:
    """Who was asked within a month, for this subject or any, and has not agreed."""
    is_off = or_(Invitation.answered_at.is_(None), Invitation.agreed.is_(False))
    found = select(Invitation).where(Invitation.kind.in_(kinds), Invitation.invited_at > now - A_MONTH, is_off)
    if subject_id is not None:
        found = found.where(Invitation.subject_id == subject_id)
    return session.scalars(found.order_by(Invitation.id.desc()).limit(MOST)).all()


def is_asked(session: Session, kind: str, subject_id: int, contact_hash: str, now: datetime) -> bool:
    """Whether this address was asked for this and can still answer."""
    found = select(Invitation.id).where(
        Invitation.kind == kind, Invitation.subject_id == subject_id, Invitation.contact_hash == contact_hash
    )
    return session.scalar(found.where(*_is_open(now)).limit(1)) is not None


def count_asked_today(session: Session, person_id: int, now: datetime) -> int:
    """How many somebody asked within a day."""
    found = select(func.count(Invitation.id))
    found = found.where(Invitation.invited_by == person_id, Invitation.invited_at > now - A_DAY)
    return session.scalar(found) or 0


def count_letters(session: Session, contact_hash: str, now: datetime) -> int:
    """How many letters an address got in a month, whoever asked."""
    found = select(func.count(Invitation.id)).where(Invitation.contact_hash == contact_hash, Invitation.is_written)
    return session.scalar(found.where(Invitation.invited_at > now - A_MONTH)) or 0


def lock_invitation(session: Session, invitation_id: int) -> Invitation:
    """As it is now, held; NotFound where there is none."""
    if not 0 < invitation_id <= LARGEST_ID:
        raise NotFound
    held = select(Invitation).where(Invitation.id == invitation_id).with_for_update()
    found = session.scalars(held.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def is_old(now: datetime) -> ColumnElement[bool]:
    """Whether an invitation should be forgotten."""
    return Invitation.invited_at < now - KEPT


def list_old(now: datetime) -> Sequence[int]:
    """Invitations that should have gone, for `flask doctor`."""
    return db.session.scalars(select(Invitation.id).where(is_old(now)).limit(MOST)).all()
