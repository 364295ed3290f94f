"""From a slip to an account of one's own; and forgetting those who never come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Consent, Person
from sciencepop.accounts.services.messages import forget_messages
from sciencepop.bookings import hooks
from sciencepop.bookings.ical import Method
from sciencepop.bookings.letters import News, tell
from sciencepop.bookings.models import Booking, BookingState, Commitment, DeskVisitor, SeatPool
from sciencepop.bookings.queries.desk import find_visitor_of
from sciencepop.bookings.queries.ledger import read_busy
from sciencepop.bookings.queries.seats import find_occurrence, read_claims
from sciencepop.bookings.rules import states
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.rules.visitors import KEPT_AFTER, is_theirs
from sciencepop.bookings.services.lock import lock_person, lock_pools_of
from sciencepop.bookings.services.refusal import clash_refusal
from sciencepop.core import attempts, audit, stamps
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import Occurrence

_QUIET = {"synchronize_session": False}
AT_ONCE = 500


@dataclass(frozen=True)
class Claimed:
    """How many things came over, and how many stay because they clash with the person's own; `path`: where they are."""

    moved: int
    left: int
    path: str = ""


def claim(code: str, typed: str, *, by: Person, now: datetime) -> Claimed:
    """Take over what a desk booked for oneself, by the slip's code and the name or telephone on it.

    Everything of the same visitor comes along, unless it clashes. Refuses CLAIM_UNKNOWN in the same words whatever
    does not fit; CLASH or ALREADY_BOOKED where the slip's own booking cannot come, CLAIM_LEFT where nothing can.
    """
    person_id = by.id
    with write() as session:
        visitor, path = _locked_visitor(session, code, typed, person_id)
        person = session.get_one(Person, person_id)
        # What was kept for the visitor is written anew to whoever reads it.
        forget_messages(session, session.get_one(Person, visitor.person_id))
        pools = {pool.id: pool for pool in lock_pools_of(session, *_occurrence_ids(session, visitor.person_id))}
        found = select(Booking).where(Booking.person_id == visitor.person_id).order_by(Booking.id)
        moved, left = 0, 0
        for booking in session.scalars(found.execution_options(populate_existing=True)).all():
            refused = _take_over(session, booking, pools[booking.pool_id], person, now)
            if refused and booking.code == code:
                raise refused
            moved, left = moved + (refused is None), left + (refused is not None)
        for bringer in hooks.bringers():
            came, stay = bringer.bring(session, visitor.person_id, person, now)
            moved, left = moved + came, left + stay
        if not moved:
            raise RuleBroken(Refusal.CLAIM_LEFT)
        if not left:
            consents = update(Consent).where(Consent.person_id == visitor.person_id)
            session.execute(consents.values(person_id=person_id), execution_options=_QUIET)
            _forget(session, visitor, now)
        audit.record(session, by=person_id, at=now, action="desk.claimed", subject=person, moved=moved, left=left)
        attempts.remember(code)
        stamps.seats_changed(session, set(pools))
        return Claimed(moved, left, path)


def _locked_visitor(session: Session, code: str, typed: str, person_id: int) -> tuple[DeskVisitor, str]:
    """The visitor of a slip with all people locked, the lower number first, and whose slip it is; constant in what it
    tells."""
    found, _path = _visitors_of(session, code)
    for number in sorted({visitor.person_id for visitor in found} | ({person_id} if found else set())):
        lock_person(session, number)
    found, path = _visitors_of(session, code) if found else (found, "")
    theirs = [is_theirs(typed, name=visitor.person.name, phone=visitor.phone) for visitor in found]
    if not found:
        is_theirs(typed, name="", phone="")
    if not any(theirs):
        raise RuleBroken(Refusal.CLAIM_UNKNOWN)
    return found[theirs.index(True)], path


def _visitors_of(session: Session, code: str) -> tuple[list[DeskVisitor], str]:
    """Whose slip this code is, by a booking or by what a feature above entered; two may stand on one of those."""
    booked = find_visitor_of(session, code)
    if booked is not None:
        return [booked], ""
    for bringer in hooks.bringers():
        found = bringer.visitors_on(session, code)
        if found:
            return list(found), bringer.path
    return [], ""


def _occurrence_ids(session: Session, person_id: int) -> set[int]:
    booked = select(SeatPool.occurrence_id).join(Booking, Booking.pool_id == SeatPool.id)
    return set(session.scalars(booked.where(Booking.person_id == person_id)))


def _take_over(session: Session, booking: Booking, pool: SeatPool, person: Person, now: datetime) -> RuleBroken | None:
    """Write a booking to its new holder, or say why not. Both people and the pool are locked."""
    occurrence = find_occurrence(session, pool.occurrence_id)
    assert occurrence is not None
    claims = read_claims(session, pool, occurrence, person.id, now=now)
    if claims.own and booking.state in states.IN_PLAY:
        return RuleBroken(Refusal.ALREADY_BOOKED, booking=claims.own)
    if booking.state in states.TAKES_TIME and occurrence.ends_at > now:
        busy = read_busy(session, occurrence, person.id)
        if busy.clash:
            return clash_refusal(busy)
    time = update(Commitment).where(Commitment.booking_id == booking.id, Commitment.person_id == booking.person_id)
    session.execute(time.values(person_id=person.id), execution_options=_QUIET)
    booking.person_id, booking.earlier, booking.language = person.id, claims.made, person.language
    session.flush()
    _tell(session, booking, occurrence, person, now)
    return None


def _tell(session: Session, booking: Booking, occurrence: Occurrence, person: Person, now: datetime) -> None:
    if booking.state is BookingState.CONFIRMED and occurrence.starts_at > now:
        tell(session, booking, occurrence, person, News.CONFIRMED, now=now, method=Method.REQUEST)


def forget_visitors(now: datetime) -> int:
    """Erase visitors three months after the last session that was booked for them; returns how many. Counts stay."""
    late = (
        exists()
        .where(Booking.person_id == DeskVisitor.person_id, SeatPool.id == Booking.pool_id)
        .where(Occurrence.id == SeatPool.occurrence_id, Occurrence.ends_at > now - KEPT_AFTER)
    )
    # Whatever else takes their time counts as well, such as the lessons of a class.
    busy = exists().where(Commitment.person_id == DeskVisitor.person_id, Commitment.ends_at > now - KEPT_AFTER)
    kept = [late, busy, *(bringer.needed(now) for bringer in hooks.bringers())]
    old = select(DeskVisitor.id).where(DeskVisitor.created_at < now - KEPT_AFTER, ~or_(*kept)).order_by(DeskVisitor.id)
    return sum(_forget_one(number, now) for number in db.session().scalars(old.limit(AT_ONCE)).all())


def _forget_one(visitor_id: int, now: datetime) -> int:
    with write() as session:
        visitor = session.get(DeskVisitor, visitor_id)
        if visitor is None:
            return 0
        lock_person(session, visitor.person_id)
        _forget(session, visitor, now)
        return 1


def _forget(session: Session, visitor: DeskVisitor, now: datetime) -> None:
    """Close the visitor's row of a person, as an account is closed; the consent ends with it."""
    person = session.get_one(Person, visitor.person_id)
    person.name, person.closed_at = "", now
    person.epoch += 1
    ended = update(Consent).where(Consent.person_id == person.id, Consent.ended_at.is_(None)).values(ended_at=now)
    session.execute(ended, execution_options=_QUIET)
    session.execute(delete(DeskVisitor).where(DeskVisitor.id == visitor.id), execution_options=_QUIET)
    session.expunge(visitor)
