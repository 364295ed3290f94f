"""Terms, the days on which they do not teach, and what a change of these moves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.college.models import STEPS, ClassState, CourseClass, Season, Term, TermHoliday
from sciencepop.college.queries.terms import find_term, get_term, lock_term
from sciencepop.college.rules.lessons import Off
from sciencepop.college.rules.refusals import Refusal
from sciencepop.college.rules.terms import are_in_order, is_in_season
from sciencepop.college.services.replan import ClassMoves, replan
from sciencepop.core import attempts, audit
from sciencepop.core.db import hold_name, rehearse, write
from sciencepop.core.errors import RuleBroken


@dataclass(frozen=True)
class TermWish:
    """A term as it is wished; the names are the columns of `Term`."""

    year: int
    season: Season
    from_on: date
    until_on: date
    catalogue_at: datetime
    wishes_from_at: datetime
    wishes_until_at: datetime
    commit_at: datetime
    draw_at: datetime
    confirm_until_at: datetime
    leftovers_at: datetime
    most_classes: int = 2


@dataclass(frozen=True)
class DaysWish:
    """What becomes of a term's days off: days to add with their name, or the number of those to take away."""

    from_on: date | None = None
    until_on: date | None = None
    name_zh: str = ""
    name_en: str = ""
    drop: int | None = None


def save_term(wish: TermWish, code: str | None = None, *, by: Person, now: datetime) -> str:
    """Write a new term, or change one; returns its code. Classes that are drafts follow its days.

    Refuses OUT_OF_SEASON, DATES_IN_ORDER, TERM_TAKEN, and DATES_FIXED: once a class is published, only days off move
    it.
    """
    staff_id, wanted = by.id, f"{wish.year}-{wish.season.value}"
    if not is_in_season(wish.season, wish.year, wish.from_on, wish.until_on):
        raise RuleBroken(Refusal.OUT_OF_SEASON)
    if not are_in_order([getattr(wish, name) for name in STEPS]):
        raise RuleBroken(Refusal.DATES_IN_ORDER)
    with write() as session:
        hold_name(session, f"term:{wanted}")
        term = lock_term(session, get_term(session, code).id) if code else None
        known = find_term(session, wanted)
        if known is not None and known is not term:
            raise RuleBroken(Refusal.TERM_TAKEN)
        if term is None:
            term = Term(created_by=staff_id, created_at=now)
            session.add(term)
        elif (term.from_on, term.until_on) != (wish.from_on, wish.until_on) and _is_published(session, term):
            raise RuleBroken(Refusal.DATES_FIXED)
        for name, value in asdict(wish).items():
            setattr(term, name, value)
        term.code, term.changed_at = wanted, now
        session.flush()
        replan(session, term, offs_of(term.holidays), by=staff_id, now=now)
        audit.record(session, by=staff_id, at=now, action="college.term", subject=term)
        attempts.remember(term.code)
        return term.code


def change_days(code: str, wish: DaysWish, *, by: Person, now: datetime) -> list[ClassMoves]:
    """Add days off or take some away; lessons to come are planned anew and learners told. Returns what moved.

    Lessons that took place or have begun never change. Refuses HOLIDAY_OUTSIDE, TOO_FEW_DAYS, LECTURER_CLASH.
    """
    staff_id = by.id
    with write() as session:
        found = _change_days(session, code, wish, staff_id, now)
        attempts.remember(code)
        return found


def preview_days(code: str, wish: DaysWish, *, by: Person, now: datetime) -> list[ClassMoves]:
    """What `change_days` would move; nothing is kept. Refuses as it does."""
    staff_id = by.id
    with rehearse() as session:
        return _change_days(session, code, wish, staff_id, now)


def _change_days(session: Session, code: str, wish: DaysWish, staff_id: int, now: datetime) -> list[ClassMoves]:
    term = lock_term(session, get_term(session, code).id)
    if wish.drop is not None:
        gone = next((holiday for holiday in term.holidays if holiday.id == wish.drop), None)
        if gone is not None:
            session.delete(gone)
    else:
        session.add(_holiday(term, wish))
    session.flush()
    session.expire(term, ["holidays"])
    moved = replan(session, term, offs_of(term.holidays), by=staff_id, now=now)
    facts = {"from_on": str(wish.from_on), "until_on": str(wish.until_on), "drop": wish.drop}
    audit.record(session, by=staff_id, at=now, action="college.term_days", subject=term, **facts)
    return moved


def _holiday(term: Term, wish: DaysWish) -> TermHoliday:
    from_on, until_on = wish.from_on, wish.until_on or wish.from_on
    if from_on is None or until_on is None or not term.from_on <= from_on <= until_on <= term.until_on:
        raise RuleBroken(Refusal.HOLIDAY_OUTSIDE, from_on=term.from_on, until_on=term.until_on)
    return TermHoliday(term_id=term.id, from_on=from_on, until_on=until_on, name_zh=wish.name_zh, name_en=wish.name_en)


def offs_of(holidays: Iterable[TermHoliday]) -> Sequence[Off]:
    return [Off(holiday.from_on, holiday.until_on) for holiday in holidays]


def _is_published(session: Session, term: Term) -> bool:
    found = select(CourseClass.id).where(CourseClass.term_id == term.id, CourseClass.state != ClassState.DRAFT)
    return session.scalar(found.limit(1)) is not None
