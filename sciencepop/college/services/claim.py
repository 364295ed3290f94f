"""What a desk entered for somebody comes over to their account by the slip: sheets of wishes, and seats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session, joinedload

from sciencepop.accounts.models import Person
from sciencepop.bookings.hooks import Bringer
from sciencepop.bookings.models import Commitment, DeskVisitor
from sciencepop.bookings.rules.codes import CODE
from sciencepop.bookings.rules.visitors import KEPT_AFTER
from sciencepop.college.models import CourseClass, DrawRound, Enrolment, Term, WishPerson, WishSheet
from sciencepop.college.queries.enrolments import find_own, highest_sequence, list_all_of
from sciencepop.college.queries.rounds import find_bare_sheet, list_sheets_of, lock_sheet
from sciencepop.college.rules import enrolments as states
from sciencepop.college.services.become import sources_of
from sciencepop.college.services.lock import lock_classes
from sciencepop.college.services.lock_rounds import share_round
from sciencepop.college.services.weigh import find_clash_of
from sciencepop.core import clock

_QUIET = {"synchronize_session": False}


def visitors_on(session: Session, code: str) -> Sequence[DeskVisitor]:
    """Who stands on the sheet with this code and is still a desk's visitor."""
    if not CODE.fullmatch(code):
        return []
    found = select(DeskVisitor).join(WishPerson, WishPerson.person_id == DeskVisitor.person_id)
    found = found.join(WishPerson.sheet).where(WishSheet.code == code).options(joinedload(DeskVisitor.person))
    return session.scalars(found.order_by(WishPerson.place).execution_options(populate_existing=True)).all()


def bring(session: Session, visitor_id: int, person: Person, now: datetime) -> tuple[int, int]:
    """Everything of a visitor to an account, both people held; returns how many came and how many stay: all or none.

    All stays, and the slip goes on being one, while the account is on another sheet of a round, has a seat in the same
    class, or has something else at its hours. A round goes on knowing a sheet under the number it was entered with.
    """
    sheets, rows = list_sheets_of(session, visitor_id), list_all_of(session, visitor_id)
    for sheet in sheets:
        share_round(session, sheet.round.code)
        lock_sheet(session, sheet.id)
    classes = {one.id: one for one in lock_classes(session, {row.class_id for row in rows})}
    blocked = any(find_bare_sheet(session, sheet.round_id, person.id) for sheet in sheets)
    if blocked or any(_is_in_the_way(session, row, classes[row.class_id], person, now) for row in rows):
        return 0, len(sheets) + len(rows)
    for sheet in sheets:
        mine = update(WishPerson).where(WishPerson.sheet_id == sheet.id, WishPerson.person_id == visitor_id)
        session.execute(mine.values(person_id=person.id), execution_options=_QUIET)
        sheet.language = person.language
        session.expire(sheet, ["people"])
    for row in rows:
        _bring_seat(session, row, classes[row.class_id], person)
    session.flush()
    return len(sheets) + len(rows), 0


def _is_in_the_way(session: Session, row: Enrolment, one: CourseClass, person: Person, now: datetime) -> bool:
    session.refresh(row)
    if row.state in states.LIVE and find_own(session, one.id, person.id) is not None:
        return True
    return row.state in states.HOLDS and find_clash_of(session, one, person.id, now) is not None


def _bring_seat(session: Session, row: Enrolment, one: CourseClass, person: Person) -> None:
    time = update(Commitment).where(Commitment.source.in_(sources_of(row, one)), Commitment.person_id == row.person_id)
    session.execute(time.values(person_id=person.id), execution_options=_QUIET)
    known = highest_sequence(session, person.id, one.id)
    row.sequence = row.sequence if known is None else max(row.sequence, known + 1)
    row.person_id, row.language = person.id, person.language
    session.flush()


def needed(now: datetime) -> ColumnElement[bool]:
    """Visitors with wishes in a term that is not over for long."""
    until = clock.local(now - KEPT_AFTER).date()
    return exists().where(
        WishPerson.person_id == DeskVisitor.person_id,
        DrawRound.id == WishPerson.round_id,
        Term.id == DrawRound.term_id,
        Term.until_on >= until,
    )


BRINGER = Bringer("/college/wishes", visitors_on, bring, needed)
