"""What happens when time has passed: the worker asks every minute, and every day for what ends. Harmless twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from sciencepop.accreditation.letters import tell, tell_of_end
from sciencepop.accreditation.models import AccreditationCase as Case
from sciencepop.accreditation.models import CaseObjection, CasePaper, Designation
from sciencepop.accreditation.queries.cases import list_overdue
from sciencepop.accreditation.rules.steps import BY_CLOCK, RESPONSIBLE, RUNNING, Act, CaseState, News, Side
from sciencepop.accreditation.schemes import schemes
from sciencepop.accreditation.services.become import become, due_of, follow, lock_case
from sciencepop.accreditation.services.needs import Given
from sciencepop.bases.services.lock import lock_bases
from sciencepop.bases.services.tell import people_of_each
from sciencepop.core import clock
from sciencepop.core.db import db, write

REMINDERS = ("remind_last", "remind_second", "remind_first")
"""Periods of the data before the end of a designation, the shortest first."""
AT_ONCE = 100
"""Designations that are reminded in one unit of work: few commits, and no base is held for long."""
OBJECTORS_KEPT = timedelta(days=365)
PAPERS_KEPT = {
    CaseState.TAKEN_BACK: "keep_taken_back",
    CaseState.NOT_ACCEPTED: "keep_refused",
    CaseState.NOT_NAMED: "keep_refused",
}
"""By state the period of the data after which the papers of a case that came to nothing go."""


def act_on_due(now: datetime) -> int:
    """Designations begin and end, corrections lapse, and whoever let a day pass is reminded; how many cases."""
    today = clock.local(now).date()
    codes = list_overdue(db.session(), today)
    for code in codes:
        with write() as session:
            case = lock_case(session, code)
            follow(session, case, now)
            row = case.designation
            if case.state in RUNNING and row and row.until_on and row.until_on < today:
                _tick(session, case, Act.EXPIRE, now)
            elif case.due_on and case.due_on < today:
                _pass(session, case, now)
    return len(codes)


def _pass(session: Session, case: Case, now: datetime) -> None:
    if act := BY_CLOCK.get(case.state):
        last = due_of(case, clock.local(now).date())
        if last is None or last < clock.local(now).date():
            _tick(session, case, act, now)
        else:  # its round was given more time at the moment at which it was handed back
            case.due_on = last
        return
    case.is_late, case.due_on = True, None
    session.flush()
    key = f"late-{case.state.value}-{int(now.timestamp())}"
    tell(session, case, News.LATE, RESPONSIBLE.get(case.state, (Side.DISTRICT,)), key=key, now=now)


def _tick(session: Session, case: Case, act: Act, now: datetime) -> None:
    become(session, case, act, side=Side.CLOCK, given=Given(reason=f"auto:{act.value}"), by=None, now=now)


def remind_of_ends(now: datetime) -> int:
    """Tell bases six, three and one months before a designation ends, each once; how many letters' worth."""
    count, ids = 0, _ending(db.session(), clock.local(now).date())
    for first in range(0, len(ids), AT_ONCE):
        with write() as session:
            count += _remind(session, ids[first : first + AT_ONCE], now)
    return count


def _remind(session: Session, ids: Sequence[int], now: datetime) -> int:
    today = clock.local(now).date()
    bases = {base.id: base for base in lock_bases(session, select(Designation.base_id).where(Designation.id.in_(ids)))}
    wanted = select(Designation).where(Designation.id.in_(ids)).options(selectinload(Designation.changes))
    rows = session.scalars(wanted.order_by(Designation.id).execution_options(populate_existing=True)).all()
    people, count = people_of_each(session, list(bases.values())), 0
    with session.no_autoflush:  # all letters of a unit are inserted at its end, together
        for row in rows:
            stage = _stage(row, today) if row.is_in_force(today) else ""
            if stage and stage != row.reminded:
                row.reminded = stage
                tell_of_end(session, bases[row.base_id], row, people[row.base_id], key=stage, now=now)
                count += 1
    return count


def _ending(session: Session, today: date) -> list[int]:
    """Six months after 30 June are 30 December, yet six before 31 December 30 June: the query asks a little wider."""
    last = schemes().due(REMINDERS[-1], today) + timedelta(days=3)
    found = (
        select(Designation)
        .where(Designation.until_on >= today, Designation.until_on <= last)
        .options(joinedload(Designation.base), selectinload(Designation.changes))
        .order_by(Designation.id)
    )
    return [row.id for row in session.scalars(found) if row.is_in_force(today) and _stage(row, today) != row.reminded]


def _stage(row: Designation, today: date) -> str:
    """The reminder whose time has come: the one with the shortest period that has begun; '' for none."""
    if row.until_on is None:
        return ""
    return next((slug for slug in REMINDERS if schemes().period(slug, today).before(row.until_on) <= today), "")


def forget_papers(now: datetime) -> None:
    """Files of cases that came to nothing are kept for a while, in case of questions, and then go."""
    today = clock.local(now).date()
    with write() as session:
        for state, period in PAPERS_KEPT.items():
            before = schemes().period(period, today).before(today)
            old = select(Case.id).where(Case.state == state, Case.changed_at < clock.day_bounds(before)[0])
            gone = delete(CasePaper).where(CasePaper.case_id.in_(old))
            session.execute(gone, execution_options={"synchronize_session": False})


def forget_objectors(now: datetime) -> None:
    """Names and contacts of those who objected go after a year; what they said stays."""
    old = CaseObjection.said_at < now - OBJECTORS_KEPT
    with write() as session:
        session.execute(update(CaseObjection).where(old, CaseObjection.name != "").values(name="", contact=""))
