"""Taking the counters over everybody, in the worker."""

from __future__ import annotations

import hashlib
from array import array
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sciencepop.core.db import db, write
from sciencepop.core.reference import Reference
from sciencepop.recommend.engine.counts import count
from sciencepop.recommend.engine.numbers import Numbers, Seen, day_number
from sciencepop.recommend.engine.snapshot import pack
from sciencepop.recommend.engine.world import Sessions, Visits
from sciencepop.recommend.models import CountSnapshot
from sciencepop.recommend.queries.rows import list_held, list_visits_of_all, read_choices
from sciencepop.recommend.shelf import get_shelves, number

KEPT = 2


@dataclass(frozen=True)
class Counted:
    """Everything that is counted, by the numbering of one moment."""

    numbers: Numbers
    sessions: Sessions
    visits: Visits
    towns: list[str]
    """that each person chose, '' for none"""
    digest: str


def take_counters(now: datetime) -> CountSnapshot:
    """Count anew and keep the result. Web processes read it within ten minutes."""
    shelves = get_shelves()
    counted = gather(db.session(), shelves.reference, now)
    content = counters_of(counted, now)
    with write() as session:
        row = CountSnapshot(
            taken_at=now,
            visits=len(counted.visits.who),
            people=len(counted.visits.cells),
            digest=counted.digest,
            content=content,
        )
        session.add(row)
        session.flush()
        newest = select(CountSnapshot.id).order_by(CountSnapshot.id.desc()).limit(KEPT)
        session.execute(
            delete(CountSnapshot).where(CountSnapshot.id.not_in(session.scalars(newest).all())),
            execution_options={"synchronize_session": False},
        )
    shelves.clear()
    return row


def counters_of(counted: Counted, now: datetime) -> bytes:
    """The counters of what was gathered, as bytes."""
    numbers = counted.numbers
    today = float(day_number([now.timestamp()])[0])
    return pack(count(numbers.world, counted.sessions, counted.visits, today), numbers)


def gather(session: Session, reference: Reference, now: datetime) -> Counted:
    """Sessions that were, and who came, as far as it may be counted. People are numbered in the order of their ids."""
    numbers = number(session, reference)
    held = [row for row in list_held(session, now) if row[1][0] in numbers.series_of]
    at = {occurrence: place for place, (occurrence, _seen) in enumerate(held)}
    who, came, people = array("q"), array("q"), dict[int, int]()
    for person, occurrence in list_visits_of_all(session, now):
        if occurrence in at:
            who.append(people.setdefault(person, len(people)))
            came.append(at[occurrence])
    choices = read_choices(session, people)
    groups = [numbers.groups_of(*choices[person]) for person in people]
    visits = numbers.visits(who, came, groups)
    sessions, towns = numbers.sessions([seen for _id, seen in held]), [choices[person][1] for person in people]
    world = numbers.bases, numbers.titles, numbers.series_of, numbers.groups
    return Counted(numbers, sessions, visits, towns, _digest(held, who, came, groups, world))


def _digest(held: list[tuple[int, Seen]], *parts: object) -> str:
    """Of everything that the counters depend on: what was held, who came, and by which numbering."""
    return hashlib.sha256(repr((held, *parts)).encode()).hexdigest()[:32]
