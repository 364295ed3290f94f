"""Wishes of one kind together: making a draft of them, a base that will not hold it, and asking the askers first.

A draft is an event on its base's desk like any other: its manager changes it, gives it a time, has it reviewed, or
declines it (`decline`); of one that nobody takes on in time nothing comes either, and in both cases another base is
asked. Once it is public, the askers stand at the head of its first session's waiting list and are offered seats by the
list's own rules (`bookings.services.invite`), so nobody gets a seat by another door.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person, Role
from sciencepop.accounts.queries import list_grants
from sciencepop.bases.models import ScienceBase
from sciencepop.bookings.services.invite import Invited, invite
from sciencepop.core import attempts, audit
from sciencepop.core.db import db, hold_name, write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import BookingMode, Event, EventState
from sciencepop.programme.services.content import EventInput
from sciencepop.programme.services.edit import draft_event
from sciencepop.search import letters
from sciencepop.search.demand_settings import settings
from sciencepop.search.models import Demand, DemandPool
from sciencepop.search.queries import demand as queries
from sciencepop.search.rules.demand import DemandState, Refusal, choose_base, topic_of

KIND = "workshop"


def pool_up(session: Session, subject: str, audience: str, now: datetime) -> None:
    """Make a draft for a fitting base, once enough families ask. The caller holds the name of the subject."""
    rows = queries.list_unpooled(session, subject, audience)
    if len(rows) < settings().families:
        return
    topic = topic_of(subject)
    base_id = choose_base(queries.list_venues(session, topic, subject), [row.town_code or "" for row in rows])
    if base_id is None:
        return
    base = session.get_one(ScienceBase, base_id)
    seats = sum(row.seats for row in rows)
    content = EventInput(
        kind=KIND,
        title_zh=letters.draft_title(subject, rows),
        audiences=(audience,) if audience else ("everyone",),
        topics=(topic,) if topic else (),
        seats=max(seats, 10),
    )
    event = draft_event(session, base, content, by=None, now=now)
    pool = DemandPool(
        subject=subject, audience=audience, event_id=event.id, families=len(rows), seats=seats, created_at=now
    )
    session.add(pool)
    session.flush()
    for row in rows:
        row.pool_id = pool.id
    for grant in list_grants(base.id, role=Role.BASE_MANAGER):
        letters.tell_draft(session, grant.person, event, pool, rows, now=now)


def decline(number: int, *, by: Person, now: datetime) -> None:
    """The base will not hold it: its askers wait anew, and another base is asked. The draft stays, as any draft does.

    Who runs the base is asked by the view. Refuses NOT_WAITING.
    """
    with write() as session:
        pool = _hold(session, number)
        event = session.get_one(Event, pool.event_id, populate_existing=True)
        is_over = pool.offered_at is not None or pool.given_up_at is not None
        if is_over or event.state not in (EventState.DRAFT, EventState.RETURNED):
            raise RuleBroken(Refusal.NOT_WAITING)
        _give_up(session, pool, by.id, now)
        attempts.remember("")


def release_demands(now: datetime) -> int:
    """Let wishes wait anew of whose draft nothing comes; returns how many."""
    hopeless, released = queries.hopeless(now - timedelta(days=settings().answer_days)), 0
    for number in db.session.scalars(hopeless.limit(queries.MOST)).all():
        with write() as session:
            pool = _hold(session, number)
            if session.scalar(hopeless.where(DemandPool.id == number)):
                released += _give_up(session, pool, None, now)
    return released


def _hold(session: Session, number: int) -> DemandPool:
    """A draft with the names of its subject, as a new wish takes it, and of itself, as an offer does."""
    pool = session.get_one(DemandPool, number)
    hold_name(session, f"demand/{pool.subject}/{pool.audience}")
    hold_name(session, f"demand/pool/{number}")
    return session.get_one(DemandPool, number, populate_existing=True)


def _give_up(session: Session, pool: DemandPool, by: int | None, now: datetime) -> int:
    pool.given_up_at = now
    session.flush()
    waiting = update(Demand).where(Demand.state == DemandState.OPEN, Demand.pool_id == pool.id).values(pool_id=None)
    released = int(getattr(session.execute(waiting), "rowcount", 0))
    audit.record(session, by=by, at=now, action="demand.give_up", subject=pool, families=released)
    pool_up(session, pool.subject, pool.audience, now)
    return released


def offer_first(now: datetime) -> int:
    """Ask the askers of every draft that has become public; returns of how many. Harmless to run twice."""
    pools = [(pool.id, pool.event_id) for pool in queries.list_pools_ready(db.session(), now)]
    return sum(_offer(pool_id, event_id, now) for pool_id, event_id in pools)


def _offer(pool_id: int, event_id: int, now: datetime) -> int:
    with write() as session:
        hold_name(session, f"demand/pool/{pool_id}")
        pool = session.get_one(DemandPool, pool_id, populate_existing=True)
        first = queries.find_first_session(session, event_id, now)
        if pool.offered_at is not None or pool.given_up_at is not None or first is None:
            return 0
        rows = queries.list_asking(session, [pool_id]).get(pool_id, [])
        event = session.get_one(Event, event_id)
        asked: set[int] = set()
        if event.booking_mode is BookingMode.SEATS:
            asked = invite(first.id, [Invited(row.person_id, row.seats) for row in rows], now=now)
        for row in rows:
            row.state = DemandState.ANSWERED
            letters.tell_found(session, row, event, now=now, is_first=row.person_id in asked)
        pool.offered_at = now
        audit.record(session, by=None, at=now, action="demand.offer", subject=pool, families=len(rows))
        return 1
