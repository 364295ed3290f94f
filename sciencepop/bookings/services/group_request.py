"""A group asks for one session, or for several in which its sub-groups go round: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Membership, Person
from sciencepop.bookings.group_letters import GroupNews, tell_base, tell_leader
from sciencepop.bookings.models import Booking, GroupPart, GroupVisit, SeatPool
from sciencepop.bookings.queries.groups import find_terms, get_visit, per_adult
from sciencepop.bookings.queries.ledger import read_busy
from sciencepop.bookings.queries.rooms import read_rooms
from sciencepop.bookings.queries.seats import GENERAL, facts_of, find_occurrence, read_claims
from sciencepop.bookings.rules.codes import new_code
from sciencepop.bookings.rules.groups import (
    NAMES_DUE,
    GroupRefusal,
    Size,
    Terms,
    answer_by,
    refuse_group,
    refuse_visit,
    strictest,
)
from sciencepop.bookings.rules.party import Party
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.rules.rotation import Stop, Turn, adults_needed_in, divide, lay_out
from sciencepop.bookings.rules.states import BookingState
from sciencepop.bookings.services.become import become
from sciencepop.bookings.services.lock import lock_person, lock_pools
from sciencepop.bookings.services.refusal import refusal_of
from sciencepop.bookings.services.settle import Change, settle
from sciencepop.core import attempts, clock
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import Occurrence


@dataclass(frozen=True)
class GroupWish:
    """Who would come, and who leads them. `pupils` are heads by level (data/levels.csv), `adults` go with them."""

    organisation_id: int
    leader_name: str
    leader_phone: str
    pupils: Mapping[str, int]
    adults: int
    buses: int = 0
    needs: str = ""


@dataclass(frozen=True)
class _Session:
    """A session of the visit with its locked general pool and what is `free` of it, seats kept for a line left out;
    `earlier` are this person's former bookings of it."""

    occurrence: Occurrence
    pool: SeatPool
    turn: Turn
    terms: Terms
    free: int
    earlier: int


def request_visit(
    occurrence_ids: Sequence[int], wish: GroupWish, *, by: Person, now: datetime, language: str = "zh"
) -> str:
    """Ask the base for seats; they are kept until it answers or its time is over. Returns the visit's code.

    Refuses as `rules.groups` and `rules.rotation`; a refusal's facts fill its sentence.
    """
    with write() as session:
        person = lock_person(session, by.id)
        pools = _lock(session, occurrence_ids)
        sessions = _sessions(session, occurrence_ids, pools, person, now)
        _refuse_stranger(session, wish.organisation_id, person.id)
        terms = strictest([one.terms for one in sessions])
        parts = _parts(wish, terms, sessions)
        visit = _insert_visit(session, wish, person, terms, sessions, language, now)
        for one in sessions:
            _insert_part(session, visit, one, parts[one.turn.group], person, language, now)
        session.flush()
        whole = get_visit(session, visit.code)
        tell_leader(session, whole, GroupNews.RECEIVED, now=now)
        tell_base(session, whole, now=now)
        attempts.remember(visit.code)
        settle(session, _changes(session, sessions, parts), now=now)
        return visit.code


def _lock(session: Session, occurrence_ids: Sequence[int]) -> Mapping[int, SeatPool]:
    """The general pools of the sessions, locked in the order of their ids, by occurrence."""
    wanted = select(SeatPool.id).where(SeatPool.occurrence_id.in_(occurrence_ids), SeatPool.name == GENERAL)
    return {pool.occurrence_id: pool for pool in lock_pools(session, session.scalars(wanted).all())}


def _sessions(
    session: Session, occurrence_ids: Sequence[int], pools: Mapping[int, SeatPool], person: Person, now: datetime
) -> list[_Session]:
    """Each session with its turn in the rotation; refuses what stands against any of them."""
    occurrences = [_find(session, number) for number in sorted(set(occurrence_ids))]
    turns = {turn.id: turn for turn in _turns(occurrences)}
    terms = find_terms(session, {occurrence.event_id for occurrence in occurrences})
    found = []
    for occurrence in occurrences:
        pool, turn = pools.get(occurrence.id), turns[occurrence.id]
        claims = read_claims(session, pool, occurrence, person.id, now=now)
        busy = read_busy(session, occurrence, person.id)
        facts = facts_of(occurrence, pool, claims, now=now, party=Party(comes=turn.group == 0), busy=busy)
        own = terms.get(occurrence.event_id)
        refused = refuse_visit(facts, own)
        if refused is None and person.closed_at is not None:
            refused = Refusal.ACCOUNT_CLOSED
        if isinstance(refused, Refusal):
            raise refusal_of(refused, facts, claims, busy)
        if refused:
            raise RuleBroken(refused, days=own.notice_days if own else 0)
        assert pool is not None and own is not None and claims.behind is not None
        found.append(_Session(occurrence, pool, turn, own, claims.behind.free, claims.made))
    return found


def _find(session: Session, occurrence_id: int) -> Occurrence:
    occurrence = find_occurrence(session, occurrence_id)
    if occurrence is None:
        raise RuleBroken(Refusal.NOT_PUBLIC)
    return occurrence


def _turns(occurrences: Sequence[Occurrence]) -> list[Turn]:
    places = {(one.event.base_id, clock.local(one.starts_at).date()) for one in occurrences}
    if len(places) != 1:
        raise RuleBroken(GroupRefusal.OTHER_DAY if places else Refusal.NOT_PUBLIC)
    turns = lay_out([Stop(one.id, one.event_id, one.starts_at, one.ends_at) for one in occurrences])
    if isinstance(turns, GroupRefusal):
        raise RuleBroken(turns)
    return turns


def _refuse_stranger(session: Session, organisation_id: int, person_id: int) -> None:
    mine = select(Membership.id).where(
        Membership.organisation_id == organisation_id, Membership.person_id == person_id, Membership.ended_at.is_(None)
    )
    if session.scalar(mine) is None:
        raise RuleBroken(GroupRefusal.NOT_A_MEMBER)


def _parts(wish: GroupWish, terms: Terms, sessions: Sequence[_Session]) -> list[Size]:
    """The sub-groups, each with its adults, and room for each where it goes."""
    size = Size(wish.pupils, wish.adults, per_adult(terms))
    refused = refuse_group(size, terms)
    groups = 1 + max(one.turn.group for one in sessions)
    needed = adults_needed_in(size, groups)
    if refused is None and (size.adults < needed or size.heads < groups):
        refused = GroupRefusal.ADULTS_MISSING if size.adults < needed else GroupRefusal.TOO_MANY_ROUNDS
    if refused:
        raise RuleBroken(refused, smallest=terms.smallest, needed=needed)
    parts = divide(size, groups)
    for one in sessions:
        seats = parts[one.turn.group].seats
        if seats > one.free:
            raise RuleBroken(GroupRefusal.NO_ROOM, seats=seats, free=one.free, occurrence=one.occurrence)
    return parts


def _insert_visit(
    session: Session,
    wish: GroupWish,
    person: Person,
    terms: Terms,
    sessions: Sequence[_Session],
    language: str,
    now: datetime,
) -> GroupVisit:
    first = min(one.occurrence.starts_at for one in sessions)
    closes_at = min(one.occurrence.closes_at for one in sessions)
    confirm_by = answer_by(now, closes_at, terms)
    if confirm_by is None:
        raise RuleBroken(GroupRefusal.NO_TIME_TO_ANSWER)
    visit = GroupVisit(
        code=new_code(),
        **(vars(wish) | {"pupils": dict(wish.pupils)}),
        person_id=person.id,
        language=language,
        created_at=now,
        confirm_by=confirm_by,
        names_due_at=names_due(first, confirm_by),
    )
    session.add(visit)
    session.flush()
    return visit


def _changes(session: Session, sessions: Sequence[_Session], parts: Sequence[Size]) -> list[Change]:
    """What the written visit leaves; refuses sessions of which each had room, but not all of the visit at once."""
    rooms = read_rooms(session, [one.occurrence.id for one in sessions])
    for one in sessions:
        over, seats = rooms[one.occurrence.id].shared or 0, parts[one.turn.group].seats
        if over < 0:
            raise RuleBroken(GroupRefusal.NO_ROOM, seats=seats, free=max(seats + over, 0), occurrence=one.occurrence)
    return [Change(one.occurrence, one.pool, rooms[one.occurrence.id].free) for one in sessions]


def names_due(starts_at: datetime, confirm_by: datetime) -> datetime:
    """A day before the visit; until its start where the base may answer later than that."""
    due = starts_at - NAMES_DUE
    return due if due > confirm_by else starts_at


def _insert_part(
    session: Session, visit: GroupVisit, one: _Session, size: Size, person: Person, language: str, now: datetime
) -> None:
    """One booking. The leader goes with the first sub-group, so only its sessions take the leader's time."""
    booking = Booking(
        code=new_code(),
        pool_id=one.pool.id,
        person_id=person.id,
        seats=size.seats,
        comes=one.turn.group == 0,
        is_group=True,
        state=BookingState.WAITING,
        language=language,
        earlier=one.earlier,
        is_sample=person.is_sample,
        created_at=now,
        changed_at=now,
    )
    session.add(booking)
    session.flush()
    session.add(
        GroupPart(
            booking_id=booking.id,
            visit_id=visit.id,
            group=one.turn.group,
            round=one.turn.round,
            pupils=dict(size.pupils),
            adults=size.adults,
        )
    )
    become(session, booking, one.occurrence, BookingState.PENDING, now=now)
