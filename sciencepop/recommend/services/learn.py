"""Finding new weights from this site's own visits, in the worker; only those that do not rank worse may be used."""

from __future__ import annotations

from datetime import datetime, timedelta

from sciencepop.core import background, clock
from sciencepop.core.db import db, write
from sciencepop.recommend.engine.numbers import day_number
from sciencepop.recommend.engine.weights import Refusal, Weights
from sciencepop.recommend.models import TrainedWeights
from sciencepop.recommend.queries.kept import find_snapshot, find_waiting, find_weights, list_trainings
from sciencepop.recommend.services.count import gather
from sciencepop.recommend.settings import settings
from sciencepop.recommend.shelf import get_shelves, read_weights

EVERY = timedelta(days=7)
FEWEST_VISITS = 2_000
"""With fewer there is nothing to learn that the weights to start with do not know better."""


def learn_weekly(now: datetime) -> None:
    """A job of the day: train beside the other jobs, when the last is a week ago and none is being compared."""
    session = db.session()
    if settings().compares and find_waiting(session):
        return
    latest, counted = list_trainings(session, 1), find_snapshot(session)
    if counted is None or counted.visits < FEWEST_VISITS:
        return
    if not latest or latest[0].trained_at <= now - EVERY:
        background.begin("recommend.learn", lambda: learn(clock.now()))


def learn(now: datetime) -> TrainedWeights | None:
    """Train on all but the last fortnight and judge by that; None where there were too few visits to try.

    The result is kept either way. Weights that were refused are not used; others wait to be compared with the old,
    or are used at once where the district compares nothing.
    """
    from sciencepop.recommend.evaluation.renew import renew
    from sciencepop.recommend.evaluation.site import data_of

    session, shelves = db.session(), get_shelves()
    counted = gather(session, shelves.reference, now)
    if len(counted.visits.who) < FEWEST_VISITS:
        return None
    old, _is_own = read_weights(find_weights(session))
    try:
        until = float(day_number([now.timestamp()])[0])
        data = data_of(counted.numbers, counted.sessions, counted.visits, counted.towns)
        new, why = renew(data, until, f"{clock.local(now):%Y-%m-%d}", old)
    except LookupError:
        return None
    return _keep(new, why, now)


def _keep(new: Weights, why: Refusal | None, now: datetime) -> TrainedWeights:
    with write() as session:
        row = TrainedWeights(
            trained_at=now,
            lists=new.lists,
            validation=round(new.validation, 4),
            refusal=why.value if why else None,
            taken_at=None if why or settings().compares else now,
            content=new.to_json(),
        )
        session.add(row)
    get_shelves().clear()
    return row
