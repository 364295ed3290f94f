"""Reads of whom suppliers asked to lecture, and of what somebody lectures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.accounts.rules.addresses import Contact
from sciencepop.core.signing import keyed_hash, same
from sciencepop.core.tokens import hash_token, is_token
from sciencepop.delivery.models import DeliveryLecturer, LecturerInvitation, Supplier
from sciencepop.delivery.rules.lecturers import A_DAY, A_MONTH, Consent

MOST = 100
LARGEST_ID = 2**63 - 1


def hash_of(contact: Contact) -> str:
    """What an invitation keeps of an address: found again by whoever proves it, read by nobody."""
    return keyed_hash("lecturer-invitation", contact.kind.value, contact.value)


def hashes_of(person: Person) -> list[str]:
    """Of every address that somebody has proved."""
    return [hash_of(Contact(address.kind, address.value)) for address in person.addresses]


def is_open(now: datetime) -> list[ColumnElement[bool]]:
    """The conditions under which an invitation, joined with its lecturer, can still be answered."""
    return [
        LecturerInvitation.answered_at.is_(None),
        LecturerInvitation.expires_at > now,
        DeliveryLecturer.ended_at.is_(None),
        DeliveryLecturer.consent == Consent.ASKED,
    ]


def _invitations() -> Select[LecturerInvitation]:
    supplier = joinedload(LecturerInvitation.lecturer).joinedload(DeliveryLecturer.supplier)
    found = select(LecturerInvitation).join(LecturerInvitation.lecturer)
    return found.options(supplier.joinedload(Supplier.base), supplier.joinedload(Supplier.organisation))


def invitations_to(hashes: Collection[str]) -> Select[LecturerInvitation]:
    """What was asked of these addresses, answered or not."""
    return _invitations().where(LecturerInvitation.contact_hash.in_(hashes))


def list_invitations(session: Session, person: Person, now: datetime) -> Sequence[LecturerInvitation]:
    """What was asked of somebody's addresses and waits for an answer, oldest first."""
    found = invitations_to(hashes_of(person)).where(*is_open(now))
    return session.scalars(found.order_by(LecturerInvitation.id).limit(MOST)).all()


def find_invitation(session: Session, token: str, now: datetime) -> LecturerInvitation | None:
    """The invitation behind a link, while it can be answered."""
    if not is_token(token):
        return None
    found = _invitations().where(LecturerInvitation.token_hash == hash_token(token), *is_open(now))
    return session.scalars(found).one_or_none()


def open_by_lecturer(session: Session, lecturer_ids: Collection[int], now: datetime) -> dict[int, LecturerInvitation]:
    """What these lecturers were asked and have not answered."""
    found = _invitations().where(LecturerInvitation.lecturer_id.in_(lecturer_ids), *is_open(now))
    return {one.lecturer_id: one for one in session.scalars(found)}


def list_silent(session: Session, now: datetime) -> Sequence[int]:
    """Lecturers who were asked and let every invitation pass."""
    is_waiting = exists().where(
        LecturerInvitation.lecturer_id == DeliveryLecturer.id,
        LecturerInvitation.answered_at.is_(None),
        LecturerInvitation.expires_at > now,
    )
    silent = select(DeliveryLecturer.id).where(
        DeliveryLecturer.consent == Consent.ASKED, DeliveryLecturer.ended_at.is_(None), ~is_waiting
    )
    return session.scalars(silent.order_by(DeliveryLecturer.id)).all()


def is_asked(session: Session, supplier_id: int, contact_hash: str, now: datetime) -> bool:
    """Whether this supplier waits for an answer from this address."""
    found = select(LecturerInvitation.id).join(LecturerInvitation.lecturer)
    found = found.where(DeliveryLecturer.supplier_id == supplier_id, LecturerInvitation.contact_hash == contact_hash)
    return session.scalar(found.where(*is_open(now)).limit(1)) is not None


def was_ended(session: Session, supplier_id: int, person_id: int, *, since: datetime) -> bool:
    """Whether somebody lectured for this supplier, and left or was ended since."""
    found = select(DeliveryLecturer.id).where(
        DeliveryLecturer.supplier_id == supplier_id,
        DeliveryLecturer.person_id == person_id,
        DeliveryLecturer.ended_at > since,
    )
    return session.scalar(found.limit(1)) is not None


def count_asked_today(session: Session, supplier_id: int, now: datetime) -> int:
    found = select(func.count(LecturerInvitation.id)).join(LecturerInvitation.lecturer)
    found = found.where(DeliveryLecturer.supplier_id == supplier_id, LecturerInvitation.invited_at > now - A_DAY)
    return session.scalar(found) or 0


def count_letters(session: Session, contact_hash: str, now: datetime) -> int:
    """How many letters an address got in a month, whoever asked."""
    found = select(func.count(LecturerInvitation.id)).where(
        LecturerInvitation.contact_hash == contact_hash,
        LecturerInvitation.is_written,
        LecturerInvitation.invited_at > now - A_MONTH,
    )
    return session.scalar(found) or 0


def list_lecturing(session: Session, person_id: int) -> Sequence[DeliveryLecturer]:
    """For whom somebody lectures now."""
    found = select(DeliveryLecturer).where(
        DeliveryLecturer.person_id == person_id,
        DeliveryLecturer.ended_at.is_(None),
        DeliveryLecturer.consent == Consent.AGREED,
    )
    supplier = joinedload(DeliveryLecturer.supplier)
    found = found.options(supplier.joinedload(Supplier.base), supplier.joinedload(Supplier.organisation))
    return session.scalars(found.order_by(DeliveryLecturer.id).limit(MOST)).all()


def find_lecturing(session: Session, supplier_id: int, person_id: int) -> DeliveryLecturer | None:
    """As whom somebody lectures for a supplier now."""
    found = select(DeliveryLecturer).where(
        DeliveryLecturer.supplier_id == supplier_id,
        DeliveryLecturer.person_id == person_id,
        DeliveryLecturer.ended_at.is_(None),
    )
    return session.scalars(found).one_or_none()


def lock_lecturer_row(session: Session, lecturer_id: int) -> DeliveryLecturer:
    """A lecturer's row as it is now, held; NotFound where there is none."""
    if not 0 < lecturer_id <= LARGEST_ID:
        raise NotFound
    held = select(DeliveryLecturer).where(DeliveryLecturer.id == lecturer_id).with_for_update()
    found = session.scalars(held.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def is_token_of(invitation: LecturerInvitation, token: str) -> bool:
    """Whether this is the secret of the invitation's link."""
    return is_token(token) and same(hash_token(token), invitation.token_hash)
