"""Who supplies, and who comes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from sciencepop.accounts.models import Organisation, Person
from sciencepop.accounts.queries import find_person_by_address
from sciencepop.bookings.rules.codes import new_code
from sciencepop.core import attempts, audit
from sciencepop.core.db import hold_name, write
from sciencepop.core.errors import RuleBroken
from sciencepop.delivery.models import DeliveryLecturer, Supplier
from sciencepop.delivery.queries.menu import get_supplier
from sciencepop.delivery.rules.refusals import Refusal


def add_supplier(*, base_id: int | None = None, organisation_id: int | None = None, by: Person, now: datetime) -> str:
    """A base or an organisation becomes a supplier; one that is already is returned. The caller asked who acts for it.

    Refuses NOT_VERIFIED for an organisation that no officer verified.
    """
    with write() as session:
        hold_name(session, f"supplier:{base_id}:{organisation_id}")
        same = (Supplier.base_id == base_id) if base_id else (Supplier.organisation_id == organisation_id)
        supplier = session.scalars(select(Supplier).where(same)).one_or_none()
        if supplier is None:
            organisation = session.get_one(Organisation, organisation_id) if organisation_id else None
            if organisation and organisation.verified_at is None:
                raise RuleBroken(Refusal.NOT_VERIFIED)
            made = {"created_by": by.id, "created_at": now, "is_sample": by.is_sample}
            supplier = Supplier(code=new_code(), base_id=base_id, organisation_id=organisation_id, **made)
            session.add(supplier)
            audit.record(session, by=by.id, at=now, action="delivery.supplier", subject=supplier)
        attempts.remember(supplier.code)
        return supplier.code


def add_lecturer(code: str, name_zh: str, name_en: str, address: str, *, by: Person, now: datetime) -> None:
    """One more who comes; with the address of an account their time is taken in the ledger.

    Refuses NO_SUCH_PERSON.
    """
    staff_id = by.id
    person = find_person_by_address(address) if address else None
    if address and person is None:
        raise RuleBroken(Refusal.NO_SUCH_PERSON)
    person_id = person.id if person else None
    with write() as session:
        supplier = get_supplier(session, code, lock=True)
        known = select(DeliveryLecturer).where(
            DeliveryLecturer.supplier_id == supplier.id, DeliveryLecturer.person_id == person_id
        )
        lecturer = session.scalars(known).one_or_none() if person_id else None
        if lecturer is None:
            lecturer = DeliveryLecturer(supplier_id=supplier.id, person_id=person_id, created_at=now)
            session.add(lecturer)
        lecturer.name_zh, lecturer.name_en, lecturer.ended_at = name_zh, name_en, None
        audit.record(session, by=staff_id, at=now, action="delivery.lecturer", subject=lecturer)
        attempts.remember(code)


def end_lecturer(code: str, lecturer_id: int, *, by: Person, now: datetime) -> None:
    """Comes to nothing new any more. Orders that they accepted stay as they are. Refuses NOT_OWN_LECTURER."""
    staff_id = by.id
    with write() as session:
        supplier = get_supplier(session, code, lock=True)
        lecturer = session.get(DeliveryLecturer, lecturer_id) if lecturer_id < 2**63 else None
        if lecturer is None or lecturer.supplier_id != supplier.id:
            raise RuleBroken(Refusal.NOT_OWN_LECTURER)
        lecturer.ended_at = lecturer.ended_at or now
        audit.record(session, by=staff_id, at=now, action="delivery.lecturer_end", subject=lecturer)
        attempts.remember(code)
