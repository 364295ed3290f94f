"""The one place where a case's state changes, and with it its deadline, the public list, and who is told.

Dangerous: naming and withdrawing change what the public reads at once. Every verb holds the base's row
(`bases.services.lock`) before it reads the case, so a base's cases and designations change one after the other.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.accreditation.letters import tell
from sciencepop.accreditation.models import AccreditationCase as Case
from sciencepop.accreditation.models import CaseStep
from sciencepop.accreditation.queries.cases import get_case, seat_of, sides_of
from sciencepop.accreditation.rules.designations import ENDED, Change
from sciencepop.accreditation.rules.refusals import Refusal
from sciencepop.accreditation.rules.steps import LASTS, OVER, STATUS_OF, Act, CaseState, Need, Side, step_of
from sciencepop.accreditation.schemes import schemes
from sciencepop.accreditation.services.designations import change_status
from sciencepop.accreditation.services.needs import WRITERS, Doing, Given
from sciencepop.bases.services.lock import lock_base
from sciencepop.core import attempts, audit, clock
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken

NOTHING = Given()


def lock_case(session: Session, code: str) -> Case:
    """A case as it is, with its base held. NotFound where there is none."""
    base_id = session.scalar(select(Case.base_id).where(Case.code == code))
    if base_id is None:
        raise NotFound
    lock_base(session, base_id)
    session.expire_all()
    return get_case(session, code)


def take_step(code: str, act: Act, side: Side, given: Given = NOTHING, *, by: Person | None, now: datetime) -> None:
    """Take a step of the table on one's side. Refuses WRONG_STATE, NOT_YOURS, and what the step's needs refuse."""
    person_id = by.id if by else None
    with write() as session:
        case = lock_case(session, code)
        become(session, case, act, side=side, given=given, by=person_id, now=now)
        attempts.remember(code)


def become(
    session: Session,
    case: Case,
    act: Act,
    *,
    side: Side,
    given: Given = NOTHING,
    by: int | None,
    now: datetime,
    is_watched: bool = True,
) -> None:
    """The same with the case locked, inside the caller's unit of work; and what follows of itself.

    What is not watched has its letters and its last day elsewhere: a yearly check has both in its own file.
    """
    step = step_of(case.state, act, side)
    if isinstance(step, Refusal):
        raise RuleBroken(step)
    refuse_stranger(session, case, side, by)
    doing = Doing(session, case, act, given, by, now)
    with session.no_autoflush:
        for need in step.needs:
            WRITERS[need](doing)
    if act is Act.STEP_ASIDE and (seat := seat_of(by or 0, case)):
        if seat.scored_at:
            raise RuleBroken(Refusal.SCORED)
        seat.aside_at = now
    if act is Act.TAKE_PLAQUE:
        case.plaque_back_on = doing.today
    before, case.state = case.state, step.leads_to(case.state, [row.after for row in case.steps])
    reason = _said(given, step.needs)
    case.changed_at, case.is_late = now, False
    if case.state is not before or case.due_on is None:
        case.due_on = due_of(case, doing.today) if is_watched else None
    if case.state is not before:
        case.state_reason = reason
        _say_status(doing, reason)
    row = CaseStep(case_id=case.id, act=act, side=side, after=case.state, reason=reason, by=by, at=now)
    session.add(row)
    audit.record(session, by=by, at=now, action=f"case.{act.value}", subject=case, was=before.value, code=case.code)
    if is_watched:
        tell(session, case, act, step.tells, reason=reason, key=str(row.id), now=now)
    follow(session, case, now)


def follow(session: Session, case: Case, now: datetime) -> None:
    """What the time does at once: what is handed in lies with the town, and a naming begins on its day."""
    today = clock.local(now).date()
    if case.state is CaseState.SUBMITTED:
        become(session, case, Act.FORWARD, side=Side.CLOCK, by=None, now=now)
    elif case.state is CaseState.NAMED and case.designation and case.designation.from_on <= today:
        become(session, case, Act.BEGIN, side=Side.CLOCK, by=None, now=now)


def due_of(case: Case, today: date) -> date | None:
    """The last day, which still counts, of the present state; None where nobody owes anything."""
    if case.state is CaseState.CORRECTION:
        return case.own_round.accept_until
    if case.state is CaseState.PAUSED:
        return case.pause_until
    if case.state is CaseState.NOTICE and case.notice_until:
        return schemes().due(LASTS[case.state], max(today, case.notice_until))
    period = LASTS.get(case.state)
    return schemes().due(period, today) if period else None


def refuse_stranger(session: Session, case: Case, side: Side, person_id: int | None) -> None:
    """Raise NOT_YOURS unless the person stands on this side now, under the lock; a page may be older than it."""
    if side in (Side.CLOCK, Side.PUBLIC):
        return
    person = session.get(Person, person_id) if person_id is not None else None
    if person is None or side not in sides_of(person, case):
        raise RuleBroken(Refusal.NOT_YOURS)


def _said(given: Given, needs: tuple[Need, ...]) -> str:
    """What is kept of a step in words: its reason, or what it tells. Objections and scores are kept apart."""
    if Need.REASON in needs:
        return given.reason
    return given.words if Need.WORDS in needs or Need.FIX in needs else ""


def _say_status(doing: Doing, reason: str) -> None:
    """Have the public list follow. A pause that is announced marks it from the day of the announcement."""
    row, status = doing.case.designation, STATUS_OF.get(doing.case.state)
    if row is None or status is None or row.status_on(doing.today) in (status, *ENDED):
        return
    if doing.case.state not in OVER and row.until_on and row.until_on < doing.today:
        return
    day = max(doing.today, row.from_on)
    if row.until_on:
        day = min(day, row.until_on)
    words = reason or f"{doing.act.value} {doing.case.code}"
    change_status(doing.session, row, Change(status, day), words, by=doing.by, now=doing.now)
