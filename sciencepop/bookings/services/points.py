"""Points for seats that stayed empty: given, taken back, appealed against, decided, forgotten.

Dangerous: what a point leads to depends on the person's others, so each writer holds the person's lock
(`lock.lock_holder`, `lock.lock_person`) before the pool's.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings import point_letters
from sciencepop.bookings.models import Booking, BookingState, NoShowPoint
from sciencepop.bookings.policy import no_show_policy
from sciencepop.bookings.queries.points import as_point, get_appeal, get_own_point, list_live, list_points
from sciencepop.bookings.rules.points import (
    Decision,
    PointReason,
    count_pauses,
    kept_since,
    late_cancel_halves,
    refuse_appeal,
    refuse_decision,
)
from sciencepop.bookings.services.lock import lock_person
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import Occurrence

UNDONE, APPEAL = "undone", "appeal"
_QUIET = {"synchronize_session": False}


def costs_of_cancelling(booking: Booking, occurrence: Occurrence, now: datetime) -> int:
    """The half points that its holder gets for cancelling now; only a confirmed booking gives any, and none that a desk
    entered for somebody."""
    if booking.state is not BookingState.CONFIRMED or booking.booked_by is not None:
        return 0
    return late_cancel_halves(
        no_show_policy(),
        starts_at=occurrence.starts_at,
        confirmed_at=booking.changed_at,
        is_moved=booking.is_moved,
        now=now,
    )


def add(session: Session, booking: Booking, occurrence: Occurrence, reason: PointReason, *, now: datetime) -> None:
    """Give the holder of a booking its points and tell them; nothing for what a desk entered for somebody.

    Call with the person locked.
    """
    halves = no_show_policy().halves_for(reason)
    if not halves or booking.booked_by is not None:
        return
    point = NoShowPoint(
        person_id=booking.person_id, booking_id=booking.id, half_points=halves, reason=reason, at=now, appeal_text=""
    )
    session.add(point)
    session.flush()
    _count_anew(session, point)
    point_letters.tell_point(session, point, booking, occurrence, now=now)


def undo(session: Session, booking: Booking, *, by: int, now: datetime) -> None:
    """Take back the points of a booking whose mark was changed. Call with the person locked."""
    wanted = select(NoShowPoint).where(NoShowPoint.booking_id == booking.id, NoShowPoint.lifted_at.is_(None))
    point = session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    if point:
        _lift(session, point, UNDONE, by=by, now=now)


def appeal(point_id: int, words: str, *, by: Person, now: datetime) -> None:
    """Ask for a human to look at a point of one's own; those who run the base are told.

    Refuses APPEAL_OVER, WORDS_MISSING; NotFound for somebody else's.
    """
    with write() as session:
        lock_person(session, by.id)
        point = get_own_point(session, point_id, by.id)
        refused = refuse_appeal(
            words,
            no_show_policy(),
            at=point.at,
            is_open=point.lifted_at is None,
            has_appealed=point.appealed_at is not None,
            now=now,
        )
        if refused:
            raise RuleBroken(refused)
        point.appeal_text, point.appealed_at = words, now
        audit.record(session, by=by.id, at=now, action="point.appealed", subject=point)
        attempts.remember(str(point_id))
        point_letters.tell_appeal(session, point, now=now)


def decide_appeal(point_id: int, decision: Decision, words: str, *, by: Person, now: datetime) -> None:
    """Let a point go or stand, with a reason that its person reads. The caller has asked whether `by` manages the base.

    Refuses APPEAL_DECIDED, WORDS_MISSING; NotFound where nobody appealed.
    """
    with write() as session:
        lock_person(session, get_appeal(session, point_id).person_id)
        point = get_appeal(session, point_id)
        refused = refuse_decision(
            words, is_open=point.lifted_at is None, has_appealed=True, is_decided=point.decided_at is not None
        )
        if refused:
            raise RuleBroken(refused)
        point.decision, point.decided_at, point.decided_by, point.decision_reason = decision, now, by.id, words
        if decision is Decision.GRANTED:
            _lift(session, point, APPEAL, by=by.id, now=now)
        audit.record(session, by=by.id, at=now, action=f"point.{decision.value}", subject=point, reason=words)
        attempts.remember(str(point_id))
        point_letters.tell_decision(session, point, now=now)


def forget_points(now: datetime) -> int:
    """Delete points that are older than everything they could lead to; returns how many. Harmless to run twice."""
    with write() as session:
        old = delete(NoShowPoint).where(NoShowPoint.at < kept_since(no_show_policy(), now))
        return int(getattr(session.execute(old, execution_options=_QUIET), "rowcount", 0))


def drop_points(session: Session, person: Person, _now: datetime) -> None:
    """Who closes their account takes their points along."""
    session.execute(delete(NoShowPoint).where(NoShowPoint.person_id == person.id), execution_options=_QUIET)


def export_points(session: Session, person: Person) -> list[dict[str, Any]]:
    """Every point of the person with its reason and appeal, as JSON values."""
    return [
        {
            "points": point.half_points / 2,
            "reason": point.reason.value,
            "booking": point.booking.code,
            "at": point.at.isoformat(),
            "no_booking_until": point.pause_until.isoformat() if point.pause_until else None,
            "lifted_at": point.lifted_at.isoformat() if point.lifted_at else None,
            "lifted_because": point.lifted_reason,
            "appeal": point.appeal_text,
            "decision": point.decision.value if point.decision else None,
            "decision_reason": point.decision_reason,
        }
        for point in list_points(session, person.id)
    ]


def _lift(session: Session, point: NoShowPoint, reason: str, *, by: int, now: datetime) -> None:
    point.lifted_at, point.lifted_by, point.lifted_reason = now, by, reason
    point.pause_until = None
    session.flush()
    _count_anew(session, point)


def _count_anew(session: Session, changed: NoShowPoint) -> None:
    """Count the person's points again from the last pause before the one that came or went."""
    rows = list_live(session, changed.person_id)
    paused = [row.id for row in rows if row.pause_until and row.id < changed.id]
    rows = [row for row in rows if row.id > max(paused, default=0)]
    pauses = count_pauses((as_point(row) for row in rows), no_show_policy())
    for row in rows:
        row.pause_until = pauses.get(row.id)
    session.flush()
