"""Swapping shifts between two people, or in a circle of three: all of it or nothing.

Whoever offers a shift names what they would take for it, and that is their consent: as soon as offers fit together, and
every rule allows it for everybody, they are exchanged in one unit of work and everybody is told.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.ical import Method
from sciencepop.bookings.rules.codes import new_code
from sciencepop.bookings.services.lock import lock_person
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers.letters import News, tell
from sciencepop.volunteers.models import (
    Assignment,
    AssignmentSource,
    AssignmentState,
    Shift,
    SwapOffer,
    SwapState,
    SwapWish,
)
from sciencepop.volunteers.queries.assignments import (
    find_swap,
    get_assignment,
    list_open_swaps,
    list_swappable,
)
from sciencepop.volunteers.queries.facts import source_of
from sciencepop.volunteers.queries.shifts import numbers_of
from sciencepop.volunteers.rules.refusals import Refusal, refuse_person, refuse_shift
from sciencepop.volunteers.rules.swaps import Offer, circles, first_possible
from sciencepop.volunteers.services.become import add, become
from sciencepop.volunteers.services.duties import settle_guides
from sciencepop.volunteers.services.lock import lock_shifts
from sciencepop.volunteers.services.risk import risk_in
from sciencepop.volunteers.services.swap_end import end_swaps
from sciencepop.volunteers.services.weigh import weigh

ENDS_BEFORE = timedelta(hours=2)
MOST_CIRCLES = 12
"""So many possible circles are looked at for one offer; more than that nobody waits for."""


def offer_swap(code: str, need_ids: Collection[int], *, by: Person, now: datetime, accepts_risk: bool = False) -> bool:
    """Offer a confirmed shift for one of these needs; returns whether it was exchanged at once.

    The offer holds until two hours before its own shift begins. Refuses SWAP_NOT_POSSIBLE where nothing fits or the
    assignment is not confirmed, and RISK_NOT_ACCEPTED; NotFound for somebody else's.
    """
    person_id = by.id
    with write() as session:
        mine = get_assignment(session, code, person_id)
        shifts = _lock_around(session, mine, need_ids, now)
        mine = get_assignment(session, code, person_id)
        wanted = {need.id: need for need in list_swappable(session, mine, now) if need.id in need_ids}
        ends_at = mine.shift.starts_at - ENDS_BEFORE
        if mine.state is not AssignmentState.CONFIRMED or not wanted or ends_at <= now:
            raise RuleBroken(Refusal.SWAP_NOT_POSSIBLE)
        if any(need.shift.risk_zh for need in wanted.values()) and not accepts_risk:
            raise RuleBroken(Refusal.RISK_NOT_ACCEPTED)
        end_swaps(session, [mine.id], now)
        offer = SwapOffer(
            code=new_code(), assignment_id=mine.id, person_id=person_id, ends_at=ends_at, created_at=now, changed_at=now
        )
        session.add(offer)
        session.flush()
        session.add_all(SwapWish(offer_id=offer.id, need_id=number) for number in sorted(wanted))
        session.flush()
        audit.record(session, by=person_id, at=now, action="swap.offer", subject=offer, needs=sorted(wanted))
        is_done = _exchange_first(session, offer, shifts, now)
        attempts.remember(code)
        return is_done


def withdraw_swap(code: str, *, by: Person, now: datetime) -> None:
    """No longer offer a shift. NotFound for somebody else's; refuses SWAP_OVER where there is no open offer."""
    with write() as session:
        lock_person(session, by.id)
        assignment = get_assignment(session, code, by.id)
        if find_swap(session, assignment.id) is None:
            raise RuleBroken(Refusal.SWAP_OVER)
        end_swaps(session, [assignment.id], now)
        attempts.remember(code)


def _lock_around(session: Session, mine: Assignment, need_ids: Collection[int], now: datetime) -> dict[int, Shift]:
    """Lock everybody and everything that a circle could take in: first all people, then all shifts, by id."""
    circle = _plausible(session, mine, frozenset(need_ids), now)
    people = {mine.person_id} | {offer.person for offer in circle}
    for person_id in sorted(people):
        lock_person(session, person_id)
    numbers = {offer.id for offer in circle}
    held = list_open_swaps(session, now, SwapOffer.id.in_(numbers)) if numbers else []
    shift_ids = {mine.shift_id} | {offer.assignment.shift_id for offer in held}
    return {shift.id: shift for shift in lock_shifts(session, shift_ids)}


def _plausible(session: Session, mine: Assignment, wishes: frozenset[int], now: datetime) -> set[Offer]:
    """The offers that a circle through this one might have, before anything is locked."""
    start = Offer(0, mine.person_id, mine.need_id, wishes)
    offers = [_plain(offer) for offer in list_open_swaps(session, now)]
    return {offer for circle in circles(start, offers)[:MOST_CIRCLES] for offer in circle if offer is not start}


def _plain(offer: SwapOffer) -> Offer:
    wishes = frozenset(wish.need_id for wish in offer.wishes)
    return Offer(offer.id, offer.person_id, offer.assignment.need_id, wishes)


def _exchange_first(session: Session, offer: SwapOffer, shifts: dict[int, Shift], now: datetime) -> bool:
    """Exchange the first circle that the rules allow for everybody in it, if there is one."""
    open_ones = {row.id: row for row in list_open_swaps(session, now) if row.assignment.shift_id in shifts}
    plain = {number: _plain(row) for number, row in open_ones.items()}

    def may_take(taker: Offer, giver: Offer) -> bool:
        return _may_take(session, open_ones[taker.id].assignment, open_ones[giver.id].assignment, shifts, now)

    found = circles(plain[offer.id], list(plain.values()))
    circle = first_possible(found, may_take)
    if circle is None:
        return False
    _exchange(session, [open_ones[one.id] for one in circle], shifts, now)
    return True


def _may_take(session: Session, own: Assignment, wanted: Assignment, shifts: dict[int, Shift], now: datetime) -> bool:
    """Whether the holder of the first may have the second's place for it. Room is no question: places change hands."""
    shift = shifts[wanted.shift_id]
    need = next(need for need in shift.needs if need.id == wanted.need_id)
    weighed = weigh(session, need, shift, own.person_id, now, besides=[source_of(own)])
    return refuse_shift(weighed.facts) is None and refuse_person(weighed.facts, weighed.person) is None


def _exchange(session: Session, circle: Sequence[SwapOffer], shifts: dict[int, Shift], now: datetime) -> None:
    """Everybody gets the place of the next. All leave before anybody arrives, so nothing is ever over its maximum."""
    given = [offer.assignment for offer in circle]
    for assignment in given:
        shift = shifts[assignment.shift_id]
        become(session, assignment, shift, AssignmentState.WITHDRAWN, now=now, reason="swap")
        tell(session, assignment, shift, News.GIVEN, now=now, method=Method.CANCEL)
    for taker, wanted in zip(given, [*given[1:], given[0]], strict=True):
        shift = shifts[wanted.shift_id]
        need = next(need for need in shift.needs if need.id == wanted.need_id)
        arrived = add(
            session,
            need,
            shift,
            taker.person_id,
            AssignmentState.CONFIRMED,
            AssignmentSource.SWAP,
            language=taker.language,
            by=taker.person_id,
            now=now,
            risk_text=risk_in(shift, taker.language),
        )
        tell(session, arrived, shift, News.SWAPPED, now=now, method=Method.REQUEST)
        audit.record(session, by=taker.person_id, at=now, action="swap.done", subject=arrived)
    end_swaps(session, [assignment.id for assignment in given], now, SwapState.DONE)
    changed = [shifts[assignment.shift_id] for assignment in given]
    assert all(numbers.free >= 0 for shift in changed for numbers in numbers_of(session, shift.needs).values())
    settle_guides(session, changed, by=circle[0].person_id, now=now)
