"""Who supplies."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from sciencepop.accounts.models import Organisation, Person
from sciencepop.bookings.rules.codes import new_code
from sciencepop.core import attempts, audit
from sciencepop.core.db import hold_name, write
from sciencepop.core.errors import RuleBroken
from sciencepop.delivery.models import Supplier
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
