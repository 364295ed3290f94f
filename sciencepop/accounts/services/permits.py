"""Permits to see what is known of children: an officer asks, a lead grants, time ends them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from sciencepop.accounts import letters, queries
from sciencepop.accounts.models import MinorsPermit, Person, Role
from sciencepop.accounts.queries.four_eyes import find_permit
from sciencepop.accounts.rules.four_eyes import is_open, is_second_pair
from sciencepop.accounts.rules.minors import MinorsPurpose, refuse_permit
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.core import audit, clock
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken


@dataclass(frozen=True)
class PermitWish:
    """What an officer wants to see and why: a base, or one session there, until a day, that day included."""

    purpose: MinorsPurpose
    reason: str
    base_id: int
    occurrence_id: int | None
    until_on: date


def ask_permit(wish: PermitWish, *, by: Person, now: datetime) -> MinorsPermit:
    """Ask, and tell the leads. The caller knows that the session is at the base.

    Refuses PERMIT_UNEXPLAINED, PERMIT_TOO_LONG.
    """
    refused = refuse_permit(wish.reason, wish.until_on, clock.local(now).date())
    if refused:
        raise RuleBroken(refused)
    with write() as session:
        permit = MinorsPermit(
            asked_by=by.id,
            asked_at=now,
            purpose=wish.purpose,
            reason=wish.reason,
            base_id=wish.base_id,
            occurrence_id=wish.occurrence_id,
            until_on=wish.until_on,
        )
        session.add(permit)
        audit.record(session, by=by.id, at=now, action="minors.asked", subject=permit, purpose=wish.purpose.value)
        for lead in queries.list_holders(session, Role.LEAD):
            if is_second_pair(lead.id, asked_by=by.id):
                letters.tell(session, lead, letters.permit_asked_letter(lead.language), now, kind="permit")
    return permit


def decide_permit(number: int, grant: bool, *, by: Person, now: datetime) -> None:
    """Grant what another asked for, or refuse it. The caller has asked whether `by` is a lead.

    Refuses ASKED_OVER, NEEDS_ANOTHER.
    """
    with write() as session:
        permit = _held(session, number)
        is_late = permit is not None and permit.until_on < clock.local(now).date()
        if permit is None or is_late or not is_open(permit.decided_at, permit.asked_at, now):
            raise RuleBroken(Refusal.ASKED_OVER)
        if not is_second_pair(by.id, asked_by=permit.asked_by):
            raise RuleBroken(Refusal.NEEDS_ANOTHER)
        permit.decided_by, permit.decided_at, permit.granted = by.id, now, grant
        action = "minors.granted" if grant else "minors.refused"
        audit.record(session, by=by.id, at=now, action=action, subject=permit, purpose=permit.purpose.value)
        asker = permit.asker
        letters.tell(session, asker, letters.permit_decided_letter(asker.language, grant), now, kind="permit")


def end_permit(number: int, *, by: Person, now: datetime) -> None:
    """Give a permit back, or, as a lead, take it away. Refuses ASKED_OVER for what opens nothing (any more)."""
    with write() as session:
        permit = _held(session, number)
        if permit is None or not permit.granted or permit.ended_at:
            raise RuleBroken(Refusal.ASKED_OVER)
        if by.id != permit.asked_by and not by.is_lead:
            raise RuleBroken(Refusal.NEEDS_ANOTHER)
        permit.ended_at = now
        audit.record(session, by=by.id, at=now, action="minors.ended", subject=permit)


def end_permits_of(session: Session, person: Person, now: datetime) -> None:
    """Whoever leaves sees nothing any more. Call inside a unit of work."""
    live = MinorsPermit.asked_by == person.id, MinorsPermit.granted, MinorsPermit.ended_at.is_(None)
    session.execute(
        update(MinorsPermit).where(*live).values(ended_at=now), execution_options={"synchronize_session": False}
    )


def permit_facts(
    session: Session, by: Person, base_id: int, occurrence_ids: Sequence[int], now: datetime, *, hold: bool = False
) -> dict[str, object] | None:
    """What the trail writes down of the right by which somebody looks at children's data; None where they have none.

    Who manages the base has a standing right for its own sessions, within the days that the caller keeps; everybody
    else, officers too, needs a permit that a lead granted. Who reads the data next asks with `hold`: then the permit
    ends before or after that, never between the question and what is given.
    """
    if base_id in by.managed_base_ids:
        return {"purpose": "session"}
    permit = find_permit(session, by.id, base_id, occurrence_ids, clock.local(now).date(), hold=hold)
    return {"purpose": permit.purpose.value, "permit": permit.id} if permit else None


def _held(session: Session, number: int) -> MinorsPermit | None:
    if not 0 < number < 2**63:
        return None
    return session.get(MinorsPermit, number, with_for_update=True, populate_existing=True)
