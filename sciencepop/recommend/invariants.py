"""What must always hold of recommendations; `flask doctor` asks."""

from __future__ import annotations

from sqlalchemy import select

from sciencepop.bookings.models import Booking
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.recommend.engine.weights import Weights
from sciencepop.recommend.models import ForgottenVisit
from sciencepop.recommend.queries.kept import find_snapshot, find_weights
from sciencepop.recommend.services.count import counters_of, gather
from sciencepop.recommend.shelf import get_shelves

MOST = 20


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    return [*wrong_counters(), *forgotten_of_others(), *unreadable_weights()]


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
    """The weights in use are of this program."""
    row = find_weights(db.session())
    try:
        if row is not None:
            Weights.from_json(row.content)
    except (ValueError, KeyError) as error:
        return [f"The weights of {row.trained_at.isoformat() if row else ''} cannot be read: {error}"]
    return []


def old_counters() -> list[str]:
    """Worth knowing: the worker counts once a day."""
    snapshot = find_snapshot(db.session())
    days = (clock.now() - snapshot.taken_at).days if snapshot else 0
    return [f"the counters are {days} days old; is the worker running?"] if days >= 2 else []
