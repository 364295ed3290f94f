"""A day out: several occurrences booked all or none, and given back together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.ical import Method
from sciencepop.bookings.letters import News, tell
from sciencepop.bookings.models import Booking, Outing, SeatPool
from sciencepop.bookings.queries.ledger import span_of
from sciencepop.bookings.queries.outings import get_outing
from sciencepop.bookings.rules.codes import new_code
from sciencepop.bookings.rules.outings import MOST, Conflict, OutingRefusal, leg_between, refuse_stops
from sciencepop.bookings.rules.pools import Channel
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.services.cancel import Reason
from sciencepop.bookings.services.end_several import end_several, lock_bookings
from sciencepop.bookings.services.lock import general_of, lock_children, lock_person, lock_pools_of
from sciencepop.bookings.services.settle import Change, settle
from sciencepop.bookings.services.wish import Wish, decide, get_occurrence, place, weigh
from sciencepop.core import attempts, clock
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import Occurrence


def book_outing(
    occurrence_ids: Collection[int],
    *,
    by: Person,
    seats: int,
    now: datetime,
    names: Sequence[str] = (),
    children: Sequence[int] = (),
    comes: bool = True,
    keeps_rest: bool = False,
    language: str = "zh",
) -> str:
    """Book seats of all these occurrences for one party (see `Wish`), or of none; returns the outing's code.

    `keeps_rest` as in `models.Outing`. Nobody waits for an outing. Refuses as `rules.outings.refuse_stops`, and as
    `services.book` with the fact `stop`, the occurrence that it is about. NotFound for children of others.
    """
    wish, person_id, wanted = Wish(seats, names, sorted(set(children)), comes), by.id, sorted(set(occurrence_ids))
    if len(wanted) > MOST:
        raise RuleBroken(OutingRefusal.TOO_MANY_STOPS)
    with write() as session:
        person = lock_person(session, person_id)
        lock_children(session, wish.children)
        pools = lock_pools_of(session, *wanted)
        occurrences = in_order([get_occurrence(session, number) for number in wanted])
        refused = refuse_together(occurrences)
        if refused:
            raise refused
        outing = Outing(code=new_code(), person_id=person.id, keeps_rest=keeps_rest)
        session.add(outing)
        changes = []
        for occurrence in occurrences:
            pool = general_of(pool for pool in pools if pool.occurrence_id == occurrence.id)
            changes.append(_book_stop(session, outing, occurrence, pool, person, wish, language, now))
        attempts.remember(outing.code)
        settle(session, changes, now=now)
        return outing.code


def _book_stop(
    session: Session,
    outing: Outing,
    occurrence: Occurrence,
    pool: SeatPool | None,
    person: Person,
    wish: Wish,
    language: str,
    now: datetime,
) -> Change:
    """One stop, by the rules of every booking. It finds the stops before it in the ledger, and in shared resources."""
    try:
        weighed = weigh(session, person, occurrence, pool, wish, Channel.ONLINE, now)
        state = decide(weighed)
    except RuleBroken as broken:
        raise RuleBroken(broken.code, **broken.facts, stop=occurrence) from None
    booking, change = place(session, weighed, state, language=language, now=now, outing=outing)
    tell(session, booking, occurrence, person, News.CONFIRMED, now=now, method=Method.REQUEST)
    return change


def in_order(occurrences: Collection[Occurrence]) -> list[Occurrence]:
    """The stops as the day goes."""
    return sorted(occurrences, key=lambda occurrence: (occurrence.starts_at, occurrence.id))


def refuse_together(occurrences: Sequence[Occurrence]) -> RuleBroken | None:
    """Why these stops, in the order of time, are no outing, whoever comes."""
    days = [clock.local(occurrence.starts_at).date() for occurrence in occurrences]
    conflict = refuse_stops([span_of(occurrence) for occurrence in occurrences], days)
    return _refusal_of(conflict, occurrences) if conflict else None


def _refusal_of(conflict: Conflict, occurrences: Sequence[Occurrence]) -> RuleBroken:
    if conflict.first == conflict.second:
        return RuleBroken(conflict.refused)
    first, second = occurrences[conflict.first], occurrences[conflict.second]
    leg = leg_between(span_of(first), span_of(second))
    return RuleBroken(conflict.refused, first=first, second=second, leg=leg)


def cancel_outing(code: str, *, by: Person, now: datetime) -> int:
    """The holder gives back every stop that has not begun; returns how many. Each costs what it would cost alone.

    Refuses NOT_CANCELLABLE where nothing can be given back any more; NotFound for somebody else's.
    """
    person_id = by.id
    with write() as session:
        lock_person(session, person_id)
        outing = get_outing(session, code, person_id)
        attempts.remember(code)
        count = end_several(session, lock_bookings(session, Booking.outing_id == outing.id), Reason.HOLDER, now=now)
        if not count:
            raise RuleBroken(Refusal.NOT_CANCELLABLE)
        return count
