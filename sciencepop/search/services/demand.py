"""“有了告诉我”: leaving a wish, making a draft of many, and asking the askers first.

A draft is an event on its base's desk like any other: its manager changes it, gives it a time, has it reviewed, or
leaves it. Once it is public, the askers stand at the head of its first session's waiting list and are offered seats by
the list's own rules (`bookings.services.invite`), so nobody gets a seat by another door.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from sciencepop.accounts.consents import DEMAND, WORDINGS
from sciencepop.accounts.models import Person, Role
from sciencepop.accounts.queries import list_grants, lock_active
from sciencepop.bases.models import ScienceBase
from sciencepop.bookings.services.invite import Invited, invite
from sciencepop.core import attempts, audit
from sciencepop.core.clock import local
from sciencepop.core.db import db, hold_name, write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import BookingMode, Event
from sciencepop.programme.services.content import EventInput
from sciencepop.programme.services.edit import draft_event
from sciencepop.search import letters
from sciencepop.search.demand_settings import settings
from sciencepop.search.models import Demand, DemandPool
from sciencepop.search.queries import demand as queries
from sciencepop.search.rules.demand import DemandState, PartOfWeek, choose_base, kept_until, refuse_demand, topic_of

KIND = "workshop"
QUIETLY = {"synchronize_session": False}


@dataclass(frozen=True)
class DemandInput:
    """What somebody asks for; `subject` as `rules.demand.subject_of`."""

    words: str
    subject: str
    audience: str = ""
    town_code: str | None = None
    seats: int = 2
    part_of_week: PartOfWeek = PartOfWeek.ANY
    agreed: bool = False


def leave_demand(given: DemandInput, *, by: Person, now: datetime) -> None:
    """Keep a wish; enough of the same become a draft. Refuses as `rules.demand.refuse_demand`."""
    with write() as session:
        hold_name(session, f"demand/{given.subject}/{given.audience}")
        by = lock_active(session, by)
        mine = [row.subject for row in queries.list_mine(session, by.id) if row.state is DemandState.OPEN]
        refused = refuse_demand(given.subject, agreed=given.agreed, mine=mine, most=settings().most_open)
        if refused:
            raise RuleBroken(refused)
        same = Demand.person_id == by.id, Demand.subject == given.subject, Demand.audience == given.audience
        session.execute(delete(Demand).where(*same), execution_options=QUIETLY)  # one that was answered long ago
        row = Demand(
            person_id=by.id,
            words=given.words,
            subject=given.subject,
            audience=given.audience,
            town_code=given.town_code,
            seats=given.seats,
            part_of_week=given.part_of_week,
            agreed_at=now,
            wording=WORDINGS[DEMAND].version,
            until_on=kept_until(local(now).date(), settings()),
        )
        session.add(row)
        session.flush()
        audit.record(session, by=by.id, at=now, action="demand.leave", subject=row)
        waiting = queries.find_waiting_pool(session, given.subject, given.audience)
        if waiting:
            row.pool_id = waiting.id
        else:
            _pool_up(session, given, now)
        attempts.remember(str(row.id))


def drop_demand(number: int, *, by: Person, now: datetime) -> None:
    """Take a wish back; nothing of it stays."""
    with write() as session:
        row = queries.get_mine(session, number, by.id)
        audit.record(session, by=by.id, at=now, action="demand.drop", subject=row)
        session.delete(row)
        attempts.remember("")


def _pool_up(session: Session, given: DemandInput, now: datetime) -> None:
    """Make a draft for a fitting base, once enough families ask."""
    rows = queries.list_unpooled(session, given.subject, given.audience)
    if len(rows) < settings().families:
        return
    topic = topic_of(given.subject)
    base_id = choose_base(queries.list_venues(session, topic, given.subject), [row.town_code or "" for row in rows])
    if base_id is None:
        return
    base = session.get_one(ScienceBase, base_id)
    seats = sum(row.seats for row in rows)
    content = EventInput(
        kind=KIND,
        title_zh=letters.draft_title(given.subject, rows),
        audiences=(given.audience,) if given.audience else ("everyone",),
        topics=(topic,) if topic else (),
        seats=max(seats, 10),
    )
    event = draft_event(session, base, content, by=None, now=now)
    pool = DemandPool(
        subject=given.subject,
        audience=given.audience,
        event_id=event.id,
        families=len(rows),
        seats=seats,
        created_at=now,
    )
    session.add(pool)
    session.flush()
    for row in rows:
        row.pool_id = pool.id
    for grant in list_grants(base.id, role=Role.BASE_MANAGER):
        letters.tell_draft(session, grant.person, event, pool, rows, now=now)


def offer_first(now: datetime) -> int:
    """Ask the askers of every draft that has become public; returns of how many. Harmless to run twice."""
    pools = [(pool.id, pool.event_id) for pool in queries.list_pools_ready(db.session(), now)]
    return sum(_offer(pool_id, event_id, now) for pool_id, event_id in pools)


def _offer(pool_id: int, event_id: int, now: datetime) -> int:
    with write() as session:
        hold_name(session, f"demand/pool/{pool_id}")
        pool = session.get_one(DemandPool, pool_id, populate_existing=True)
        first = queries.find_first_session(session, event_id, now)
        if pool.offered_at is not None or first is None:
            return 0
        rows = queries.list_askers(session, pool_id)
        event = session.get_one(Event, event_id)
        asked: set[int] = set()
        if event.booking_mode is BookingMode.SEATS:
            asked = invite(first.id, [Invited(row.person_id, row.seats) for row in rows], now=now)
        for row in rows:
            row.state = DemandState.ANSWERED
            if row.person_id not in asked:
                letters.tell_found(session, row, event, now=now)
        pool.offered_at = now
        audit.record(session, by=None, at=now, action="demand.offer", subject=pool, families=len(rows))
        return 1


def release_demands(_now: datetime) -> int:
    """Let wishes wait anew of whose draft nothing came (`queries.given_up`); returns how many."""
    with write() as session:
        stuck = update(Demand).where(Demand.state == DemandState.OPEN, Demand.pool_id.in_(queries.given_up()))
        return int(getattr(session.execute(stuck.values(pool_id=None), execution_options=QUIETLY), "rowcount", 0))


def forget_demands(now: datetime) -> int:
    """Delete wishes whose time is over; returns how many."""
    with write() as session:
        over = delete(Demand).where(Demand.until_on < local(now).date())
        return int(getattr(session.execute(over, execution_options=QUIETLY), "rowcount", 0))


def export_demands(session: Session, person: Person) -> list[dict[str, object]] | None:
    """What a person asked for, as JSON values."""
    rows = queries.list_mine(session, person.id)
    return [
        {
            "words": row.words,
            "audience": row.audience,
            "town": row.town_code,
            "seats": row.seats,
            "part_of_week": row.part_of_week.value,
            "state": row.state.value,
            "since": row.agreed_at.isoformat(),
            "wording": row.wording,
            "until": row.until_on.isoformat(),
        }
        for row in rows
    ] or None


def leave_demands(session: Session, person: Person, _now: datetime) -> None:
    """A closed account wishes nothing."""
    session.execute(delete(Demand).where(Demand.person_id == person.id), execution_options=QUIETLY)
