"""The call of an edition, and who scores in it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Invitation, Person
from sciencepop.accounts.rules.refusals import Refusal as Asking
from sciencepop.accounts.services import invite
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.festival.models import Call, CallReviewer, Edition, EditionState
from sciencepop.festival.queries.calls import count_proposals, find_call, lock_call
from sciencepop.festival.queries.editions import lock_edition
from sciencepop.festival.rules.refusals import Refusal
from sciencepop.festival.services.editions import lock_open, note


@dataclass(frozen=True)
class CallWish:
    """A call as it is wished; the names are the columns of `Call`."""

    opens_at: datetime
    closes_at: datetime
    scores_needed: int
    about_zh: str = ""
    about_en: str = ""
    questions_zh: tuple[str, ...] = ()
    questions_en: tuple[str, ...] = ()


def save_call(code: str, wish: CallWish, *, by: Person, now: datetime) -> None:
    """Write the call of an edition. Refuses DATES_IN_ORDER, QUESTIONS_FIXED once somebody answered, WRONG_STATE."""
    staff_id = by.id
    if wish.opens_at >= wish.closes_at:
        raise RuleBroken(Refusal.DATES_IN_ORDER)
    with write() as session:
        edition = lock_open(session, code)
        call = find_call(session, edition.id)
        if call is None:
            call = Call(edition_id=edition.id, created_by=staff_id, created_at=now)
            session.add(call)
        elif _is_other(call, wish) and count_proposals(session, call.id):
            raise RuleBroken(Refusal.QUESTIONS_FIXED)
        for name, value in asdict(wish).items():
            setattr(call, name, list(value) if name.startswith("questions") else value)
        call.changed_at = now
        session.flush()
        note(session, edition, "festival.call", by=staff_id, now=now)


def _is_other(call: Call, wish: CallWish) -> bool:
    return (call.questions_zh, call.questions_en) != ([*wish.questions_zh], [*wish.questions_en])


REVIEWER = "festival.reviewer"
"""What the invitations of a call's reviewers are called."""


def ask_reviewer(code: str, address: str, department: str, *, by: Person, now: datetime) -> None:
    """Ask an address to score for a department, or for another one than before; whoever has it agrees first.

    Refuses what `accounts.services.invite` refuses.
    """
    staff_id = by.id
    with write() as session:
        _edition, call = _held(session, code)
        invite(session, REVIEWER, call.id, address, terms={"department": department}, by=staff_id, now=now)


def become_reviewer(session: Session, code: str, person: Person, invitation: Invitation, *, now: datetime) -> None:
    """Whoever was asked scores from now on.

    Refuses WRONG_STATE once the edition is closed, and ASKED_NO_MORE where they were named or ended since.
    """
    edition, call = _held(session, code)
    if edition.state is EditionState.CLOSED:
        raise RuleBroken(Refusal.WRONG_STATE)
    row = session.get(CallReviewer, (call.id, person.id))
    if row is not None and invitation.invited_at < (row.ended_at or row.named_at):
        raise RuleBroken(Asking.ASKED_NO_MORE)
    if row is None:
        row = CallReviewer(call_id=call.id, person_id=person.id)
        session.add(row)
    row.department, row.named_by, row.named_at = invitation.terms["department"], invitation.invited_by, now
    row.ended_at = None
    session.flush()
    note(session, edition, "festival.reviewer", by=person.id, now=now, person=person.id, department=row.department)


def end_reviewer(code: str, person_id: int, *, by: Person, now: datetime) -> None:
    """Somebody scores no more; what they gave stays."""
    staff_id = by.id
    with write() as session:
        edition, call = _held(session, code)
        found = select(CallReviewer).where(CallReviewer.call_id == call.id, CallReviewer.person_id == person_id)
        row = session.scalar(found)
        if row is not None and row.ended_at is None:
            row.ended_at = now
            note(session, edition, "festival.reviewer_ended", by=staff_id, now=now, person=person_id)


def _held(session: Session, code: str) -> tuple[Edition, Call]:
    edition = lock_edition(session, code)
    return edition, lock_call(session, edition.id)
