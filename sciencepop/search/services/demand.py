"""“有了告诉我”: leaving a wish, taking it back, and what becomes of it when its time or its owner's account is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sciencepop.accounts.consents import DEMAND, WORDINGS
from sciencepop.accounts.models import Person
from sciencepop.accounts.queries import lock_active
from sciencepop.core import attempts, audit
from sciencepop.core.clock import local
from sciencepop.core.db import hold_name, write
from sciencepop.core.errors import RuleBroken
from sciencepop.search.demand_settings import settings
from sciencepop.search.models import Demand
from sciencepop.search.queries import demand as queries
from sciencepop.search.rules.demand import DemandState, PartOfWeek, kept_until, refuse_demand
from sciencepop.search.services.pools import pool_up

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
            pool_up(session, given.subject, given.audience, now)
        attempts.remember(str(row.id))


def drop_demand(number: int, *, by: Person, now: datetime) -> None:
    """Take a wish back; nothing of it stays."""
    with write() as session:
        row = queries.get_mine(session, number, by.id)
        audit.record(session, by=by.id, at=now, action="demand.drop", subject=row)
        session.delete(row)
        attempts.remember("")


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
