"""The plan of the joint conference: indicators, targets, actual numbers, and who acts for a department."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts import letters
from sciencepop.accounts.models import Person
from sciencepop.accounts.queries import find_person_by_address, lock_person
from sciencepop.accounts.rules.addresses import read_address
from sciencepop.bookings.rules.codes import new_code
from sciencepop.core import attempts, audit
from sciencepop.core.clock import local
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import in_language, tr
from sciencepop.core.letter import Letter
from sciencepop.festival.vocabulary import vocabulary
from sciencepop.statistics.models import Delegate, PlanIndicator, PlanNumber
from sciencepop.statistics.queries import plan as queries
from sciencepop.statistics.rules.cells import Refusal
from sciencepop.statistics.services.digests import seen_of


@dataclass(frozen=True)
class IndicatorWish:
    """What an officer writes; `counted` names a computed indicator of the survey, '' one that is entered."""

    department: str
    name_zh: str
    unit_zh: str
    name_en: str = ""
    unit_en: str = ""
    counted: str = ""


@dataclass(frozen=True)
class YearWish:
    """What is said of a year, in hundredths; None is nothing."""

    target: int | None = None
    actual: int | None = None
    note: str = ""


def add_indicator(wish: IndicatorWish, *, by: Person, now: datetime) -> str:
    """Add an indicator to a department's plan; returns its code."""
    with write() as session:
        row = PlanIndicator(code=new_code(), created_by=by.id, created_at=now, is_sample=by.is_sample, **vars(wish))
        session.add(row)
        audit.record(session, by=by.id, at=now, action="plan.add", subject=row, department=wish.department)
        attempts.remember(row.code)
        return row.code


def end_indicator(code: str, *, by: Person, now: datetime) -> None:
    """It is asked for no more; its numbers stay."""
    with write() as session:
        row = queries.get_indicator(session, code, lock=True)
        row.ended_at = now
        audit.record(session, by=by.id, at=now, action="plan.end", subject=row)
        attempts.remember(code)


def seen_numbers(row: PlanIndicator) -> str:
    """What a form tells of the numbers that it showed."""
    return seen_of((one.year, one.target, one.actual, one.note) for one in row.numbers)


def set_years(code: str, years: Mapping[int, YearWish], seen: str, *, by: Person, now: datetime) -> None:
    """Write the years of an indicator. Targets are an officer's to set, and what is computed is not entered.

    Refuses NOT_YOURS, CHANGED_MEANWHILE.
    """
    is_officer, staff_id = by.is_officer, by.id
    with write() as session:
        row = queries.get_indicator(session, code, lock=True)
        if row.department not in queries.departments_of(session, by):
            raise RuleBroken(Refusal.NOT_YOURS)
        if seen != seen_numbers(row):
            raise RuleBroken(Refusal.CHANGED_MEANWHILE)
        for year, wish in sorted(years.items()):
            _set_year(session, row, year, wish, staff_id if is_officer else None, staff_id, now)
        attempts.remember(code)
    if row.counted:
        count_years(now, code)


def _set_year(
    session: Session, row: PlanIndicator, year: int, wish: YearWish, officer_id: int | None, by: int, now: datetime
) -> None:
    standing = queries.number_of(row, year)
    before = YearWish(standing.target, standing.actual, standing.note) if standing else YearWish()
    after = YearWish(
        target=wish.target if officer_id else before.target,
        actual=before.actual if row.counted else wish.actual,
        note=wish.note,
    )
    if after == before:
        return
    number = standing or PlanNumber(indicator_id=row.id, year=year)
    number.target, number.actual, number.note = after.target, after.actual, after.note
    number.changed_by, number.changed_at = by, now
    session.add(number)
    facts = {"year": year, "target": [before.target, after.target], "actual": [before.actual, after.actual]}
    audit.record(session, by=by, at=now, action="plan.number", subject=row, **facts)


def count_years(now: datetime, code: str = "") -> int:
    """Compute what the platform can count, for years that the plan names; returns how many numbers changed.

    Years before the last one stay as they were counted. The records are read before anything is locked.
    """
    session = db.session()
    found = select(PlanIndicator.id, PlanIndicator.counted, PlanNumber.year, PlanNumber.actual).join(
        PlanNumber, PlanNumber.indicator_id == PlanIndicator.id
    )
    found = found.where(PlanIndicator.counted != "", PlanIndicator.ended_at.is_(None))
    last_year = local(now).year - 1
    found = found.where(PlanNumber.actual.is_(None) | (PlanNumber.year >= last_year))
    rows = session.execute(found.where(PlanIndicator.code == code) if code else found).all()
    due: dict[int, set[str]] = {}
    for _id, slug, year, _actual in rows:
        due.setdefault(year, set()).add(slug)
    counted = {year: queries.count_actuals(session, slugs, year, now) for year, slugs in due.items()}
    changed = [
        (id, year, counted[year][slug])
        for id, slug, year, actual in rows
        if slug in counted.get(year, {}) and counted[year][slug] != actual
    ]
    if changed:
        _write_counted(changed, now)
    return len(changed)


def _write_counted(changed: list[tuple[int, int, int]], now: datetime) -> None:
    with write() as session:
        for id, year, value in sorted(changed):
            number = session.get(PlanNumber, (id, year), with_for_update=True)
            if number:
                number.actual, number.changed_at = value, now


def name_delegate(department: str, address: str, *, by: Person, now: datetime) -> None:
    """Let somebody act for a department, and tell them. Refuses BAD_ADDRESS, NO_SUCH_PERSON, NAMED_ALREADY.

    Their row is held, so that of two officers who name them at one moment the second one is told.
    """
    staff_id = by.id
    with write() as session:
        if read_address(address) is None:
            raise RuleBroken(Refusal.BAD_ADDRESS)
        person = find_person_by_address(address)
        if person is None:
            raise RuleBroken(Refusal.NO_SUCH_PERSON)
        lock_person(session, person)
        if queries.find_delegate(session, department, person.id):
            raise RuleBroken(Refusal.NAMED_ALREADY)
        row = Delegate(department=department, person_id=person.id, named_by=staff_id, named_at=now)
        session.add(row)
        audit.record(session, by=staff_id, at=now, action="plan.name", subject=row, department=department)
        letters.tell(session, person, _letter(person, department), now, kind="role")
        attempts.remember("named")


def _letter(person: Person, department: str) -> Letter:
    with in_language(person.language):
        name = tr(vocabulary().departments[department], "name")
        subject = _("请您填报%(department)s的规划指标", department=name)
        return Letter(
            subject=subject, paragraphs=[_("登录后打开“我的”里的“规划指标”，就能看到并填写。")], short=subject
        )


def end_delegate(id: int, *, by: Person, now: datetime) -> None:
    """Somebody acts for a department no more."""
    with write() as session:
        row = queries.get_delegate(session, id, lock=True)
        row.ended_at = now
        audit.record(session, by=by.id, at=now, action="plan.end_delegate", subject=row, department=row.department)
        attempts.remember("ended")


def export_delegations(session: Session, person: Person) -> list[dict[str, Any]]:
    """For which departments somebody acted, as JSON values."""
    found = select(Delegate).where(Delegate.person_id == person.id).order_by(Delegate.id)
    return [
        {
            "department": row.department,
            "since": row.named_at.isoformat(),
            "until": row.ended_at.isoformat() if row.ended_at else None,
        }
        for row in session.scalars(found)
    ]


def end_delegations(session: Session, person: Person, now: datetime) -> None:
    """An account is closed: it acts for nobody."""
    for row in session.scalars(select(Delegate).where(Delegate.person_id == person.id, Delegate.ended_at.is_(None))):
        row.ended_at = now
