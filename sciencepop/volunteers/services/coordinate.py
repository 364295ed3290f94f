"""What a coordinator does by hand: ask somebody, answer those who asked, take somebody out, pin, fill from the reserve.

Nobody is forced (志愿服务条例 art. 25): who is put into a shift without having asked for it gets an offer.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.ical import Method
from sciencepop.bookings.rules.promotion import is_quiet, offer_end
from sciencepop.bookings.services.lock import lock_person
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers.letters import News, tell
from sciencepop.volunteers.models import Assignment, AssignmentSource, AssignmentState, Shift
from sciencepop.volunteers.queries.assignments import get_assignment
from sciencepop.volunteers.queries.facts import source_of
from sciencepop.volunteers.queries.people import get_volunteer
from sciencepop.volunteers.queries.shifts import get_need
from sciencepop.volunteers.rules import assignments as states
from sciencepop.volunteers.rules.refusals import Refusal, refuse_by_hand
from sciencepop.volunteers.services.become import add, become
from sciencepop.volunteers.services.duties import settle_guides
from sciencepop.volunteers.services.lock import lock_shift, shift_of
from sciencepop.volunteers.services.promote import promote
from sciencepop.volunteers.services.swap_end import end_swaps
from sciencepop.volunteers.services.weigh import broken, weigh


def assign(
    need_id: int,
    person_id: int,
    *,
    by: Person,
    now: datetime,
    source: AssignmentSource = AssignmentSource.COORDINATOR,
) -> str:
    """Offer somebody a place; returns the assignment's code. The caller has asked whether `by` manages the base.

    Refuses what `rules.refusals.refuse_by_hand` refuses, and QUIET where nobody could answer in time.
    """
    staff_id = by.id
    with write() as session:
        get_volunteer(session, person_id)
        person = lock_person(session, person_id)
        shift = lock_shift(session, get_need(session, need_id).shift_id)
        need = next(need for need in shift.needs if need.id == need_id)
        weighed = weigh(session, need, shift, person_id, now)
        refused = refuse_by_hand(weighed.facts, weighed.person)
        if refused:
            raise broken(refused, weighed)
        assignment = add(
            session,
            need,
            shift,
            person_id,
            AssignmentState.OFFERED,
            source,
            language=person.language,
            by=staff_id,
            now=now,
            offer_ends_at=_offer_end(shift, now),
        )
        tell(session, assignment, shift, News.OFFERED, now=now)
        audit.record(session, by=staff_id, at=now, action="assignment.offer", subject=assignment)
        attempts.remember(assignment.code)
        return assignment.code


def _offer_end(shift: Shift, now: datetime) -> datetime:
    """Until the shift begins at the latest, also after sign-up has closed."""
    ends_at = None if is_quiet(now) else offer_end(now, shift.starts_at)
    if ends_at is None:
        raise RuleBroken(Refusal.QUIET)
    return ends_at


def say_yes(code: str, *, by: Person, now: datetime) -> None:
    """Give a place to somebody who asked or waits; all rules are asked again. Refuses WRONG_STATE and those."""
    staff_id = by.id
    with write() as session:
        lock_person(session, get_assignment(session, code).person_id)
        shift = lock_shift(session, shift_of(session, code))
        assignment = get_assignment(session, code)
        if assignment.state not in (AssignmentState.APPLIED, AssignmentState.WAITING):
            raise RuleBroken(Refusal.WRONG_STATE)
        _refuse(session, assignment, shift, now)
        become(session, assignment, shift, AssignmentState.CONFIRMED, now=now)
        tell(session, assignment, shift, News.CONFIRMED, now=now, method=Method.REQUEST)
        audit.record(session, by=staff_id, at=now, action="assignment.confirm", subject=assignment)
        attempts.remember(code)
        settle_guides(session, [shift], by=staff_id, now=now)


def _refuse(session: Session, assignment: Assignment, shift: Shift, now: datetime) -> None:
    """They asked themselves, so what they said of their time before does not count; places of the line do."""
    need = next(need for need in shift.needs if need.id == assignment.need_id)
    weighed = weigh(session, need, shift, assignment.person_id, now, besides=[source_of(assignment)])
    refused = refuse_by_hand(weighed.facts, weighed.person)
    if refused is Refusal.UNAVAILABLE or (refused is Refusal.FULL and weighed.numbers.free > 0):
        return
    if refused:
        raise broken(refused, weighed)


def say_no(code: str, reason: str, *, by: Person, now: datetime) -> None:
    """Decline a request, or take somebody out of a shift before it begins; they are told.

    Whoever has a place is called off, and those who wait are asked. Refuses WRONG_STATE.
    """
    staff_id = by.id
    with write() as session:
        shift = lock_shift(session, shift_of(session, code))
        assignment = get_assignment(session, code)
        held = assignment.state in states.HOLDS
        if assignment.state not in states.WITHDRAWABLE or shift.starts_at <= now:
            raise RuleBroken(Refusal.WRONG_STATE)
        is_request = assignment.state is AssignmentState.APPLIED
        gone = AssignmentState.DECLINED if is_request else AssignmentState.CALLED_OFF
        method = Method.CANCEL if assignment.state in states.FIRM else None
        become(session, assignment, shift, gone, now=now, reason=reason)
        end_swaps(session, [assignment.id], now)
        tell(session, assignment, shift, News.DECLINED, now=now, method=method)
        audit.record(session, by=staff_id, at=now, action="assignment.refuse", subject=assignment)
        attempts.remember(code)
        if held:
            promote(session, shift, now)
        settle_guides(session, [shift], by=staff_id, now=now)


def pin(code: str, *, is_pinned: bool, by: Person, now: datetime) -> None:
    """Let the roster leave an assignment as it is, or not."""
    staff_id = by.id
    with write() as session:
        lock_shift(session, shift_of(session, code))
        assignment = get_assignment(session, code)
        assignment.is_pinned, assignment.changed_at = is_pinned, now
        audit.record(session, by=staff_id, at=now, action="assignment.pin", subject=assignment, pinned=is_pinned)
        attempts.remember(code)
