"""What a check does to the public list: the mark 需整改, its end, and the hearing when nothing was put right.

A designation that a case of recognition decides about is changed by steps of that case (docs/adr/0052), every other by
a change of its own. Call with the base's row held.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from sciencepop.accreditation.models import Designation
from sciencepop.accreditation.queries.cases import find_running, get_case, has_case, is_mended_in_check
from sciencepop.accreditation.rules import steps as recognition
from sciencepop.accreditation.rules.designations import ENDED, Change, Status
from sciencepop.accreditation.services.become import become
from sciencepop.accreditation.services.designations import change_status
from sciencepop.accreditation.services.needs import Given
from sciencepop.accreditation.services.take_up import add_case
from sciencepop.core import clock
from sciencepop.yearcheck.models import YearFile
from sciencepop.yearcheck.queries.files import list_own_designations

_HEARS = (recognition.CaseState.ACTIVE, recognition.CaseState.PAUSED)


def mark(session: Session, file: YearFile, reason: str, *, by: int, now: datetime) -> None:
    """Have the district's designations of the base bear the mark. One that bears another mark already keeps it."""
    today, marked = clock.local(now).date(), []
    for row in _to_mark(session, file, today):
        case = find_running(session, row.id)
        if case and case.state is recognition.CaseState.ACTIVE:
            _step(session, case.code, recognition.Act.RECTIFY, recognition.Side.CLOCK, reason, by=by, now=now)
        elif case is None and row.status_on(today) is Status.NAMED:
            _say(session, row, Status.RECTIFY, reason, by=by, now=now)
            marked.append(str(row.id))
    file.marked = marked


def clear(session: Session, file: YearFile, reason: str, *, by: int, now: datetime) -> None:
    """Take away the marks that this check set."""
    today = clock.local(now).date()
    for row in _to_mark(session, file, today):
        case = find_running(session, row.id)
        if case and is_mended_in_check(case):
            _step(session, case.code, recognition.Act.CLEAR, recognition.Side.CLOCK, reason, by=by, now=now)
        elif case is None and str(row.id) in file.marked and row.status_on(today) is Status.RECTIFY:
            _say(session, row, Status.NAMED, reason, by=by, now=now)


def accuse(session: Session, file: YearFile, reason: str, *, by: int, now: datetime) -> None:
    """Open the hearing that comes before a withdrawal; what was only recorded is taken up in a case for it.

    A case that has come to something else since, as by a pause, is heard as well: only what it has to put right by the
    district's own order, and what is heard or leaves already, goes its own way.
    """
    today = clock.local(now).date()
    for row in _to_mark(session, file, today):
        case = find_running(session, row.id)
        if row.status_on(today) in (Status.NAMED, Status.RECTIFY) and not has_case(session, row.id):
            case = add_case(session, row, by=by, now=now)
        if case and (case.state in _HEARS or is_mended_in_check(case)):
            _step(session, case.code, recognition.Act.ACCUSE, recognition.Side.DISTRICT, reason, by=by, now=now)


def _to_mark(session: Session, file: YearFile, today: date) -> list[Designation]:
    """The district's designations of the base; of one whose end is announced nothing more is said."""
    own = list_own_designations(session, file, today)
    return [row for row in own if not any(change.status in ENDED for change in row.said)]


def _step(
    session: Session,
    code: str,
    act: recognition.Act,
    side: recognition.Side,
    reason: str,
    *,
    by: int,
    now: datetime,
) -> None:
    case, given = get_case(session, code), Given(reason=reason)
    is_watched = side is not recognition.Side.CLOCK
    become(session, case, act, side=side, given=given, by=by, now=now, is_watched=is_watched)


def _say(session: Session, row: Designation, status: Status, reason: str, *, by: int, now: datetime) -> None:
    change_status(session, row, Change(status, clock.local(now).date()), reason, by=by, now=now)
