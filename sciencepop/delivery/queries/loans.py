"""Reads of what is lent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.bookings.rules.codes import CODE
from sciencepop.delivery.models import LentUnit, Loan, MenuItem, Supplier
from sciencepop.delivery.rules.loans import HOLDS, Days, LoanState

MOST = 300


def list_units(session: Session, item_id: int) -> Sequence[LentUnit]:
    found = select(LentUnit).where(LentUnit.item_id == item_id)
    return session.scalars(found.order_by(LentUnit.label, LentUnit.id).limit(MOST)).all()


def held_days(session: Session, unit_ids: Collection[int], today: date) -> dict[int, list[Days]]:
    """The days on which each unit is held; what is out and late is held until today at least."""
    found = select(Loan).where(Loan.unit_id.in_(unit_ids), Loan.state.in_(HOLDS))
    held: dict[int, list[Days]] = {}
    for loan in session.scalars(found.order_by(Loan.from_on)):
        last = max(loan.until_on, today) if loan.state is LoanState.OUT else loan.until_on
        held.setdefault(loan.unit_id, []).append(Days(loan.from_on, last))
    return held


def loans() -> Select[Loan]:
    supplier = contains_eager(Loan.unit).contains_eager(LentUnit.item).joinedload(MenuItem.supplier)
    return (
        select(Loan)
        .join(Loan.unit)
        .join(LentUnit.item)
        .options(
            supplier.joinedload(Supplier.base),
            supplier.joinedload(Supplier.organisation),
            joinedload(Loan.organisation),
            joinedload(Loan.person),
        )
    )


def get_loan(session: Session, code: str, *, lock: bool = False) -> Loan:
    """NotFound where there is none. With `lock` its item is held first, as whoever lends it holds it."""
    if lock:
        unit = select(LentUnit.item_id).join(Loan, Loan.unit_id == LentUnit.id).where(Loan.code == code)
        held = select(MenuItem.id).where(MenuItem.id.in_(unit)).with_for_update()
        session.execute(held).all()
    found = loans().where(Loan.code == code).execution_options(populate_existing=True)
    loan = session.scalars(found).one_or_none() if CODE.fullmatch(code) else None
    if loan is None:
        raise NotFound
    return loan


def list_loans_of_items(session: Session, item_ids: Collection[int], *states: LoanState) -> Sequence[Loan]:
    found = loans().where(LentUnit.item_id.in_(item_ids), Loan.state.in_(states or HOLDS))
    return session.scalars(found.order_by(Loan.from_on, Loan.id).limit(MOST)).all()


def list_loans_of(session: Session, organisation_ids: Collection[int]) -> Sequence[Loan]:
    """An organisation's loans, newest first."""
    found = loans().where(Loan.organisation_id.in_(organisation_ids))
    return session.scalars(found.order_by(Loan.from_on.desc(), Loan.id.desc()).limit(MOST)).all()


def list_late(session: Session, today: date) -> Sequence[Loan]:
    """What is out and should be back."""
    found = loans().where(Loan.state == LoanState.OUT, Loan.until_on < today)
    return session.scalars(found.order_by(Loan.until_on, Loan.id).limit(MOST)).all()
