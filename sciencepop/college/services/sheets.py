"""Handing in, changing and taking back a sheet of wishes, by oneself or at a desk. No sheet is earlier than another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import new_code
from sciencepop.bookings.rules.visitors import Visitor
from sciencepop.bookings.services.desk import record_consent, visitor_of
from sciencepop.bookings.services.lock import lock_person
from sciencepop.college.letters import Together, tell_together
from sciencepop.college.models import CourseClass, DrawRound, SheetSource, Wish, WishPerson, WishSheet
from sciencepop.college.queries.enrolments import has_completed
from sciencepop.college.queries.rounds import find_bare_sheet, get_sheet, list_wished, lock_sheet
from sciencepop.college.rules.refusals import Refusal
from sciencepop.college.rules.rounds import MOST_WISHES, takes_sheets
from sciencepop.college.services.lock_rounds import share_round
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken


@dataclass(frozen=True)
class Entered:
    """By which desk and by whom of its staff, in which way."""

    desk: str
    staff_id: int
    source: SheetSource


def hand_in(round_code: str, classes: Sequence[str], *, by: Person, language: str, now: datetime) -> str:
    """Hand in one's own sheet, or change the one that is there; returns its code.

    Refuses ROUND_CLOSED, NO_WISHES, WISHED_TWICE, NOT_IN_ROUND, PREREQUISITE.
    """
    person_id = by.id
    with write() as session:
        lock_person(session, person_id)
        one = open_round_of(session, round_code, now)
        sheet = find_bare_sheet(session, one.id, person_id, lock=True)
        if sheet is None:
            sheet = _new(session, one, [person_id], None, language, now)
        else:
            renew(sheet, now)
        _wish(session, one, sheet, classes)
        attempts.remember(sheet.code)
        return sheet.code


def hand_in_for(
    round_code: str,
    classes: Sequence[str],
    visitors: Sequence[Visitor],
    *,
    source: SheetSource,
    desk: str,
    by: Person,
    language: str,
    now: datetime,
) -> str:
    """Enter a sheet for somebody, or for two together, who said yes to it. Refuses as `hand_in`, and ON_A_SHEET."""
    staff_id = by.id
    with write() as session:
        people = [visitor_of(session, visitor, desk, language, now) for visitor in visitors]
        numbers = [person.id for person in people]
        for number in sorted(numbers):
            lock_person(session, number)
        one = open_round_of(session, round_code, now)
        if len(set(numbers)) < len(numbers) or any(find_bare_sheet(session, one.id, number) for number in numbers):
            raise RuleBroken(Refusal.ON_A_SHEET)
        for person in people:
            record_consent(session, person, staff_id, language, now)
        sheet = _new(session, one, numbers, Entered(desk, staff_id, source), language, now)
        _wish(session, one, sheet, classes)
        audit.record(session, by=staff_id, at=now, action="college.wish_for", subject=sheet, desk=desk)
        attempts.remember(sheet.code)
        return sheet.code


def change_for(code: str, classes: Sequence[str], *, desk: str, by: Person, now: datetime) -> str:
    """Change what this desk entered. Refuses as `hand_in`; NotFound for what is not this desk's."""
    staff_id = by.id
    with write() as session:
        sheet = _held(session, code, desk=desk)
        one = open_round_of(session, sheet.round.code, now)
        renew(sheet, now)
        _wish(session, one, sheet, classes)
        audit.record(session, by=staff_id, at=now, action="college.wish_change_for", subject=sheet, desk=desk)
        attempts.remember(code)
        return code


def take_back(code: str, *, by: Person, now: datetime) -> None:
    """Take one's sheet back while the round is open; who stands on it with somebody leaves it to the other.

    Refuses ROUND_CLOSED.
    """
    person_id = by.id
    with write() as session:
        sheet = _held(session, code, person_id=person_id)
        open_round_of(session, sheet.round.code, now)
        step_off(session, sheet, person_id, now)
        attempts.remember(code)


def take_back_for(code: str, *, desk: str, by: Person, now: datetime) -> None:
    """As above for what this desk entered."""
    staff_id = by.id
    with write() as session:
        sheet = _held(session, code, desk=desk)
        open_round_of(session, sheet.round.code, now)
        audit.record(session, by=staff_id, at=now, action="college.wish_end_for", subject=sheet, desk=desk)
        remove(session, sheet)
        attempts.remember(code)


def step_off(session: Session, sheet: WishSheet, person_id: int, now: datetime) -> None:
    """Take somebody off a held sheet of an open round. Whoever else stands there goes on alone and is told."""
    others = [row.person for row in sheet.people if row.person_id != person_id]
    if not others:
        remove(session, sheet)
        return
    session.execute(delete(WishPerson).where(WishPerson.sheet_id == sheet.id, WishPerson.person_id == person_id))
    session.execute(update(WishPerson).where(WishPerson.sheet_id == sheet.id).values(place=1))
    session.expire(sheet, ["people"])
    renew(sheet, now)
    for person in others:
        tell_together(session, sheet, person, Together.PARTED, now=now)


def remove(session: Session, sheet: WishSheet) -> None:
    """Throw a held sheet of an open round away."""
    for table in (Wish, WishPerson):
        session.execute(delete(table).where(table.sheet_id == sheet.id))
    session.expunge(sheet)
    session.execute(delete(WishSheet).where(WishSheet.id == sheet.id))


def _held(session: Session, code: str, *, person_id: int | None = None, desk: str | None = None) -> WishSheet:
    """A sheet with its people, its round and itself locked, as it is then."""
    sheet = get_sheet(session, code, person_id=person_id, desk=desk)
    for number in sorted(row.person_id for row in sheet.people):
        lock_person(session, number)
    share_round(session, sheet.round.code)
    lock_sheet(session, sheet.id)
    return get_sheet(session, code, person_id=person_id, desk=desk)


def open_round_of(session: Session, code: str, now: datetime) -> DrawRound:
    """A round that takes sheets now, shared. Refuses ROUND_CLOSED."""
    one = share_round(session, code)
    if not takes_sheets(one.state, one.opens_at, one.closes_at, now):
        raise RuleBroken(Refusal.ROUND_CLOSED, when=one.opens_at, until=one.closes_at)
    return one


def _new(
    session: Session, one: DrawRound, people: Sequence[int], entered: Entered | None, language: str, now: datetime
) -> WishSheet:
    sheet = WishSheet(
        code=new_code(),
        round_id=one.id,
        source=entered.source if entered else SheetSource.WEB,
        desk=entered.desk if entered else "",
        entered_by=entered.staff_id if entered else None,
        version=1,
        language=language,
        created_at=now,
        changed_at=now,
        is_sample=one.is_sample,
    )
    session.add(sheet)
    session.flush()
    session.add_all(
        WishPerson(sheet_id=sheet.id, round_id=one.id, person_id=number, entered_as=number, place=place)
        for place, number in enumerate(people, 1)
    )
    session.flush()
    return sheet


def renew(sheet: WishSheet, now: datetime) -> None:
    """Another version: what was reckoned of its chances is over."""
    sheet.version, sheet.changed_at = sheet.version + 1, now
    sheet.first_chance = sheet.any_chance = None


def _wish(session: Session, one: DrawRound, sheet: WishSheet, codes: Sequence[str]) -> None:
    """Write the wishes in their order; whatever stood there before goes."""
    if not codes:
        raise RuleBroken(Refusal.NO_WISHES)
    if len(set(codes)) < len(codes):
        raise RuleBroken(Refusal.WISHED_TWICE)
    offered = list_wished(session, one.term_id, codes[: MOST_WISHES + 1])
    if len(codes) > MOST_WISHES or len(offered) < len(codes):
        raise RuleBroken(Refusal.NOT_IN_ROUND)
    people = session.scalars(select(WishPerson.person_id).where(WishPerson.sheet_id == sheet.id)).all()
    for code in codes:
        refuse_class(session, offered[code], people)
    if sheet.version > 1:
        session.execute(delete(Wish).where(Wish.sheet_id == sheet.id), execution_options={"synchronize_session": False})
        session.expire(sheet, ["wishes"])
    session.add_all(
        Wish(sheet_id=sheet.id, place=place, class_id=offered[code].id, buckets=[])
        for place, code in enumerate(codes, 1)
    )
    session.flush()


def refuse_class(session: Session, one: CourseClass, people: Sequence[int]) -> None:
    """Refuse PREREQUISITE, and NO_HOUSEHOLD for two where a class has no seats for two together."""
    if len(people) == 2 and not one.has_seats_for_two:
        raise RuleBroken(Refusal.NO_HOUSEHOLD, course=one.course)
    asked = one.course.prerequisite_id
    if asked is not None and not all(has_completed(session, number, asked) for number in people):
        raise RuleBroken(Refusal.PREREQUISITE, course=one.course.prerequisite)
