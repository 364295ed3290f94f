"""Reads of the plan: who acts for which department, and the indicators of departments."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import CODE
from sciencepop.core.clock import local
from sciencepop.festival.vocabulary import vocabulary
from sciencepop.statistics.models import Delegate, PlanIndicator, PlanNumber
from sciencepop.statistics.queries.records import read_records
from sciencepop.statistics.queries.sets import figure_of_district

MOST = 300


def departments_of(session: Session, person: Person) -> set[str]:
    """The departments whose numbers somebody sees: all for officers, their own for delegates."""
    if person.is_officer:
        return set(vocabulary().departments)
    found = select(Delegate.department).where(Delegate.person_id == person.id, Delegate.ended_at.is_(None))
    return set(session.scalars(found))


def acts_for_department(session: Session, person: Person) -> bool:
    """Whether somebody is a delegate now."""
    return not person.is_officer and bool(departments_of(session, person))


def list_delegates(session: Session) -> Sequence[Delegate]:
    """Who acts for departments now."""
    found = select(Delegate).where(Delegate.ended_at.is_(None)).options(joinedload(Delegate.person))
    return session.scalars(found.order_by(Delegate.department, Delegate.id).limit(MOST)).all()


def get_delegate(session: Session, id: int, *, lock: bool = False) -> Delegate:
    """One who acts now, held where asked; NotFound for anybody else."""
    known = 0 < id < 2**53
    found = session.get(Delegate, id, with_for_update=lock, populate_existing=lock) if known else None
    if found is None or found.ended_at:
        raise NotFound
    return found


def find_delegate(session: Session, department: str, person_id: int) -> Delegate | None:
    """Whether somebody acts for a department already."""
    found = select(Delegate).where(Delegate.department == department, Delegate.person_id == person_id)
    return session.scalar(found.where(Delegate.ended_at.is_(None)))


def list_indicators(session: Session, departments: Collection[str]) -> Sequence[PlanIndicator]:
    """The indicators of these departments that hold, with their numbers."""
    found = select(PlanIndicator).where(PlanIndicator.department.in_(departments), PlanIndicator.ended_at.is_(None))
    return session.scalars(
        found.options(selectinload(PlanIndicator.numbers))
        .order_by(PlanIndicator.department, PlanIndicator.id)
        .limit(MOST)
    ).all()


def numbers_owed(departments: Collection[str], before: int) -> Select[PlanNumber]:
    """Years before this one with a target and no actual number, of indicators that a department enters itself."""
    mine = PlanIndicator.department.in_(departments), PlanIndicator.counted == "", PlanIndicator.ended_at.is_(None)
    found = select(PlanNumber).join(PlanIndicator, PlanNumber.indicator_id == PlanIndicator.id).where(*mine)
    return found.where(PlanNumber.year < before, PlanNumber.target.is_not(None), PlanNumber.actual.is_(None)).order_by(
        PlanNumber.year, PlanNumber.indicator_id
    )


def get_indicator(session: Session, code: str, *, lock: bool = False) -> PlanIndicator:
    """One that holds, by its code, held where asked; NotFound for none."""
    found = select(PlanIndicator).where(PlanIndicator.code == code, PlanIndicator.ended_at.is_(None))
    found = found.execution_options(populate_existing=lock)
    row = session.scalar(found.with_for_update() if lock else found) if CODE.fullmatch(code) else None
    if row is None:
        raise NotFound
    return row


def number_of(row: PlanIndicator, year: int) -> PlanNumber | None:
    return next((one for one in row.numbers if one.year == year), None)


def count_actuals(session: Session, slugs: Collection[str], year: int, now: datetime) -> dict[str, int]:
    """Computed numbers of a year over the whole district, in hundredths; what cannot be computed is left out."""
    if not slugs or year > local(now).year:
        return {}
    records = read_records(session, year, now)
    figures = {slug: figure_of_district(records, slug, year) for slug in slugs}
    return {slug: max(figure.value, 0) * 100 for slug, figure in figures.items() if figure}
