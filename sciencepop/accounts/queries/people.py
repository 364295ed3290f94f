"""Reads of people, their addresses, codes and roles."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from werkzeug.exceptions import Unauthorized

from sciencepop.accounts.models import Address, Grant, OneTimeCode, Person, Role
from sciencepop.accounts.rules.addresses import AddressKind, Contact, read_address
from sciencepop.accounts.rules.codes import Purpose
from sciencepop.core.db import db
from sciencepop.core.paging import Page, latest_first

MOST_GRANTS, A_PAGE = 500, 50


def find_address(session: Session, contact: Contact) -> Address | None:
    """The proved address with its person, or None."""
    return session.scalar(
        select(Address)
        .options(joinedload(Address.person))
        .where(Address.kind == contact.kind, Address.value == contact.value)
    )


def find_person_by_address(text: str) -> Person | None:
    """Whose e-mail address or mobile number this is, in whatever form it is typed; None when nobody's."""
    contact = read_address(text)
    address = find_address(db.session(), contact) if contact else None
    return address.person if address and address.person.is_active else None


def lock_person(session: Session, person: Person) -> Person:
    """The person's row, read again and held until the unit of work ends (FOR NO KEY UPDATE).

    Rows that point at the person may be written meanwhile: who holds a pool tells everybody in it.
    """
    return session.get_one(Person, person.id, with_for_update={"key_share": True}, populate_existing=True)


def lock_active(session: Session, person: Person) -> Person:
    """As `lock_person`, for what people do for themselves: 401 when the account was closed meanwhile."""
    found = lock_person(session, person)
    if not found.is_active:
        raise Unauthorized
    return found


def contacts_of(person: Person) -> list[Contact]:
    """Where notices to this person go: every e-mail address, or the mobile numbers of one who has none."""
    everything = [Contact(address.kind, address.value) for address in person.addresses]
    mails = [contact for contact in everything if contact.kind is AddressKind.EMAIL]
    return mails or everything


def list_sent_codes(session: Session, contact: Contact, now: datetime) -> Sequence[OneTimeCode]:
    """Codes of the last day to this address, of every purpose, newest first."""
    return session.scalars(
        select(OneTimeCode)
        .where(
            OneTimeCode.kind == contact.kind,
            OneTimeCode.value == contact.value,
            OneTimeCode.created_at > now - timedelta(days=1),
        )
        .order_by(OneTimeCode.id.desc())
        .limit(50)
    ).all()


def lock_codes(session: Session, contact: Contact, now: datetime) -> Sequence[OneTimeCode]:
    """Unexpired, unused codes to this address, of every purpose, held until the unit of work ends.

    Whoever signs in, resets or adds with this address passes through here, one after the other.
    """
    return session.scalars(
        select(OneTimeCode)
        .where(
            OneTimeCode.kind == contact.kind,
            OneTimeCode.value == contact.value,
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > now,
        )
        .order_by(OneTimeCode.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def list_grants(base_id: int | None = None, *, role: Role | None = None) -> Sequence[Grant]:
    """Roles that hold now, given last first, with their people; of one base where asked."""
    query = select(Grant).options(joinedload(Grant.person)).where(Grant.ended_at.is_(None))
    if base_id is not None:
        query = query.where(Grant.base_id == base_id)
    if role is not None:
        query = query.where(Grant.role == role)
    return db.session.scalars(query.order_by(Grant.granted_at.desc(), Grant.id.desc()).limit(MOST_GRANTS)).all()


def page_of_managers(cursor: str = "") -> Page[Grant]:
    """Who manages bases, named last first; of all roles only this one is held by hundreds."""
    found = select(Grant).options(joinedload(Grant.person))
    found = found.where(Grant.role == Role.BASE_MANAGER, Grant.ended_at.is_(None))
    return latest_first(db.session(), found, Grant.id, cursor, A_PAGE)


def list_staff() -> Sequence[Grant]:
    """Every other role that holds now, given last first."""
    found = select(Grant).options(joinedload(Grant.person))
    found = found.where(Grant.role != Role.BASE_MANAGER, Grant.ended_at.is_(None))
    return db.session.scalars(found.order_by(Grant.granted_at.desc(), Grant.id.desc()).limit(MOST_GRANTS)).all()


def list_holders(session: Session, role: Role, town_code: str | None = None) -> list[Person]:
    """Everybody who holds a role now, of a town where one is named."""
    found = select(Person).join(Grant, Grant.person_id == Person.id).where(Grant.role == role)
    found = found.where(Grant.ended_at.is_(None), Person.closed_at.is_(None))
    if town_code:
        found = found.where(Grant.town_code == town_code)
    return list(session.scalars(found.order_by(Person.id)).unique())


def names_of(session: Session, ids: Collection[int | None]) -> dict[int, str]:
    """What people are called, by number."""
    found = select(Person.id, Person.name).where(Person.id.in_(set(ids) - {None}))
    return {number: name for number, name in session.execute(found)}


def find_grant(grant_id: int) -> Grant | None:
    """A grant by its number; None also for numbers that no row can have."""
    return db.session.get(Grant, grant_id) if 0 < grant_id < 2**63 else None


def find_live_grant(
    session: Session, person: Person, role: Role, base_id: int | None, point_id: int | None = None
) -> Grant | None:
    """The same role that the person already holds, or None."""
    scope = (
        Grant.base_id.is_(None) if base_id is None else Grant.base_id == base_id,
        Grant.point_id.is_(None) if point_id is None else Grant.point_id == point_id,
    )
    return session.scalar(
        select(Grant).where(Grant.person_id == person.id, Grant.role == role, *scope, Grant.ended_at.is_(None))
    )


def lock_officer_grants(session: Session) -> Sequence[Grant]:
    """All live officer grants, held, so that two desks cannot end the last two at once."""
    return session.scalars(
        select(Grant)
        .where(Grant.role == Role.OFFICER, Grant.ended_at.is_(None))
        .order_by(Grant.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def is_for(code: OneTimeCode, purpose: Purpose, person: Person | None) -> bool:
    """Whether a code was asked for exactly this, by this person where one is signed in."""
    return code.purpose == purpose and code.person_id == (person.id if person else None)
