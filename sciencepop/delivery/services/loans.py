"""Lending what comes back: one holder a day and unit, looked over on its return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import new_code
from sciencepop.core import attempts, audit, clock
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken
from sciencepop.delivery.letters import tell_loan, tell_loan_late
from sciencepop.delivery.models import LentUnit, Loan, MenuItem
from sciencepop.delivery.queries.loans import get_loan, held_days, list_late, list_units
from sciencepop.delivery.queries.menu import get_item, is_on_menu, organisations_of
from sciencepop.delivery.rules.items import refuse_day
from sciencepop.delivery.rules.loans import AFTER, USABLE, Condition, Days, LoanAct, LoanState, are_sane, is_free
from sciencepop.delivery.rules.refusals import Refusal

WEEK = 7


@dataclass(frozen=True)
class LoanWish:
    """Who borrows, for which days, both included, and for which place."""

    organisation_id: int
    days: Days
    town_code: str
    place: str
    purpose: str = ""


def add_unit(code: str, label: str, *, by: Person, now: datetime) -> None:
    """One more of the same. Refuses NOT_LENT, UNIT_TAKEN for a label that is there already."""
    staff_id = by.id
    with write() as session:
        item = get_item(session, code, lock=True)
        if not item.is_lent:
            raise RuleBroken(Refusal.NOT_LENT)
        if label in {unit.label for unit in list_units(session, item.id)}:
            raise RuleBroken(Refusal.UNIT_TAKEN)
        unit = LentUnit(item_id=item.id, label=label, created_at=now)
        session.add(unit)
        audit.record(session, by=staff_id, at=now, action="delivery.unit", subject=unit)
        attempts.remember(code)


def judge_unit(code: str, unit_id: int, condition: Condition, note: str, *, by: Person, now: datetime) -> None:
    """What a unit is like now. Loans to come of one that cannot be used stay, for its supplier to see to."""
    staff_id = by.id
    with write() as session:
        item = get_item(session, code, lock=True)
        unit = next((unit for unit in list_units(session, item.id) if unit.id == unit_id), None)
        if unit is None:
            raise RuleBroken(Refusal.NOT_LENT)
        unit.condition, unit.note = condition, note
        audit.record(session, by=staff_id, at=now, action="delivery.unit", subject=unit, condition=condition.value)
        attempts.remember(code)


def borrow(code: str, wish: LoanWish, *, by: Person, now: datetime) -> str:
    """Hold a unit for these days; returns the loan's code.

    Refuses NOT_AN_ORDERER, NOT_LENT, NOT_ON_MENU, DAYS_WRONG, NO_UNIT_FREE and what stands against a day.
    """
    person_id, today = by.id, clock.local(now).date()
    with write() as session:
        item = get_item(session, code, lock=True)
        if wish.organisation_id not in {one.id for one in organisations_of(session, person_id)}:
            raise RuleBroken(Refusal.NOT_AN_ORDERER)
        unit = _free_unit(session, item, wish.days, today)
        loan = Loan(
            code=new_code(),
            unit_id=unit.id,
            organisation_id=wish.organisation_id,
            person_id=person_id,
            town_code=wish.town_code,
            place=wish.place,
            purpose=wish.purpose,
            from_on=wish.days.first,
            until_on=wish.days.last,
            created_at=now,
            changed_at=now,
            is_sample=item.is_sample,
        )
        session.add(loan)
        audit.record(session, by=person_id, at=now, action="delivery.loan_book", subject=loan)
        tell_loan(session, get_loan(session, loan.code), to_supplier=True, now=now)
        attempts.remember(loan.code)
        return loan.code


def _free_unit(session: Session, item: MenuItem, days: Days, today: date) -> LentUnit:
    """The first unit in order that nobody has then; the item's row is held."""
    if not item.is_lent:
        raise RuleBroken(Refusal.NOT_LENT)
    if not is_on_menu(session, item, today):
        raise RuleBroken(Refusal.NOT_ON_MENU)
    if not are_sane(days, today):
        raise RuleBroken(Refusal.DAYS_WRONG)
    for day in (days.first, days.last):
        if refused := refuse_day(item.offered, day):
            raise RuleBroken(refused)
    units = [unit for unit in list_units(session, item.id) if unit.condition in USABLE]
    held = held_days(session, [unit.id for unit in units], today)
    for unit in units:
        if is_free(days, held.get(unit.id, ())):
            return unit
    raise RuleBroken(Refusal.NO_UNIT_FREE)


def step_loan(code: str, act: LoanAct, *, by: Person, now: datetime, reason: str = "") -> None:
    """Hand out, refuse with a reason, or give up before. Refuses WRONG_STATE, REASON_MISSING."""
    staff_id = by.id
    with write() as session:
        loan = _moved(session, code, act)
        if act is LoanAct.REFUSE and not reason:
            raise RuleBroken(Refusal.REASON_MISSING)
        loan.reason, loan.changed_at = reason, now
        if act is LoanAct.HAND_OUT:
            loan.out_at = now
        session.flush()
        tell_loan(session, loan, to_supplier=act is LoanAct.CANCEL, now=now)
        audit.record(session, by=staff_id, at=now, action=f"delivery.loan_{act.value}", subject=loan)
        attempts.remember(code)


def take_back(code: str, condition: Condition, note: str, *, by: Person, now: datetime) -> None:
    """It is back and has been looked over; the unit is from now on what the check says. Refuses WRONG_STATE."""
    staff_id = by.id
    with write() as session:
        loan = _moved(session, code, LoanAct.TAKE_BACK)
        loan.came_back, loan.returned_at, loan.note, loan.changed_at = condition, now, note, now
        loan.unit.condition, loan.unit.note = condition, note
        session.flush()
        tell_loan(session, loan, to_supplier=False, now=now)
        facts = {"condition": condition.value}
        audit.record(session, by=staff_id, at=now, action="delivery.loan_take_back", subject=loan, **facts)
        attempts.remember(code)


def _moved(session: Session, code: str, act: LoanAct) -> Loan:
    loan = get_loan(session, code, lock=True)
    after = AFTER.get((loan.state, act))
    if after is None:
        raise RuleBroken(Refusal.WRONG_STATE)
    loan.state = after
    return loan


def remind_loans(now: datetime) -> int:
    """Write to whoever has not brought something back, and to its supplier: on the first day late and then weekly.

    Harmless to run twice.
    """
    today, count = clock.local(now).date(), 0
    codes = [loan.code for loan in list_late(db.session(), today)]
    for code in codes:
        with write() as session:
            loan = get_loan(session, code, lock=True)
            is_told = loan.reminded_on is not None and (today - loan.reminded_on).days < WEEK
            if loan.state is LoanState.OUT and loan.until_on < today and not is_told:
                loan.reminded_on = today
                tell_loan_late(session, loan, now=now)
                count += 1
    return count
