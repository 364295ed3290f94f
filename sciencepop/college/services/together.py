"""Two on one sheet: somebody comes onto the sheet of who gave them its link, and either may leave it."""

from __future__ import annotations

from datetime import datetime

from sciencepop.accounts.models import Person
from sciencepop.bookings.services.lock import lock_person
from sciencepop.college.letters import Together, tell_together
from sciencepop.college.models import WishPerson
from sciencepop.college.queries.rounds import find_bare_sheet, get_sheet, lock_sheet
from sciencepop.college.rules.refusals import Refusal
from sciencepop.college.services.sheets import open_round_of, refuse_class, renew, step_off
from sciencepop.core import attempts
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken


def join(code: str, *, by: Person, now: datetime) -> str:
    """Come onto a sheet, and off one's own in that round; returns its code. Who is on it already stays there.

    Both are wished for together from then on. Refuses ROUND_CLOSED, SHEET_OF_TWO, NO_HOUSEHOLD, PREREQUISITE.
    """
    person_id = by.id
    with write() as session:
        lock_person(session, person_id)
        one = open_round_of(session, get_sheet(session, code).round.code, now)
        own = find_bare_sheet(session, one.id, person_id)
        for number in sorted({get_sheet(session, code).id} | ({own.id} if own else set())):
            lock_sheet(session, number)
        sheet = get_sheet(session, code)
        attempts.remember(code)
        if own is not None and own.id == sheet.id:
            return code
        if len(sheet.people) > 1:
            raise RuleBroken(Refusal.SHEET_OF_TWO)
        first = sheet.people[0]
        for wish in sheet.wishes:
            refuse_class(session, wish.course_class, [first.person_id, person_id])
        if own is not None:
            step_off(session, get_sheet(session, own.code), person_id, now)
        session.add(WishPerson(sheet_id=sheet.id, round_id=one.id, person_id=person_id, entered_as=person_id, place=2))
        renew(sheet, now)
        session.flush()
        session.expire(sheet, ["people"])
        tell_together(session, sheet, first.person, Together.JOINED, now=now)
        return code
