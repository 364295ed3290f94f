"""Counters of the season's visits, what bases and lists showed, and weights that are compared: so that pages speak."""

from __future__ import annotations

import json
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from sciencepop.demo.chance import moment, stream
from sciencepop.demo.plan import Season
from sciencepop.programme.models import Event, EventState
from sciencepop.recommend.models import ExposureDay, Impression, ListBooking, ListDay, TrainedWeights
from sciencepop.recommend.rules.online import Surface
from sciencepop.recommend.services.count import take_counters
from sciencepop.recommend.shelf import FIRST_WEIGHTS

DAYS = 14
WEEKS = 7
LISTS, LENGTH = 150, 12
AUDIENCES = ("seniors", "preschool-family", "farmers", "workers", "")


def write_recommendations(session: Session, season: Season) -> None:
    """Count, and invent a ledger: some bases were shown a lot, every ninth less than is promised."""
    take_counters(moment(season.today))
    rng = stream("exposure", season.today)
    published = select(Event.base_id).where(Event.state == EventState.PUBLISHED)
    bases = session.scalars(published.distinct().order_by(Event.base_id)).all()
    rows = [
        {
            "base_id": base,
            "shown_on": season.today - timedelta(days=days),
            "worth": round(rng.uniform(0.2, 6) * (0.25 if number % 9 == 8 else 1), 2),
        }
        for number, base in enumerate(bases)
        for days in range(1, DAYS)
    ]
    session.execute(insert(ExposureDay), rows)
    write_lists(session, season)


def write_lists(session: Session, season: Season) -> None:
    """Weights that wait, sums of the weeks before a month ago and a few lists of the last month, of nobody."""
    trained_at = moment(season.today) - timedelta(days=7 * WEEKS)
    row = TrainedWeights(trained_at=trained_at, lists=6210, validation=0.631, refusal=None, content=_weights(season))
    session.add(row)
    session.flush()
    rng = stream("lists", season.today)
    days = [season.today - timedelta(days=number) for number in range(31, 7 * WEEKS)]
    sums = [(day, audience, rng.randint(60, 140)) for day in days for audience in AUDIENCES]
    session.execute(insert(ListDay), [_day(rng, row.id, *one) for one in sums])
    events = session.execute(
        select(Event.id, Event.base_id).where(Event.state == EventState.PUBLISHED).order_by(Event.id)
    ).all()
    places, booked = list[dict[str, Any]](), list[dict[str, Any]]()
    for number in range(LISTS):
        day, code = season.today - timedelta(days=number % 30), f"{number:018x}"
        chosen, audience = rng.sample(events, min(LENGTH, len(events))), AUDIENCES[number % len(AUDIENCES)]
        values = {"list_code": code, "shown_on": day, "audience": audience, "is_personal": True, "trial_id": row.id}
        values["surface"] = Surface.PAGE.value
        places += [_place(values, rank, *one) for rank, one in enumerate(chosen, start=1)]
        if number % 50 == 7 and len(chosen) >= 10:
            places[-len(chosen) + 9] |= {"slot": "explore", "ranker": "", "propensity": 0.01 / 60, "among": 60}
        if rng.random() < 0.2:
            event_id = chosen[min(int(rng.expovariate(0.4)), len(chosen) - 1)][0]
            booked.append({"list_code": code, "event_id": event_id, "booked_on": day})
    session.execute(insert(Impression), places)
    session.execute(insert(ListBooking), booked)


def _day(rng: Random, trial: int, day: date, audience: str, lists: int) -> dict[str, Any]:
    booked = sum(rng.random() < 0.12 for _list in range(lists))
    tried = sum(rng.random() < 0.52 for _list in range(booked // 2))
    values = {"shown_on": day, "audience": audience, "is_personal": True, "trial_id": trial}
    values["surface"] = Surface.PAGE.value
    return values | {"lists": lists, "booked": booked, "won_used": booked // 2 - tried, "won_tried": tried}


def _place(values: dict[str, Any], rank: int, event_id: int, base_id: int) -> dict[str, Any]:
    slot = "reserved" if rank in (5, 9) else "model"
    ranker = "" if slot == "reserved" else "tried" if rank % 2 else "used"
    likely = 0.99 if rank in (8, 10) else 1.0
    told = {"position": rank, "event_id": event_id, "base_id": base_id, "slot": slot, "ranker": ranker}
    return values | told | {"propensity": likely, "among": 1}


def _weights(season: Season) -> str:
    """Those to start with, a little more for what is near."""
    facts = json.loads(FIRST_WEIGHTS.read_text())
    for weights in facts["stages"].values():
        weights["near"] = 0.9
    return json.dumps(facts | {"trained_until": season.today.isoformat()})
