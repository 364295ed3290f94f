"""Taking up a designation that was only recorded, so that what becomes of it is decided in a case, as of every other.

The bases of the years before the platform have such designations. Without a case nobody could be heard on these pages
before one is withdrawn, and no base could pause or give one up.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.accreditation.models import AccreditationCase as Case
from sciencepop.accreditation.models import CaseStep, Designation
from sciencepop.accreditation.queries.cases import has_case
from sciencepop.accreditation.rules.designations import ENDED, Change, Status
from sciencepop.accreditation.rules.refusals import Refusal
from sciencepop.accreditation.rules.steps import Act, CaseState, Side
from sciencepop.accreditation.services.designations import change_status, lock_designation
from sciencepop.bookings.rules.codes import new_code
from sciencepop.core import attempts, audit, clock
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken


def take_up(designation_id: int, *, by: Person, now: datetime) -> str:
    """Open the case of a designation that holds, as an officer or as who manages the base; returns its code.

    Refuses NOT_YOURS and as `refuse_taking_up` does.
    """
    with write() as session:
        row = lock_designation(session, designation_id)
        if not (by.is_officer or row.base_id in by.managed_base_ids):
            raise RuleBroken(Refusal.NOT_YOURS)
        if refused := refuse_taking_up(session, row, clock.local(now).date()):
            raise RuleBroken(refused)
        case = add_case(session, row, by=by.id, now=now)
        attempts.remember(case.code)
        return case.code


def refuse_taking_up(session: Session, row: Designation, today: date) -> Refusal | None:
    """Why a designation has no case to open: NOT_OWN_SCHEME, HAS_CASE, DESIGNATION_OVER, NOT_PLAIN for one that bears a
    mark or has one announced, which goes first by whoever set it."""
    if row.level != "district":
        return Refusal.NOT_OWN_SCHEME
    if not row.is_in_force(today) or any(change.status in ENDED for change in row.said):
        return Refusal.DESIGNATION_OVER
    if has_case(session, row.id):
        return Refusal.HAS_CASE
    is_plain = row.status_on(today) is Status.NAMED and all(change.from_on <= today for change in row.said)
    return None if is_plain else Refusal.NOT_PLAIN


def add_case(session: Session, row: Designation, *, by: int, now: datetime) -> Case:
    """The case of a designation that holds and has none, inside the caller's unit of work, with the base held.

    Its way tells what became of the designation before: when it began, and that it bears the mark. What was announced
    for later does not come about by itself any more: the case decides it.
    """
    today = clock.local(now).date()
    status = row.status_on(today)
    for day in sorted({change.from_on for change in row.said if change.from_on > today}):
        if row.status_on(day) is not status:
            change_status(session, row, Change(status, day), "承接办理，原来的预告不再适用", by=by, now=now)
    case = Case(
        code=new_code(),
        base_id=row.base_id,
        scheme=row.scheme,
        category=row.category,
        designation_id=row.id,
        created_by=by,
        created_at=now,
        changed_at=now,
        is_sample=row.is_sample,
    )
    _add_step(case, Act.BEGIN, CaseState.ACTIVE, clock.day_bounds(row.from_on)[0])
    if status is Status.RECTIFY:
        _add_step(case, Act.RECTIFY, CaseState.RECTIFYING, now)
    session.add(case)
    session.flush()
    audit.record(session, by=by, at=now, action="case.take_up", subject=case, code=case.code, designation=row.id)
    return case


def _add_step(case: Case, act: Act, after: CaseState, at: datetime) -> None:
    case.state = after
    case.steps.append(CaseStep(act=act, side=Side.CLOCK, after=after, reason="", at=at))
