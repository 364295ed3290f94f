"""What must always hold of the showcase; `flask doctor` asks."""

from __future__ import annotations

from sqlalchemy import func, select

from sciencepop.bookings.models import Commitment
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.reference import get_reference
from sciencepop.showcase.models import MeetingSlot, Project, SlotState
from sciencepop.showcase.services.meetings import sources_of

MOST = 20


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    return [*wrong_time(), *orphaned_time(), *unknown_topics()]


def wrong_time() -> list[str]:
    """A meeting to come has the time of both, and no other."""
    coming = select(MeetingSlot).where(MeetingSlot.state == SlotState.TAKEN, MeetingSlot.starts_at > clock.now())
    wrong = []
    for slot in db.session.scalars(coming):
        mine = (
            select(func.count())
            .select_from(Commitment)
            .where(
                Commitment.source.in_(sources_of(slot)),
                Commitment.starts_at == slot.starts_at,
                Commitment.ends_at == slot.ends_at,
            )
        )
        if db.session.scalar(mine) != 2:
            wrong.append(f"Meeting {slot.code} is not in the ledger of both.")
    return wrong[:MOST]


def orphaned_time() -> list[str]:
    """No time is taken by a meeting that is off."""
    taken = set(db.session.scalars(select(MeetingSlot.code).where(MeetingSlot.state == SlotState.TAKEN)))
    found = db.session.scalars(select(Commitment.source).where(Commitment.source.like("meet:%")))
    orphans = [source for source in found if source and source.split(":")[1] not in taken]
    return [f"The ledger has {source}, but nobody meets then." for source in orphans[:MOST]]


def unknown_topics() -> list[str]:
    """Slugs that the data no longer knows."""
    known = get_reference().topics
    return [
        f"No topic is called {slug}."
        for slug in db.session.scalars(select(Project.topic).distinct())
        if slug not in known
    ]
