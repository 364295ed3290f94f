"""Signing up, waiting, answering an offer, stepping back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.ical import Method
from sciencepop.bookings.services.lock import lock_person
from sciencepop.core import attempts, audit
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers.letters import News, tell, tell_coordinators
from sciencepop.volunteers.models import Assignment, AssignmentSource, AssignmentState, NeedMode, Shift
from sciencepop.volunteers.queries.assignments import (
    get_assignment,
    list_asked,
    list_in_shift,
    list_offers_over,
    list_shifts_with_line,
)
from sciencepop.volunteers.queries.facts import source_of
from sciencepop.volunteers.queries.shifts import get_need
from sciencepop.volunteers.rules import assignments as states
from sciencepop.volunteers.rules.late import Price, price_of
from sciencepop.volunteers.rules.refusals import (
    Refusal,
    refuse_accepting,
    refuse_person,
    refuse_sign_up,
    refuse_withdrawing,
)
from sciencepop.volunteers.services.become import add, become
from sciencepop.volunteers.services.duties import settle_guides
from sciencepop.volunteers.services.lock import lock_shift, shift_of
from sciencepop.volunteers.services.promote import promote
from sciencepop.volunteers.services.risk import accept_risk, risk_in
from sciencepop.volunteers.services.swap_end import end_swaps
from sciencepop.volunteers.services.weigh import broken, weigh

AT_ONCE = 200
_NEWS = {
    AssignmentState.CONFIRMED: News.CONFIRMED,
    AssignmentState.APPLIED: News.APPLIED,
    AssignmentState.WAITING: News.WAITING,
}


def sign_up(
    need_id: int, *, by: Person, language: str, now: datetime, accepts_risk: bool = False, waiting_allowed: bool = False
) -> str:
    """Take a place of a need, ask for it, or wait for it, as its mode says; returns the assignment's code.

    Refuses what `rules.refusals.refuse_sign_up` refuses, and RISK_NOT_ACCEPTED. With `waiting_allowed` a full need
    gives a place in its line.
    """
    person_id = by.id
    with write() as session:
        lock_person(session, person_id)
        shift = lock_shift(session, get_need(session, need_id).shift_id)
        need = next(need for need in shift.needs if need.id == need_id)
        weighed = weigh(session, need, shift, person_id, now)
        is_called = person_id in list_asked(session, need_id)
        refused = refuse_sign_up(weighed.facts, weighed.person, is_called=is_called)
        state = _state_for(need.mode, refused, is_called=is_called)
        if refused and not (refused is Refusal.FULL and (waiting_allowed or state is not AssignmentState.WAITING)):
            raise broken(refused, weighed)
        if shift.risk_zh and not accepts_risk:
            raise RuleBroken(Refusal.RISK_NOT_ACCEPTED)
        assignment = add(
            session,
            need,
            shift,
            person_id,
            state,
            AssignmentSource.SELF,
            language=language,
            by=person_id,
            now=now,
            risk_text=risk_in(shift, language),
        )
        method = Method.REQUEST if state is AssignmentState.CONFIRMED else None
        tell(session, assignment, shift, _NEWS[state], now=now, method=method)
        attempts.remember(assignment.code)
        settle_guides(session, [shift], by=person_id, now=now)
        return assignment.code


def _state_for(mode: NeedMode, refused: Refusal | None, *, is_called: bool) -> AssignmentState:
    """What a sign-up gives. A silent reserve waits, and a wish for the roster asks, however full the need is."""
    if mode is NeedMode.WAITLIST_ONLY and not is_called:
        return AssignmentState.WAITING
    if mode is NeedMode.ROSTER and not is_called:
        return AssignmentState.APPLIED
    if refused is Refusal.FULL:
        return AssignmentState.WAITING
    return AssignmentState.APPLIED if mode is NeedMode.REQUEST and not is_called else AssignmentState.CONFIRMED


def accept(code: str, *, by: Person, now: datetime, accepts_risk: bool = False) -> None:
    """Turn an offer into a certain place; everything about the person is asked again.

    Refuses OFFER_OVER, NOT_OFFERED, RISK_NOT_ACCEPTED and what `refuse_person` refuses.
    """
    person_id = by.id
    with write() as session:
        lock_person(session, person_id)
        shift = lock_shift(session, shift_of(session, code, person_id))
        assignment = get_assignment(session, code, person_id)
        refused = refuse_accepting(assignment.state, assignment.offer_ends_at, starts_at=shift.starts_at, now=now)
        if refused:
            raise RuleBroken(refused)
        weighed = weigh(
            session, assignment.need, shift, person_id, now, besides=[source_of(assignment)], firm_only=True
        )
        refused = refuse_person(weighed.facts, weighed.person)
        if refused:
            raise broken(refused, weighed)
        accept_risk(assignment, shift, accepts_risk, now)
        become(session, assignment, shift, AssignmentState.CONFIRMED, now=now)
        tell(session, assignment, shift, News.CONFIRMED, now=now, method=Method.REQUEST)
        attempts.remember(code)
        settle_guides(session, [shift], by=person_id, now=now)


def withdraw(code: str, *, by: Person, now: datetime, reason: str = "") -> Price:
    """Give up an assignment before the shift begins; those who wait are asked at once. Returns what it meant.

    An open offer is declined by it. Refuses NOT_WITHDRAWABLE; NotFound for somebody else's.
    """
    person_id = by.id
    with write() as session:
        lock_person(session, person_id)
        shift = lock_shift(session, shift_of(session, code, person_id))
        assignment = get_assignment(session, code, person_id)
        price = step_back(session, assignment, shift, now=now, reason=reason)
        attempts.remember(price.value)
        settle_guides(session, [shift], by=person_id, now=now)
        return price


def step_back(session: Session, assignment: Assignment, shift: Shift, *, now: datetime, reason: str = "") -> Price:
    """As `withdraw`, within a unit of work in which the shift is locked; the caller settles the guides."""
    state = assignment.state
    refused = refuse_withdrawing(state, starts_at=shift.starts_at, now=now)
    if refused:
        raise RuleBroken(refused)
    price = price_of(holds_place=state is AssignmentState.CONFIRMED, starts_at=shift.starts_at, now=now)
    gone = AssignmentState.DECLINED if state is AssignmentState.OFFERED else AssignmentState.WITHDRAWN
    become(session, assignment, shift, gone, now=now, reason=reason or price.value)
    end_swaps(session, [assignment.id], now)
    if state in states.FIRM:
        tell(session, assignment, shift, News.WITHDRAWN, now=now, method=Method.CANCEL)
    if price is Price.LATE:
        tell_coordinators(session, assignment, shift, now=now)
    audit.record(session, by=assignment.person_id, at=now, action="assignment.withdraw", subject=assignment)
    if state in states.HOLDS:
        promote(session, shift, now)
    return price


def expire_offers(now: datetime) -> int:
    """End the offers whose hour has passed and ask the next in line; returns how many. Harmless to run twice."""
    return sum(_expire_in(shift_id, now) for shift_id in list_offers_over(db.session(), now, AT_ONCE))


def _expire_in(shift_id: int, now: datetime) -> int:
    with write() as session:
        shift = lock_shift(session, shift_id)
        over = list_in_shift(session, shift_id, Assignment.offer_ends_at <= now)
        for assignment in over:
            become(session, assignment, shift, AssignmentState.EXPIRED, now=now)
            tell(session, assignment, shift, News.EXPIRED, now=now)
        if over:
            promote(session, shift, now)
        return len(over)


def promote_due(now: datetime) -> int:
    """Ask those who wait wherever a place is free; returns how many. For what only time brings, such as a morning."""
    asked, last = 0, 0
    while True:
        shift_ids = list_shifts_with_line(db.session(), now, AT_ONCE, last)
        asked += sum(_promote_in(shift_id, now) for shift_id in shift_ids)
        if len(shift_ids) < AT_ONCE:
            return asked
        last = shift_ids[-1]


def _promote_in(shift_id: int, now: datetime) -> int:
    with write() as session:
        return promote(session, lock_shift(session, shift_id), now)
