"""Answering an offered seat for somebody: a desk that called them, or whoever has the link of the letter."""

from __future__ import annotations

from datetime import datetime

from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.college.models import EnrolmentSource
from sciencepop.college.queries.enrolments import get_enrolment
from sciencepop.college.queries.rounds import get_sheet
from sciencepop.college.services.enrol import accept, withdraw
from sciencepop.core import attempts, audit
from sciencepop.core.db import write


def answer_for(sheet_code: str, code: str, *, takes: bool, desk: str, by: Person, now: datetime) -> None:
    """Take or give back a seat that a draw gave to somebody of a sheet which this desk entered.

    Refuses as `accept` and `withdraw`; NotFound for what is not this desk's.
    """
    staff_id = by.id
    with write() as session:
        sheet, enrolment = get_sheet(session, sheet_code, desk=desk), get_enrolment(session, code)
        people = {row.person_id: row.person for row in sheet.people}
        if enrolment.person_id not in people or enrolment.source is not EnrolmentSource.DRAW:
            raise NotFound
        (accept if takes else withdraw)(code, by=people[enrolment.person_id], now=now)
        action = "college.accept_for" if takes else "college.withdraw_for"
        audit.record(session, by=staff_id, at=now, action=action, subject=enrolment, desk=desk)
        attempts.remember(sheet_code)
