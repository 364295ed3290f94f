"""Staff look at what a child of a party needs: for a reason, and written down where the guardians read it.

A look that was refused is written down as well.

Who manages the base may for its own sessions, around their day; officers only with a permit that a lead granted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sciencepop.accounts.models import Child, Person
from sciencepop.accounts.queries.children import find_children
from sciencepop.accounts.services import permit_facts
from sciencepop.bookings.models import Booking, GroupVisit
from sciencepop.bookings.queries.children import list_child_ids
from sciencepop.bookings.rules.looks import refuse_look
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.core import audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import tr
from sciencepop.programme.models import Occurrence


@dataclass(frozen=True)
class Look:
    """What was shown, once."""

    children: Sequence[Child]


def look_at_children(booking: Booking, occurrence: Occurrence, *, reason: str, by: Person, now: datetime) -> Look:
    """The children of a party with their needs; each look leaves an audit row with the reason (未保条例 art. 36).

    The caller has asked whether `by` may run the base. Refuses NEEDS_PERMIT; without one LOOK_TOO_FAR days around the
    event; REASON_MISSING.
    """
    with noting_refusals(occurrence, by=by, now=now), write() as session:
        right = permit_facts(session, by, occurrence.event.base_id, [occurrence.id], now, hold=True)
        if right is None:
            raise RuleBroken(Refusal.NEEDS_PERMIT)
        window = None if "permit" in right else (occurrence.starts_at, occurrence.ends_at)
        refused = refuse_look(reason, window=window, now=now)
        if refused:
            raise RuleBroken(refused)
        children = list(find_children(session, list_child_ids(session, booking.id)).values())
        for child in children:
            base = tr(occurrence.event.base, "name")
            audit.record(
                session,
                by=by.id,
                at=now,
                action="child.viewed",
                subject=child,
                reason=reason,
                base=base,
                code=booking.code,
                **right,
            )
        return Look(children)


@contextmanager
def noting_refusals(subject: Occurrence | GroupVisit, *, by: Person, now: datetime) -> Iterator[None]:
    """Write down that a look inside was refused. Put it around the unit of work, which is rolled back first."""
    try:
        yield
    except RuleBroken as refused:
        note_refusal(subject, refused.code, by=by, now=now)
        raise


def note_refusal(subject: Occurrence | GroupVisit, code: str, *, by: Person, now: datetime) -> None:
    """That somebody of the staff wanted to see children's data of a session or a group, and was not shown any."""
    with write() as session:
        audit.record(session, by=by.id, at=now, action="minors.not_shown", subject=subject, refusal=str(code))
