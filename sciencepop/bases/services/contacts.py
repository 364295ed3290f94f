"""A manager's verbs on whom to ask for what at a base. Nobody's name or number stands in the trail."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select

from sciencepop.bases.models import BaseContact
from sciencepop.bases.rules.contacts import ContactRole
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.bases.services.lock import find_part, lock_base
from sciencepop.core import attempts, audit, stamps
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken

MOST_CONTACTS = 12


@dataclass(frozen=True)
class Contact:
    """Who answers for what, by telephone or mail; in public or for the district alone."""

    role: ContactRole
    name: str
    phone: str
    email: str
    is_public: bool


def add_contact(base_id: int, told: Contact, *, by: int, now: datetime) -> None:
    """Add one. Refuses NO_ADDRESS without telephone and mail, and TOO_MANY_CONTACTS."""
    with write() as session:
        base = lock_base(session, base_id)
        attempts.remember(base.slug)
        if not (told.phone or told.email):
            raise RuleBroken(Refusal.NO_ADDRESS)
        count = select(func.count(BaseContact.id)).where(BaseContact.base_id == base_id)
        if (session.scalar(count) or 0) >= MOST_CONTACTS:
            raise RuleBroken(Refusal.TOO_MANY_CONTACTS, count=MOST_CONTACTS)
        session.add(BaseContact(base_id=base_id, **asdict(told)))
        facts = {"role": told.role.value, "is_public": told.is_public}
        audit.record(session, by=by, at=now, action="base.contact_added", subject=base, **facts)
        stamps.programme_changed(session)


def remove_contact(base_id: int, contact_id: int, *, by: int, now: datetime) -> None:
    """Take one away. One that is gone already, or another base's, is no fault and stays."""
    with write() as session:
        base = lock_base(session, base_id)
        attempts.remember(base.slug)
        row = find_part(session, BaseContact, base_id, contact_id)
        if row is None:
            return
        session.delete(row)
        audit.record(session, by=by, at=now, action="base.contact_removed", subject=base, role=row.role.value)
        stamps.programme_changed(session)
