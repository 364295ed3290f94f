"""What must always hold of recommendations; `flask doctor` asks."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, or_, select

from sciencepop.bookings.models import Booking
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.recommend.engine.weights import Weights
from sciencepop.recommend.models import ForgottenVisit, Impression
from sciencepop.recommend.queries.kept import find_snapshot, find_waiting, find_weights
from sciencepop.recommend.services.count import counters_of, gather
from sciencepop.recommend.services.online import KEPT
from sciencepop.recommend.shelf import get_shelves

MOST = 20


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    return [*wrong_counters(), *forgotten_of_others(), *unreadable_weights(), *old_lists(), *odd_lists()]


def wrong_counters() -> list[str]:
    """Counting the same again gives the same counters; where visits changed meanwhile, the next count is due."""
    session, shelves = db.session(), get_shelves()
    snapshot = find_snapshot(session)
    if snapshot is None:
        return []
    counted = gather(session, shelves.reference, snapshot.taken_at)
    if counted.digest != snapshot.digest or counters_of(counted, snapshot.taken_at) == snapshot.content:
        return []
    return ["The counters are not those of the bookings that they were taken from."]


def forgotten_of_others() -> list[str]:
    """Only the holder of a booking has it forgotten."""
    rows = db.session.execute(
        select(Booking.code)
        .join(ForgottenVisit, ForgottenVisit.booking_id == Booking.id)
        .where(ForgottenVisit.person_id != Booking.person_id)
        .limit(MOST)
    )
    return [f"Booking {code} is forgotten for somebody whose it is not." for (code,) in rows]


def unreadable_weights() -> list[str]:
    """The weights in use and those compared with them are of this program."""
    found = []
    for row in filter(None, (find_weights(db.session()), find_waiting(db.session()))):
        try:
            Weights.from_json(row.content)
        except (ValueError, KeyError) as error:
            found.append(f"The weights of {row.trained_at.isoformat()} cannot be read: {error}")
    return found


def old_lists() -> list[str]:
    """What was shown is kept as long as people are told, and a day for the worker."""
    oldest = db.session.scalar(select(func.min(Impression.shown_on)))
    promised = clock.today() - KEPT - timedelta(days=1)
    return [f"Lists of {oldest} are kept still; is the worker running?"] if oldest and oldest < promised else []


def odd_lists() -> list[str]:
    """A list is whole, of one day and one kind: its places are 1 to its length."""
    kinds = (Impression.shown_on, Impression.audience, Impression.is_personal, Impression.trial_id, Impression.surface)
    rows = db.session.execute(
        select(Impression.list_code)
        .group_by(Impression.list_code)
        .having(
            or_(
                func.count() != func.max(Impression.position),
                *(func.count(kind.distinct()) > 1 for kind in kinds),
                func.count(Impression.trial_id).not_in((0, func.count())),
            )
        )
        .limit(MOST)
    )
    return [f"List {code} is not whole." for (code,) in rows]


def old_counters() -> list[str]:
    """Worth knowing: the worker counts once a day."""
    snapshot = find_snapshot(db.session())
    days = (clock.now() - snapshot.taken_at).days if snapshot else 0
    return [f"the counters are {days} days old; is the worker running?"] if days >= 2 else []
