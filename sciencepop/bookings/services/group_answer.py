"""How a group's request ends: confirmed or refused by the base, over without an answer, or cancelled by its leader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.group_letters import GroupNews, tell_leader
from sciencepop.bookings.ical import Method
from sciencepop.bookings.models import Booking, GroupName, GroupPart, GroupVisit, SeatPool
from sciencepop.bookings.rules.groups import GroupRefusal, refuse_answer, refuse_confirming
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.rules.states import CANCELLABLE, LIVE, BookingState
from sciencepop.bookings.services.cancel import Reason
from sciencepop.bookings.services.group_lock import Held, become_all, lock_visit, occurrence_of, settle_visit
from sciencepop.core import attempts, audit
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import Occurrence

AT_ONCE = 100
SHORTEST_REASON = 4
REFUSED = "refused"
"""What `state_reason` keeps of a booking that the base refused."""


def confirm_visit(code: str, *, by: Person, now: datetime) -> None:
    """The base says yes to every session that is still asked for. The caller has asked whether `by` manages it.

    Refuses NOT_PENDING, ANSWER_OVER, GROUP_RISK_LAPSED.
    """
    person_id = by.id
    with write() as session:
        held = lock_visit(session, code)
        parts = _open_parts(held, now)
        if refused := refuse_confirming((occurrence_of(part).event.risk_ends_at for part in parts), now):
            raise RuleBroken(refused)
        _decide(session, held, person_id, "", now, action="group.confirmed")
        become_all(session, parts, BookingState.CONFIRMED, now=now)
        tell_leader(session, held.visit, GroupNews.CONFIRMED, now=now, parts=parts, method=Method.REQUEST)
        settle_visit(session, held, freed=False, now=now)


def refuse_request(code: str, reason: str, *, by: Person, now: datetime) -> None:
    """The base says no, in words that the leader reads; the seats go to those who wait.

    Refuses NOT_PENDING, ANSWER_OVER, GROUP_REASON_MISSING.
    """
    person_id = by.id
    with write() as session:
        held = lock_visit(session, code)
        parts = _open_parts(held, now)
        if len(reason) < SHORTEST_REASON:
            raise RuleBroken(GroupRefusal.GROUP_REASON_MISSING)
        _decide(session, held, person_id, reason, now, action="group.refused")
        become_all(session, parts, BookingState.CANCELLED, now=now, reason=REFUSED)
        _end(session, held)
        tell_leader(session, held.visit, GroupNews.REFUSED, now=now, parts=parts)
        settle_visit(session, held, freed=True, now=now)


def cancel_visit(code: str, *, by: Person, now: datetime) -> None:
    """The leader gives up the whole visit before it starts. NotFound for others; refuses NOT_CANCELLABLE."""
    person_id = by.id
    with write() as session:
        held = lock_visit(session, code, person_id)
        parts = held.parts_in(*CANCELLABLE)
        begun = [part for part in held.parts_in(*LIVE) if occurrence_of(part).starts_at <= now]
        if not parts or begun:
            raise RuleBroken(Refusal.NOT_CANCELLABLE)
        confirmed = [part for part in parts if part.booking.state is BookingState.CONFIRMED]
        become_all(session, parts, BookingState.CANCELLED, now=now, reason=Reason.HOLDER.value)
        _end(session, held)
        if confirmed:
            tell_leader(session, held.visit, GroupNews.CANCELLED, now=now, parts=confirmed, method=Method.CANCEL)
        attempts.remember(code)
        settle_visit(session, held, freed=True, now=now)


def expire_visits(now: datetime) -> int:
    """End the requests that nobody answered in time, or whose session begins; returns how many. Harmless twice.

    A request's hour is never one of the night (see `rules.promotion.offer_end`), and so neither is this letter.
    """
    begins = (
        select(GroupPart.visit_id)
        .join(Booking, GroupPart.booking_id == Booking.id)
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
        .where(Booking.state == BookingState.PENDING, Occurrence.starts_at <= now)
    )
    due = select(GroupVisit.code).where(
        GroupVisit.confirm_by.is_not(None), or_(GroupVisit.confirm_by <= now, GroupVisit.id.in_(begins))
    )
    codes = db.session().scalars(due.order_by(GroupVisit.id).limit(AT_ONCE)).all()
    return sum(_expire(code, now) for code in codes)


def _expire(code: str, now: datetime) -> int:
    with write() as session:
        held = lock_visit(session, code)
        parts = held.parts_in(BookingState.PENDING)
        confirm_by = held.visit.confirm_by
        begun = any(occurrence_of(part).starts_at <= now for part in parts)
        if confirm_by is None or (confirm_by > now and not begun):
            return 0
        become_all(session, parts, BookingState.EXPIRED, now=now)
        _end(session, held)
        if parts:
            tell_leader(session, held.visit, GroupNews.EXPIRED, now=now, parts=parts)
            settle_visit(session, held, freed=True, now=now)
        return 1


def _open_parts(held: Held, now: datetime) -> list[GroupPart]:
    parts = held.parts_in(BookingState.PENDING)
    refused = refuse_answer(bool(parts), held.visit.confirm_by, now)
    if refused:
        raise RuleBroken(refused)
    return parts


def _decide(session: Session, held: Held, person_id: int, reason: str, now: datetime, *, action: str) -> None:
    visit = held.visit
    visit.confirm_by = None
    visit.decided_at, visit.decided_by, visit.reason = now, person_id, reason
    audit.record(session, by=person_id, at=now, action=action, subject=visit, code=visit.code)
    attempts.remember(visit.code)


def _end(session: Session, held: Held) -> None:
    """Nobody answers any more, and names of who does not come are not kept."""
    held.visit.confirm_by = None
    forget_names(session, [held.visit.id])


def forget_names(session: Session, visit_ids: Sequence[int]) -> None:
    """Delete the names of these visits."""
    gone = delete(GroupName).where(GroupName.visit_id.in_(visit_ids))
    session.execute(gone, execution_options={"synchronize_session": False})
