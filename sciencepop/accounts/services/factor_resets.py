"""Taking somebody's second factors away when they lost them: one officer asks, another decides."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts import letters, queries
from sciencepop.accounts.models import FactorReset, Person
from sciencepop.accounts.queries.second_step import factors_of
from sciencepop.accounts.rules.four_eyes import is_open, is_second_pair
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.accounts.rules.second_step import RESET_DAYS
from sciencepop.accounts.services.devices import end_sign_ins
from sciencepop.accounts.services.second_step import forget_factors
from sciencepop.core import audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken


def ask_reset(address: str, reason: str, *, by: Person, now: datetime) -> FactorReset:
    """Ask that the second factors of whose address this is be taken away. One that is open already is returned.

    Raises RuleBroken: NO_SUCH_PERSON, RESET_OF_SELF, NO_FACTOR.
    """
    person = queries.find_person_by_address(address)
    if person is None:
        raise RuleBroken(Refusal.NO_SUCH_PERSON)
    if person.id == by.id:
        raise RuleBroken(Refusal.RESET_OF_SELF)
    with write() as session:
        person = queries.lock_active(session, person)
        if not factors_of(session, person.id):
            raise RuleBroken(Refusal.NO_FACTOR)
        held = _open_of(session, person, now)
        if held:
            return held
        asked = FactorReset(person_id=person.id, asked_by=by.id, asked_at=now, reason=reason, granted=False)
        session.add(asked)
        audit.record(session, by=by.id, at=now, action="accounts.reset_asked", subject=person)
        letters.tell(session, person, letters.reset_asked_letter(person.language), now, kind="second-step")
    return asked


def decide_reset(number: int, grant: bool, *, by: Person, now: datetime) -> FactorReset:
    """Do what was asked, as another officer, or refuse it, as any. All sign-ins of the person end by it.

    Raises RuleBroken: ASKED_OVER, NEEDS_ANOTHER.
    """
    with write() as session:
        asked = session.get(FactorReset, number) if 0 < number < 2**63 else None
        if asked is None:
            raise RuleBroken(Refusal.ASKED_OVER)
        person = queries.lock_person(session, asked.person)
        session.refresh(asked)
        if not is_open(asked.decided_at, asked.asked_at, now, RESET_DAYS) or not person.is_active:
            raise RuleBroken(Refusal.ASKED_OVER)
        if by.id == person.id or (grant and not is_second_pair(by.id, asked_by=asked.asked_by)):
            raise RuleBroken(Refusal.NEEDS_ANOTHER)
        asked.decided_by, asked.decided_at, asked.granted = by.id, now, grant
        if grant:
            _take_away(session, person, now)
        action = "accounts.reset_granted" if grant else "accounts.reset_refused"
        audit.record(session, by=by.id, at=now, action=action, subject=person)
    return asked


def reset_by_operator(address: str, now: datetime) -> None:
    """The same from the command line of the server, for the officer who has no other. Raises RuleBroken: as asking."""
    person = queries.find_person_by_address(address)
    if person is None:
        raise RuleBroken(Refusal.NO_SUCH_PERSON)
    with write() as session:
        person = queries.lock_active(session, person)
        if not factors_of(session, person.id):
            raise RuleBroken(Refusal.NO_FACTOR)
        _take_away(session, person, now)
        audit.record(session, by=None, at=now, action="accounts.reset_granted", subject=person)


def _take_away(session: Session, person: Person, now: datetime) -> None:
    forget_factors(session, person)
    end_sign_ins(session, person)
    letters.tell(session, person, letters.reset_done_letter(person.language), now, kind="second-step")


def _open_of(session: Session, person: Person, now: datetime) -> FactorReset | None:
    """What is open for a locked person; one that nobody decided in time makes room."""
    held = session.scalar(
        select(FactorReset).where(FactorReset.person_id == person.id, FactorReset.decided_at.is_(None))
    )
    if held and not is_open(None, held.asked_at, now, RESET_DAYS):
        session.delete(held)
        session.flush()
        return None
    return held
