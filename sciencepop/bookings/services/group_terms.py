"""Whether an event takes groups, and on which terms."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import GroupTerms
from sciencepop.bookings.rules.groups import Terms
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.programme.models import Event


def set_terms(event_id: int, terms: Terms | None, *, by: Person, now: datetime) -> None:
    """Take groups on these terms, or none for None. What groups have asked for already stays as it is.

    The caller has asked whether `by` manages the base.
    """
    person_id = by.id
    with write() as session:
        event = session.get_one(Event, event_id, with_for_update=True)
        row = session.get(GroupTerms, event_id)
        if row is not None and terms is None:
            session.delete(row)
        elif terms is not None:
            session.merge(GroupTerms(event_id=event_id, updated_at=now, **asdict(terms)))
        facts = asdict(terms) if terms else {"off": True}
        audit.record(session, by=person_id, at=now, action="group.terms", subject=event, **facts)
        attempts.remember(event.slug)
