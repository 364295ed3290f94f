"""Telling people that what they asked for is there, whoever made it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.core.clock import local
from sciencepop.core.db import db, write
from sciencepop.programme.models import Event
from sciencepop.search import letters
from sciencepop.search.finding import Asking, Hit, find_exactly
from sciencepop.search.models import Demand, Kind
from sciencepop.search.queries.demand import list_open
from sciencepop.search.rules.demand import DemandState
from sciencepop.search.rules.question import read_question
from sciencepop.search.words import get_words

LOOKED_AT = 20


def tell_matches(now: datetime) -> int:
    """Write to everybody whose wish an event fits that was published since; returns to how many."""
    told = after = 0
    while rows := list_open(db.session(), after, now):
        after = rows[-1].id
        for number, event_id in [(row.id, event_id) for row in rows if (event_id := _find(row, now))]:
            with write() as session:
                row = session.get(Demand, number, with_for_update=True)
                if row is not None and row.state is DemandState.OPEN:
                    row.state, row.pool_id = DemandState.ANSWERED, None
                    letters.tell_found(session, row, session.get_one(Event, event_id), now=now)
                    told += 1
    return told


def _find(row: Demand, now: datetime) -> int | None:
    """The best event that fits a wish and is younger than it."""
    session = db.session()
    question = read_question(row.words, get_words())
    asking = Asking(question, question.search(local(now).date()), now, kind=Kind.EVENT.value)
    found = find_exactly(session, asking).hits[:LOOKED_AT]
    young = _younger(session, found, row)
    return next((hit.ref for hit in found if hit.ref in young), None)


def _younger(session: Session, hits: Sequence[Hit], row: Demand) -> set[int]:
    mine = Event.id.in_([hit.ref for hit in hits]), Event.published_at > row.agreed_at
    return {
        event.id
        for event in session.scalars(select(Event).where(*mine))
        if not row.audience or row.audience in event.audiences or "everyone" in event.audiences
    }
