"""Opening rounds, and asking experts for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.accounts.queries import find_person_by_address
from sciencepop.accreditation.models import AccreditationCase as Case
from sciencepop.accreditation.models import AccreditationRound, RoundExpert
from sciencepop.accreditation.queries.rounds import get_round
from sciencepop.accreditation.rules.refusals import Refusal
from sciencepop.accreditation.rules.steps import CaseState
from sciencepop.accreditation.schemes import schemes
from sciencepop.bookings.rules.codes import new_code
from sciencepop.core import attempts, audit, clock
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken


@dataclass(frozen=True)
class RoundWish:
    """What an officer says of a round."""

    scheme: str
    name_zh: str
    name_en: str
    opens_at: datetime
    closes_at: datetime
    accept_until: date


def save_round(code: str | None, wish: RoundWish, *, by: Person, now: datetime) -> str:
    """Open a round or change its days, and with them the last day of corrections; returns its code. Its scheme stays.

    Refuses ROUND_DAYS, NO_SUCH_SCHEME.
    """
    person_id = by.id
    if wish.opens_at >= wish.closes_at or wish.accept_until < clock.local(wish.closes_at).date():
        raise RuleBroken(Refusal.ROUND_DAYS)
    with write() as session:
        if code is None:
            known = {row.slug for row in schemes().own_schemes_on(clock.local(wish.opens_at).date())}
            if wish.scheme not in known:
                raise RuleBroken(Refusal.NO_SUCH_SCHEME)
            row = AccreditationRound(code=new_code(), scheme=wish.scheme, created_by=person_id, created_at=now)
            session.add(row)
        else:
            row = _lock(session, code)
            in_correction = Case.round_id == row.id, Case.state == CaseState.CORRECTION
            session.execute(update(Case).where(*in_correction).values(due_on=wish.accept_until, is_late=False))
        row.name_zh, row.name_en, row.accept_until = wish.name_zh, wish.name_en, wish.accept_until
        row.opens_at, row.closes_at, row.changed_at = wish.opens_at, wish.closes_at, now
        days = {"opens": wish.opens_at.isoformat(), "closes": wish.closes_at.isoformat()}
        audit.record(session, by=person_id, at=now, action="accreditation.round", subject=row, code=row.code, **days)
        attempts.remember(row.code)
        return row.code


def add_expert(code: str, address: str, name: str, employer: str, *, by: Person, now: datetime) -> None:
    """Put somebody with an account on a round's list. Refuses NO_SUCH_PERSON."""
    person_id = by.id
    with write() as session:
        round = _lock(session, code)
        person = find_person_by_address(address)
        if person is None:
            raise RuleBroken(Refusal.NO_SUCH_PERSON, address=address)
        row = next((one for one in round.experts if one.person_id == person.id), None)
        if row is None:
            row = RoundExpert(round_id=round.id, person_id=person.id, added_by=person_id, added_at=now)
            session.add(row)
        row.name, row.employer, row.ended_at = name, employer, None
        audit.record(session, by=person_id, at=now, action="accreditation.expert", subject=row)
        attempts.remember(code)


def end_expert(code: str, expert_id: int, *, by: Person, now: datetime) -> None:
    """Take somebody off a round's list; what they score already they go on scoring."""
    person_id = by.id
    with write() as session:
        round = _lock(session, code)
        row = next((one for one in round.experts if one.id == expert_id), None)
        if row and row.ended_at is None:
            row.ended_at = now
            audit.record(session, by=person_id, at=now, action="accreditation.expert_end", subject=row)
        attempts.remember(code)


def _lock(session: Session, code: str) -> AccreditationRound:
    held = select(AccreditationRound.id).where(AccreditationRound.code == code).with_for_update()
    session.execute(held).all()
    return get_round(session, code)
